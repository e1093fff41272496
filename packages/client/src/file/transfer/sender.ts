import type { VlobID } from "@parallax/protocol";
import { isOfOneEntry } from "../sync/synchronizer.ts";

/** How many entries are sent at once. */
const AT_ONCE = 16;
/** How many may wait: whoever makes more of them waits too. */
const MOST_WAITING = 1024;

/**
 * Sends what was imported while the rest is. Nothing depends on it: what it could not send waits on this device for the next
 * synchronization, which tells why.
 */
export class Sender {
	readonly #send: (id: VlobID) => Promise<unknown>;
	readonly #waiting: VlobID[] = [];
	readonly #working = new Set<Promise<void>>();
	#over = false;

	/** @param send sends one entry */
	constructor(send: (id: VlobID) => Promise<unknown>) {
		this.#send = send;
	}

	/** Settles when there is room for more. */
	async push(...ids: readonly VlobID[]): Promise<void> {
		if (this.#over) return;
		this.#waiting.push(...ids);
		this.#fill();
		while (this.#waiting.length > MOST_WAITING && !this.#over) await Promise.race(this.#working);
	}

	/** Settles when all that was pushed is sent, or cannot be. */
	async drain(): Promise<void> {
		while (this.#working.size > 0) await Promise.race(this.#working);
	}

	/** Settles when nothing is under way any more. */
	async stop(): Promise<void> {
		this.#over = true;
		this.#waiting.length = 0;
		await this.drain();
	}

	#fill(): void {
		while (this.#working.size < AT_ONCE) {
			const id = this.#waiting.shift();
			if (id === undefined) return;
			const work: Promise<void> = this.#sendOne(id).finally(() => {
				this.#working.delete(work);
				this.#fill();
			});
			this.#working.add(work);
		}
	}

	async #sendOne(id: VlobID): Promise<void> {
		try {
			await this.#send(id);
		} catch (error) {
			if (isOfOneEntry(error)) return;
			// The server cannot be reached, or wants none of it: no other entry fares better.
			this.#over = true;
			this.#waiting.length = 0;
		}
	}
}
