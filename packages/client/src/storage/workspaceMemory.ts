import type { VlobID } from "@parallax/protocol";
import type { WorkspaceChange, WorkspaceRow, WorkspaceStorage } from "./workspaceStorage.ts";

/** Keeps everything in memory, for tests and for what need not last. */
export class MemoryWorkspaceStorage implements WorkspaceStorage {
	#rows: ReadonlyMap<VlobID, Uint8Array> = new Map();

	async all(): Promise<readonly WorkspaceRow[]> {
		return [...this.#rows].map(([id, blob]) => ({ id, blob })).sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	async commit({ put = [], forget = [] }: WorkspaceChange): Promise<void> {
		const rows = new Map(this.#rows);
		for (const id of forget) rows.delete(id);
		// Copied, so that nobody changes what is kept.
		for (const { id, blob } of put) rows.set(id, blob.slice());
		this.#rows = rows;
	}

	async close(): Promise<void> {}
}
