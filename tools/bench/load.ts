import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

const READ_SIZE = 256 * 1024;

/**
 * One keep-alive HTTP/1.1 connection that sends ready-made requests and reads replies with a Content-Length.
 * Far lighter than `fetch`, and without an allocation for each chunk, so that on a machine of two cores the server is what is measured.
 */
export class RawConnection {
	readonly #socket: Socket;
	readonly #host: string;
	#pending: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;
	/** The reply that is being received, its head included; used again for the next one. */
	#reply = Buffer.alloc(READ_SIZE);
	#received = 0;
	#bodyStart = -1;
	#bodyLength = 0;

	private constructor(port: number) {
		this.#host = `127.0.0.1:${port}`;
		const onread = {
			buffer: new Uint8Array(READ_SIZE),
			callback: (count: number, chunk: Uint8Array) => {
				this.#receive(chunk.subarray(0, count));
				return true;
			},
		};
		this.#socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
		const fail = (error?: Error) => this.#pending?.reject(error ?? new Error("The server closed the connection"));
		this.#socket.on("error", fail);
		this.#socket.on("close", () => fail());
	}

	static async open(port: number): Promise<RawConnection> {
		const connection = new RawConnection(port);
		await once(connection.#socket, "connect");
		return connection;
	}

	/** Sends one request and gives the body of its reply, to be read before the next one. @throws Error unless the status is 200. */
	post(path: string, headers: string, body: Uint8Array): Promise<Buffer> {
		return new Promise((resolve, reject) => {
			this.#pending = { resolve, reject };
			// Head and body leave together, and the body is not copied.
			this.#socket.cork();
			this.#socket.write(
				`POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Length: ${body.length}\r\n${headers}\r\n`,
			);
			this.#socket.write(body);
			this.#socket.uncork();
		});
	}

	close(): void {
		this.#pending = undefined;
		this.#socket.destroy();
	}

	#receive(chunk: Uint8Array): void {
		const end = this.#received + chunk.length;
		if (end > this.#reply.length) {
			const larger = Buffer.alloc(Math.max(end, this.#reply.length * 2));
			larger.set(this.#reply.subarray(0, this.#received));
			this.#reply = larger;
		}
		this.#reply.set(chunk, this.#received);
		this.#received = end;
		if (this.#bodyStart < 0 && !this.#readHead()) return;
		if (this.#received < this.#bodyStart + this.#bodyLength) return;
		const body = this.#reply.subarray(this.#bodyStart, this.#received);
		this.#received = 0;
		this.#bodyStart = -1;
		const { resolve } = this.#pending ?? {};
		this.#pending = undefined;
		resolve?.(body);
	}

	/** Whether the head of the reply is there. */
	#readHead(): boolean {
		const end = this.#reply.subarray(0, this.#received).indexOf("\r\n\r\n");
		if (end < 0) return false;
		const head = this.#reply.toString("latin1", 0, end);
		if (!head.startsWith("HTTP/1.1 200")) {
			this.#pending?.reject(new Error(head.split("\r\n", 1)[0]));
			return false;
		}
		this.#bodyStart = end + 4;
		this.#bodyLength = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
		return true;
	}
}

/** What a measured loop did. */
export interface Rate {
	readonly requestsPerSecond: number;
	/** Milliseconds. */
	readonly p50: number;
	readonly p99: number;
	readonly requests: number;
}

/**
 * Runs `job(connection, index)` over and over on `connections` connections for `seconds`, after a warm-up of a fifth of that.
 * `job` ends when its reply was read; what it throws ends the measure.
 */
export async function measure(
	port: number,
	connections: number,
	seconds: number,
	job: (connection: RawConnection, index: number) => Promise<void>,
): Promise<Rate> {
	const open = await Promise.all(Array.from({ length: connections }, () => RawConnection.open(port)));
	const latencies: number[] = [];
	const start = performance.now();
	const warm = start + seconds * 200;
	const end = warm + seconds * 1000;
	await Promise.all(
		open.map(async (connection, index) => {
			for (;;) {
				const from = performance.now();
				if (from >= end) return;
				await job(connection, index);
				if (from >= warm) latencies.push(performance.now() - from);
			}
		}),
	);
	const elapsed = (performance.now() - warm) / 1000;
	for (const connection of open) connection.close();
	latencies.sort((a, b) => a - b);
	const at = (share: number) =>
		latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
	return { requestsPerSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99), requests: latencies.length };
}

/** Resident memory of a process and all its children, in MiB. */
export function residentMiB(pid: number): number {
	const children = readText(`/proc/${pid}/task/${pid}/children`).trim();
	const own = /VmRSS:\s+(\d+)/.exec(readText(`/proc/${pid}/status`))?.[1] ?? "0";
	return (
		Number(own) / 1024 +
		(children ? children.split(" ").reduce((sum, child) => sum + residentMiB(Number(child)), 0) : 0)
	);
}

/** Processor time that a process and all its children have taken, in milliseconds; the database has its own. */
export function cpuMilliseconds(pid: number): number {
	const children = readText(`/proc/${pid}/task/${pid}/children`).trim();
	// The name, in parentheses, may hold anything; the times are the 12th and 13th fields after it, in hundredths of a second.
	const fields = readText(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
	return (
		(Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10 +
		(children ? children.split(" ").reduce((sum, child) => sum + cpuMilliseconds(Number(child)), 0) : 0)
	);
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
