/** How long work may hold the event loop: half a frame of a screen, in milliseconds. */
const SLICE_MS = 8;

export interface SlicesOptions {
	/** Milliseconds of a clock that never goes back. */
	readonly now?: () => number;
	readonly nextTurn?: () => Promise<void>;
}

/**
 * Cuts long work into slices, so that clicks, frames, messages and requests have their turn in between. Between two pieces of
 * the work: `if (slices.due) await slices.rest()`, which costs next to nothing when there is time left.
 */
export class Slices {
	readonly #now: () => number;
	readonly #nextTurn: () => Promise<void>;
	#began: number;

	constructor(options: SlicesOptions = {}) {
		this.#now = options.now ?? (() => performance.now());
		this.#nextTurn = options.nextTurn ?? nextTurn;
		this.#began = this.#now();
	}

	/** The event loop has been held for long enough. */
	get due(): boolean {
		return this.#now() - this.#began >= SLICE_MS;
	}

	/** Lets everything else that waits have its turn. */
	async rest(): Promise<void> {
		await this.#nextTurn();
		this.#began = this.#now();
	}
}

// Timers are no way to do this: browsers make nested ones wait 4 ms, and those of hidden pages a second. Nor is
// `scheduler.yield`: it comes back before the messages that wait, hence a worker that uses it answers nobody.
const nextTurn: () => Promise<void> =
	typeof setImmediate === "function" ? () => new Promise((resolve) => setImmediate(resolve)) : throughMessages();

/** A message to oneself waits for its turn behind everything that came before. */
function throughMessages(): () => Promise<void> {
	const { port1, port2 } = new MessageChannel();
	const waiting: (() => void)[] = [];
	port1.onmessage = () => waiting.shift()?.();
	return () =>
		new Promise((resolve) => {
			waiting.push(resolve);
			port2.postMessage(null);
		});
}
