import { DateTime } from "@parallax/protocol";

/** Why a request brought no reply of its command (transport.md §5, §8.2). */
export type ConnectionErrorKind =
	/** The server could not be reached, or said that it is unavailable. */
	| "offline"
	| "organization_not_found"
	| "organization_expired"
	/** The server saw no proof of who calls, which every such request carries: something in between took it away. */
	| "missing_authentication"
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
	/** The server does not answer in the form that was asked for: events, of a stream. */
	| "not_acceptable"
	/** The command is not enabled on this server, or it does not understand the request. */
	| "not_supported"
	/** Something that no server of this protocol answers. */
	| "invalid_response";

const MESSAGES: Readonly<Record<ConnectionErrorKind, string>> = {
	offline: "The server cannot be reached. Check the network and the address of the server, then try again",
	organization_not_found: "The server does not know this organization. Check the address that you were given",
	organization_expired: "The organization has expired on this server. Ask the administrator of the server",
	missing_authentication:
		"The server was not told who calls: a proxy may have removed it. Check the network and the address of the server",
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
	not_acceptable: "The server does not give its events. Is the address that of a Parsec server?",
	not_supported: "The server does not support this operation. Is it up to date?",
	invalid_response: "The server gave an answer that makes no sense. Is the address that of a Parsec server?",
};

/** What may be known besides the kind of a `ConnectionError`. */
export interface ConnectionErrorDetails {
	readonly cause?: unknown;
	readonly httpStatus?: number;
	readonly supportedVersions?: readonly string[];
	readonly serverTime?: DateTime;
}

/** A request that brought no reply of its command. `message` says what happened and what to do next. */
export class ConnectionError extends Error {
	readonly kind: ConnectionErrorKind;
	/** That of the answer, when one came. */
	readonly httpStatus: number | undefined;
	/** What the server supports, for `unsupported_api_version`. */
	readonly supportedVersions: readonly string[];
	/** The clock of the server, to the second, for `clock_drift`; unknown when its answer does not tell. */
	readonly serverTime: DateTime | undefined;

	constructor(kind: ConnectionErrorKind, details: ConnectionErrorDetails = {}) {
		super(MESSAGES[kind], details.cause === undefined ? undefined : { cause: details.cause });
		this.name = "ConnectionError";
		this.kind = kind;
		this.httpStatus = details.httpStatus;
		this.supportedVersions = details.supportedVersions ?? [];
		this.serverTime = details.serverTime;
	}
}

/** Who speaks to whom: each family of commands is a route of its own. The events of a device are `authenticated`. */
export type RouteFamily = "anonymous" | "anonymous_server" | "invited" | "authenticated" | "authenticated_account";

type Meanings = Readonly<Partial<Record<number, ConnectionErrorKind>>>;

/** What every family may meet, a reverse proxy in between included. */
const EVERYWHERE: Meanings = {
	406: "not_acceptable",
	413: "too_large",
	415: "not_supported",
	422: "unsupported_api_version",
	502: "offline",
	503: "offline",
	504: "offline",
};
const ORGANIZATION: Meanings = {
	...EVERYWHERE,
	404: "organization_not_found",
	460: "organization_expired",
	464: "web_client_not_allowed",
};

/** A status that cannot occur in a family means nothing there, whatever it means elsewhere (transport.md §8.2). */
const MEANINGS: Readonly<Record<RouteFamily, Meanings>> = {
	anonymous: ORGANIZATION,
	anonymous_server: EVERYWHERE,
	invited: {
		...ORGANIZATION,
		401: "missing_authentication",
		403: "invitation_not_found",
		410: "invitation_gone",
	},
	authenticated: {
		...ORGANIZATION,
		401: "missing_authentication",
		403: "bad_authentication",
		461: "user_revoked",
		462: "user_frozen",
		463: "must_accept_tos",
		498: "clock_drift",
	},
	authenticated_account: { ...EVERYWHERE, 401: "missing_authentication", 403: "bad_authentication" },
};

/** What an HTTP status means to a family; `undefined` for 200. */
export function connectionErrorOf(response: Response, family: RouteFamily): ConnectionError | undefined {
	const { status: httpStatus, headers } = response;
	if (httpStatus === 200) return undefined;
	const kind = MEANINGS[family][httpStatus] ?? "invalid_response";
	switch (kind) {
		case "unsupported_api_version": {
			const supportedVersions = headers.get("Supported-Api-Versions")?.split(";");
			return supportedVersions
				? new ConnectionError(kind, { httpStatus, supportedVersions })
				: new ConnectionError("invalid_response", { httpStatus });
		}
		case "clock_drift": {
			const milliseconds = Date.parse(headers.get("Date") ?? "");
			if (Number.isNaN(milliseconds)) return new ConnectionError(kind, { httpStatus });
			return new ConnectionError(kind, {
				httpStatus,
				serverTime: DateTime.fromMicroseconds(BigInt(milliseconds) * 1000n),
			});
		}
		default:
			return new ConnectionError(kind, { httpStatus });
	}
}
