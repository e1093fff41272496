/** How far a transfer is. */
export interface TransferProgress {
	readonly files: Count;
	readonly bytes: Count;
	/** Whether the totals are those of all there is; else they still grow. */
	readonly counted: boolean;
	/** Bytes a second of the last moments; `null` as long as there is nothing to tell. */
	readonly rate: number | null;
	/** `null` when it cannot be told yet. */
	readonly secondsLeft: number | null;
}

export interface Count {
	readonly done: number;
	readonly total: number;
}

export type ProgressListener = (progress: TransferProgress) => void;

/** At most so often somebody is told, in milliseconds. */
const PERIOD = 100;
/** The rate is that of so many milliseconds. */
const WINDOW = 5000;

interface Sample {
	readonly at: number;
	readonly bytes: number;
}

/** Adds up what was done, and tells it now and then. */
export class Meter {
	readonly #listener: ProgressListener;
	readonly #now: () => number;
	readonly #done = { files: 0, bytes: 0 };
	readonly #total = { files: 0, bytes: 0 };
	/** Bytes that were there already: they cost no time, and tell nothing of the rate. */
	#free = 0;
	#counted = false;
	#told = Number.NEGATIVE_INFINITY;
	#samples: Sample[];

	/** @param now milliseconds of a clock that never goes back */
	constructor(listener: ProgressListener = () => {}, now: () => number = () => performance.now()) {
		this.#listener = listener;
		this.#now = now;
		this.#samples = [{ at: now(), bytes: 0 }];
	}

	/** There is one more file to transfer. */
	expect(bytes: number): void {
		this.#total.files++;
		this.#total.bytes += bytes;
	}

	/** There is nothing more to transfer than was told. */
	counted(): void {
		this.#counted = true;
	}

	bytes(count: number): void {
		this.#done.bytes += count;
		this.#tell();
	}

	/** One file is over, with so many bytes that needed no transfer, or will not have one. */
	file(free = 0): void {
		this.#done.files++;
		this.#done.bytes += free;
		this.#free += free;
		this.#tell();
	}

	/** The last word. */
	end(): void {
		this.#told = Number.NEGATIVE_INFINITY;
		this.#tell();
	}

	#tell(): void {
		const now = this.#now();
		if (now - this.#told < PERIOD) return;
		this.#told = now;
		this.#listener(this.#progress(now));
	}

	#progress(now: number): TransferProgress {
		const { files, bytes } = this.#done;
		this.#samples.push({ at: now, bytes: bytes - this.#free });
		while ((this.#samples[1]?.at ?? now) < now - WINDOW) this.#samples.shift();
		const [oldest] = this.#samples;
		const elapsed = now - (oldest?.at ?? now);
		const rate = elapsed > 0 ? ((bytes - this.#free - (oldest?.bytes ?? 0)) * 1000) / elapsed : null;
		const left = Math.max(0, this.#total.bytes - bytes);
		return {
			files: { done: files, total: Math.max(files, this.#total.files) },
			bytes: { done: bytes, total: Math.max(bytes, this.#total.bytes) },
			counted: this.#counted,
			rate,
			secondsLeft: this.#counted && rate ? left / rate : null,
		};
	}
}
