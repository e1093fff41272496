import { connect, type Socket } from "node:net";
import { RawConnection, residentMiB } from "./load.ts";
import type { BenchOrganization } from "./organization.ts";
import type { Target } from "./targets.ts";

export interface FanOut {
	/** Events that reached their listener, per second, over all listeners. */
	readonly deliveriesPerSecond: number;
	/** Milliseconds from the request that causes an event to the last listener that hears it. */
	readonly p50: number;
	readonly p99: number;
	/** Growth of the server's memory for each listener. */
	readonly kibPerListener: number;
}

/** `listeners` streams of one organization; `events` users are created one after the other, each heard by all. */
export async function measureFanOut(
	target: Target,
	organization: BenchOrganization,
	listeners: number,
	events: number,
): Promise<FanOut> {
	const before = residentMiB(target.pid);
	const streams = await Promise.all(Array.from({ length: listeners }, () => Stream.open(target.port, organization)));
	const after = residentMiB(target.pid);
	const connection = await RawConnection.open(target.port);
	const delays: number[] = [];
	const start = performance.now();
	for (let i = 0; i < events; i++) {
		const sent = performance.now();
		const heard = Promise.all(streams.map((stream) => stream.next()));
		await organization.createUser(connection);
		await heard;
		delays.push(performance.now() - sent);
	}
	const seconds = (performance.now() - start) / 1000;
	for (const stream of streams) stream.close();
	connection.close();
	delays.sort((a, b) => a - b);
	return {
		deliveriesPerSecond: (listeners * events) / seconds,
		p50: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
		p99: delays[Math.floor(delays.length * 0.99)] ?? Number.NaN,
		kibPerListener: ((after - before) * 1024) / listeners,
	};
}

/** One event stream, read just enough to count frames that have an id. */
class Stream {
	readonly #socket: Socket;
	#heard = 0;
	#wanted = 0;
	#resolve: (() => void) | undefined;

	private constructor(socket: Socket) {
		this.#socket = socket;
	}

	static open(port: number, organization: BenchOrganization): Promise<Stream> {
		const socket = connect(port, "127.0.0.1");
		const stream = new Stream(socket);
		socket.write(
			`GET ${organization.path}/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${organization.headers("Accept: text/event-stream")}\r\n`,
		);
		return new Promise((resolve, reject) => {
			socket.on("error", reject);
			socket.on("close", () => reject(new Error("The server closed an event stream")));
			socket.on("data", (chunk: Buffer) => {
				const text = chunk.toString("latin1");
				if (text.startsWith("HTTP/1.1") && !text.startsWith("HTTP/1.1 200"))
					reject(new Error(text.split("\r\n", 1)[0]));
				// The first frame, which has no id, tells that the stream is registered.
				if (text.includes("data:")) resolve(stream);
				stream.#hear(text.match(/^id:/gm)?.length ?? 0);
			});
		});
	}

	/** Settles at the next event. */
	next(): Promise<void> {
		this.#wanted++;
		return new Promise((resolve) => {
			this.#resolve = resolve;
			this.#hear(0);
		});
	}

	close(): void {
		this.#socket.removeAllListeners("close").on("close", () => {});
		this.#socket.destroy();
	}

	#hear(events: number): void {
		this.#heard += events;
		if (this.#heard >= this.#wanted) this.#resolve?.();
	}
}
