import type { DateTime, EntryName, VlobID } from "@parallax/protocol";
import { nameOf, updateChildren } from "../manifest/children.ts";
import type { LocalEntry, LocalFolder } from "../manifest/localFolder.ts";
import { LOST_AND_FOUND, nameConflict } from "../name/conflictName.ts";
import type { MergeContext } from "./context.ts";

/** Where an entry goes when it was moved here, there, or on both sides: then the server wins (workspace-engine.md §7.2). */
export function mergeParent(base: VlobID, local: VlobID, remote: VlobID): VlobID {
	return remote === base ? local : remote;
}

/**
 * What the server has of an entry, in the folder where it was moved on this device unless it was moved there too. The specification
 * has it taken as it is when contents conflict; but the folder that it left here does not list it any more, and the one where it
 * went would list it in vain: nobody would find it again.
 */
export function keepingMove<E extends LocalEntry>(theirs: E, local: LocalEntry, now: DateTime): E {
	const parent = mergeParent(local.base.parent, local.parent, theirs.parent);
	return parent === theirs.parent ? theirs : { ...theirs, parent, need_sync: true, updated: now };
}

/**
 * An entry that cannot be reached since it was moved on this device, into a folder that is gone meanwhile: back to `known`, the
 * folder where the server has it, if that lists it, because it was renamed there. Other devices see it there, and this one
 * would be alone to not see it, for ever, as what cannot be reached is never uploaded. `null` when it is to stay as it is.
 */
export function movedBack<E extends LocalEntry>(entry: E, known: LocalFolder, now: DateTime): E | null {
	const { id, parent, version } = entry.base;
	const moved = version > 0 && entry.parent !== parent && known.base.id === parent;
	if (!moved || nameOf(known.children, id) === undefined) return null;
	return { ...entry, parent, need_sync: true, updated: now };
}

/**
 * The folder where the server has an entry that changed on this device too, listing it if it did not: `left` is where this
 * device had it. Each folder merges alone, and one that listed the entry, and saw it leave on this device, does not list it
 * any more when another device has moved it there meanwhile: nobody would find it again. `null` when there is nothing to do.
 */
export function welcoming(
	before: LocalEntry,
	merged: LocalEntry,
	left: LocalFolder | null,
	into: LocalFolder,
	{ now, pattern }: MergeContext,
): LocalFolder | null {
	const { id } = merged.base;
	if (!before.need_sync || merged.parent === before.parent || nameOf(into.children, id) !== undefined) return null;
	const name = [left?.children, into.base.children, left?.base.children]
		.map((children) => children && nameOf(children, id))
		.find((found) => found !== undefined);
	const wanted = name ?? LOST_AND_FOUND;
	const isUsed = (candidate: EntryName) => into.children.has(candidate);
	const free = isUsed(wanted) ? nameConflict(wanted, isUsed) : wanted;
	return updateChildren(into, new Map([[free, id]]), pattern, now);
}
