import type { ChunkID, DateTime, VlobID } from "@parallax/protocol";

/** One entry of a workspace as it is stored. */
export interface EntryRow {
	readonly id: VlobID;
	/** Encrypted with the device's `local_symkey`. */
	readonly blob: Uint8Array;
	/** Version of the server that it is built on; 0: the server has none. */
	readonly baseVersion: number;
	/** It has something that the server has not. */
	readonly needSync: boolean;
}

/** What a chunk holds. */
export interface DataRow {
	readonly id: ChunkID;
	/** Encrypted with the device's `local_symkey`. */
	readonly data: Uint8Array;
}

/** What is stored together. */
export interface FileChange {
	/** Added, or put in the place of the row of the same id. Its remote version becomes at least its base version. */
	readonly put?: readonly EntryRow[];
	/** Data that waits and that no entry needs any more. No error when it does not wait, or is not here. */
	readonly unused?: readonly ChunkID[];
	/** Data written on this device, that waits for its upload; in the place of what is here under its id, be it in `unused`. */
	readonly waiting?: readonly DataRow[];
	/** The server has all of it: a power cut may lose it, but nothing that was stored before. */
	readonly relaxed?: boolean;
}

/** What one page of the stored entries begins after, and how many it has. */
export interface Page {
	/** `null`: from the first one. */
	readonly after: VlobID | null;
	readonly limit: number;
}

/** What waits to be sent to the server. */
export interface Backlog {
	readonly entries: number;
	/** Of waiting data, as stored. */
	readonly bytes: number;
}

/** The names that stay on this device (workspace-data.md §13.1), as they were when the stored folders were last filtered. */
export interface StoredPattern {
	readonly text: string;
	/** False while a pass over the stored folders is under way. */
	readonly applied: boolean;
}

export type FileStorageProblem =
	/** It is not what this program wrote, or not all of it. Left as it is: what waits for its upload may be saved from it. */
	| "damaged"
	/** A newer version of this program made it. */
	| "newer"
	/** The disk is full, or the browser gives no more room. Nothing has changed. */
	| "full"
	/** Somebody else has it open. */
	| "in_use"
	/** It was erased meanwhile, by another tab or by the browser. */
	| "gone";

/** What this device keeps of the files of a workspace cannot be read or written; any method may throw it. */
export class FileStorageError extends Error {
	readonly problem: FileStorageProblem;

	/** @param message what happened, why, what next */
	constructor(problem: FileStorageProblem, message: string, cause: unknown) {
		super(message, { cause });
		this.name = "FileStorageError";
		this.problem = problem;
	}
}

/**
 * What a device keeps of the files of one workspace (workspace-engine.md §1). Whoever has it open is alone to: the lock of the
 * device sees to that. Everything that changes something is all or nothing, and on the disk once settled, but for `keep`,
 * `uploaded`, `evict` and a relaxed `commit`: what they lose by a power cut the server has. Bytes that are given or got belong to the caller.
 * Adapters: SQLite (Node), IndexedDB (browser), memory (tests).
 */
export interface FileStorage {
	/** Those of these entries that are stored. */
	entries(ids: readonly VlobID[]): Promise<ReadonlyMap<VlobID, Uint8Array>>;
	/** Every entry, a page at a time, in the order of ids. */
	page(page: Page): Promise<readonly { readonly id: VlobID; readonly blob: Uint8Array }[]>;
	/** All of the change or nothing. Of two rows of the same id, the last one counts. */
	commit(change: FileChange): Promise<void>;
	/** The entries that have something for the server. */
	toUpload(): Promise<readonly VlobID[]>;
	/** The entries of which the server is known to have another version than their base, and which. */
	toUpdate(): Promise<ReadonlyMap<VlobID, number>>;
	backlog(): Promise<Backlog>;

	/** Up to where the changes of the realm are known; 0 at first. */
	checkpoint(): Promise<bigint>;
	/** Goes on to another checkpoint, with the versions that the server has meanwhile; entries that are not stored are ignored. */
	advance(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]): Promise<void>;

	/** `null` in a new database. */
	pattern(): Promise<StoredPattern | null>;
	setPattern(pattern: StoredPattern): Promise<void>;

	/**
	 * What a chunk holds, be it waiting or kept; `null` when it is not here. A kept one counts as used at `now`, which a program
	 * that ends without closing may forget.
	 */
	data(id: ChunkID, now: DateTime): Promise<Uint8Array | null>;
	/** Which of these chunks are here, waiting or kept. */
	present(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>>;
	/** Which of these chunks wait for their upload. */
	waiting(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>>;
	/** Keeps what the server has, in the place of what is kept already: that may be damaged. What waits stays as it is. */
	keep(rows: readonly DataRow[], now: DateTime): Promise<void>;
	/** These do not wait any more, the server has them; they stay as kept ones. No error when they do not wait, or are not here. */
	uploaded(ids: readonly ChunkID[], now: DateTime): Promise<void>;
	/**
	 * When more than `limit` are kept, deletes those used longest ago: what is above the limit and a tenth of it, so that
	 * it is not to be done at each read. What waits is never deleted.
	 */
	evict(limit: number): Promise<void>;

	close(): Promise<void>;
}

/** Where the databases of the workspaces of one device are. */
export interface FileStorages {
	/** Made empty when there is none. */
	open(realmId: VlobID): Promise<FileStorage>;
	/** Deletes all that is kept of a workspace; it is not open. No error when there is nothing. */
	erase(realmId: VlobID): Promise<void>;
}
