import type { DateTime, EntryName, VlobID } from "@parallax/protocol";
import { type ChildrenChange, updateChildren } from "../manifest/children.ts";
import type { LocalEntry, LocalFolder } from "../manifest/localFolder.ts";
import { nameConflict } from "../name/conflictName.ts";
import type { PreventSyncPattern } from "../name/preventSync.ts";
import type { Child } from "../path/resolve.ts";

/** When, and which names stay on this device. */
export interface Circumstances {
	readonly now: DateTime;
	readonly pattern: PreventSyncPattern;
}

export type Creation =
	| { readonly kind: "ok"; readonly parent: LocalFolder }
	| { readonly kind: "entry_exists"; readonly id: VlobID };

/**
 * A folder with a new child (workspace-engine.md §4.2), which is to be stored with it; `there` is what it has under that name.
 * Several at once cost one copy of the folder: `updateChildren`.
 */
export function createIn(
	parent: LocalFolder,
	name: EntryName,
	there: Child,
	child: LocalEntry,
	{ now, pattern }: Circumstances,
): Creation {
	if (there.kind === "valid") return { kind: "entry_exists", id: there.entry.base.id };
	const changes = new Map([...aside(parent, name, there, child.base.id), [name, child.base.id] as const]);
	return { kind: "ok", parent: updateChildren(parent, changes, pattern, now) };
}

/**
 * Keeps an entry that nobody sees listed, under a conflict name, when another, `id`, takes its name. The specification has it
 * overwritten (workspace-engine.md §2); but manifests come in any order, it may well be on its way, and would then be removed
 * from every device without anybody having seen it.
 */
export function aside(parent: LocalFolder, name: EntryName, there: Child, id: VlobID): ChildrenChange {
	if (there.kind !== "unseen" || there.id === id) return new Map();
	return new Map([[nameConflict(name, (candidate) => parent.children.has(candidate)), there.id]]);
}
