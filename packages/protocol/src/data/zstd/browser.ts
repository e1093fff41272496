import { decodeFrame, Output } from "./decoder.ts";
import { walkFrames } from "./frames.ts";

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

/** The content of all the frames of `input`, at most `maxSize` bytes. Checksums are not looked at. @throws DecodeError */
export function decompress(input: Uint8Array, maxSize: number): Uint8Array {
	const output = new Output(maxSize);
	for (const frame of walkFrames(input, maxSize)) decodeFrame(frame, output);
	return output.finish();
}
