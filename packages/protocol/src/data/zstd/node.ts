import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { DecodeError } from "../../errors.ts";
import { walkFrames } from "./frames.ts";
import { loadRaw, storeRaw } from "./raw.ts";

/** Below, an encoder costs more than it wins: a manifest is mostly ids, keys and digests. In bytes. */
const SMALL = 512;

/** One zstd frame that holds `content`. */
export function compress(content: Uint8Array): Uint8Array {
	return content.length < SMALL ? storeRaw(content) : zstdCompressSync(content);
}

/** The content of all the frames of `input`, at most `maxSize` bytes. @throws DecodeError */
export function decompress(input: Uint8Array, maxSize: number): Uint8Array {
	const frames = [...walkFrames(input, maxSize)];
	// The decoder looks at checksums.
	const raw = frames.some(({ hasChecksum }) => hasChecksum) ? null : loadRaw(frames);
	if (raw) {
		if (raw.length > maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
		return raw.slice();
	}
	const options = { info: true, maxOutputLength: Math.max(maxSize, 1) };
	let result: { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
	try {
		// With `info`, which the type definitions do not know, the result tells how much input was used.
		result = zstdDecompressSync(input, options) as unknown as typeof result;
	} catch {
		throw new DecodeError("not a valid zstd stream, or beyond the size limit");
	}
	if (result.engine.bytesWritten !== input.length) throw new DecodeError("bytes after the last zstd frame");
	if (result.buffer.length > maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
	return new Uint8Array(result.buffer.buffer, result.buffer.byteOffset, result.buffer.byteLength);
}
