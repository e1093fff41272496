import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
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

test("each zstd implementation reads what the other writes", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
			assert.deepEqual(browser.decompress(node.compress(content), 5000), content);
			assert.deepEqual(node.decompress(browser.compress(content), 5000), content);
		}),
	);
});
