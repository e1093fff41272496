import type { Frame } from "./frames.ts";

const RAW_BLOCK = 128 * 1024;

/** One zstd frame that holds `content` as it is, in raw blocks. */
export function storeRaw(content: Uint8Array): Uint8Array {
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

/** The content of frames that {@link storeRaw} makes, or makes alike; `null` when one of them is compressed. */
export function loadRaw(frames: readonly Frame[]): Uint8Array | null {
	const [block, ...others] = frames.flatMap(({ blocks }) => blocks);
	if (block?.kind !== "raw" || others.length > 0) return null;
	const [frame] = frames;
	return frame && (frame.contentSize ?? block.size) === block.size ? block.content : null;
}
