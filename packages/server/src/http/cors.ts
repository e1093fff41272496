import type { IncomingMessage, ServerResponse } from "node:http";
import { send } from "./exchange.ts";

const METHODS = ["OPTIONS", "GET", "POST", "PATCH"];
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
		const method = request.headers["access-control-request-method"];
		if (request.method !== "OPTIONS" || method === undefined) return false;
		this.#preflight(request, response, allowed, method);
		return true;
	}

	#preflight(request: IncomingMessage, response: ServerResponse, originAllowed: boolean, method: string): void {
		response.setHeader("Access-Control-Allow-Methods", METHODS.join(", "));
		response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS.join(", "));
		response.setHeader("Access-Control-Max-Age", "600");
		const known = new Set(REQUEST_HEADERS.map((name) => name.toLowerCase()));
		const headers = (request.headers["access-control-request-headers"] ?? "")
			.split(",")
			.map((name) => name.trim().toLowerCase())
			.filter((name) => name !== "");
		const refused = [
			...(originAllowed ? [] : ["origin"]),
			...(METHODS.includes(method) ? [] : ["method"]),
			...(headers.every((name) => known.has(name)) ? [] : ["headers"]),
		];
		const text = refused.length === 0 ? "OK" : `Disallowed CORS ${refused.join(", ")}`;
		send(response, refused.length === 0 ? 200 : 400, { "Content-Type": "text/plain; charset=utf-8" }, text);
	}
}
