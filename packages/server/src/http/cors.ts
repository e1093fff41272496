import type { IncomingMessage, ServerResponse } from "node:http";
import { send } from "./exchange.ts";

const METHODS = "OPTIONS, GET, POST, PATCH";
const REQUEST_HEADERS = [
	"Accept",
	"Accept-Language",
	"Content-Language",
	"Content-Type",
	"api-version",
	"authorization",
	"last-event-id",
	"user-agent",
];
const EXPOSED = "server, api-version, supported-api-versions";

/** Lets web pages of the chosen origins use this server (transport.md §6). */
export class Cors {
	readonly #any: boolean;
	readonly #origins: ReadonlySet<string>;

	constructor(origins: readonly string[]) {
		this.#any = origins.includes("*");
		this.#origins = new Set(origins);
	}

	/** Sets what a browser asks for, errors included. `true` when the request was a preflight, which is then answered. */
	handle(request: IncomingMessage, response: ServerResponse): boolean {
		const { origin } = request.headers;
		if (origin === undefined) return false;
		const allowed = this.#any || this.#origins.has(origin);
		response.setHeader("Vary", "Origin");
		if (allowed) {
			response.setHeader("Access-Control-Allow-Origin", this.#any ? "*" : origin);
			response.setHeader("Access-Control-Expose-Headers", EXPOSED);
		}
		if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return false;
		if (allowed)
			response.setHeaders(
				new Map([
					["Access-Control-Allow-Methods", METHODS],
					["Access-Control-Allow-Headers", REQUEST_HEADERS.join(", ")],
					["Access-Control-Max-Age", "600"],
				]),
			);
		send(
			response,
			allowed ? 200 : 400,
			{ "Content-Type": "text/plain; charset=utf-8" },
			allowed ? "OK" : "Disallowed CORS origin",
		);
		return true;
	}
}
