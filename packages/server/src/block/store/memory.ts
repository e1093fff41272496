import { type BlockAddress, type BlockStore, TOO_LATE } from "./blockStore.ts";

/** Keeps blocks as long as the process lives: for tests and trials. */
export class MemoryBlockStore implements BlockStore {
	readonly #blocks = new Map<string, Uint8Array>();

	async put(address: BlockAddress, bytes: Uint8Array, signal: AbortSignal) {
		if (signal.aborted) return TOO_LATE;
		this.#blocks.set(nameOf(address), bytes.slice());
		return { status: "stored" } as const;
	}

	async get(address: BlockAddress) {
		const bytes = this.#blocks.get(nameOf(address));
		return bytes ? ({ status: "found", bytes } as const) : ({ status: "missing" } as const);
	}
}

function nameOf({ organization, block }: BlockAddress): string {
	return `${organization}/${block}`;
}
