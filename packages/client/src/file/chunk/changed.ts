import type { BlockAccess, FileManifest } from "@parallax/protocol";
import type { LocalFile } from "../manifest/localFile.ts";
import { onlyBlock } from "./view.ts";

function sameBlock(a: BlockAccess, b: BlockAccess): boolean {
	return (
		a.id === b.id && a.offset === b.offset && a.size === b.size && a.digest.every((byte, i) => byte === b.digest[i])
	);
}

/** Whether the content of a file is no longer that of its base (workspace-engine.md §5, “content changed in local”). */
export function isContentChanged({ base, size, blocksize, spans }: LocalFile): boolean {
	if (size !== base.size || blocksize !== base.blocksize) return true;
	let at = 0;
	for (const { chunks } of spans) {
		const block = onlyBlock(chunks);
		const known = base.blocks[at++];
		if (!block || !known || !sameBlock(block, known)) return true;
	}
	// Cut, then grown back to its size: the official programs do not look.
	return at < base.blocks.length;
}

/** Whether two versions of the server differ by what is in the file. */
export function isContentDifferent(a: FileManifest, b: FileManifest): boolean {
	if (a.size !== b.size || a.blocksize !== b.blocksize || a.blocks.length !== b.blocks.length) return true;
	return a.blocks.some((block, i) => {
		const other = b.blocks[i];
		return !other || !sameBlock(block, other);
	});
}
