const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** How long the server may take to learn that a greeting is cancelled, in milliseconds. */
const GRACE = 5000;

type Cleanup = () => unknown;

/** Ctrl-C, and whatever else asks this program to stop: what is under way is told, then the program exits with 130. */
export class Interruption {
	readonly #cleanups = new Set<Cleanup>();
	#shields = 0;
	#asked: keyof typeof EXIT_CODES | undefined;
	readonly #exit: (code: number) => void;

	constructor(exit: (code: number) => void) {
		this.#exit = exit;
	}

	/** Obeys the signals that processes are stopped by. A second one does not wait for the cleanups of the first. */
	listen(): void {
		for (const signal of Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[])
			process.on(signal, () => this.interrupt(signal));
	}

	/** As if Ctrl-C had been pressed: terminals in raw mode hand it over as a character. */
	interrupt(signal: keyof typeof EXIT_CODES = "SIGINT"): void {
		if (this.#asked) {
			if (this.#shields === 0) this.#exit(EXIT_CODES[this.#asked]);
			return;
		}
		this.#asked = signal;
		if (this.#shields === 0) void this.#stop(signal);
	}

	/** `cleanup` runs when the program is interrupted, unless what this returns was called before. */
	onInterrupt(cleanup: Cleanup): () => void {
		this.#cleanups.add(cleanup);
		return () => this.#cleanups.delete(cleanup);
	}

	/** What must not be left half done: an interruption waits for its end. */
	async shield<T>(work: () => Promise<T>): Promise<T> {
		this.#shields++;
		try {
			return await work();
		} finally {
			this.#shields--;
			if (this.#asked && this.#shields === 0) void this.#stop(this.#asked);
		}
	}

	async #stop(signal: keyof typeof EXIT_CODES): Promise<void> {
		const late = new Promise((resolve) => setTimeout(resolve, GRACE));
		// Last come, first served: a prompt restores the terminal before its greeting is cancelled.
		const cleanups = [...this.#cleanups].reverse().map(async (cleanup) => cleanup());
		await Promise.race([Promise.allSettled(cleanups), late]);
		this.#exit(EXIT_CODES[signal]);
	}
}
