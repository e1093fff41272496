import type { ChunkID, ChunkView } from "@parallax/protocol";
import type { Spans } from "./spans.ts";

/** What one stretch of a file is made of: zeros, or the bytes `[start, stop)` (offsets in the file) of the chunk's data. */
export type Extent =
	| { readonly kind: "hole"; readonly start: bigint; readonly stop: bigint }
	| { readonly kind: "data"; readonly start: bigint; readonly stop: bigint; readonly chunk: ChunkView };

interface Content {
	readonly size: bigint;
	readonly blocksize: bigint;
	readonly spans: Spans;
}

/** What is to be read for `[offset, offset + length)`, cut at the end of the file: in order, without gap (workspace-engine.md §4.6). */
export function readPlan({ size, blocksize, spans }: Content, offset: bigint, length: bigint): Extent[] {
	const stop = offset + length < size ? offset + length : size;
	return extents(chunksFrom(spans, offset / blocksize), offset, stop);
}

function* chunksFrom(spans: Spans, index: bigint): Generator<ChunkView, void> {
	for (const { chunks } of spans.from(index)) yield* chunks;
}

/** `[start, stop)` as data where there is some, and holes elsewhere. */
export function extents(chunks: Iterable<ChunkView>, start: bigint, stop: bigint): Extent[] {
	const plan: Extent[] = [];
	let at = start;
	for (const chunk of chunks) {
		if (at >= stop || chunk.start >= stop) break;
		if (chunk.stop <= at) continue;
		if (chunk.start > at) {
			plan.push({ kind: "hole", start: at, stop: chunk.start });
			at = chunk.start;
		}
		const end = chunk.stop < stop ? chunk.stop : stop;
		plan.push({ kind: "data", start: at, stop: end, chunk });
		at = end;
	}
	if (at < stop) plan.push({ kind: "hole", start: at, stop });
	return plan;
}

/**
 * The bytes of the extents, from the data of their chunks, each read with its own length already checked.
 * @throws Error when data is missing or of another size: what is stored is damaged.
 */
export function assemble(plan: readonly Extent[], dataOf: (id: ChunkID) => Uint8Array | undefined): Uint8Array {
	const first = plan[0]?.start ?? 0n;
	const bytes = new Uint8Array(Number((plan.at(-1)?.stop ?? 0n) - first));
	for (const extent of plan) {
		if (extent.kind === "hole") continue;
		const { id, raw_offset, raw_size } = extent.chunk;
		const data = dataOf(id);
		if (!data || BigInt(data.length) !== raw_size) throw new Error(`The data of chunk ${id} is not what was written`);
		const part = data.subarray(Number(extent.start - raw_offset), Number(extent.stop - raw_offset));
		bytes.set(part, Number(extent.start - first));
	}
	return bytes;
}
