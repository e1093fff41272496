import { once } from "node:events";
import { type AddressInfo, connect as connectTo, createServer, type Socket } from "node:net";
import { setTimeout as after } from "node:timers/promises";

export interface Line {
	/** A round trip, in milliseconds. */
	readonly latency: number;
	/** Bytes per second, of all connections together. */
	readonly downloadThroughput: number;
	readonly uploadThroughput: number;
}

export interface SlowLine {
	readonly port: number;
	close(): Promise<void>;
}

/** What goes at once over the line, before another connection has its turn. */
const TURN_BYTES = 1_460;

/**
 * A slow line to a server of this machine. The developer tools of a browser slow down a page, but neither its worker nor the
 * service worker, which have a good part of the bytes.
 */
export async function slowLine(
	target: number,
	{ latency, downloadThroughput, uploadThroughput }: Line,
): Promise<SlowLine> {
	const open = new Set<Socket>();
	const [down, up] = [new Direction(downloadThroughput, latency / 2), new Direction(uploadThroughput, latency / 2)];
	const server = createServer(async (browser) => {
		const upstream = connectTo(target, "127.0.0.1");
		for (const socket of [browser, upstream]) {
			open.add(socket);
			// Either end may go at any time: the other one goes too.
			socket.on("error", () => {});
			socket.on("close", () => {
				open.delete(socket);
				browser.destroy();
				upstream.destroy();
			});
		}
		// What opening a connection takes.
		await after(latency);
		up.carry(browser, upstream);
		down.carry(upstream, browser);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		async close() {
			for (const socket of open) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}

/** One way of the line: connections that have something to send take turns. */
class Direction {
	readonly #bytesPerSecond: number;
	readonly #delay: number;
	/** The next connection first. */
	readonly #waiting = new Map<Socket, Buffer>();
	#busy = false;

	constructor(bytesPerSecond: number, delay: number) {
		this.#bytesPerSecond = bytesPerSecond;
		this.#delay = delay;
	}

	carry(from: Socket, to: Socket): void {
		from.on("data", (bytes: Buffer) => {
			const before = this.#waiting.get(to);
			this.#waiting.set(to, before ? Buffer.concat([before, bytes]) : bytes);
			void this.#run();
		});
	}

	async #run(): Promise<void> {
		if (this.#busy) return;
		this.#busy = true;
		let free = performance.now();
		for (const [to, bytes] of this.#waiting) {
			this.#waiting.delete(to);
			const rest = bytes.subarray(TURN_BYTES);
			// At the end: this very loop comes there.
			if (rest.length > 0) this.#waiting.set(to, rest);
			const piece = bytes.subarray(0, TURN_BYTES);
			free += (piece.length / this.#bytesPerSecond) * 1000;
			// Timers are coarser than a packet: what is early waits, what is late is caught up with.
			const early = free - performance.now();
			if (early > 1) await after(early);
			setTimeout(() => to.write(piece), this.#delay);
		}
		this.#busy = false;
	}
}
