import type { VlobID } from "@parallax/protocol";

/** Gives back what was taken. Once: twice does nothing more. */
export type Release = () => void;

/** Who may change which entry: one at a time; reading needs nothing (workspace-engine.md §1, “Update locks”). */
export class UpdateLocks {
	/** What is taken, and what resolves when it is given back. */
	readonly #taken = new Map<VlobID, Promise<void>>();

	isTaken(id: VlobID): boolean {
		return this.#taken.has(id);
	}

	/** Synchronization never waits: `null` when any of them is taken. */
	tryTake(...ids: readonly VlobID[]): Release | null {
		return ids.some((id) => this.#taken.has(id)) ? null : this.#take(ids);
	}

	/** All of them at once, when none is taken: nobody waits while holding one. */
	async take(...ids: readonly VlobID[]): Promise<Release> {
		for (;;) {
			const release = this.tryTake(...ids);
			if (release) return release;
			await this.givenBack(...ids);
		}
	}

	/** Resolves when one of those that are taken is given back; at once when none is. Somebody else may have it then. */
	async givenBack(...ids: readonly VlobID[]): Promise<void> {
		await ids.map((id) => this.#taken.get(id)).find((taken) => taken !== undefined);
	}

	#take(ids: readonly VlobID[]): Release {
		const { promise, resolve } = Promise.withResolvers<void>();
		for (const id of ids) this.#taken.set(id, promise);
		return () => {
			for (const id of ids) if (this.#taken.get(id) === promise) this.#taken.delete(id);
			resolve();
		};
	}
}
