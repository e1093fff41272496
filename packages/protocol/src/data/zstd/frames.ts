import { DecodeError } from "../../errors.ts";

/** What the official decoder takes (types.md §3.2). */
const MAX_WINDOW = 2 ** 27;
const MAX_BLOCK = 128 * 1024;
/** Ours, so that empty blocks do not cost memory: 32 times what the largest manifest needs. */
const MAX_BLOCKS = 2 ** 16;

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

export interface Block {
	readonly kind: "raw" | "repeat" | "compressed";
	/** Bytes of the block in the frame, after its header. */
	readonly content: Uint8Array;
	/** Size of what it expands to; for a compressed block, the most that it may be. */
	readonly size: number;
}

export interface Frame {
	/** The blocks with their headers, as they stand in the stream. */
	readonly body: Uint8Array;
	readonly blocks: readonly Block[];
	readonly window: number;
	/** Size of the content when the header tells it. */
	readonly contentSize: number | null;
	/** A checksum of the content follows, which is not looked at here. */
	readonly hasChecksum: boolean;
}

/**
 * The frames of a zstd stream (RFC 8878 §3.1), skippable ones left out, read from their headers without decompressing:
 * sizes are refused here, before any memory is allocated on their behalf.
 * @throws DecodeError when the stream is cut short, has something else than frames, or goes beyond a limit.
 */
export function* walkFrames(input: Uint8Array, maxSize: number): Generator<Frame> {
	const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
	if (input.length === 0) throw new DecodeError("a zstd stream is missing");
	let at = 0;
	let known = 0;
	while (at < input.length) {
		need(input, at + 8);
		const magic = view.getUint32(at, true);
		if (magic >>> 4 === SKIPPABLE_MAGIC >>> 4) {
			at += 8 + view.getUint32(at + 4, true);
			need(input, at);
			continue;
		}
		if (magic !== FRAME_MAGIC) throw new DecodeError("not a zstd frame");
		const [frame, end] = readFrame(input, view, at);
		known += frame.contentSize ?? 0;
		if (known > maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
		yield frame;
		at = end;
	}
}

/** The frame that starts at `start`, and where it ends. */
function readFrame(input: Uint8Array, view: DataView, start: number): [Frame, number] {
	const descriptor = view.getUint8(start + 4);
	const singleSegment = (descriptor & 0x20) !== 0;
	const hasChecksum = (descriptor & 0x04) !== 0;
	if ((descriptor & 0x08) !== 0) throw new DecodeError("a reserved bit of a zstd frame is set");
	const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number;
	const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
	const headerSize = 5 + (singleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
	need(input, start + headerSize);
	for (let i = 0; i < dictionaryBytes; i++)
		if (view.getUint8(start + headerSize - sizeBytes - 1 - i) !== 0)
			throw new DecodeError("a zstd dictionary is asked for");
	const contentSize = readContentSize(view, start + headerSize - sizeBytes, sizeBytes);
	const window = singleSegment ? (contentSize ?? 0) : readWindow(view.getUint8(start + 5));
	if (!singleSegment && window > MAX_WINDOW) throw new DecodeError("the window of a zstd frame is too large");

	const maxBlock = Math.min(MAX_BLOCK, window);
	let at = start + headerSize;
	const blocks: Block[] = [];
	let last = false;
	while (!last) {
		need(input, at + 3);
		const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
		last = (header & 1) === 1;
		const kind = (["raw", "repeat", "compressed"] as const)[(header >>> 1) & 3];
		const size = header >>> 3;
		if (!kind || size > maxBlock) throw new DecodeError("a zstd block is too large or of a reserved kind");
		const contentStart = at + 3;
		at = contentStart + (kind === "repeat" ? 1 : size);
		need(input, at);
		if (blocks.length === MAX_BLOCKS) throw new DecodeError("a zstd frame has too many blocks");
		blocks.push({ kind, content: input.subarray(contentStart, at), size: kind === "compressed" ? maxBlock : size });
	}
	const body = input.subarray(start + headerSize, at);
	const end = at + (hasChecksum ? 4 : 0);
	need(input, end);
	return [{ body, blocks, window, contentSize, hasChecksum }, end];
}

function readWindow(descriptor: number): number {
	const base = 2 ** (10 + (descriptor >>> 3));
	return base + (base / 8) * (descriptor & 7);
}

function readContentSize(view: DataView, at: number, bytes: number): number | null {
	switch (bytes) {
		case 0:
			return null;
		case 1:
			return view.getUint8(at);
		case 2:
			return view.getUint16(at, true) + 256;
		case 4:
			return view.getUint32(at, true);
		default:
			return Number(view.getBigUint64(at, true));
	}
}

function need(input: Uint8Array, end: number): void {
	if (end > input.length) throw new DecodeError("a zstd frame is cut short");
}
