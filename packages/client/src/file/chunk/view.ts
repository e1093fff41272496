import type { BlockAccess, BlockID, ChunkID, ChunkView } from "@parallax/protocol";

/** A window on all of its data (workspace-data.md §12.2). */
export function isAligned({ start, stop, raw_offset, raw_size }: ChunkView): boolean {
	return start === raw_offset && stop === raw_offset + raw_size;
}

/** What it refers to, when it is a whole block as a remote manifest may list it. */
export function blockOf(chunk: ChunkView): BlockAccess | null {
	const { access, raw_offset, raw_size } = chunk;
	if (!access || !isAligned(chunk)) return null;
	return access.offset === raw_offset && access.size === raw_size ? access : null;
}

/** What a span holds that is ready for upload: its only chunk, when that is a block. */
export function onlyBlock(chunks: readonly ChunkView[]): BlockAccess | null {
	const [chunk] = chunks;
	return chunk && chunks.length === 1 ? blockOf(chunk) : null;
}

export function chunkOfBlock(access: BlockAccess): ChunkView {
	const { id, offset, size } = access;
	return { ...newChunk(chunkId(id), offset, offset + size), access };
}

export function newChunk(id: ChunkID, start: bigint, stop: bigint): ChunkView {
	return { id, start, stop, raw_offset: start, raw_size: stop - start, access: null };
}

// A chunk and the block made from it are the same bytes under the same 16 bytes (workspace-data.md §12.2).
export const chunkId = (id: BlockID) => id as string as ChunkID;
export const blockId = (id: ChunkID) => id as string as BlockID;

/** What is left of the chunks without `[start, stop)`: one that goes over both ends gives two. */
export function cutOut(chunks: readonly ChunkView[], start: bigint, stop: bigint): ChunkView[] {
	return chunks.flatMap((chunk) => {
		if (chunk.stop <= start || chunk.start >= stop) return [chunk];
		const left = chunk.start < start ? [{ ...chunk, stop: start }] : [];
		const right = chunk.stop > stop ? [{ ...chunk, start: stop }] : [];
		return [...left, ...right];
	});
}

/** Data that `before` needed and that `after` does not. */
export function dropped(before: Iterable<ChunkView>, after: Iterable<ChunkView>): ChunkID[] {
	const kept = new Set<ChunkID>();
	for (const { id } of after) kept.add(id);
	const gone = new Set<ChunkID>();
	for (const { id } of before) if (!kept.has(id)) gone.add(id);
	return [...gone];
}
