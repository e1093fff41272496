import type { VlobID } from "@parallax/protocol";
import { nameOf, updateChildren } from "../manifest/children.ts";
import { type LocalFile, newFile } from "../manifest/localFile.ts";
import type { LocalFolder } from "../manifest/localFolder.ts";
import { LOST_AND_FOUND, syncConflictName } from "../name/conflictName.ts";
import type { MergeContext } from "./context.ts";

export interface ConflictCopy {
	readonly copy: LocalFile;
	/** With the copy among its children, and to be uploaded unless the name of the copy stays on this device. */
	readonly parent: LocalFolder;
}

/**
 * The new file that keeps what a file had on this device when the server wins, in `parent`, which is the folder that
 * `overwritten.parent` tells (workspace-engine.md §7.4). When that is missing, or is not a folder, there can be no copy. Entry,
 * parent and copy are to be stored together.
 */
export function conflictCopy(
	overwritten: LocalFile,
	parent: LocalFolder,
	newId: VlobID,
	{ device, now, pattern }: MergeContext,
): ConflictCopy {
	const { base, size, blocksize, spans, origin, updated } = overwritten;
	const name = nameOf(parent.children, base.id) ?? nameOf(parent.base.children, base.id) ?? LOST_AND_FOUND;
	const free = syncConflictName(name, (candidate) => parent.children.has(candidate));
	return {
		copy: {
			...newFile(newId, overwritten.parent, device, now),
			updated,
			size,
			blocksize,
			spans,
			...(origin && { origin }),
		},
		parent: updateChildren(parent, new Map([[free, newId]]), pattern, now),
	};
}
