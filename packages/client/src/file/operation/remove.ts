import type { EntryName } from "@parallax/protocol";
import { updateChildren, withoutDeparture } from "../manifest/children.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import { isChildOf } from "../path/resolve.ts";
import type { Circumstances } from "./create.ts";

/** What may be removed: anything, a file, a folder without valid children, any folder. */
export type RemovalMode = "entry" | "file" | "empty_folder" | "folder";

export type Removal =
	| { readonly kind: "ok"; readonly parent: LocalFolder }
	| { readonly kind: "entry_not_found" | "entry_is_file" | "entry_is_folder" | "entry_is_not_empty" };

/** What stands under the name to be removed. */
export interface Removed {
	/** Known to this device or to the server, whatever its own `parent`: an entry that went elsewhere may still be unlisted here. */
	readonly entry: LocalEntry | null;
	/** Whether it is a folder with valid children; only asked for in mode `empty_folder`. */
	readonly hasChildren: boolean;
}

/**
 * A folder without one of its children (workspace-engine.md §4.3). Only the parent changes: what was removed, with all that
 * it has, merely cannot be reached any more.
 */
export function removeFrom(
	parent: LocalFolder,
	name: EntryName,
	{ entry, hasChildren }: Removed,
	mode: RemovalMode,
	{ now, pattern }: Circumstances,
): Removal {
	if (!parent.children.has(name) || !entry) return { kind: "entry_not_found" };
	if (mode === "file" && isFolder(entry)) return { kind: "entry_is_folder" };
	if ((mode === "empty_folder" || mode === "folder") && !isFolder(entry)) return { kind: "entry_is_file" };
	if (mode === "empty_folder" && hasChildren) return { kind: "entry_is_not_empty" };
	const kept = isChildOf(entry, parent) ? withoutDeparture(parent, entry.base.id) : parent;
	return { kind: "ok", parent: updateChildren(kept, new Map([[name, null]]), pattern, now) };
}
