import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import * as browser from "../src/data/zstd/browser.ts";
import * as node from "../src/data/zstd/node.ts";
import { DecodeError } from "../src/errors.ts";
import { zstdSuite } from "./zstdSuite.ts";

for (const [name, zstd] of Object.entries({ node, browser })) {
	describe(`zstd, the implementation for ${name}`, () => {
		for (const { name, check } of zstdSuite) test(name, () => check(zstd));

		test("fails on arbitrary or damaged input in no other way than DecodeError", () => {
			const damaged = fc
				.tuple(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.nat(), fc.nat(255))
				.map(([content, at, value]) => {
					const input = node.compress(content);
					input[at % input.length] = value;
					return input;
				});
			fc.assert(
				fc.property(fc.oneof(fc.uint8Array(), damaged), (input) => {
					try {
						assert.ok(zstd.decompress(input, 10_000).length <= 10_000);
					} catch (error) {
						assert.ok(error instanceof DecodeError);
					}
				}),
				{ numRuns: 1000 },
			);
		});
	});
}

/** Content that every mode of the format is used for: few or many symbols, and repeats near and far. */
const compressible = fc
	.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(400)), { minLength: 1, maxLength: 40 })
	.map((parts) => {
		const known = parts.map(([part]) => [...part]);
		return Uint8Array.from(parts.flatMap(([part, i]) => [...part, ...known.slice(0, (i % known.length) + 1).flat()]));
	});

test("the browser reads what the reference encoder writes, at every level", () => {
	const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants;
	fc.assert(
		fc.property(compressible, fc.integer({ min: 1, max: 22 }), fc.nat(1), (content, level, checksum) => {
			const params = { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: checksum };
			const decompressed = browser.decompress(new Uint8Array(zstdCompressSync(content, { params })), content.length);
			assert.deepEqual(decompressed, content);
		}),
		{ numRuns: 300 },
	);
});

test("the browser reads contents of many blocks, with repeats across them", () => {
	const line = (i: number) => `${i} ${(i * 7919) % 1009} parallax ${"x".repeat(i % 50)}\n`;
	const content = new TextEncoder().encode(Array.from({ length: 20_000 }, (_, i) => line(i)).join(""));
	for (const level of [1, 3, 9, 19]) {
		const params = { [constants.ZSTD_c_compressionLevel]: level };
		assert.deepEqual(
			browser.decompress(new Uint8Array(zstdCompressSync(content, { params })), content.length),
			content,
		);
	}
});

test("a block whose matches would be far longer than a block costs no more than a block", () => {
	// One repeated literal, then as many matches of the longest code as fit: 8 GiB for a decoder that only looks at the end.
	const sequences = new Uint8Array(131_000).fill(0xff);
	const literals = Uint8Array.of(0x09, 0x61);
	const modes = Uint8Array.of(0xff, 0x00, 0x7f, 0x54, 0x00, 0x00, 0x34);
	const size = literals.length + modes.length + sequences.length;
	const header = 1 | (2 << 1) | (size << 3);
	const input = Uint8Array.from([
		...[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, header & 0xff, (header >>> 8) & 0xff, header >>> 16],
		...literals,
		...modes,
		...sequences,
	]);
	assert.throws(() => browser.decompress(input, 1_000_000), DecodeError);
	assert.throws(() => node.decompress(input, 1_000_000), DecodeError);
});

test("each zstd implementation reads what the other writes", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
			assert.deepEqual(browser.decompress(node.compress(content), 5000), content);
			assert.deepEqual(node.decompress(browser.compress(content), 5000), content);
		}),
	);
});
