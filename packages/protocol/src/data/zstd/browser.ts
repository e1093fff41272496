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
	const pieces: Uint8Array[] = [];
	let total = 0;
	for (const frame of walkFrames(input, maxSize)) {
		const before = total;
		const stream = new Decompress((piece) => {
			total += piece.length;
			if (total > maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
			if (piece.length > 0) pieces.push(piece);
		});
		try {
			stream.push(withSmallWindow(frame, maxSize), true);
		} catch (error) {
			if (error instanceof DecodeError) throw error;
			throw new DecodeError("not a valid zstd stream");
		}
		if (frame.contentSize !== null && total - before !== frame.contentSize)
			throw new DecodeError("a zstd frame does not hold what it announces");
	}
	const output = new Uint8Array(total);
	let at = 0;
	for (const piece of pieces) {
		output.set(piece, at);
		at += piece.length;
	}
	return output;
}

/**
 * The same frame with the smallest window that its content may need. fzstd allocates the announced window at once and
 * moves it after each block, so that a few bytes could cost 128 MiB. It does not look at the checksum, which is left out:
 * every object of the protocol is signed or authenticated by other means.
 */
function withSmallWindow(frame: Frame, maxSize: number): Uint8Array {
	const window = Math.min(frame.window, frame.bound, maxSize + RAW_BLOCK);
	const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(window, RAW_BLOCK))) - 10);
	const blocks = frame.bytes.subarray(frame.headerSize, frame.blocksEnd);
	const output = new Uint8Array(6 + blocks.length);
	output.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, exponent << 3]);
	output.set(blocks, 6);
	return output;
}
