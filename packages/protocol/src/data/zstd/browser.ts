import { Decompress } from "fzstd";
import { DecodeError } from "../../errors.ts";
import { type Frame, walkFrames } from "./frames.ts";

const RAW_BLOCK = 128 * 1024;

/** One zstd frame that holds `content` in raw blocks: browsers have no zstd encoder, and need none (types.md §3.2). */
export function compress(content: Uint8Array): Uint8Array {
	const blocks = Math.max(1, Math.ceil(content.length / RAW_BLOCK));
	const output = new Uint8Array(13 + blocks * 3 + content.length);
	const view = new DataView(output.buffer);
	output.set([0x28, 0xb5, 0x2f, 0xfd, 0xe0]);
	view.setBigUint64(5, BigInt(content.length), true);
	let at = 13;
	for (let i = 0; i < blocks; i++) {
		const chunk = content.subarray(i * RAW_BLOCK, (i + 1) * RAW_BLOCK);
		const header = (i === blocks - 1 ? 1 : 0) | (chunk.length << 3);
		output.set([header & 0xff, (header >>> 8) & 0xff, header >>> 16], at);
		output.set(chunk, at + 3);
		at += 3 + chunk.length;
	}
	return output;
}

/** The content of all the frames of `input`, at most `maxSize` bytes. @throws DecodeError */
export function decompress(input: Uint8Array, maxSize: number): Uint8Array {
	const output = new Output(maxSize);
	for (const frame of walkFrames(input, maxSize)) {
		const before = output.size;
		if (frame.blocks.some(({ kind }) => kind === "compressed")) expand(frame, maxSize, output);
		else for (const { kind, content, size } of frame.blocks) output.add(kind === "raw" ? content : fill(content, size));
		if (frame.contentSize !== null && output.size - before !== frame.contentSize)
			throw new DecodeError("a zstd frame does not hold what it announces");
	}
	return output.finish();
}

function fill(content: Uint8Array, size: number): Uint8Array {
	return new Uint8Array(size).fill(content[0] as number);
}

/** Pieces put end to end, up to a limit. */
class Output {
	readonly #pieces: Uint8Array[] = [];
	readonly #maxSize: number;
	size = 0;

	constructor(maxSize: number) {
		this.#maxSize = maxSize;
	}

	add(piece: Uint8Array): void {
		this.size += piece.length;
		if (this.size > this.#maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
		if (piece.length > 0) this.#pieces.push(piece);
	}

	finish(): Uint8Array {
		const whole = new Uint8Array(this.size);
		let at = 0;
		for (const piece of this.#pieces) {
			whole.set(piece, at);
			at += piece.length;
		}
		return whole;
	}
}

/** Most bytes that fzstd may move in its window for one frame: some seconds. A 256 MiB manifest of official clients takes 4 GiB. */
const MAX_MOVED = 16 * 2 ** 30;

/**
 * Gives the frame to fzstd under a header of ours, with the smallest window that the content may need: fzstd allocates
 * the announced window at once and moves it after each block, so that a few bytes could cost 128 MiB.
 * The checksum, which fzstd ignores, is left out: signatures and authenticated encryption protect every object.
 */
function expand(frame: Frame, maxSize: number, output: Output): void {
	const bound = frame.blocks.reduce((sum, { size }) => sum + size, 0);
	const window = Math.max(RAW_BLOCK, Math.min(frame.window, bound, maxSize + RAW_BLOCK));
	const exponent = Math.ceil(Math.log2(window));
	if (frame.blocks.length * 2 ** exponent > MAX_MOVED) throw new DecodeError("a zstd frame has too many blocks");
	const bytes = new Uint8Array(6 + frame.body.length);
	bytes.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, (exponent - 10) << 3]);
	bytes.set(frame.body, 6);
	const stream = new Decompress((piece) => output.add(piece));
	try {
		stream.push(bytes, true);
	} catch (error) {
		if (error instanceof DecodeError) throw error;
		throw new DecodeError("not a valid zstd stream");
	}
}
