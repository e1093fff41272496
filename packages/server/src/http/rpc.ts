import {
	ApiVersion,
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	type Command,
	DecodeError,
	encodeReplyParts,
	type Family,
	invitedCommands,
	OrganizationID,
	tosCommands,
} from "@parallax/protocol";
import {
	authenticateDevice,
	authenticateInvited,
	findOrganization,
	readDeviceToken,
	readInvitationToken,
	requireAccountToken,
} from "./authentication.ts";
import { type Exchange, readBody, send } from "./exchange.ts";
import type { ClientInfo, Handlers } from "./handlers.ts";
import { HttpRefusal } from "./refusal.ts";
import {
	anonymousHandlers,
	anonymousServerHandlers,
	authenticatedHandlers,
	DEBUG_ONLY,
	invitedHandlers,
	tosHandlers,
} from "./registry.ts";

export const API_VERSION_TEXT = ApiVersion.format(ApiVersion.CURRENT);

/** A request that may become a command. */
export interface CommandExchange extends Exchange {
	readonly client: ClientInfo;
}

/** The first check of all. @throws HttpRefusal 422 */
export function requireApiVersion(text: string | undefined): ApiVersion {
	if (text === API_VERSION_TEXT) return ApiVersion.CURRENT;
	try {
		const version = ApiVersion.parse(text ?? "");
		if (version.major === ApiVersion.CURRENT.major) return version;
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
	}
	throw new HttpRefusal(422);
}

/** From a segment of a path. @throws HttpRefusal 404 */
export function readOrganizationId(segment: string): OrganizationID {
	try {
		return OrganizationID.parse(decodeURIComponent(segment));
	} catch (error) {
		if (error instanceof DecodeError || error instanceof URIError) throw new HttpRefusal(404);
		throw error;
	}
}

function requireMsgpack({ request }: Exchange): void {
	if (request.headers["content-type"] !== "application/msgpack") throw new HttpRefusal(415);
}

/** `POST /anonymous/ORGANIZATION` */
export async function anonymous(exchange: CommandExchange, organization: string): Promise<void> {
	const { request, services, client } = exchange;
	const id = readOrganizationId(organization);
	exchange.trace.organization = id;
	requireMsgpack(exchange);
	const found = await services.database.read((sql) => findOrganization(sql, id));
	if (!found && !services.config.organization.spontaneousBootstrap) throw new HttpRefusal(404);
	const call = decodeCall(anonymousCommands, await readBody(request));
	if (!found && call.command.name !== "organization_bootstrap") throw new HttpRefusal(404);
	await answer(exchange, call, anonymousHandlers, { organization: found ?? { key: undefined, id }, client });
}

/** `GET /anonymous/ORGANIZATION`: does it exist? */
export async function anonymousProbe(exchange: CommandExchange, organization: string): Promise<void> {
	const { response, services } = exchange;
	const id = readOrganizationId(organization);
	exchange.trace.organization = id;
	requireMsgpack(exchange);
	const found = await services.database.read((sql) => findOrganization(sql, id));
	if (!found) throw new HttpRefusal(404);
	send(response, 200, { "Api-Version": API_VERSION_TEXT, "Content-Type": "application/msgpack" });
}

/** `POST /anonymous_server` */
export async function anonymousServer(exchange: CommandExchange): Promise<void> {
	requireMsgpack(exchange);
	const call = decodeCall(anonymousServerCommands, await readBody(exchange.request));
	await answer(exchange, call, anonymousServerHandlers, { client: exchange.client });
}

/** `POST /invited/ORGANIZATION` */
export async function invited(exchange: CommandExchange, organization: string): Promise<void> {
	const { request, services, client } = exchange;
	const id = readOrganizationId(organization);
	exchange.trace.organization = id;
	requireMsgpack(exchange);
	const token = readInvitationToken(request.headers.authorization);
	const who = await authenticateInvited(services, id, token, client);
	await answer(exchange, decodeCall(invitedCommands, await readBody(request)), invitedHandlers, who);
}

/** `POST /authenticated/ORGANIZATION` */
export async function authenticated(exchange: CommandExchange, organization: string): Promise<void> {
	const { body, author } = await byDevice(exchange, organization, "must be accepted");
	await answer(exchange, decodeCall(authenticatedCommands, body), authenticatedHandlers, author);
}

/** `POST /authenticated/ORGANIZATION/tos` */
export async function tos(exchange: CommandExchange, organization: string): Promise<void> {
	const { body, author } = await byDevice(exchange, organization, "may be pending");
	await answer(exchange, decodeCall(tosCommands, body), tosHandlers, author);
}

/** `POST /authenticated_account`. No command makes accounts yet, so that no authentication method is known. */
export async function authenticatedAccount(exchange: CommandExchange): Promise<void> {
	requireMsgpack(exchange);
	requireAccountToken(exchange.request.headers.authorization);
	await readBody(exchange.request);
	throw new HttpRefusal(403);
}

async function byDevice(
	exchange: CommandExchange,
	organization: string,
	terms: Parameters<typeof authenticateDevice>[4],
) {
	const { request, services, client, trace } = exchange;
	const id = readOrganizationId(organization);
	trace.organization = id;
	requireMsgpack(exchange);
	const token = readDeviceToken(request.headers.authorization);
	trace.device = token.id;
	const body = await readBody(request);
	return { body, author: await authenticateDevice(services, id, token, client, terms) };
}

type Commands = Readonly<Record<string, Command>>;
type CallOf<C extends Commands> = ReturnType<Family<C>["decodeRequest"]>;

/** @throws HttpRefusal 415 */
function decodeCall<C extends Commands>(family: Family<C>, body: Uint8Array): CallOf<C> {
	try {
		return family.decodeRequest(body);
	} catch (error) {
		if (error instanceof DecodeError) throw new HttpRefusal(415);
		throw error;
	}
}

/** Runs the command and sends its reply: HTTP 200, whatever its status. */
async function answer<Who, C extends Commands>(
	{ services, response, trace }: Exchange,
	{ command, request }: CallOf<C>,
	handlers: Handlers<Who, C>,
	who: Who,
): Promise<void> {
	trace.command = command.name;
	// `Handlers` pairs each command with its handler, which the compiler does not follow through a name known at run time.
	const handler = (handlers as Handlers<Who, Commands>)[command.name];
	if (!handler || (DEBUG_ONLY.has(command.name) && !services.config.debug)) throw new HttpRefusal(415);
	const reply = await handler(services, who, request as never);
	trace.outcome = (reply as { readonly status: string }).status;
	send(
		response,
		200,
		{ "Api-Version": API_VERSION_TEXT, "Content-Type": "application/msgpack" },
		encodeReplyParts(command as Command, reply as never),
	);
}
