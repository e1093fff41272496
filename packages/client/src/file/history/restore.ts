import { newId } from "@parallax/crypto";
import { type FsPath, FsPath as Path, VlobID } from "@parallax/protocol";
import { dropped } from "../chunk/view.ts";
import type { FileEvents } from "../events.ts";
import { FileFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { UpdateLocks } from "../local/updateLocks.ts";
import { type LocalFile, newFile, withContentOf } from "../manifest/localFile.ts";
import { isFolder } from "../manifest/localFolder.ts";
import type { OpenedFiles } from "../opened/openedFiles.ts";
import type { FolderOperations } from "../operation/folderOperations.ts";
import type { EntryTree } from "../tree.ts";
import type { Snapshot } from "./workspaceHistory.ts";

export interface RestoreReport {
	/** Files that have again what they had; those that had it anyway are not counted. */
	readonly restored: number;
	/** Why these paths could not be: something of another kind stands there now, or a file is being written. */
	readonly refused: ReadonlyMap<string, "other_kind" | "busy">;
}

/**
 * Brings back what was: a file, or a folder with all that was below it. It is a new version on top: nothing is rewound, nothing
 * that came since is removed, and no content is copied, as the server has it (workspace-engine.md §4.8).
 */
export class Restoration {
	readonly #host: FileHost;
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #locks: UpdateLocks;
	readonly #opened: OpenedFiles;
	readonly #operations: FolderOperations;
	readonly #events: FileEvents;

	constructor(
		host: FileHost,
		tree: EntryTree,
		store: EntryStore,
		locks: UpdateLocks,
		opened: OpenedFiles,
		operations: FolderOperations,
		events: FileEvents,
	) {
		this.#host = host;
		this.#tree = tree;
		this.#store = store;
		this.#locks = locks;
		this.#opened = opened;
		this.#operations = operations;
		this.#events = events;
	}

	/** `null`: nothing was there at that date. @param to where it is brought back, the same path unless told. */
	async restore(snapshot: Snapshot, from: FsPath, to: FsPath = from): Promise<RestoreReport | null> {
		if (!this.#host.writable()) throw new FileFailure({ kind: "read_only" });
		const past = await snapshot.entry(from);
		if (!past) return null;
		const refused = new Map<string, "other_kind" | "busy">();
		let restored = 0;
		const waiting = [{ entry: past, path: to }];
		for (let next = waiting.pop(); next; next = waiting.pop()) {
			const { entry, path } = next;
			const outcome = await (isFolder(entry) ? this.#folder(path) : this.#file(entry, path));
			if (outcome === "restored") restored++;
			else if (outcome !== "unchanged") refused.set(Path.format(path), outcome);
			if (!isFolder(entry) || outcome === "other_kind") continue;
			for (const child of await snapshot.children(entry))
				waiting.push({ entry: child.entry, path: [...path, child.name] });
		}
		return { restored, refused };
	}

	async #folder(path: FsPath): Promise<"unchanged" | "other_kind"> {
		const found = await this.#tree.resolve(path);
		if (found.kind === "found") return isFolder(found.entry) ? "unchanged" : "other_kind";
		const made = await this.#operations.createFolders(path);
		return made.kind === "ok" || made.kind === "entry_exists" ? "unchanged" : "other_kind";
	}

	async #file(past: LocalFile, path: FsPath): Promise<"restored" | "unchanged" | "other_kind" | "busy"> {
		const found = await this.#tree.resolve(path);
		if (found.kind === "found") return isFolder(found.entry) ? "other_kind" : this.#rewrite(found.entry, past);
		const name = path.at(-1);
		if (name === undefined || (await this.#folder(path.slice(0, -1))) === "other_kind") return "other_kind";
		const parent = await this.#tree.resolve(path.slice(0, -1));
		if (parent.kind !== "found") return "busy";
		const { id } = parent.entry.base;
		const fresh = newFile(newId(VlobID), id, this.#host.device, this.#host.now());
		const adopted = await this.#operations.adopt(id, [{ name, entry: withContentOf(fresh, past) }]);
		return adopted.kind === "ok" ? "restored" : "busy";
	}

	async #rewrite(found: LocalFile, past: LocalFile): Promise<"restored" | "unchanged" | "busy"> {
		const { id } = found.base;
		const release = this.#opened.isOpen(id) ? null : this.#locks.tryTake(id);
		if (!release) return "busy";
		try {
			const current = await this.#store.get(id);
			if (!current || isFolder(current)) return "busy";
			if (sameContent(current, past)) return "unchanged";
			const restored = { ...withContentOf(current, past), need_sync: true, updated: this.#host.now() };
			const unused = dropped(current.spans.chunks(), past.spans.chunks());
			await this.#store.put([restored], { unused });
			this.#events.changed([restored]);
			return "restored";
		} finally {
			release();
		}
	}
}

function sameContent(a: LocalFile, b: LocalFile): boolean {
	if (a.size !== b.size || a.blocksize !== b.blocksize) return false;
	const [left, right] = [[...a.spans.chunks()], [...b.spans.chunks()]];
	return (
		left.length === right.length &&
		left.every(({ id, start, stop }, index) => {
			const other = right[index];
			return other?.id === id && other.start === start && other.stop === stop;
		})
	);
}
