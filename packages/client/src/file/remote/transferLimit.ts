import { ConnectionError } from "../../transport/index.ts";
import { isFailure } from "../failure.ts";

/** How many transfers there are at first, and at most. */
const FIRST = 4;
const MOST = 16;
/** Most bytes of content that are under way: each is in memory a few times. */
const MOST_BYTES = 8 * 1024 * 1024;
/** How many rounds pass before one more is tried again, where it brought nothing. */
const CONTENT = 16;

export interface TransferLimitOptions {
	/** Milliseconds of a clock that never goes back. */
	readonly now?: () => number;
}

interface Waiting {
	readonly bytes: number;
	start(): void;
}

/**
 * How many blocks go over the line at once: as many as make it faster, which depends on how far and how wide it is. One more is
 * tried after each round that brought more bytes per second than the one before; where one more brings nothing, it is given up
 * for a while. A line that is cut, or a server that cannot cope, halves them.
 *
 * Downloads go first, because somebody waits for them; what is uploaded is on this device already. One limit is meant for one
 * line, however many workspaces share it.
 */
export class TransferLimit {
	readonly #now: () => number;
	readonly #waiting = { download: [] as Waiting[], upload: [] as Waiting[] };
	#allowed = FIRST;
	#running = 0;
	#bytes = 0;
	#round = { since: 0, bytes: 0, transfers: 0 };
	/** Bytes per millisecond of the last round; `null` when there is none to compare with. */
	#rate: number | null = null;
	#rising = false;
	#rest = 0;
	#cuts = 0;

	constructor({ now = () => performance.now() }: TransferLimitOptions = {}) {
		this.#now = now;
	}

	/** How many may run now. */
	get allowed(): number {
		return this.#allowed;
	}

	/** Runs a transfer of that many bytes of content once it may, and gives what it gives. */
	async run<T>(kind: "download" | "upload", bytes: number, transfer: () => Promise<T>): Promise<T> {
		if (!this.#hasRoomFor(bytes) || this.#next()) {
			await new Promise<void>((resolve) => this.#waiting[kind].push({ bytes, start: resolve }));
		} else this.#begin(bytes);
		const cuts = this.#cuts;
		try {
			const result = await transfer();
			this.#measure(bytes);
			return result;
		} catch (error) {
			// What was cut at once counts once.
			if (cuts === this.#cuts && isOverload(error)) this.#cut();
			throw error;
		} finally {
			this.#end(bytes);
		}
	}

	#hasRoomFor(bytes: number): boolean {
		// One alone always may, however large.
		return this.#running === 0 || (this.#running < this.#allowed && this.#bytes + bytes <= MOST_BYTES);
	}

	#next(): Waiting | undefined {
		return this.#waiting.download[0] ?? this.#waiting.upload[0];
	}

	#begin(bytes: number): void {
		if (this.#running === 0) this.#beginRound();
		this.#running++;
		this.#bytes += bytes;
	}

	#end(bytes: number): void {
		this.#running--;
		this.#bytes -= bytes;
		for (let next = this.#next(); next && this.#hasRoomFor(next.bytes); next = this.#next()) {
			(this.#waiting.download.length > 0 ? this.#waiting.download : this.#waiting.upload).shift();
			this.#begin(next.bytes);
			next.start();
		}
	}

	#measure(bytes: number): void {
		// Only a line that is kept busy shows what it can do.
		if (!this.#next()) {
			this.#beginRound();
			return;
		}
		this.#round.bytes += bytes;
		if (++this.#round.transfers < 2 * this.#allowed) return;
		const elapsed = this.#now() - this.#round.since;
		const rate = this.#round.bytes / Math.max(elapsed, 0.001);
		this.#adapt(rate);
		this.#beginRound();
	}

	#adapt(rate: number): void {
		const before = this.#rate;
		this.#rate = rate;
		if (before !== null && this.#rising && rate < before * (1 + 0.5 / this.#allowed)) {
			this.#rising = false;
			this.#rest = CONTENT;
			this.#allowed--;
			// What is measured next is of the fewer again.
			this.#rate = before;
		} else if (this.#rest > 0) this.#rest--;
		else if (this.#allowed < MOST) {
			this.#rising = true;
			this.#allowed++;
		} else this.#rising = false;
	}

	#cut(): void {
		this.#cuts++;
		this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
		this.#rate = null;
		this.#rising = false;
		this.#beginRound();
	}

	#beginRound(): void {
		this.#round = { since: this.#now(), bytes: 0, transfers: 0 };
	}
}

function isOverload(error: unknown): boolean {
	return error instanceof ConnectionError || isFailure(error, "store_unavailable");
}
