import type { ChunkID, ChunkView, DateTime } from "@parallax/protocol";
import { FileFailure } from "../failure.ts";
import { BLOCKSIZE, type LocalFile } from "../manifest/localFile.ts";
import { cutOut, dropped, newChunk } from "./view.ts";

/** A file after a change of its content. */
export interface Rewritten {
	readonly file: LocalFile;
	/**
	 * Chunks that it needs no more. Once `file` is stored, their data is to be deleted where it waits for its upload; blocks that
	 * the server has stay in the cache, where another span may share them.
	 */
	readonly unused: readonly ChunkID[];
}

/** One chunk of what was written: the bytes `[from, to)` of it. */
export interface Written {
	readonly id: ChunkID;
	readonly from: number;
	readonly to: number;
}

/** Sizes are 64-bit, unsigned, on the wire. */
const MAX_SIZE = 2n ** 64n - 1n;

function checkEnd(end: bigint): void {
	if (end > MAX_SIZE) throw new RangeError(`A file has at most ${MAX_SIZE} bytes`);
}

/** A block may be as long as its span, and is held in memory to be made: larger spans are not written in. */
const MAX_BLOCKSIZE = 64n * 1024n * 1024n;

/**
 * The file, with spans of which blocks can be made: a manifest may announce any size of them. One that holds nothing gets those
 * of our files.
 * @throws FileFailure when it holds something.
 */
function writable(file: LocalFile): LocalFile {
	if (file.blocksize <= MAX_BLOCKSIZE) return file;
	if (file.spans.count > 0) throw new FileFailure({ kind: "invalid_manifest", detail: "blocksize_too_large" });
	return { ...file, blocksize: BLOCKSIZE };
}

/**
 * The file with `length` bytes written at `offset`, which may be past its end: one new chunk per span that is touched
 * (workspace-engine.md §5). Nothing written is no change.
 * @throws RangeError beyond 2^64 bytes.
 * @throws FileFailure when its spans are larger than blocks can be.
 */
export function writeAt(
	file: LocalFile,
	offset: bigint,
	length: number,
	newId: () => ChunkID,
	now: DateTime,
): Rewritten & { readonly written: readonly Written[] } {
	if (length === 0) return { file, unused: [], written: [] };
	const end = offset + BigInt(length);
	checkEnd(end);
	const known = writable(file);
	const { blocksize } = known;
	const written: Written[] = [];
	const unused: ChunkID[] = [];
	let { spans } = known;
	for (let start = offset; start < end; ) {
		const index = start / blocksize;
		const spanEnd = (index + 1n) * blocksize;
		const stop = spanEnd < end ? spanEnd : end;
		const id = newId();
		const before = spans.get(index);
		const after = [...cutOut(before, start, stop), newChunk(id, start, stop)].sort(byStart);
		spans = spans.with(index, after);
		unused.push(...dropped(before, after));
		written.push({ id, from: Number(start - offset), to: Number(stop - offset) });
		start = stop;
	}
	const size = end > file.size ? end : file.size;
	return { file: { ...known, spans, size, need_sync: true, updated: now }, unused, written };
}

const byStart = (a: ChunkView, b: ChunkView) => (a.start < b.start ? -1 : 1);

/**
 * The file cut, or extended by a hole, to `size` bytes; the same file when that is its size (workspace-engine.md §5).
 * @throws RangeError beyond 2^64 bytes.
 * @throws FileFailure when something is left of spans larger than blocks can be.
 */
export function resize(file: LocalFile, size: bigint, now: DateTime): Rewritten {
	if (size === file.size) return { file, unused: [] };
	checkEnd(size);
	const changed = { ...file, size, need_sync: true, updated: now };
	if (size > file.size) return { file: changed, unused: [] };
	const index = size / file.blocksize;
	const cut = file.spans.get(index);
	const kept = cutOut(cut, size, (index + 1n) * file.blocksize);
	const gone = [...cut];
	for (const { chunks } of file.spans.from(index + 1n)) gone.push(...chunks);
	const spans = file.spans.before(index).with(index, kept);
	return { file: writable({ ...changed, spans }), unused: dropped(gone, kept) };
}
