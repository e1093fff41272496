import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { parseDeviceToken } from "@parallax/crypto";
import { authenticatedCommands, encodeReply, type ServerEvent, ServerUrl } from "@parallax/protocol";
import { EventMonitor } from "../../src/events/monitor.ts";
import { DEVICE, NEW_YEAR } from "../device/example.ts";
import { settle, VirtualTime } from "./virtualTime.ts";

const PING: ServerEvent = { event: "PINGED", ping: "hello" };
const ID = "0123456789abcdef0123456789abcdef";

function configuration(keepaliveSeconds: bigint | null): ServerEvent {
	return {
		event: "ORGANIZATION_CONFIG",
		user_profile_outsider_allowed: true,
		active_users_limit: null,
		sse_keepalive_seconds: keepaliveSeconds,
		realm_minimum_archiving_period_before_deletion: 0n,
	} as ServerEvent;
}

function frame(event: ServerEvent, id?: string): string {
	const bytes = encodeReply(authenticatedCommands.commands.events_listen, { status: "ok", ...event });
	return `data:${bytes.toBase64()}\n${id === undefined ? "" : `id:${id}\n`}\n`;
}

/** One answered stream, as the server holds it. */
interface Stream {
	send(text: string): Promise<void>;
	/** What the server does when it stops, or throws out a slow client. */
	end(): Promise<void>;
	/** What the network does. */
	cut(): Promise<void>;
}

/** A monitor, its server, its time, and all that it told: `run` answers each request by what `answer` says then. */
class Scene {
	readonly time = new VirtualTime();
	readonly requests: {
		readonly at: number;
		readonly headers: Headers;
		readonly url: string;
		readonly signal: AbortSignal;
	}[] = [];
	readonly told: string[] = [];
	readonly monitor: EventMonitor;
	/** A status, or what happens to the request. */
	answer: number | "stream" | "unreachable" | "silence" = "stream";
	contentType = "text/event-stream; charset=utf-8";
	/** What happens while a request is under way. */
	meanwhile: () => void = () => {};
	#stream: Stream | undefined;

	constructor(random = 0.5) {
		const network = { fetch: this.#fetch, now: () => NEW_YEAR, userAgent: "Parsec-Client/1.0 Linux" };
		this.monitor = new EventMonitor(network, DEVICE, { timer: this.time, random: () => random });
		this.monitor.subscribe({
			state: (state) => this.told.push(state.kind === "stopped" ? `stopped: ${state.error.kind}` : state.kind),
			event: (event) => this.told.push(event.event),
			missedEvents: () => this.told.push("missed"),
		});
	}

	get stream(): Stream {
		assert.ok(this.#stream, "no stream was asked for");
		return this.#stream;
	}

	/** What was told since the last time. */
	news(): string[] {
		return this.told.splice(0);
	}

	/** When each request left, in seconds. */
	times(): number[] {
		return this.requests.map(({ at }) => at / 1000);
	}

	async start(): Promise<this> {
		this.monitor.start();
		await settle();
		return this;
	}

	readonly #fetch: typeof globalThis.fetch = async (input, init) => {
		const signal = init?.signal;
		assert.ok(signal);
		this.requests.push({ at: this.time.now(), headers: new Headers(init.headers), url: String(input), signal });
		this.meanwhile();
		if (this.answer === "unreachable") throw new TypeError("fetch failed");
		if (this.answer === "silence") {
			return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
		}
		if (typeof this.answer === "number") {
			return new Response(null, { status: this.answer, headers: { "Supported-Api-Versions": "6.0" } });
		}
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => {
				signal.addEventListener("abort", () => controller.error(signal.reason));
				this.#stream = {
					send(text) {
						controller.enqueue(new TextEncoder().encode(text));
						return settle();
					},
					end() {
						controller.close();
						return settle();
					},
					cut() {
						controller.error(new TypeError("terminated"));
						return settle();
					},
				};
			},
		});
		return new Response(body, { headers: { "Content-Type": this.contentType } });
	};
}

test("one request of the device; online from the first reply; events as they come", async () => {
	const scene = await new Scene().start();
	const [request] = scene.requests;
	assert.equal(request?.url, "https://parsec.invalid/authenticated/Org/events");
	assert.equal(request.headers.get("Accept"), "text/event-stream");
	assert.equal(request.headers.get("Last-Event-ID"), null);
	assert.ok(parseDeviceToken(request.headers.get("Authorization")?.replace("Bearer ", "") ?? ""));
	// Once for all that happened before, once since nothing tells what happened until the stream was there.
	assert.deepEqual(scene.news(), ["missed", "missed"]);
	await scene.stream.send("event:keepalive\ndata:\n\n");
	assert.equal(scene.monitor.state.kind, "offline");
	await scene.stream.send(frame(configuration(30n)) + frame(PING, ID));
	assert.deepEqual(scene.news(), ["online", "ORGANIZATION_CONFIG", "PINGED"]);
	await scene.monitor.close();
});

test("the wait grows: 0, 1, 5, 10, 30, then 60 seconds for ever", async () => {
	const scene = new Scene();
	scene.answer = "unreachable";
	await scene.start();
	await scene.time.advance(230_000);
	assert.deepEqual(scene.times(), [0, 1, 6, 16, 46, 106, 166, 226]);
	assert.deepEqual(scene.news(), ["missed"]);
	await scene.monitor.close();
});

test("chance moves each wait by a fifth at most", async () => {
	for (const [random, second] of [
		[0, 0.8],
		[1, 1.2],
	] as const) {
		const scene = new Scene(random);
		scene.answer = 503;
		await scene.start();
		await scene.time.advance(2_000);
		assert.deepEqual(scene.times(), [0, second]);
		await scene.monitor.close();
	}
});

test("a stream that lived is followed at once, from where it was; one that did not is waited for", async () => {
	const scene = await new Scene().start();
	await scene.stream.send(frame(configuration(30n)) + frame(PING, ID));
	await scene.time.advance(5_000);
	scene.news();
	await scene.stream.end();
	assert.deepEqual(scene.times(), [0, 5]);
	assert.equal(scene.requests[1]?.headers.get("Last-Event-ID"), ID);
	await scene.stream.send(frame(configuration(30n)));
	// The server replays: nothing may be missing.
	assert.deepEqual(scene.news(), ["offline", "online", "ORGANIZATION_CONFIG"]);
	await scene.stream.end();
	assert.equal(scene.requests.length, 2);
	await scene.time.advance(1_000);
	assert.deepEqual(scene.times(), [0, 5, 6]);
	await scene.monitor.close();
});

test("a cut is the network's fault", async () => {
	const scene = await new Scene().start();
	await scene.stream.send(frame(configuration(30n)));
	scene.news();
	await scene.stream.cut();
	assert.deepEqual(scene.news(), ["offline"]);
	await scene.time.advance(1_000);
	assert.equal(scene.requests.length, 2);
	await scene.monitor.close();
});

test("events that the server cannot replay are announced, and events or frames of the future passed over", async () => {
	const scene = await new Scene().start();
	await scene.stream.send(frame(configuration(30n)));
	scene.news();
	const future = Uint8Array.of(0x82, 0xa6, ...Buffer.from("status"), 0xa2, ...Buffer.from("ok"), 0xa5);
	await scene.stream.send("event:missed_events\ndata:\n\n");
	await scene.stream.send(`event:future\ndata:x\n\ndata:${future.toBase64()}\n\ndata:\n\n${frame(PING)}`);
	assert.deepEqual(scene.news(), ["missed", "PINGED"]);
	await scene.monitor.close();
});

test("a silence of 1.2 keepalives ends the connection; any frame is a sign of life", async () => {
	const scene = await new Scene().start();
	await scene.stream.send(frame(configuration(10n)));
	await scene.time.advance(11_000);
	await scene.stream.send("event:keepalive\ndata:\n\n");
	await scene.time.advance(11_999);
	assert.equal(scene.monitor.state.kind, "online");
	await scene.time.advance(1);
	assert.deepEqual(scene.times(), [0, 23]);
	assert.equal(scene.requests[0]?.signal.aborted, true);
	assert.equal(scene.monitor.state.kind, "offline");
	await scene.monitor.close();
});

test("a server without keepalive may be silent; one that never answers may not", async () => {
	const scene = await new Scene().start();
	await scene.stream.send(frame(configuration(null)));
	await scene.time.advance(24 * 3_600_000);
	assert.equal(scene.monitor.state.kind, "online");
	scene.answer = "silence";
	await scene.stream.end();
	await scene.time.advance(37_000);
	assert.deepEqual(scene.times(), [0, 86_400, 86_437]);
	await scene.monitor.close();
});

for (const [status, kind] of [
	[401, "missing_authentication"],
	[403, "bad_authentication"],
	[404, "organization_not_found"],
	[406, "not_acceptable"],
	[410, "invalid_response"],
	[415, "not_supported"],
	[422, "unsupported_api_version"],
	[460, "organization_expired"],
	[461, "user_revoked"],
	[462, "user_frozen"],
	[464, "web_client_not_allowed"],
	[498, "clock_drift"],
	[413, "too_large"],
	[500, "invalid_response"],
] as const) {
	test(`${status} stops for good`, async () => {
		const scene = new Scene();
		scene.answer = status;
		await scene.start();
		await scene.time.advance(3_600_000);
		scene.monitor.retryNow();
		await scene.time.advance(3_600_000);
		assert.deepEqual(scene.news(), ["missed", `stopped: ${kind}`]);
		assert.equal(scene.requests.length, 1);
		await scene.monitor.close();
	});
}

for (const [what, text] of [
	["base64 that is none", "data:a*==\n\n"],
	["base64 without its padding", "data:aGVsbG8\n\n"],
	["a frame without end", `data:${"a".repeat(1024 * 1024)}`],
] as const) {
	test(`${what} stops for good`, async () => {
		const scene = await new Scene().start();
		scene.news();
		await scene.stream.send(text);
		assert.deepEqual(scene.news(), ["stopped: invalid_response"]);
		assert.equal(scene.requests[0]?.signal.aborted, true);
	});
}

test("what is no event stream stops for good", async () => {
	const scene = new Scene();
	scene.contentType = "text/html";
	await scene.start();
	assert.deepEqual(scene.news(), ["missed", "stopped: invalid_response"]);
});

for (const status of [502, 503, 504]) {
	test(`${status} is a server that comes back`, async () => {
		const scene = new Scene();
		scene.answer = status;
		await scene.start();
		scene.answer = "stream";
		await scene.time.advance(1_000);
		await scene.stream.send(frame(configuration(30n)));
		assert.equal(scene.monitor.state.kind, "online");
		await scene.monitor.close();
	});
}

test("terms to accept are announced and asked for again, at once when accepted, then from the second wait", async () => {
	const scene = new Scene();
	scene.answer = 463;
	await scene.start();
	assert.deepEqual(scene.news(), ["missed", "must-accept-tos"]);
	await scene.time.advance(20_000);
	assert.deepEqual(scene.times(), [0, 1, 6, 16]);
	scene.monitor.retryNow();
	await settle();
	assert.deepEqual(scene.times(), [0, 1, 6, 16, 20]);
	scene.answer = "stream";
	await scene.time.advance(1_000);
	await scene.stream.send(frame(configuration(30n)));
	assert.deepEqual(scene.news(), ["missed", "online", "ORGANIZATION_CONFIG"]);
	assert.deepEqual(scene.times(), [0, 1, 6, 16, 20, 21]);
	await scene.monitor.close();
});

test("terms accepted while a request is under way: its refusal is not waited for", async () => {
	const scene = new Scene();
	scene.answer = 463;
	await scene.start();
	scene.meanwhile = () => {
		scene.meanwhile = () => {};
		scene.monitor.retryNow();
	};
	await scene.time.advance(2_500);
	assert.deepEqual(scene.times(), [0, 1, 1, 2]);
	await scene.monitor.close();
});

test("a server that answers something else is asked for its events at once, if it could not be reached", async () => {
	const scene = new Scene();
	scene.answer = "unreachable";
	await scene.start();
	await scene.time.advance(10_000);
	assert.deepEqual(scene.times(), [0, 1, 6]);
	scene.monitor.serverAnswered();
	await settle();
	assert.deepEqual(scene.times(), [0, 1, 6, 10]);
	scene.answer = "stream";
	scene.monitor.serverAnswered();
	await settle();
	await scene.stream.send(frame(configuration(30n)));
	assert.equal(scene.monitor.state.kind, "online");
	assert.deepEqual(scene.times(), [0, 1, 6, 10, 10]);
	await scene.monitor.close();
});

test("answers do not hurry what is asked because a stream was opened, nor what waits for terms", async () => {
	const scene = await new Scene().start();
	await scene.stream.end();
	scene.monitor.serverAnswered();
	await settle();
	assert.deepEqual(scene.times(), [0]);
	scene.answer = 463;
	await scene.time.advance(1_000);
	scene.monitor.serverAnswered();
	await settle();
	assert.deepEqual(scene.times(), [0, 1]);
	await scene.monitor.close();
});

test("what the server asks to wait replaces all waits, between limits", async () => {
	for (const [asked, followed] of [
		["2500", 2.5],
		["0", 1],
		["99999999999", 600],
	] as const) {
		const scene = await new Scene().start();
		await scene.stream.send(`retry:${asked}\n${frame(configuration(null))}`);
		await scene.time.advance(10_000);
		await scene.stream.end();
		await scene.time.advance(600_000);
		assert.equal(scene.times()[1], 10 + followed);
		await scene.monitor.close();
	}
});

test("close ends the request or the wait, and nothing is told any more", async () => {
	const open = await new Scene().start();
	await open.stream.send(frame(configuration(30n)));
	open.news();
	await open.monitor.close();
	assert.equal(open.requests[0]?.signal.aborted, true);
	assert.equal(open.time.sleeping, 0);

	const waiting = new Scene();
	waiting.answer = "unreachable";
	await waiting.start();
	await waiting.monitor.close();
	assert.equal(waiting.time.sleeping, 0);
	for (const scene of [open, waiting]) {
		scene.monitor.start();
		await scene.time.advance(3_600_000);
	}
	assert.deepEqual(open.news(), []);
	assert.equal(waiting.requests.length, 1);
});

test("over a real connection: an event arrives, and the server sees the end of the request", async (t) => {
	const ended = Promise.withResolvers<void>();
	const server = createServer((_request, response) => {
		response.on("close", ended.resolve);
		response.writeHead(200, { "Content-Type": "text/event-stream" });
		response.write(frame(configuration(30n)));
	}).listen(0, "127.0.0.1");
	t.after(() => server.close());
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const device = { ...DEVICE, server_url: ServerUrl.parse(`http://127.0.0.1:${port}/`) };
	const monitor = new EventMonitor({ fetch, now: () => NEW_YEAR, userAgent: null }, device);
	const online = new Promise<void>((resolve) => {
		monitor.subscribe({ state: ({ kind }) => kind === "online" && resolve() });
	});
	monitor.start();
	await online;
	await monitor.close();
	await ended.promise;
});

test("a listener leaves when it wants", async () => {
	const scene = new Scene();
	const events: string[] = [];
	const leave = scene.monitor.subscribe({ event: ({ event }) => events.push(event) });
	await scene.start();
	await scene.stream.send(frame(configuration(30n)));
	leave();
	await scene.stream.send(frame(PING));
	assert.deepEqual(events, ["ORGANIZATION_CONFIG"]);
	await scene.monitor.close();
});
