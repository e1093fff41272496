import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { administrationRoutes } from "../administration/routes.ts";
import type { ServerConfig } from "../config/config.ts";
import { Cors } from "./cors.ts";
import { discardBody, type Exchange, send, sendJson, sendRefusal } from "./exchange.ts";
import type { Services } from "./handlers.ts";
import { preferredLanguage } from "./language.ts";
import { TrustedProxies } from "./proxies.ts";
import { redirectionTarget, screenOf } from "./redirect.ts";
import { HttpRefusal } from "./refusal.ts";
import { type Route, type RouteHandler, Router } from "./router.ts";
import {
	API_VERSION_TEXT,
	anonymous,
	anonymousProbe,
	anonymousServer,
	authenticated,
	authenticatedAccount,
	type CommandExchange,
	invited,
	requireApiVersion,
	tos,
} from "./rpc.ts";
import { events } from "./sse.ts";

/** Said in every response (transport.md §2): the major version that clients know. */
const SERVER_NAME = "parsec/3";

/** How long requests may take to finish when the server stops. */
const GRACE_MILLISECONDS = 10_000;

const routes: readonly Route[] = [
	{ path: "/authenticated/:organization", methods: { POST: command("authenticated", authenticated) } },
	{ path: "/authenticated/:organization/events", methods: { GET: command("events", events) } },
	{ path: "/authenticated/:organization/tos", methods: { POST: command("tos", tos) } },
	{ path: "/invited/:organization", methods: { POST: command("invited", invited) } },
	{
		path: "/anonymous/:organization",
		methods: { POST: command("anonymous", anonymous), GET: command("anonymous", anonymousProbe) },
	},
	{ path: "/anonymous_server", methods: { POST: command("anonymous_server", anonymousServer) } },
	{ path: "/authenticated_account", methods: { POST: command("authenticated_account", authenticatedAccount) } },
	{ path: "/redirect/*", methods: { GET: redirect } },
	{ path: "/health", methods: { GET: health } },
	...administrationRoutes,
];

const withoutWebApp: readonly Route[] = [{ path: "/", methods: { GET: landing } }];

/** The HTTP face of the server. */
export interface HttpServer {
	readonly port: number;
	/** Ends the streams, refuses new ones, lets requests finish, for 10 seconds at most. */
	stop(): Promise<void>;
}

/** Binds the port, then answers with the services made by `prepare`, which may need to know it. */
export async function listen(
	config: Pick<ServerConfig, "host" | "port" | "tls">,
	prepare: (port: number) => Services,
): Promise<HttpServer> {
	const server = config.tls
		? createTlsServer({
				key: readFileSync(config.tls.keyFile),
				cert: readFileSync(config.tls.certFile),
				...(config.tls.ciphers !== null && { ciphers: config.tls.ciphers }),
			})
		: createServer();
	server.keepAliveTimeout = 65_000;
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(config.port, config.host, resolve);
	});
	const { port } = server.address() as AddressInfo;
	const services = prepare(port);
	const cors = new Cors(services.config.corsAllowOrigins);
	const proxies = new TrustedProxies(services.config.trustedProxies);
	const router = new Router([...routes, ...(services.webApp?.routes ?? withoutWebApp)]);
	server.on("request", (request, response) => {
		handle(request, response, services, cors, proxies, router).catch((error: unknown) => {
			services.log.error("unexpected error", error);
			response.destroy();
		});
	});
	return { port, stop: () => stop(server, services) };
}

async function stop(server: Server, { events: bus }: Services): Promise<void> {
	bus.close();
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	// A connection becomes idle when its last request is answered, and would stay open for the next one.
	const sweep = setInterval(() => server.closeIdleConnections(), 50);
	const hardStop = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
	await closed;
	clearInterval(sweep);
	clearTimeout(hardStop);
}

async function handle(
	request: IncomingMessage,
	response: ServerResponse,
	services: Services,
	cors: Cors,
	proxies: TrustedProxies,
	router: Router,
): Promise<void> {
	response.setHeader("Server", SERVER_NAME);
	response.on("error", () => response.destroy());
	if (cors.handle(request, response)) return;
	const url = request.url ?? "/";
	const end = url.indexOf("?");
	const found = router.find(end === -1 ? url : url.slice(0, end));
	if (!found) {
		send(
			response,
			404,
			{ "Content-Type": "text/html; charset=utf-8" },
			page("Nothing here", "<p>This page does not exist.</p>"),
		);
		return discardBody(request);
	}
	const exchange: Exchange = {
		request,
		response,
		services,
		proxies,
		trace: { id: newTraceId(), family: found.route.path.split("/")[1] ?? "" },
	};
	found.route.prepare?.(exchange);
	const handler = found.route.methods[request.method ?? ""];
	if (!handler) {
		sendRefusal(response, 405, undefined, { Allow: Object.keys(found.route.methods).join(", ") });
		return discardBody(request);
	}
	try {
		await handler(exchange, ...found.parameters);
	} catch (error) {
		refuse(exchange, error);
	}
	discardBody(request);
	log(exchange);
}

/** A route that speaks the API: its version is the first check, and is told with every refusal that comes later. */
function command(
	family: string,
	handler: (exchange: CommandExchange, ...parameters: string[]) => Promise<void>,
): RouteHandler {
	return async (exchange, ...parameters) => {
		const { request, services, proxies, trace } = exchange;
		trace.family = family;
		const apiVersion = requireApiVersion(text(request.headers["api-version"]));
		try {
			await handler(
				{
					...exchange,
					client: {
						apiVersion,
						userAgent: request.headers["user-agent"] ?? "unknown",
						address: proxies.clientAddress(request),
						language: preferredLanguage(request.headers["accept-language"], services.config.mail.language),
					},
				},
				...parameters,
			);
		} catch (error) {
			if (error instanceof HttpRefusal && error.status !== 413 && error.status !== 422)
				exchange.response.setHeader("Api-Version", API_VERSION_TEXT);
			throw error;
		}
	};
}

function refuse({ request, response, services, trace }: Exchange, error: unknown): void {
	if (response.headersSent) {
		services.log.error("a response broke off", error, {
			request: trace.id,
			family: trace.family,
			command: trace.command,
		});
		response.destroy();
	} else if (error instanceof HttpRefusal) {
		const versions = error.status === 422 ? { "Supported-Api-Versions": API_VERSION_TEXT } : {};
		sendRefusal(response, error.status, error.message, versions);
	} else {
		services.log.error("unexpected error", error, {
			request: trace.id,
			method: request.method,
			family: trace.family,
			command: trace.command,
		});
		send(response, 500, { "Content-Type": "text/plain; charset=utf-8" }, "Internal Server Error");
	}
}

function log({ request, response, services, trace }: Exchange): void {
	if (!services.log.enabled("INFO")) return;
	services.log.info("request", {
		request: trace.id,
		family: trace.family,
		method: request.method,
		api: text(request.headers["api-version"]),
		organization: trace.organization,
		device: trace.device,
		command: trace.command,
		http: response.statusCode,
		status: trace.outcome,
	});
}

function newTraceId(): string {
	return Math.floor(Math.random() * 0x10000)
		.toString(16)
		.padStart(4, "0");
}

async function redirect({ request, response, services }: Exchange, path = ""): Promise<void> {
	const query = (request.url ?? "").split("?").slice(1).join("?");
	const target = redirectionTarget(services.config.serverAddr, path, query);
	if (target === undefined) throw new HttpRefusal(400, "The path is not UTF-8");
	send(response, 302, { Location: services.webApp ? screenOf(target) : target });
}

/** For monitors: 200 while the database answers and events flow. */
async function health({ response, services }: Exchange): Promise<void> {
	const { database, events: bus, log: logger } = services;
	let answers = true;
	try {
		await database.read((sql) => sql.one("SELECT number FROM migration LIMIT 1"));
	} catch (error) {
		answers = false;
		logger.error("the database does not answer", error);
	}
	const healthy = answers && bus.isOpen;
	sendJson(response, healthy ? 200 : 503, {
		status: healthy ? "ok" : "unavailable",
		database: answers ? "ok" : "unavailable",
		events: bus.isOpen ? "ok" : "unavailable",
	});
}

async function landing({ response, services }: Exchange): Promise<void> {
	const address = services.config.serverAddr.toParsec3();
	const body = `<p>A Parallax server runs here, at <code>${address}</code>.</p>
<p>Open an invitation link with a Parsec or Parallax client.</p>`;
	send(response, 200, { "Content-Type": "text/html; charset=utf-8" }, page("Parallax", body));
}

function page(title: string, body: string): string {
	return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>
${body}
</html>
`;
}

function text(header: string | string[] | undefined): string | undefined {
	return typeof header === "string" ? header : undefined;
}
