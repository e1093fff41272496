import { newId } from "@parallax/crypto";
import { type ChunkID, type EntryName, type FsPath, VlobID } from "@parallax/protocol";
import type { FileEvents } from "../events.ts";
import { FileFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { Release, UpdateLocks } from "../local/updateLocks.ts";
import { updateChildren } from "../manifest/children.ts";
import { newFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder, newFolder } from "../manifest/localFolder.ts";
import type { OpenedFiles } from "../opened/openedFiles.ts";
import type { EntryTree } from "../tree.ts";
import { aside, createIn } from "./create.ts";
import { type End, type MoveMode, move } from "./move.ts";
import { type RemovalMode, removeFrom } from "./remove.ts";

export type CreateEntryOutcome =
	| { readonly kind: "ok"; readonly id: VlobID }
	| { readonly kind: "entry_exists"; readonly id: VlobID }
	/** The way to it leads nowhere, or over a file. */
	| { readonly kind: "parent_not_found" }
	| { readonly kind: "parent_not_a_folder" };

export type RemoveEntryOutcome =
	| { readonly kind: "ok"; readonly id: VlobID }
	| {
			readonly kind:
				| "cannot_remove_root"
				| "entry_not_found"
				| "entry_is_file"
				| "entry_is_folder"
				| "entry_is_not_empty";
	  };

export type MoveEntryOutcome =
	| { readonly kind: "ok"; readonly id: VlobID }
	| { readonly kind: "cannot_move_root" | "source_not_found" | "destination_not_found" | "into_itself" }
	| { readonly kind: "destination_exists"; readonly id: VlobID };

/** A new entry for a folder, with what it holds. */
export interface NewChild {
	readonly name: EntryName;
	readonly entry: LocalEntry;
	/** Of a file: its chunks, in plain, unless the server has them. */
	readonly data?: ReadonlyMap<ChunkID, Uint8Array>;
}

export type AdoptOutcome =
	| { readonly kind: "ok" }
	/** These names are taken, by these entries; nothing was made. */
	| { readonly kind: "entries_exist"; readonly taken: ReadonlyMap<EntryName, LocalEntry> }
	| { readonly kind: "parent_not_found" };

/** Everything that changes which entry is where (workspace-engine.md §4.2–4.4). Only this device is changed, at once or not at all. */
export class FolderOperations {
	readonly #host: FileHost;
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #locks: UpdateLocks;
	readonly #opened: OpenedFiles;
	readonly #events: FileEvents;

	constructor(
		host: FileHost,
		tree: EntryTree,
		store: EntryStore,
		locks: UpdateLocks,
		opened: OpenedFiles,
		events: FileEvents,
	) {
		this.#host = host;
		this.#tree = tree;
		this.#store = store;
		this.#locks = locks;
		this.#opened = opened;
		this.#events = events;
	}

	create(path: FsPath, kind: "file" | "folder"): Promise<CreateEntryOutcome> {
		const name = path.at(-1);
		return this.#changing(async () => {
			if (name === undefined) return { kind: "entry_exists", id: await this.#root() };
			const found = await this.#tree.resolve(path.slice(0, -1));
			if (found.kind !== "found") return { kind: "parent_not_found" };
			if (!isFolder(found.entry)) return { kind: "parent_not_a_folder" };
			return this.#locked([found.entry.base.id], async () => {
				const parent = await this.#tree.folder(found.entry.base.id);
				// It may have been removed before it was locked.
				if (!parent || (await this.#tree.whereIsHere(parent.base.id)).kind !== "found")
					return { kind: "parent_not_found" };
				const id = newId(VlobID);
				const context = this.#tree.context();
				const child = (kind === "file" ? newFile : newFolder)(id, parent.base.id, this.#host.device, context.now);
				const made = createIn(parent, name, await this.#tree.child(parent, name), child, context);
				if (made.kind !== "ok") return made;
				await this.#put(child, made.parent);
				return { kind: "ok", id };
			});
		});
	}

	/** Makes every folder of the path that is missing; `entry_exists` when none is. Not atomic. */
	async createFolders(path: FsPath): Promise<CreateEntryOutcome> {
		const whole = await this.create(path, "folder");
		if (whole.kind !== "parent_not_found") return whole;
		for (let length = 1; length < path.length; length++) {
			const made = await this.create(path.slice(0, length), "folder");
			if (made.kind !== "ok" && made.kind !== "entry_exists") return made;
		}
		const last = await this.create(path, "folder");
		return last.kind === "entry_exists" ? { kind: "ok", id: last.id } : last;
	}

	/** Gives a folder many new children at once, all or none: one copy of the folder, one write to the disk. */
	adopt(parentId: VlobID, children: readonly NewChild[]): Promise<AdoptOutcome> {
		return this.#changing(() =>
			this.#locked([parentId], async () => {
				const parent = await this.#tree.folder(parentId);
				if (!parent) return { kind: "parent_not_found" };
				const taken = new Map<EntryName, LocalEntry>();
				const changes = new Map<EntryName, VlobID | null>();
				for (const { name, entry } of children) {
					const there = await this.#tree.child(parent, name);
					if (there.kind === "valid") taken.set(name, there.entry);
					for (const [other, id] of aside(parent, name, there, entry.base.id)) changes.set(other, id);
					changes.set(name, entry.base.id);
				}
				if (taken.size > 0) return { kind: "entries_exist", taken };
				const { pattern, now } = this.#tree.context();
				const entries = [...children.map(({ entry }) => entry), updateChildren(parent, changes, pattern, now)];
				const waiting = new Map(children.flatMap(({ data }) => [...(data ?? [])]));
				await this.#store.put(entries, { waiting });
				this.#events.changed(entries);
				return { kind: "ok" };
			}),
		);
	}

	remove(path: FsPath, mode: RemovalMode): Promise<RemoveEntryOutcome> {
		const name = path.at(-1);
		return this.#changing(async () => {
			if (name === undefined) return { kind: "cannot_remove_root" };
			const found = await this.#tree.resolve(path.slice(0, -1));
			if (found.kind !== "found" || !isFolder(found.entry)) return { kind: "entry_not_found" };
			for (let { entry: parent } = found; ; ) {
				const id = parent.children.get(name);
				if (id === undefined) return { kind: "entry_not_found" };
				// Nothing is made in a folder while it is found empty.
				const emptied = mode === "empty_folder" ? await this.#tree.folder(id) : null;
				const locked = [parent.base.id, ...(emptied ? [id] : [])];
				const outcome = await this.#locked(locked, () => this.#removeFrom(parent, name, id, mode));
				if (outcome) return outcome;
				const current = await this.#tree.folder(parent.base.id);
				if (!current) return { kind: "entry_not_found" };
				parent = current;
			}
		});
	}

	/** `null` when somebody else changed the folder before it was locked. */
	async #removeFrom(
		known: LocalFolder,
		name: EntryName,
		id: VlobID,
		mode: RemovalMode,
	): Promise<RemoveEntryOutcome | null> {
		const parent = await this.#tree.folder(known.base.id);
		if (parent?.children.get(name) !== id) return null;
		const entry = await this.#tree.get(id);
		const asked = mode === "empty_folder" && entry && isFolder(entry) ? entry : null;
		const hasChildren = asked !== null && (await this.#tree.hasChildren(asked));
		const removal = removeFrom(parent, name, { entry, hasChildren }, mode, this.#tree.context());
		if (removal.kind !== "ok") return removal;
		await this.#put(removal.parent);
		return { kind: "ok", id };
	}

	move(from: FsPath, to: FsPath, mode: MoveMode): Promise<MoveEntryOutcome> {
		const [name, newName] = [from.at(-1), to.at(-1)];
		return this.#changing(async () => {
			if (name === undefined || newName === undefined) return { kind: "cannot_move_root" };
			for (;;) {
				const destination = await this.#end(to.slice(0, -1), newName);
				const source = await this.#end(from.slice(0, -1), name);
				const sameFolder = samePath(from.slice(0, -1), to.slice(0, -1));
				if (!destination) return { kind: sameFolder ? "source_not_found" : "destination_not_found" };
				if (!source) return { kind: "source_not_found" };
				const outcome = await this.#moveBetween(source, destination, mode);
				// Somebody else changed one of them before it was locked.
				if (outcome) return outcome;
			}
		});
	}

	async #moveBetween(source: End, destination: End, mode: MoveMode): Promise<MoveEntryOutcome | null> {
		const [from, into] = [source.parent.base.id, destination.parent.base.id];
		const moved = source.child.kind === "valid" ? [source.child.entry.base.id] : [];
		const swapped = mode === "exchange" && destination.child.kind === "valid" ? [destination.child.entry.base.id] : [];
		// What stays in its folder is not changed itself.
		const changed = from === into ? [] : [...new Set([...moved, ...swapped])];
		for (;;) {
			// A file that is being written is locked as long as it is open: it is moved nevertheless.
			const open = changed.filter((id) => this.#opened.isWriting(id));
			const locked = [...new Set([from, into, ...changed.filter((id) => !open.includes(id))])];
			const release = this.#locks.tryTake(...locked);
			if (!release) {
				await this.#locks.givenBack(...locked);
				continue;
			}
			try {
				return await this.#opened.whileStill(open, () => this.#moveLocked(source, destination, mode, moved[0]));
			} finally {
				release();
			}
		}
	}

	async #moveLocked(
		source: End,
		destination: End,
		mode: MoveMode,
		id: VlobID | undefined,
	): Promise<MoveEntryOutcome | null> {
		const result = move(source, destination, mode, this.#tree.context());
		const changed = result.kind === "ok" ? result.changed : [];
		// Two folders above may be on their way into each other: that what is above is still so is seen as this is stored.
		const stands = async () => (await this.#isStill(source)) && (await this.#isStill(destination));
		if (!(await this.#store.putIf(stands, changed))) return null;
		for (const entry of changed) this.#opened.replaced(entry);
		this.#events.changed(changed);
		return result.kind === "ok" ? { kind: "ok", id: id as VlobID } : result;
	}

	async #end(folder: FsPath, name: EntryName): Promise<End | null> {
		const found = await this.#tree.resolve(folder);
		if (found.kind !== "found" || !isFolder(found.entry)) return null;
		return { parent: found.entry, name, child: await this.#tree.child(found.entry, name), chain: found.chain };
	}

	/** The values read before the locks were taken are those that stand. */
	async #isStill({ parent, child, chain }: End): Promise<boolean> {
		if ((await this.#store.get(parent.base.id)) !== parent) return false;
		if (child.kind === "valid" && (await this.#store.get(child.entry.base.id)) !== child.entry) return false;
		const where = await this.#tree.whereIsHere(parent.base.id);
		return (
			where.kind === "found" && where.chain.length === chain.length && where.chain.every((id, i) => id === chain[i])
		);
	}

	async #root(): Promise<VlobID> {
		const root = await this.#tree.resolve([]);
		if (root.kind !== "found") throw new FileFailure({ kind: "damaged_storage", detail: "root" });
		return root.entry.base.id;
	}

	async #put(...entries: readonly LocalEntry[]): Promise<void> {
		if (entries.length === 0) return;
		await this.#store.put(entries);
		this.#events.changed(entries);
	}

	async #locked<T>(ids: readonly VlobID[], work: () => Promise<T>): Promise<T> {
		const release: Release = await this.#locks.take(...ids);
		try {
			return await work();
		} finally {
			release();
		}
	}

	async #changing<T>(work: () => Promise<T>): Promise<T> {
		if (!this.#host.writable()) throw new FileFailure({ kind: "read_only" });
		return work();
	}
}

function samePath(a: FsPath, b: FsPath): boolean {
	return a.length === b.length && a.every((name, index) => name === b[index]);
}
