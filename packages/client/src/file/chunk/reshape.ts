import type { ChunkID, ChunkView, HashDigest } from "@parallax/protocol";
import type { LocalFile } from "../manifest/localFile.ts";
import { type Extent, extents } from "./read.ts";
import { blockId, dropped, isAligned, newChunk, onlyBlock } from "./view.ts";
import type { Rewritten } from "./write.ts";

/** What makes one span ready for upload: a block is to be made of `extents` (workspace-engine.md §5). */
export interface ReshapeStep {
	readonly index: bigint;
	/** What the span holds now. */
	readonly chunks: readonly ChunkView[];
	/** From its first written byte to its last one. */
	readonly extents: readonly Extent[];
	/** The chunk that only lacks its digest, whose data stays as it is; `null` when the block is new data, to be stored. */
	readonly whole: ChunkView | null;
}

/** What is left to do until each span is empty or made of one block. */
export function* reshapePlan({ spans }: LocalFile): Generator<ReshapeStep, void> {
	for (const { index, chunks } of spans) {
		if (onlyBlock(chunks)) continue;
		const [first] = chunks;
		const last = chunks.at(-1);
		if (!first || !last) continue;
		const whole = chunks.length === 1 && isAligned(first) ? first : null;
		yield { index, chunks, extents: extents(chunks, first.start, last.stop), whole };
	}
}

/**
 * The file once the block of a step is made: `digest` is the SHA-256 of its bytes, `newId` names it unless a chunk becomes it.
 * `null` when the span changed since the step was planned: plan again. Neither `updated` nor `need_sync` moves, the bytes
 * are the same.
 */
export function reshaped(file: LocalFile, step: ReshapeStep, digest: HashDigest, newId: ChunkID): Rewritten | null {
	const { index, chunks, whole } = step;
	if (file.spans.get(index) !== chunks) return null;
	const { start, stop, id } = whole ?? newChunk(newId, step.extents[0]?.start ?? 0n, step.extents.at(-1)?.stop ?? 0n);
	const access = { id: blockId(id), offset: start, size: stop - start, digest };
	const block = [{ ...newChunk(id, start, stop), access }];
	return { file: { ...file, spans: file.spans.with(index, block) }, unused: dropped(chunks, block) };
}

export function isReshaped({ spans }: LocalFile): boolean {
	for (const { chunks } of spans) if (!onlyBlock(chunks)) return false;
	return true;
}
