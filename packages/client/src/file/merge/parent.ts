import type { DateTime, VlobID } from "@parallax/protocol";
import type { LocalEntry, LocalFolder } from "../manifest/localFolder.ts";

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
	if (!moved || ![...known.children.values()].includes(id)) return null;
	return { ...entry, parent, need_sync: true, updated: now };
}
