import type { FsPath, VlobID } from "@parallax/protocol";
import type { Contents } from "../contents.ts";
import type { FileEvents } from "../events.ts";
import { FileFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { Release, UpdateLocks } from "../local/updateLocks.ts";
import { isFolder, type LocalEntry } from "../manifest/localFolder.ts";
import type { CreateEntryOutcome } from "../operation/folderOperations.ts";
import type { EntryTree } from "../tree.ts";
import { FileHandle } from "./fileHandle.ts";
import { OpenedFile } from "./openedFile.ts";

/** How a file is opened (workspace-engine.md §4.5). */
export interface OpenOptions {
	readonly read?: boolean;
	readonly write?: boolean;
	/** Empties it; only with `write`. */
	readonly truncate?: boolean;
	/** Makes it when it is not there. */
	readonly create?: boolean;
	/** Makes it, and only then opens it. */
	readonly createNew?: boolean;
}

export type OpenOutcome =
	| { readonly kind: "ok"; readonly file: FileHandle }
	| { readonly kind: "entry_not_found" }
	| { readonly kind: "entry_not_a_file"; readonly id: VlobID }
	| { readonly kind: "entry_exists"; readonly id: VlobID };

interface Opened {
	readonly file: OpenedFile;
	readonly handles: Set<FileHandle>;
	/** The update lock, as long as somebody may write. */
	release: Release | null;
}

/** The files that are open. */
export class OpenedFiles {
	readonly #host: FileHost;
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #contents: Contents;
	readonly #locks: UpdateLocks;
	readonly #events: FileEvents;
	readonly #opened = new Map<VlobID, Opened>();
	/** Openings of one file come one after the other. */
	readonly #opening = new Map<VlobID, Promise<unknown>>();
	#closed = false;

	constructor(
		host: FileHost,
		tree: EntryTree,
		store: EntryStore,
		contents: Contents,
		locks: UpdateLocks,
		events: FileEvents,
	) {
		this.#host = host;
		this.#tree = tree;
		this.#store = store;
		this.#contents = contents;
		this.#locks = locks;
		this.#events = events;
	}

	/** @param create makes the file at that path. @throws RangeError: `truncate` without `write`. */
	async open(path: FsPath, options: OpenOptions, create: () => Promise<CreateEntryOutcome>): Promise<OpenOutcome> {
		const { write, truncate, createNew } = options;
		const make = options.create || createNew;
		this.#check(options);
		if ((write || truncate || make) && !this.#host.writable()) throw new FileFailure({ kind: "read_only" });
		const found = await this.#tree.resolve(path);
		if (found.kind === "found") {
			const { entry } = found;
			if (createNew) return { kind: "entry_exists", id: entry.base.id };
			return this.openById(entry.base.id, options);
		}
		if (!make) return { kind: "entry_not_found" };
		const made = await create();
		switch (made.kind) {
			case "ok":
				return this.openById(made.id, options);
			case "entry_exists":
				return createNew ? made : this.openById(made.id, options);
			default:
				return { kind: "entry_not_found" };
		}
	}

	/** Whether this user may write is for the caller to see. */
	async openById(id: VlobID, options: OpenOptions): Promise<OpenOutcome> {
		this.#check(options);
		const before = this.#opening.get(id) ?? Promise.resolve();
		const opening = before.then(() => this.#open(id, options));
		const settled = opening.catch(() => {});
		this.#opening.set(id, settled);
		settled.finally(() => this.#opening.get(id) === settled && this.#opening.delete(id));
		return opening;
	}

	async #open(id: VlobID, options: OpenOptions): Promise<OpenOutcome> {
		const opened = this.#opened.get(id) ?? (await this.#take(id));
		if ("kind" in opened) return opened;
		if (options.write && !opened.release && !(await this.#lock(id, opened))) return { kind: "entry_not_a_file", id };
		this.#check(options);
		const handle = new FileHandle(opened.file, options, (file) => this.#close(id, opened, file));
		opened.handles.add(handle);
		this.#opened.set(id, opened);
		if (options.truncate) await opened.file.truncate();
		return { kind: "ok", file: handle };
	}

	/** False when it is no file any more. From the moment that the lock is taken, whoever moves the file sees why. */
	async #lock(id: VlobID, opened: Opened): Promise<boolean> {
		let release = this.#locks.tryTake(id);
		while (!release) {
			await this.#locks.givenBack(id);
			release = this.#locks.tryTake(id);
		}
		opened.release = release;
		this.#opened.set(id, opened);
		let isFile = false;
		try {
			const current = await this.#store.get(id);
			isFile = !this.#closed && current !== null && !isFolder(current);
			if (current && !isFolder(current)) opened.file.movedTo(current);
		} finally {
			if (!isFile) this.#unlock(id, opened);
		}
		if (this.#closed) throw new FileFailure({ kind: "stopped" });
		return isFile;
	}

	#unlock(id: VlobID, opened: Opened): void {
		if (opened.handles.size === 0) this.#opened.delete(id);
		opened.release?.();
		opened.release = null;
	}

	async #take(id: VlobID): Promise<Opened | Exclude<OpenOutcome, { readonly kind: "ok" }>> {
		const entry = await this.#tree.get(id);
		if (!entry) return { kind: "entry_not_found" };
		if (isFolder(entry)) return { kind: "entry_not_a_file", id };
		const file = new OpenedFile(this.#host, this.#store, this.#contents, entry);
		return { file, handles: new Set(), release: null };
	}

	isOpen(id: VlobID): boolean {
		return this.#opened.has(id);
	}

	isWriting(id: VlobID): boolean {
		return this.#opened.get(id)?.release != null;
	}

	/** The file as those who have it open see it. */
	current(id: VlobID): LocalEntry | undefined {
		return this.#opened.get(id)?.file.file;
	}

	/**
	 * `work`, while everything written to these files is stored and nothing is written to them. `null` when one of them is not
	 * being written any more, and its lock free.
	 */
	async whileStill<T>(ids: readonly VlobID[], work: () => Promise<T>): Promise<T | null> {
		const [id, ...others] = ids;
		if (id === undefined) return work();
		const opened = this.#opened.get(id);
		if (!opened?.release) return null;
		return opened.file.still(async () => (opened.release ? this.whileStill(others, work) : null));
	}

	/** An entry was stored by somebody else than those who have it open, who wrote nothing meanwhile. */
	replaced(entry: LocalEntry): void {
		if (!isFolder(entry)) this.#opened.get(entry.base.id)?.file.movedTo(entry);
	}

	/** No file is opened any more; those that are open are stored and closed. @throws what made the first of them fail. */
	async close(): Promise<void> {
		this.#closed = true;
		let failure: { readonly error: unknown } | undefined;
		for (const { handles } of [...this.#opened.values()]) {
			for (const handle of [...handles]) {
				try {
					await handle.end();
				} catch (error) {
					failure ??= { error };
				}
			}
		}
		if (failure) throw failure.error;
	}

	/** Forgotten even when it could not be stored. */
	#close(id: VlobID, opened: Opened, handle: FileHandle): Promise<void> {
		return opened.file.finish(() => {
			opened.handles.delete(handle);
			if (opened.handles.size > 0) return;
			this.#unlock(id, opened);
			if (opened.file.modified && !this.#closed) this.#events.changed([opened.file.file]);
		});
	}

	#check({ write, truncate }: OpenOptions): void {
		if (this.#closed) throw new FileFailure({ kind: "stopped" });
		if (truncate && !write) throw new RangeError("A file can only be emptied when it is opened to be written");
	}
}
