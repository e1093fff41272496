import { makeAccountToken, makeDeviceToken } from "@parallax/crypto";
import {
	type AccessToken,
	type AccountAuthMethodID,
	type AnyFamily,
	ApiVersion,
	type accountCommands,
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
	type SecretKey,
	type ServerAddr,
	ServerAddr as ServerAddress,
	type tosCommands,
} from "@parallax/protocol";
import { discard } from "../discard.ts";
import { ConnectionError, connectionErrorOf, type RouteFamily } from "./connectionError.ts";

/** A request as it is sent: for who has to send it without this package, such as a page that is being closed. */
export interface PreparedRequest {
	readonly url: string;
	readonly method: "POST";
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array<ArrayBuffer>;
}

/** Calls the commands of one family. What is not a reply of the command throws `ConnectionError`. */
export interface Caller<F extends AnyFamily> {
	/** @param signal gives up: the request may still have reached the server. Throws its reason then. */
	call<C extends F["commands"][keyof F["commands"]] & Command>(
		command: C,
		request: RequestOf<C>,
		signal?: AbortSignal,
	): Promise<ReceivedReplyOf<C>>;
	/** Absent when nothing of the caller goes over HTTP. The proof in it is good for five minutes (transport.md §4.2). */
	prepare?<C extends F["commands"][keyof F["commands"]] & Command>(command: C, request: RequestOf<C>): PreparedRequest;
}

export type AnonymousCaller = Caller<typeof anonymousCommands>;
export type AnonymousServerCaller = Caller<typeof anonymousServerCommands>;
export type InvitedCaller = Caller<typeof invitedCommands>;
export type AuthenticatedCaller = Caller<typeof authenticatedCommands>;
export type TosCaller = Caller<typeof tosCommands>;
export type AccountCaller = Caller<typeof accountCommands>;

/** What proves that one calls for an account (transport.md §4.3). */
export interface AccountAuthentication {
	readonly methodId: AccountAuthMethodID;
	readonly macKey: SecretKey;
}

/** How this program reaches a server; the rest of the client only sees callers. */
export interface Network {
	readonly fetch: typeof globalThis.fetch;
	now(): DateTime;
	/** `Parsec-Client/<version> <OS>`; `null` in a browser, which sends its own. */
	readonly userAgent: string | null;
}

export function anonymousCaller(network: Network, server: ServerAddr, organizationId: OrganizationID): AnonymousCaller {
	return rpc(network, url(server, "anonymous", organizationId), () => undefined, "anonymous");
}

export function anonymousServerCaller(network: Network, server: ServerAddr): AnonymousServerCaller {
	return rpc(network, url(server, "anonymous_server"), () => undefined, "anonymous_server");
}

export function invitedCaller(
	network: Network,
	server: ServerAddr,
	organizationId: OrganizationID,
	token: AccessToken,
): InvitedCaller {
	return rpc(network, url(server, "invited", organizationId), () => token, "invited");
}

export function authenticatedCaller(network: Network, device: LocalDevice): AuthenticatedCaller {
	return rpc(network, authenticatedUrl(device), () => deviceToken(network, device), "authenticated");
}

/** The family that works while the terms of service are not accepted. */
export function tosCaller(network: Network, device: LocalDevice): TosCaller {
	return rpc(network, `${authenticatedUrl(device)}/tos`, () => deviceToken(network, device), "authenticated");
}

export function accountCaller(
	network: Network,
	server: ServerAddr,
	{ methodId, macKey }: AccountAuthentication,
): AccountCaller {
	const token = () => makeAccountToken(methodId, macKey, unixSeconds(network));
	return rpc(network, url(server, "authenticated_account"), token, "authenticated_account");
}

export function authenticatedUrl(device: LocalDevice): string {
	return url(ServerAddress.fromUrl(device.server_url), "authenticated", device.organization_id);
}

/** A fresh proof of who calls; made for each request, since it is valid for minutes only (transport.md §4.2). */
export function deviceToken(network: Pick<Network, "now">, device: LocalDevice): string {
	return makeDeviceToken(device.device_id, device.signing_key, unixSeconds(network));
}

function unixSeconds({ now }: Pick<Network, "now">): number {
	return Number(now() / 1_000_000n);
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
	family: RouteFamily,
): Caller<F> {
	const prepare = <C extends Command>(command: C, request: RequestOf<C>): PreparedRequest => ({
		url: target,
		method: "POST",
		headers: { ...commonHeaders(network, token()), "Content-Type": "application/msgpack" },
		body: encodeRequest(command, request) as Uint8Array<ArrayBuffer>,
	});
	return {
		prepare,
		async call(command, request, signal) {
			const { response, content } = await send(network, prepare(command, request), signal);
			const refused = connectionErrorOf(response, family);
			if (refused) throw refused;
			try {
				return decodeReply(command, content);
			} catch (error) {
				if (error instanceof DecodeError)
					throw new ConnectionError("invalid_response", { cause: error, httpStatus: 200 });
				throw error;
			}
		},
	};
}

/** A cut while the reply arrives is as much a failure of the network as one before. */
async function send(network: Network, { url: target, ...init }: PreparedRequest, signal: AbortSignal | undefined) {
	try {
		const response = await network.fetch(target, signal ? { ...init, signal } : init);
		// Whoever sends a request sends a copy.
		discard(init.body);
		return { response, content: new Uint8Array(await response.arrayBuffer()) };
	} catch (error) {
		signal?.throwIfAborted();
		throw new ConnectionError("offline", { cause: error });
	}
}
