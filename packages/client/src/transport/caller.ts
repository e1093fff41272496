import { makeDeviceToken } from "@parallax/crypto";
import {
	type AccessToken,
	type AnyFamily,
	ApiVersion,
	type anonymousCommands,
	type anonymousServerCommands,
	type authenticatedCommands,
	type Command,
	type DateTime,
	DecodeError,
	decodeReply,
	encodeRequest,
	type invitedCommands,
	type LocalDevice,
	type OrganizationID,
	type ReceivedReplyOf,
	type RequestOf,
	type ServerAddr,
	ServerAddr as ServerAddress,
	type tosCommands,
} from "@parallax/protocol";
import { ConnectionError, type ConnectionErrorKind, connectionErrorOf } from "./connectionError.ts";

/** Calls the commands of one family. What is not a reply of the command throws `ConnectionError`. */
export interface Caller<F extends AnyFamily> {
	call<C extends F["commands"][keyof F["commands"]] & Command>(
		command: C,
		request: RequestOf<C>,
	): Promise<ReceivedReplyOf<C>>;
}

export type AnonymousCaller = Caller<typeof anonymousCommands>;
export type AnonymousServerCaller = Caller<typeof anonymousServerCommands>;
export type InvitedCaller = Caller<typeof invitedCommands>;
export type AuthenticatedCaller = Caller<typeof authenticatedCommands>;
export type TosCaller = Caller<typeof tosCommands>;

/** How this program reaches a server; the rest of the client only sees callers. */
export interface Network {
	readonly fetch: typeof globalThis.fetch;
	now(): DateTime;
	/** `Parsec-Client/<version> <OS>`; `null` in a browser, which sends its own. */
	readonly userAgent: string | null;
}

export function anonymousCaller(network: Network, server: ServerAddr, organizationId: OrganizationID): AnonymousCaller {
	return rpc(network, url(server, "anonymous", organizationId), () => undefined, "invalid_response");
}

export function anonymousServerCaller(network: Network, server: ServerAddr): AnonymousServerCaller {
	return rpc(network, url(server, "anonymous_server"), () => undefined, "invalid_response");
}

export function invitedCaller(
	network: Network,
	server: ServerAddr,
	organizationId: OrganizationID,
	token: AccessToken,
): InvitedCaller {
	return rpc(network, url(server, "invited", organizationId), () => token, "invitation_not_found");
}

export function authenticatedCaller(network: Network, device: LocalDevice): AuthenticatedCaller {
	return rpc(network, authenticatedUrl(device), () => deviceToken(network, device), "bad_authentication");
}

/** The family that works while the terms of service are not accepted. */
export function tosCaller(network: Network, device: LocalDevice): TosCaller {
	return rpc(network, `${authenticatedUrl(device)}/tos`, () => deviceToken(network, device), "bad_authentication");
}

export function authenticatedUrl(device: LocalDevice): string {
	return url(ServerAddress.fromUrl(device.server_url), "authenticated", device.organization_id);
}

/** A fresh proof of who calls; made for each request, since it is valid for minutes only (transport.md §4.2). */
export function deviceToken({ now }: Pick<Network, "now">, device: LocalDevice): string {
	return makeDeviceToken(device.device_id, device.signing_key, Number(now() / 1_000_000n));
}

/** What every request tells of this program. */
export function commonHeaders(network: Network, token: string | undefined): Record<string, string> {
	return {
		"Api-Version": ApiVersion.format(ApiVersion.CURRENT),
		...(network.userAgent === null ? {} : { "User-Agent": network.userAgent }),
		...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
	};
}

function url(server: ServerAddr, route: string, organizationId?: OrganizationID): string {
	const organization = organizationId === undefined ? "" : `/${encodeURIComponent(organizationId)}`;
	return `${server.toUrl()}${route}${organization}`;
}

function rpc<F extends AnyFamily>(
	network: Network,
	target: string,
	token: () => string | undefined,
	forbidden: ConnectionErrorKind,
): Caller<F> {
	return {
		async call(command, request) {
			const headers = { ...commonHeaders(network, token()), "Content-Type": "application/msgpack" };
			const body = encodeRequest(command, request) as Uint8Array<ArrayBuffer>;
			const { response, content } = await send(network, target, { method: "POST", headers, body });
			const refused = connectionErrorOf(response, forbidden);
			if (refused) throw refused;
			try {
				return decodeReply(command, content);
			} catch (error) {
				if (error instanceof DecodeError) throw new ConnectionError("invalid_response", { cause: error });
				throw error;
			}
		},
	};
}

/** A cut while the reply arrives is as much a failure of the network as one before. */
async function send(network: Network, target: string, init: RequestInit) {
	try {
		const response = await network.fetch(target, init);
		return { response, content: new Uint8Array(await response.arrayBuffer()) };
	} catch (error) {
		throw new ConnectionError("offline", { cause: error });
	}
}
