import { decodeFrame, Output } from "./decoder.ts";
import { walkFrames } from "./frames.ts";
import { storeRaw } from "./raw.ts";

/** One zstd frame that holds `content`: browsers have no zstd encoder, and need none (types.md §3.2). */
export const compress = storeRaw;

/** The content of all the frames of `input`, at most `maxSize` bytes. Checksums are not looked at. @throws DecodeError */
export function decompress(input: Uint8Array, maxSize: number): Uint8Array {
	const output = new Output(maxSize);
	for (const frame of walkFrames(input, maxSize)) decodeFrame(frame, output);
	return output.finish();
}
