import type { VlobID } from "@parallax/protocol";

/** What a device keeps of one workspace beyond its certificates (workspace/remembered.ts): a few hundred bytes. */
export interface WorkspaceRow {
	readonly id: VlobID;
	/** Encrypted with the device's `local_symkey`. */
	readonly blob: Uint8Array;
}

export interface WorkspaceChange {
	/** Added, or put in the place of the row of the same id. */
	readonly put?: readonly WorkspaceRow[];
	/** No error when there is no such row. */
	readonly forget?: readonly VlobID[];
}

/**
 * What keeps, for one device, what must outlive its program and that no certificate tells: names, which offline nobody could
 * decrypt again, and workspaces that no server knows yet. Adapters: SQLite (Node), IndexedDB (browser), memory (tests).
 */
export interface WorkspaceStorage {
	/** Every row, in the order of ids. */
	all(): Promise<readonly WorkspaceRow[]>;
	/** All of the change or nothing; on the disk once settled: a workspace made offline exists nowhere else. */
	commit(change: WorkspaceChange): Promise<void>;
	close(): Promise<void>;
}
