import {
	authenticatedCommands,
	DecodeError,
	decodeReply,
	type LocalDevice,
	type ServerEvent,
} from "@parallax/protocol";
import type { InvalidCertificate } from "../certificate/invalid.ts";
import { realTimer, type Timer } from "../timer.ts";
import { authenticatedUrl, commonHeaders, deviceToken, type Network } from "../transport/caller.ts";
import { ConnectionError, connectionErrorOf } from "../transport/connectionError.ts";
import { type SseFrame, SseOverflow, SseParser } from "./sseParser.ts";

/** Whether the events of the server reach this device (transport.md §8.2, §8.3). */
export type ConnectionState =
	| { readonly kind: "offline" }
	| { readonly kind: "online" }
	/** Nothing comes until the person accepts the terms of service; then `EventMonitor.retryNow`. */
	| { readonly kind: "must-accept-tos" }
	/** For good: only another login may help. */
	| { readonly kind: "stopped"; readonly error: ConnectionError };

/** What an `EventMonitor` tells. */
export interface EventListener {
	/** Only called when it changes; a monitor begins offline. */
	state?(state: ConnectionState): void;
	event?(event: ServerEvent): void;
	/** Anything may have happened: ask the server for all that may have changed. */
	missedEvents?(): void;
	/** A connection ended, or was not made, for this reason. Another follows by itself, unless the monitor has stopped. */
	ended?(error: ConnectionError): void;
	/** The server sent a certificate that must not be believed (certificates.md §4). */
	invalidCertificate?(error: InvalidCertificate): void;
}

export interface EventMonitorOptions {
	readonly timer?: Timer;
	/** In [0, 1[; spreads the reconnections of many clients. */
	readonly random?: () => number;
}

const WAITS_MS = [0, 1_000, 5_000, 10_000, 30_000, 60_000] as const;
const LONGEST_WAIT_MS = 60_000;
/** How far a wait is moved, at most, to either side. */
const JITTER = 0.2;
/** A stream that ends sooner did not really succeed: its server may close at once, again and again. */
const STABLE_AFTER_MS = 5_000;
/** What a server asks to wait is followed between these limits: no tight loop, no silence for ever. */
const RETRY_MS = { least: 1_000, most: 10 * 60_000 } as const;
const SILENCE_FACTOR = 1.2;
/** Until the server announces its own, which is its first frame. */
const DEFAULT_KEEPALIVE_MS = 30_000;

/** Keeps one event stream of a device open, over any number of connections (transport.md §7, §8.3). */
export class EventMonitor {
	readonly #network: Network;
	readonly #device: LocalDevice;
	readonly #timer: Timer;
	readonly #random: () => number;
	readonly #listeners = new Set<EventListener>();
	readonly #closing = new AbortController();
	#running: Promise<void> | undefined;
	#state: ConnectionState = { kind: "offline" };
	#attempt = 0;
	#lastEventId = "";
	#retryMs: number | undefined;
	#wait = new AbortController();
	#hurry = false;
	/** The last attempt opened no stream. */
	#unreached = false;

	constructor(network: Network, device: LocalDevice, options: EventMonitorOptions = {}) {
		this.#network = network;
		this.#device = device;
		this.#timer = options.timer ?? realTimer;
		this.#random = options.random ?? Math.random;
	}

	get state(): ConnectionState {
		return this.#state;
	}

	/** Returns what ends the subscription. */
	subscribe(listener: EventListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** To be called last, once its listeners are there: announces missed events first, so that all is polled once. */
	start(): void {
		if (this.#running || this.#closing.signal.aborted) return;
		this.#tell((listener) => listener.missedEvents?.());
		this.#running = this.#run();
	}

	/**
	 * Skips the wait under way: the terms of service were just accepted. When a request is under way instead, it may have
	 * been refused before that: the wait after it is skipped.
	 */
	retryNow(): void {
		this.#hurry = true;
		this.#wait.abort();
	}

	/**
	 * The server has just answered another request: the wait under way is of no use if the last attempt did not reach it. A
	 * stream that was opened, and ended, does not count: what is asked because it was opened would open the next, without a wait.
	 */
	serverAnswered(): void {
		if (this.#unreached && this.#state.kind === "offline") this.#wait.abort();
	}

	/** For whoever fetches certificates because of these events: lets every listener know that one was refused. */
	announceInvalidCertificate(error: InvalidCertificate): void {
		this.#tell((listener) => listener.invalidCertificate?.(error));
	}

	/** Ends the request under way; resolves when nothing more will be told. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.#running;
	}

	async #run(): Promise<void> {
		const closed = this.#closing.signal;
		for (;;) {
			await this.#pause(closed);
			if (closed.aborted) return;
			this.#unreached = true;
			const error = await this.#connect(closed);
			if (closed.aborted) return;
			this.#tell((listener) => listener.ended?.(error));
			switch (error.kind) {
				case "offline":
					this.#become({ kind: "offline" });
					break;
				case "must_accept_tos":
					this.#become({ kind: "must-accept-tos" });
					break;
				default:
					this.#become({ kind: "stopped", error });
					return;
			}
		}
	}

	/** Waits before attempt n, which becomes n + 1; after `retryNow` the next is 1. */
	async #pause(closed: AbortSignal): Promise<void> {
		const wait = this.#retryMs ?? WAITS_MS[this.#attempt] ?? LONGEST_WAIT_MS;
		this.#attempt++;
		if (wait > 0 && !this.#hurry) {
			this.#wait = new AbortController();
			const spread = 1 + JITTER * (2 * this.#random() - 1);
			await this.#timer.sleep(wait * spread, AbortSignal.any([closed, this.#wait.signal]));
		}
		if (this.#hurry) this.#attempt = 1;
		this.#hurry = false;
	}

	/** One connection, from the request to why it ended. */
	async #connect(closed: AbortSignal): Promise<ConnectionError> {
		const over = new AbortController();
		const signal = AbortSignal.any([closed, over.signal]);
		const silence = new Silence(this.#timer, () => over.abort());
		const watching = silence.watch(signal);
		let openedAt: number | undefined;
		try {
			const response = await this.#network.fetch(`${authenticatedUrl(this.#device)}/events`, {
				headers: this.#headers(),
				signal,
			});
			const refused = connectionErrorOf(response, "authenticated");
			if (refused) return refused;
			if (!isEventStream(response) || !response.body) return new ConnectionError("invalid_response");
			openedAt = this.#timer.now();
			this.#unreached = false;
			this.#hurry = false;
			// Without an id the server replays nothing: what came before this connection may be unknown.
			if (this.#lastEventId === "") this.#tell((listener) => listener.missedEvents?.());
			await this.#read(response.body, silence);
			return new ConnectionError("offline");
		} catch (error) {
			if (error instanceof ConnectionError) return error;
			if (error instanceof SseOverflow) return new ConnectionError("invalid_response", { cause: error });
			return new ConnectionError("offline", { cause: error });
		} finally {
			if (openedAt !== undefined && this.#timer.now() - openedAt >= STABLE_AFTER_MS) this.#attempt = 0;
			over.abort();
			await watching;
		}
	}

	#headers(): Record<string, string> {
		return {
			...commonHeaders(this.#network, deviceToken(this.#network, this.#device)),
			Accept: "text/event-stream",
			...(this.#lastEventId === "" ? {} : { "Last-Event-ID": this.#lastEventId }),
		};
	}

	async #read(body: ReadableStream<Uint8Array>, silence: Silence): Promise<void> {
		const reader = body.getReader();
		const parser = new SseParser();
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			for (const frame of parser.push(value)) {
				if (this.#closing.signal.aborted) return;
				silence.broken();
				this.#receive(frame, silence);
			}
			if (parser.retry !== undefined) this.#retryMs = Math.min(Math.max(parser.retry, RETRY_MS.least), RETRY_MS.most);
		}
	}

	#receive({ event, data, id }: SseFrame, silence: Silence): void {
		// What no header can hold is no id of our server.
		if (id && /^[\x21-\x7e]+$/.test(id)) this.#lastEventId = id;
		if (event === "missed_events") this.#tell((listener) => listener.missedEvents?.());
		if (event !== "message" || data === "") return;
		const decoded = decodeEvent(data);
		if (!decoded) return;
		if (decoded.event === "ORGANIZATION_CONFIG") {
			const seconds = decoded.sse_keepalive_seconds;
			silence.limit(seconds === null ? undefined : Number(seconds) * 1000);
		}
		this.#become({ kind: "online" });
		this.#tell((listener) => listener.event?.(decoded));
	}

	#become(state: ConnectionState): void {
		if (state.kind === this.#state.kind) return;
		this.#state = state;
		this.#tell((listener) => listener.state?.(state));
	}

	/** The bug of one listener reaches the program, not the stream nor the other listeners. */
	#tell(what: (listener: EventListener) => void): void {
		for (const listener of [...this.#listeners]) {
			try {
				what(listener);
			} catch (error) {
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}
}

/** The watchdog of one connection: a silence longer than 1.2 keepalives means that nobody is there (§8.3). */
class Silence {
	readonly #timer: Timer;
	readonly #tooLong: () => void;
	#since: number;
	#limitMs: number | undefined = DEFAULT_KEEPALIVE_MS * SILENCE_FACTOR;
	#changed = new AbortController();

	constructor(timer: Timer, tooLong: () => void) {
		this.#timer = timer;
		this.#tooLong = tooLong;
		this.#since = timer.now();
	}

	broken(): void {
		this.#since = this.#timer.now();
	}

	/** `undefined`: the server sends no keepalive, silence means nothing. */
	limit(keepaliveMs: number | undefined): void {
		this.#limitMs = keepaliveMs === undefined ? undefined : keepaliveMs * SILENCE_FACTOR;
		this.#changed.abort();
	}

	async watch(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			this.#changed = new AbortController();
			// Nothing to watch: looks again when the limit changes. Longer delays overflow the timers of JavaScript.
			const left = this.#limitMs === undefined ? MAX_DELAY_MS : this.#since + this.#limitMs - this.#timer.now();
			if (left <= 0) return this.#tooLong();
			await this.#timer.sleep(Math.min(left, MAX_DELAY_MS), AbortSignal.any([signal, this.#changed.signal]));
		}
	}
}

const MAX_DELAY_MS = 2 ** 31 - 1;

function isEventStream(response: Response): boolean {
	const [mediaType = ""] = (response.headers.get("Content-Type") ?? "").split(";");
	return mediaType.trim().toLowerCase() === "text/event-stream";
}

/** `undefined` for an event that this version does not know. @throws ConnectionError when it is not even base64. */
function decodeEvent(data: string): ServerEvent | undefined {
	let bytes: Uint8Array;
	try {
		bytes = Uint8Array.fromBase64(data, { lastChunkHandling: "strict" });
	} catch (error) {
		throw new ConnectionError("invalid_response", { cause: error });
	}
	try {
		const reply = decodeReply(authenticatedCommands.commands.events_listen, bytes);
		return reply.status === "ok" ? reply : undefined;
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}
