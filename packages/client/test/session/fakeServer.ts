import assert from "node:assert/strict";
import type { Network } from "@parallax/client";
import {
	authenticatedCommands,
	DateTime,
	encodeReply,
	type LocalDevice,
	type ServerEvent,
	tosCommands,
} from "@parallax/protocol";
import { History } from "../certificate/history.ts";
import { CertificateServer } from "../certificate/server.ts";
import { settle } from "../events/virtualTime.ts";

const { certificate_get, events_listen } = authenticatedCommands.commands;
const { tos_accept, tos_get } = tosCommands.commands;

export const NOW = DateTime.parse("2026-01-01T12:00:00Z");
export const TERMS = {
	updatedOn: DateTime.parse("2025-01-01T00:00:00Z"),
	urls: new Map([["en", "https://tos.invalid/"]]),
};

/** What becomes of a request: an HTTP status, or what the network does to it. */
export type Fate =
	| "ok"
	| "unreachable"
	| "silence"
	| { readonly status: number; readonly headers?: Record<string, string> };

/** A server as one device sees it over HTTP: certificates, terms of service, and one stream of events. */
export class FakeServer {
	readonly history = new History();
	readonly alice: LocalDevice = this.history.bootstrap();
	readonly bob: LocalDevice = this.history.addUser(this.alice);
	readonly certificates = new CertificateServer(this.history, this.alice);
	/** How each request fares; the terms of service may be asked for whatever else is refused. */
	fate: Fate = "ok";
	now = NOW;
	#stream: ReadableStreamDefaultController<Uint8Array> | undefined;

	readonly network: Network = {
		userAgent: null,
		now: () => this.now,
		fetch: async (input, init) => {
			const url = String(input);
			if (url.endsWith("/tos")) return this.#terms(init?.body as Uint8Array);
			if (this.fate === "unreachable") throw new TypeError("fetch failed");
			if (this.fate === "silence") return abortedBy(init?.signal ?? undefined);
			if (this.fate !== "ok") return new Response(null, this.fate);
			return url.endsWith("/events") ? this.#events(init?.signal ?? undefined) : this.#reply(init?.body as Uint8Array);
		},
	};

	/** Sends an event to whoever listens. */
	send(event: ServerEvent): Promise<void> {
		const data = encodeReply(events_listen, { status: "ok", ...event }).toBase64();
		this.#stream?.enqueue(new TextEncoder().encode(`data:${data}\n\n`));
		return settle();
	}

	/** Ends the stream, as a server does to the user whom it turns out. */
	end(): Promise<void> {
		this.#stream?.close();
		return settle();
	}

	async #reply(body: Uint8Array): Promise<Response> {
		const { command, request } = authenticatedCommands.decodeRequest(body);
		assert.equal(command, certificate_get);
		const reply = await this.certificates.caller.call(certificate_get, request as never);
		assert.notEqual(reply.status, "unknown_status");
		return new Response(encodeReply(certificate_get, reply as never) as Uint8Array<ArrayBuffer>);
	}

	#terms(body: Uint8Array): Response {
		const { command } = tosCommands.decodeRequest(body);
		if (command === tos_accept) this.fate = "ok";
		const reply =
			command === tos_accept
				? encodeReply(tos_accept, { status: "ok" })
				: encodeReply(tos_get, { status: "ok", updated_on: TERMS.updatedOn, per_locale_urls: TERMS.urls });
		return new Response(reply as Uint8Array<ArrayBuffer>);
	}

	#events(signal: AbortSignal | undefined): Response {
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => {
				this.#stream = controller;
				signal?.addEventListener("abort", () => controller.error(signal.reason));
			},
		});
		void settle().then(() =>
			this.send({
				event: "ORGANIZATION_CONFIG",
				user_profile_outsider_allowed: true,
				active_users_limit: null,
				sse_keepalive_seconds: null,
				realm_minimum_archiving_period_before_deletion: 0n,
			} as ServerEvent),
		);
		return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
	}
}

function abortedBy(signal: AbortSignal | undefined): Promise<never> {
	return new Promise((_, reject) => {
		if (signal?.aborted) reject(signal.reason);
		signal?.addEventListener("abort", () => reject(signal.reason));
	});
}
