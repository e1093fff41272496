import type { DateTime, EntryName, VlobID } from "@parallax/protocol";
import { updateChildren } from "../manifest/children.ts";
import type { LocalEntry, LocalFolder } from "../manifest/localFolder.ts";
import type { PreventSyncPattern } from "../name/preventSync.ts";

/** When, and which names stay on this device. */
export interface Circumstances {
	readonly now: DateTime;
	readonly pattern: PreventSyncPattern;
}

export type Creation =
	| { readonly kind: "ok"; readonly parent: LocalFolder }
	| { readonly kind: "entry_exists"; readonly id: VlobID };

/**
 * A folder with a new child (workspace-engine.md §4.2), which is to be stored with it; `existing` is its valid child of that name, if
 * there is one. Several at once cost one copy of the folder: `updateChildren`.
 */
export function createIn(
	parent: LocalFolder,
	name: EntryName,
	existing: LocalEntry | null,
	child: LocalEntry,
	{ now, pattern }: Circumstances,
): Creation {
	if (existing) return { kind: "entry_exists", id: existing.base.id };
	return { kind: "ok", parent: updateChildren(parent, new Map([[name, child.base.id]]), pattern, now) };
}
