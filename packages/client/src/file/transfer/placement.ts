import type { ChunkID, DateTime, EntryName, VlobID } from "@parallax/protocol";
import { Spans } from "../chunk/spans.ts";
import { dropped } from "../chunk/view.ts";
import type { FileEvents } from "../events.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { UpdateLocks } from "../local/updateLocks.ts";
import { updateChildren } from "../manifest/children.ts";
import type { LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import type { OpenedFiles } from "../opened/openedFiles.ts";
import { aside } from "../operation/create.ts";
import type { EntryTree } from "../tree.ts";

/** All that a file holds, in whole blocks. */
export interface Content {
	readonly size: bigint;
	readonly blocksize: bigint;
	readonly spans: Spans;
	/** When it was last changed, where it comes from. */
	readonly modified: DateTime;
	/** The blocks that are only here, in plain. */
	readonly data?: ReadonlyMap<ChunkID, Uint8Array>;
}

export type PlacementOutcome =
	| { readonly kind: "ok"; readonly id: VlobID }
	/** A folder has that name, or a file that was not there before. */
	| { readonly kind: "exists" }
	/** Somebody is writing in the file that would be replaced. */
	| { readonly kind: "busy" }
	| { readonly kind: "parent_not_found" };

/** Puts whole files where people see them: before, nobody sees anything of them; what they replace is there until then. */
export class Placement {
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #locks: UpdateLocks;
	readonly #opened: OpenedFiles;
	readonly #events: FileEvents;

	constructor(tree: EntryTree, store: EntryStore, locks: UpdateLocks, opened: OpenedFiles, events: FileEvents) {
		this.#tree = tree;
		this.#store = store;
		this.#locks = locks;
		this.#opened = opened;
		this.#events = events;
	}

	/** The file of that id gets another content, and keeps its history. */
	async replace(id: VlobID, content: Content): Promise<PlacementOutcome> {
		return this.#whileLocked([id], async () => {
			const current = await this.#store.get(id);
			if (!current || isFolder(current)) return { kind: "exists" };
			return this.#put(id, [withContent(current, content)], content, waitingOf(current, content));
		});
	}

	/**
	 * A file that was made under a name of the root that stays on this device goes where it belongs: into the place of `replaced`,
	 * which keeps its history, or to a name that is free.
	 */
	async settle(
		staged: { readonly id: VlobID; readonly name: EntryName; readonly root: VlobID },
		to: { readonly parent: VlobID; readonly name: EntryName; readonly replaced: VlobID | null },
		content: Content,
	): Promise<PlacementOutcome> {
		const ids = [staged.root, to.parent, staged.id, ...(to.replaced === null ? [] : [to.replaced])];
		return this.#whileLocked([...new Set(ids)], async () => {
			const [root, parent] = [await this.#tree.folder(staged.root), await this.#tree.folder(to.parent)];
			const file = await this.#store.get(staged.id);
			if (!root || !parent || !file || isFolder(file)) return { kind: "parent_not_found" };
			const there = await this.#tree.child(parent, to.name);
			const found = there.kind === "valid" ? there.entry : null;
			if ((found?.base.id ?? null) !== to.replaced || (found && isFolder(found))) return { kind: "exists" };
			const { pattern, now } = this.#tree.context();
			const without = (folder: LocalFolder) => updateChildren(folder, new Map([[staged.name, null]]), pattern, now);
			if (found) {
				const kept = withContent(found as LocalFile, content);
				// What it held is the other's from now on.
				const empty = { ...file, spans: Spans.none, size: 0n, need_sync: false };
				return this.#put(found.base.id, [kept, empty, without(root)], content, waitingOf(found as LocalFile, content));
			}
			const target = parent === root ? without(root) : parent;
			const changes = new Map([...aside(target, to.name, there, staged.id), [to.name, staged.id] as const]);
			const placed = updateChildren(target, changes, pattern, now);
			const folders = parent === root ? [placed] : [without(root), placed];
			const settled = { ...withContent(file, content), parent: to.parent };
			return this.#put(staged.id, [settled, ...folders], content, waitingOf(file, content));
		});
	}

	async #put(
		id: VlobID,
		entries: readonly LocalEntry[],
		{ data }: Content,
		unused: readonly ChunkID[],
	): Promise<PlacementOutcome> {
		await this.#store.put(entries, { ...(data && { waiting: data }), unused });
		for (const entry of entries) this.#opened.replaced(entry);
		this.#events.changed(entries);
		return { kind: "ok", id };
	}

	async #whileLocked(ids: readonly VlobID[], work: () => Promise<PlacementOutcome>): Promise<PlacementOutcome> {
		if (ids.some((id) => this.#opened.isWriting(id))) return { kind: "busy" };
		const release = await this.#locks.take(...ids);
		try {
			return await work();
		} finally {
			release();
		}
	}
}

export function withContent(file: LocalFile, { size, blocksize, spans, modified }: Content): LocalFile {
	return { ...file, size, blocksize, spans, updated: modified, need_sync: true };
}

function waitingOf(before: LocalFile, after: Content): ChunkID[] {
	return dropped(before.spans.chunks(), after.spans.chunks());
}
