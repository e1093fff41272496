import type { VlobID } from "@parallax/protocol";

/** What the files of a workspace tell (workspace-engine.md §11). */
export interface FileListener {
	/** Something changed on this device that the server has not. */
	outboundNeeded?(id: VlobID): void;
	outboundStarted?(id: VlobID): void;
	/** A block is about to be uploaded: the `index`-th of `blocks`, counted from 0. */
	outboundProgress?(
		id: VlobID,
		progress: { readonly index: number; readonly blocks: number; readonly blocksize: bigint },
	): void;
	/** It will be tried again. */
	outboundAborted?(id: VlobID): void;
	outboundDone?(id: VlobID): void;
	/** An entry, now a child of `parent`, has changed by what came from the server. */
	inboundDone?(id: VlobID, parent: VlobID): void;
}

/** Calls its listeners in the order of the calls. */
export class FileEvents {
	readonly #listeners = new Set<FileListener>();

	/** Returns what ends the subscription. */
	subscribe(listener: FileListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** The bug of one listener reaches the program, not what is under way nor the other listeners. */
	tell(what: (listener: FileListener) => void): void {
		for (const listener of [...this.#listeners]) {
			try {
				what(listener);
			} catch (error) {
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}

	/** For each of these entries, in their order, that has something for the server. */
	changed(entries: readonly { readonly base: { readonly id: VlobID }; readonly need_sync: boolean }[]): void {
		for (const { base, need_sync } of entries)
			if (need_sync) this.tell((listener) => listener.outboundNeeded?.(base.id));
	}
}
