/** Why a request brought no reply of its command (transport.md §5, §8.2). */
export type ConnectionErrorKind =
	/** The server could not be reached, or said that it is unavailable. */
	| "offline"
	| "organization_not_found"
	| "organization_expired"
	/** The server does not know this device, or refuses its signature. */
	| "bad_authentication"
	| "user_revoked"
	| "user_frozen"
	| "must_accept_tos"
	| "web_client_not_allowed"
	/** The clock of this computer and the server's differ by more than five minutes. */
	| "clock_drift"
	| "invitation_not_found"
	/** Finished or cancelled. */
	| "invitation_gone"
	| "unsupported_api_version"
	| "too_large"
	/** The command is not enabled on this server, or it does not understand the request. */
	| "not_supported"
	/** Something that no server of this protocol answers. */
	| "invalid_response";

const MESSAGES: Readonly<Record<ConnectionErrorKind, string>> = {
	offline: "The server cannot be reached. Check the network and the address of the server, then try again",
	organization_not_found: "The server does not know this organization. Check the address that you were given",
	organization_expired: "The organization has expired on this server. Ask the administrator of the server",
	bad_authentication: "The server does not recognize this device. Is it the server on which the device was made?",
	user_revoked: "User has been revoked. To come back, ask an administrator of the organization for a new invitation",
	user_frozen: "User has been frozen for now by the administrator of the server. Ask them to lift it",
	must_accept_tos: "User must accept the Terms of Service to be able to connect to the server",
	web_client_not_allowed: "The organization does not allow the web application. Use another program",
	clock_drift:
		"The clocks of this computer and of the server differ by more than five minutes. Set the right time, then try again",
	invitation_not_found: "Invitation not found. Check that the link is complete, or ask for a new one",
	invitation_gone: "Invitation already used or deleted. Ask for a new one",
	unsupported_api_version: "The server speaks another version of the protocol. Update this program, or the server",
	too_large: "The request is larger than the server accepts",
	not_supported: "The server does not support this operation. Is it up to date?",
	invalid_response: "The server gave an answer that makes no sense. Is the address that of a Parsec server?",
};

/** A request that brought no reply of its command. `message` says what happened and what to do next. */
export class ConnectionError extends Error {
	readonly kind: ConnectionErrorKind;
	/** What the server supports, for `unsupported_api_version`. */
	readonly supportedVersions: readonly string[];

	constructor(kind: ConnectionErrorKind, options: { cause?: unknown; supportedVersions?: readonly string[] } = {}) {
		super(MESSAGES[kind], options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "ConnectionError";
		this.kind = kind;
		this.supportedVersions = options.supportedVersions ?? [];
	}
}

/** The meaning of an HTTP status; `forbidden` is that of 401 and 403, which depends on who asks. `undefined` for 200. */
export function connectionErrorOf(response: Response, forbidden: ConnectionErrorKind): ConnectionError | undefined {
	switch (response.status) {
		case 200:
			return undefined;
		case 401:
		case 403:
			return new ConnectionError(forbidden);
		case 404:
			return new ConnectionError("organization_not_found");
		case 410:
			return new ConnectionError("invitation_gone");
		case 413:
			return new ConnectionError("too_large");
		case 406:
		case 415:
			return new ConnectionError("not_supported");
		case 422: {
			const supportedVersions = response.headers.get("Supported-Api-Versions")?.split(";");
			return supportedVersions
				? new ConnectionError("unsupported_api_version", { supportedVersions })
				: new ConnectionError("invalid_response");
		}
		case 460:
			return new ConnectionError("organization_expired");
		case 461:
			return new ConnectionError("user_revoked");
		case 462:
			return new ConnectionError("user_frozen");
		case 463:
			return new ConnectionError("must_accept_tos");
		case 464:
			return new ConnectionError("web_client_not_allowed");
		case 498:
			return new ConnectionError("clock_drift");
		case 502:
		case 503:
		case 504:
			return new ConnectionError("offline");
		default:
			return new ConnectionError("invalid_response");
	}
}
