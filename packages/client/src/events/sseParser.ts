/** One dispatched frame of an event stream. */
export interface SseFrame {
	/** `message` when the frame does not name it. */
	readonly event: string;
	readonly data: string;
	/** The id that this frame sets; `undefined` when it sets none. */
	readonly id: string | undefined;
}

/** The stream holds a line or a frame larger than its reader accepts to keep. */
export class SseOverflow extends Error {
	constructor(limit: number) {
		super(`A frame of the event stream is larger than ${limit} bytes`);
		this.name = "SseOverflow";
	}
}

/** Events carry at most a blob of 4096 bytes: far less than this. */
const DEFAULT_LIMIT = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Reads an event stream as the HTML standard does ("9.2 Server-sent events"), however its bytes are cut. What is pending
 * never exceeds `limit` bytes. One instance reads one response.
 */
export class SseParser {
	readonly #limit: number;
	#line: Uint8Array[] = [];
	#lineSize = 0;
	#atStart = true;
	#afterCr = false;
	#event = "";
	#data: string[] = [];
	#frameSize = 0;
	#id: string | undefined;
	#retry: number | undefined;

	constructor(limit = DEFAULT_LIMIT) {
		this.#limit = limit;
	}

	/** Milliseconds that the server last asked to wait before a reconnection. */
	get retry(): number | undefined {
		return this.#retry;
	}

	/** The frames that `chunk` completes, in order. @throws SseOverflow */
	*push(chunk: Uint8Array): Generator<SseFrame, void, void> {
		let start = 0;
		for (let at = 0; at < chunk.length; at++) {
			const byte = chunk[at];
			const secondHalf = byte === LF && this.#afterCr;
			this.#afterCr = byte === CR;
			if (secondHalf) start = at + 1;
			else if (byte === LF || byte === CR) {
				this.#keep(chunk.subarray(start, at));
				start = at + 1;
				const frame = this.#endLine();
				if (frame) yield frame;
			}
		}
		// Copied: the reader of a stream may use its buffer again.
		this.#keep(chunk.slice(start));
	}

	#keep(part: Uint8Array): void {
		if (part.length === 0) return;
		this.#lineSize += part.length;
		if (this.#lineSize + this.#frameSize > this.#limit) throw new SseOverflow(this.#limit);
		this.#line.push(part);
	}

	#endLine(): SseFrame | undefined {
		const bytes = new Uint8Array(this.#lineSize);
		let offset = 0;
		for (const part of this.#line) {
			bytes.set(part, offset);
			offset += part.length;
		}
		this.#line = [];
		this.#lineSize = 0;
		let line = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
		if (this.#atStart && line.startsWith(BYTE_ORDER_MARK)) line = line.slice(1);
		this.#atStart = false;
		if (line === "") return this.#dispatch();
		const colon = line.indexOf(":");
		if (colon === -1) this.#field(line, "", bytes.length);
		else if (colon > 0) this.#field(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""), bytes.length);
		return undefined;
	}

	#field(name: string, value: string, size: number): void {
		this.#frameSize += size;
		switch (name) {
			case "event":
				this.#event = value;
				return;
			case "data":
				this.#data.push(value);
				return;
			case "id":
				if (!value.includes("\0")) this.#id = value;
				return;
			case "retry":
				if (/^[0-9]+$/.test(value)) this.#retry = Number(value);
		}
	}

	/** A frame without any data is dropped, its id with it: our server sends none. */
	#dispatch(): SseFrame | undefined {
		const frame =
			this.#data.length === 0
				? undefined
				: { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id };
		this.#event = "";
		this.#data = [];
		this.#frameSize = 0;
		this.#id = undefined;
		return frame;
	}
}
