import { sha256 } from "@parallax/crypto";
import type { BlockAccess, HashDigest } from "@parallax/protocol";
import { onlyBlock } from "../chunk/view.ts";
import type { LocalFile } from "../manifest/localFile.ts";
import { pieces } from "./pieces.ts";
import type { SourceFile } from "./source.ts";

/** Whether a block holds the data of that length and digest. */
export function isBlock({ size, digest }: BlockAccess, length: number, other: HashDigest): boolean {
	return size === BigInt(length) && digest.every((byte, index) => byte === other[index]);
}

/**
 * Whether a file of the workspace is the one of the source: by its size and date, or by the digests of its blocks, when another
 * program, which keeps no dates, imported it. @throws SourceError
 */
export async function isSameFile(file: LocalFile, source: SourceFile): Promise<boolean> {
	if (file.size !== source.size) return false;
	if (file.updated === source.modified) return true;
	const { spans, blocksize } = file;
	// A file of holes, or of many small writes, is not one that was imported.
	if (BigInt(spans.count) !== (file.size + blocksize - 1n) / blocksize || blocksize > MAX_BLOCKSIZE) return false;
	let index = 0n;
	for await (const piece of pieces(source.content(), Number(blocksize))) {
		const block = onlyBlock(spans.get(index++));
		if (!block || !isBlock(block, piece.length, sha256(piece))) return false;
	}
	return true;
}

/** More is not held in memory to be compared. */
const MAX_BLOCKSIZE = 64n * 1024n * 1024n;
