import type { Timer } from "../../src/timer.ts";

interface Sleeper {
	readonly at: number;
	wake(): void;
}

/** A clock that only moves when told; what it wakes has run to its next wait when `advance` resolves. */
export class VirtualTime implements Timer {
	#now = 0;
	readonly #sleepers = new Set<Sleeper>();

	now(): number {
		return this.#now;
	}

	/** How many sleeps are under way. */
	get sleeping(): number {
		return this.#sleepers.size;
	}

	sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			if (signal.aborted) return resolve();
			const sleeper = {
				at: this.#now + milliseconds,
				wake: () => {
					this.#sleepers.delete(sleeper);
					resolve();
				},
			};
			this.#sleepers.add(sleeper);
			signal.addEventListener("abort", sleeper.wake, { once: true });
		});
	}

	async advance(milliseconds: number): Promise<void> {
		const until = this.#now + milliseconds;
		await settle();
		for (let next = this.#next(until); next; next = this.#next(until)) {
			this.#now = next.at;
			next.wake();
			await settle();
		}
		this.#now = until;
	}

	#next(until: number): Sleeper | undefined {
		const due = [...this.#sleepers].filter(({ at }) => at <= until);
		return due.sort((a, b) => a.at - b.at)[0];
	}
}

/** Until no promise has anything left to run. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
