import type { IncomingMessage, ServerResponse } from "node:http";
import type { Services } from "./handlers.ts";
import type { TrustedProxies } from "./proxies.ts";
import { HttpRefusal, REFUSALS, type RefusalStatus } from "./refusal.ts";

/** A request being answered. */
export interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly services: Services;
	readonly proxies: TrustedProxies;
	/** What the log tells of it; completed on the way. Never a token, nor anything of a body. */
	readonly trace: Trace;
}

export interface Trace {
	/** Short, to find the lines of one request. */
	readonly id: string;
	family: string;
	organization?: string;
	device?: string;
	command?: string;
	/** Status of the command's reply. */
	outcome?: string;
}

/** Body limit, inclusive (transport.md §2). */
export const BODY_LIMIT = 1_048_576;

/** A refused body is read and dropped up to this, so that the client hears the refusal; beyond, it is cut off. */
const DISCARD_LIMIT = 16 * BODY_LIMIT;

export type Headers = Readonly<Record<string, string | number>>;

/** The whole body. @throws HttpRefusal 413 when it is too large, or the client stops in the middle. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
	if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) throw new HttpRefusal(413);
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size <= BODY_LIMIT) chunks.push(chunk);
			else reject(new HttpRefusal(413));
		});
		request.once("end", () => {
			const [only] = chunks;
			resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks));
		});
		request.once("error", () => reject(new HttpRefusal(413)));
		request.once("close", () => {
			if (!request.complete) reject(new HttpRefusal(413));
		});
	});
}

/** `body` may be given in parts that follow each other. */
export function send(
	response: ServerResponse,
	status: number,
	headers: Headers,
	body: string | Uint8Array | readonly Uint8Array[] = "",
): void {
	const parts = typeof body === "string" ? [Buffer.from(body)] : body instanceof Uint8Array ? [body] : body;
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	response.writeHead(status, { ...headers, "Content-Length": length });
	// Head and parts leave together.
	response.cork();
	for (const part of parts.slice(0, -1)) response.write(part);
	response.end(parts.at(-1));
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Headers = {}): void {
	send(response, status, { "Content-Type": "application/json", ...headers }, JSON.stringify(value));
}

/** A refusal, whose body is the JSON text that the official server gives. */
export function sendRefusal(
	response: ServerResponse,
	status: RefusalStatus,
	detail: string = REFUSALS[status],
	headers: Headers = {},
): void {
	sendJson(response, status, { detail }, headers);
}

/** Lets the rest of an unread body go by, within reason. */
export function discardBody(request: IncomingMessage): void {
	if (request.complete || request.destroyed) return;
	let size = 0;
	request.on("data", (chunk: Buffer) => {
		size += chunk.length;
		if (size > DISCARD_LIMIT) request.destroy();
	});
	request.resume();
}
