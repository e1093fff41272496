import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DecodeError, decodeMsgpack, Ext, encodeMsgpack, Float, type Wire, WireMap } from "@parallax/protocol";
import fc from "fast-check";
import { anyWire } from "./support/anyWire.ts";

function hex(value: Wire): string {
	return encodeMsgpack(value).toHex();
}

function read(text: string): Wire {
	return decodeMsgpack(Uint8Array.fromHex(text.replaceAll(" ", "")));
}

function refuses(text: string): void {
	assert.throws(() => read(text), DecodeError, text);
}

describe("writing", () => {
	test("integers take their shortest form", () => {
		const forms: readonly [number | bigint, string][] = [
			[0, "00"],
			[0x7f, "7f"],
			[0x80, "cc80"],
			[0xff, "ccff"],
			[0x100, "cd0100"],
			[0xffff, "cdffff"],
			[0x1_0000, "ce00010000"],
			[0xffff_ffff, "ceffffffff"],
			[0x1_0000_0000, "cf0000000100000000"],
			[Number.MAX_SAFE_INTEGER, "cf001fffffffffffff"],
			[2n ** 64n - 1n, "cfffffffffffffffff"],
			[-1, "ff"],
			[-0x20, "e0"],
			[-0x21, "d0df"],
			[-0x80, "d080"],
			[-0x81, "d1ff7f"],
			[-0x8000, "d18000"],
			[-0x8001, "d2ffff7fff"],
			[-0x8000_0000, "d280000000"],
			[-0x8000_0001, "d3ffffffff7fffffff"],
			[-(2n ** 63n), "d38000000000000000"],
		];
		for (const [value, form] of forms) {
			assert.equal(hex(value), form);
			assert.equal(hex(BigInt(value)), form, "a bigint is written as the same number would be");
			assert.equal(read(form), value);
		}
	});

	test("texts, bytes, arrays, maps and extensions take their shortest header", () => {
		const header = (value: Wire, size: number) => hex(value).slice(0, size * 2);
		assert.equal(header("x".repeat(31), 1), "bf");
		assert.equal(header("x".repeat(32), 2), "d920");
		assert.equal(header("x".repeat(256), 3), "da0100");
		assert.equal(header("x".repeat(65536), 5), "db00010000");
		assert.equal(header("é".repeat(16), 2), "d920", "a length is in bytes of UTF-8");
		assert.equal(hex(new Uint8Array()), "c400");
		assert.equal(header(new Uint8Array(256), 3), "c50100");
		assert.equal(header(new Uint8Array(65536), 5), "c600010000");
		assert.equal(header(Array(15).fill(null), 1), "9f");
		assert.equal(header(Array(16).fill(null), 3), "dc0010");
		assert.equal(header(Array(65536).fill(null), 5), "dd00010000");
		const entries = (count: number) => new WireMap(Array.from({ length: count }, (_, i) => [i, null] as const));
		assert.equal(header(entries(15), 1), "8f");
		assert.equal(header(entries(16), 3), "de0010");
		assert.equal(header(entries(65536), 5), "df00010000");
		for (const [size, form] of [
			[1, "d401"],
			[2, "d501"],
			[4, "d601"],
			[8, "d701"],
			[16, "d801"],
			[0, "c70001"],
			[3, "c70301"],
		] as const) {
			assert.equal(header(new Ext(1, new Uint8Array(size)), form.length / 2), form);
		}
	});

	test("a float is one even when it is whole (types.md §1.1)", () => {
		assert.equal(hex(new Float(300)), "cb4072c00000000000");
	});

	test("what MessagePack cannot carry exactly is a bug of the caller", () => {
		for (const value of [0.5, Number.NaN, 2 ** 53, 2n ** 64n, -(2n ** 63n) - 1n]) {
			assert.throws(() => encodeMsgpack(value), RangeError, String(value));
		}
	});
});

describe("reading", () => {
	test("integers and lengths of any width are read", () => {
		for (const form of ["01", "cc01", "cd0001", "ce00000001", "cf0000000000000001", "d001", "d10001", "d200000001"]) {
			assert.equal(read(form), 1);
		}
		assert.equal(read("d30000000000000001"), 1);
		for (const form of ["a178", "d90178", "da000178", "db0000000178"]) assert.equal(read(form), "x");
		for (const form of ["c40178", "c5000178", "c60000000178"]) assert.deepEqual(read(form), Uint8Array.of(0x78));
		for (const form of ["9101", "dc000101", "dd0000000101"]) assert.deepEqual(read(form), [1]);
		for (const form of ["81a17801", "de0001a17801", "df00000001a17801"]) {
			assert.deepEqual(read(form), new WireMap([["x", 1]]));
		}
		for (const form of ["d7010000000000000000", "c708010000000000000000", "c80008010000000000000000"]) {
			assert.deepEqual(read(form), new Ext(1, new Uint8Array(8)));
		}
		assert.deepEqual(read("ca43960000"), new Float(300));
	});

	test("a map keeps repeated keys, and keys of any type, for the schema to judge", () => {
		assert.deepEqual(
			read("83 a178 01 a178 02 c400 c0"),
			new WireMap([
				["x", 1],
				["x", 2],
				[new Uint8Array(), null],
			]),
		);
	});

	test("nothing, several values and the reserved byte are refused", () => {
		for (const text of ["", "c0c0", "c1", "91c1"]) refuses(text);
	});

	test("texts that are not UTF-8 are refused; a byte order mark is part of the text", () => {
		for (const text of ["a1ff", "a2c080", "a3eda080", "a4f4908080", "a1c3"]) refuses(text);
		assert.equal(read("a3efbbbf"), "\uFEFF");
	});

	test("a length beyond the message is refused before any memory is taken for it", () => {
		for (const text of ["dbffffffff", "c6ffffffff", "c9ffffffff01", "ddffffffff", "dfffffffff", "dd00000002c0"]) {
			refuses(text);
		}
		refuses("df80000000c0c0");
	});

	test("containers nest 64 deep and no deeper, however long the message", () => {
		assert.doesNotThrow(() => read(`${"91".repeat(64)}c0`));
		refuses(`${"91".repeat(65)}c0`);
		refuses("91".repeat(1_000_000));
		refuses("81c0".repeat(1_000_000));
	});

	test("bytes are copied out of the message", () => {
		const message = Uint8Array.fromHex("c40178");
		const value = decodeMsgpack(message);
		message.fill(0);
		assert.deepEqual(value, Uint8Array.of(0x78));
	});

	test("a message is read wherever it lies in its buffer", () => {
		const buffer = Uint8Array.fromHex("ffffcd0100ff");
		assert.equal(decodeMsgpack(buffer.subarray(2, 5)), 0x100);
	});
});

describe("for every value", () => {
	test("reading gives back what was written", () => {
		fc.assert(
			fc.property(anyWire, (value) => {
				assert.deepEqual(decodeMsgpack(encodeMsgpack(value)), value);
			}),
			{ numRuns: 1000 },
		);
	});

	test("a message cut short or prolonged is refused", () => {
		fc.assert(
			fc.property(anyWire, fc.nat(), fc.uint8Array({ minLength: 1 }), (value, cut, more) => {
				const message = encodeMsgpack(value);
				assert.throws(() => decodeMsgpack(message.subarray(0, cut % message.length)), DecodeError);
				assert.throws(() => decodeMsgpack(Uint8Array.of(...message, ...more)), DecodeError);
			}),
			{ numRuns: 1000 },
		);
	});

	test("any bytes are refused, or are another form of what is written again", () => {
		let count = 0;
		const bytes = fc.oneof(
			fc.uint8Array({ maxLength: 60 }),
			fc
				.tuple(anyWire, fc.nat(), fc.nat(255))
				.map(([value, at, byte]) => encodeMsgpack(value).map((old, i, all) => (i === at % all.length ? byte : old))),
		);
		fc.assert(
			fc.property(bytes, (input) => {
				let value: Wire;
				try {
					value = decodeMsgpack(input);
				} catch (error) {
					assert.ok(error instanceof DecodeError, String(error));
					return;
				}
				count++;
				assert.deepEqual(decodeMsgpack(encodeMsgpack(value)), value);
			}),
			{ numRuns: 3000 },
		);
		assert.ok(count > 0);
	});
});

test("the samples of types.md §4 are read and written byte for byte", () => {
	const samples: readonly [string, Wire][] = [
		[
			"82a3636d64a470696e67a470696e67a568656c6c6f",
			new WireMap([
				["cmd", "ping"],
				["ping", "hello"],
			]),
		],
		[
			"82a6737461747573a26f6ba4706f6e67a568656c6c6f",
			new WireMap([
				["status", "ok"],
				["pong", "hello"],
			]),
		],
		["81a3636d64b16f7267616e697a6174696f6e5f696e666f", new WireMap([["cmd", "organization_info"]])],
	];
	for (const [bytes, value] of samples) {
		assert.deepEqual(read(bytes), value);
		assert.equal(hex(value), bytes);
	}
});

describe("byte strings that were read", () => {
	test("are copies, of a Buffer too; or views, when they are shared", () => {
		for (const make of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => Buffer.from(bytes)]) {
			const input = make(encodeMsgpack(Uint8Array.of(1, 2, 3)));
			const [copied, shared] = [decodeMsgpack(input), decodeMsgpack(input, "shared")];
			assert.deepEqual([copied, shared], [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]);
			input.fill(9);
			assert.deepEqual([copied, shared], [Uint8Array.of(1, 2, 3), Uint8Array.of(9, 9, 9)]);
		}
	});
});
