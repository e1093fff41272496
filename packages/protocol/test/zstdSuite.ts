import { DecodeError } from "../src/errors.ts";

/** The two functions behind `#zstd`. */
export interface Zstd {
	compress(content: Uint8Array): Uint8Array;
	decompress(input: Uint8Array, maxSize: number): Uint8Array;
}

/** One expectation: throws when it is not met. The same list is run on Node and in a browser. */
export interface ZstdCase {
	readonly name: string;
	check(zstd: Zstd): void;
}

const LIMIT = 1024 * 1024;
const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(/\s/g, ""));

/** "parallax" in one raw block. */
const PARALLAX = hex("28b52ffd 20 08 410000 706172616c6c6178");
/** Skippable frame of 3 bytes. */
const SKIPPABLE = hex("502a4d18 03000000 aabbcc");
/** No content: one empty last raw block. */
const EMPTY = hex("28b52ffd 20 00 010000");
/** 300 bytes `78` in a block that repeats a byte, without content size, as streamed by official encoders. */
const REPEATED = hex("28b52ffd 00 58 630900 78");
/** 2000 times "parallax" by the reference encoder, streamed: a compressed block, no content size. */
const COMPRESSED = hex("28b52ffd 00 58 850000 40706172616c6c61780100757e7ce102");
/** The same with its content size and a checksum. */
const CHECKED = hex("28b52ffd 64 803d 850000 40706172616c6c61780100757e7ce102 cdae0c31");

function joined(...parts: readonly Uint8Array[]): Uint8Array {
	return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function raw(size: number, last: boolean): Uint8Array {
	const header = (last ? 1 : 0) | (size << 3);
	const block = new Uint8Array(3 + size);
	block.set([header & 0xff, (header >>> 8) & 0xff, header >>> 16]);
	return block;
}

/** Frame that repeats one byte `blocks` times 128 KiB, in 4 bytes per block. */
function bomb(blocks: number): Uint8Array {
	const repeat = [(1 << 1) | ((131072 << 3) & 0xff), ((131072 << 3) >>> 8) & 0xff, (131072 << 3) >>> 16, 0];
	return joined(
		hex("28b52ffd 00 58"),
		Uint8Array.from({ length: blocks * 4 }, (_, i) => repeat[i % 4] as number),
		raw(0, true),
	);
}

function equal(actual: Uint8Array, expected: Uint8Array): void {
	if (actual.length !== expected.length || actual.some((byte, i) => byte !== expected[i]))
		throw new Error(`decompressed to ${actual.length} bytes, which are not the ${expected.length} expected`);
}

function refused(zstd: Zstd, input: Uint8Array, limit = LIMIT): void {
	let output: Uint8Array;
	try {
		output = zstd.decompress(input, limit);
	} catch (error) {
		if (error instanceof DecodeError) return;
		throw error;
	}
	throw new Error(`accepted, as ${output.length} bytes`);
}

const parallax = new TextEncoder().encode("parallax");
const manyParallax = new TextEncoder().encode("parallax".repeat(2000));

function reads(name: string, input: Uint8Array, content: Uint8Array): ZstdCase {
	return { name: `reads ${name}`, check: (zstd) => equal(zstd.decompress(input, LIMIT), content) };
}

function refuses(name: string, input: Uint8Array, limit = LIMIT): ZstdCase {
	return { name: `refuses ${name}`, check: (zstd) => refused(zstd, input, limit) };
}

export const zstdSuite: readonly ZstdCase[] = [
	reads("a raw block", PARALLAX, parallax),
	reads("a repeated byte, content size unknown", REPEATED, new Uint8Array(300).fill(0x78)),
	reads("a compressed block", COMPRESSED, manyParallax),
	reads("a content size and a checksum", CHECKED, manyParallax),
	reads("several frames", joined(PARALLAX, PARALLAX), joined(parallax, parallax)),
	reads("skippable frames, wherever they are", joined(SKIPPABLE, PARALLAX, SKIPPABLE), parallax),
	reads("an empty frame at the end", joined(PARALLAX, EMPTY), parallax),
	reads("an empty frame alone", EMPTY, new Uint8Array()),
	refuses("no input", new Uint8Array()),
	refuses("what is not zstd", hex("00112233445566778899")),
	refuses("garbage after the last frame", joined(PARALLAX, hex("00"))),
	refuses("a whole block after the last frame", joined(PARALLAX, raw(4, true))),
	refuses("a reserved kind of block", hex("28b52ffd 20 08 470000 706172616c6c6178")),
	refuses("a frame that holds less than it announces", hex("28b52ffd 20 09 410000 706172616c6c6178")),
	refuses("a dictionary", hex("28b52ffd 21 01 08 410000 706172616c6c6178")),
	refuses("a window beyond 2^27", joined(hex("28b52ffd 00 90"), raw(8, true))),
	refuses("a raw block beyond 128 KiB", joined(hex("28b52ffd 00 58"), raw(131073, true))),
	refuses("a bomb of repeated bytes", bomb(100_000)),
	refuses("a crowd of empty blocks", joined(hex("28b52ffd 00 58"), new Uint8Array(3 * 100_000), raw(0, true))),
	refuses("a content announced beyond the limit", joined(hex("28b52ffd e0 0000001000000000"), raw(8, true))),
	refuses("one byte more than the limit", PARALLAX, parallax.length - 1),
	{
		name: "reads up to the limit",
		check: (zstd) => equal(zstd.decompress(PARALLAX, parallax.length), parallax),
	},
	{
		name: "refuses a stream cut anywhere",
		check(zstd) {
			for (const whole of [PARALLAX, REPEATED, COMPRESSED, CHECKED, joined(PARALLAX, EMPTY)])
				for (let end = 0; end < whole.length; end++) if (end !== PARALLAX.length) refused(zstd, whole.subarray(0, end));
		},
	},
	{
		name: "reads back what it writes, around the size of a block",
		check(zstd) {
			for (const size of [0, 1, 255, 131071, 131072, 131073, 262144, 300_000]) {
				const content = Uint8Array.from({ length: size }, (_, i) => (i * 31) ^ (i >>> 8));
				equal(zstd.decompress(zstd.compress(content), LIMIT), content);
			}
		},
	},
];
