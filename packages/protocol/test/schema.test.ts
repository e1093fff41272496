import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as protocol from "@parallax/protocol";
import {
	type AnyType,
	Bool,
	Bytes,
	DecodeError,
	Double,
	decodeMsgpack,
	Ext,
	encodeAs,
	enumeration,
	Float,
	Index,
	type Infer,
	Integer,
	list,
	map,
	NonZeroInteger,
	NonZeroU8,
	nullable,
	optionalNullable,
	SecretKey,
	set,
	since,
	struct,
	Text,
	type Type,
	tuple,
	UserID,
	union,
	Version,
	type Wire,
	WireMap,
} from "@parallax/protocol";
import fc from "fast-check";
import { anyWire, replaceValue } from "./support/anyWire.ts";
import { toWire } from "./support/toWire.ts";
import { wireOf } from "./support/wireOf.ts";

function refuses(type: AnyType, wire: Wire, message = ""): void {
	assert.throws(() => type.decode(wire), DecodeError, message);
}

const ALICE = UserID.parse("a11ce000000000000000000000000000");
const BOB = UserID.parse("b0b00000000000000000000000000000");

/** An invented message that has every class of presence (types.md §1.4). */
const Note = struct({
	author: UserID,
	title: nullable(Text),
	tags: optionalNullable(set(Text)),
	pinned: since("5.5", Bool),
});
const note: Infer<typeof Note> = { author: ALICE, title: null, tags: new Set(["a", "b"]), pinned: true };

describe("struct", () => {
	test("a value is written in the order of its declaration and read in any", () => {
		const wire = toWire(Note, note);
		assert.deepEqual(
			wire,
			new WireMap([
				["author", toWire(UserID, ALICE)],
				["title", null],
				["tags", ["a", "b"]],
				["pinned", true],
			]),
		);
		assert.deepEqual(Note.decode(new WireMap((wire as WireMap).entries.toReversed())), note);
	});

	test("keys that nobody knows are ignored, even twice, whatever they hold", () => {
		const more: readonly [Wire, Wire][] = [
			["later", new Ext(77, Uint8Array.of(1))],
			["later", null],
			[12, "not even a text"],
		];
		assert.deepEqual(Note.decode(new WireMap([...(toWire(Note, note) as WireMap).entries, ...more])), note);
	});

	test("a known key given twice is refused", () => {
		const { entries } = toWire(Note, note) as WireMap;
		refuses(Note, new WireMap([...entries, ["title", null]]));
	});

	test("what may be absent is so, each in its own way", () => {
		const author = ["author", toWire(UserID, ALICE)] as const;
		const title = ["title", null] as const;
		assert.deepEqual(Note.decode(new WireMap([author, title])), { author: ALICE, title: null, tags: null });
		refuses(Note, new WireMap([author]), "nullable is not optional");
		refuses(Note, new WireMap([title]), "mandatory");
		refuses(Note, new WireMap([author, title, ["pinned", null]]), "added later is not nullable");
		refuses(Note, new WireMap([["author", null], title]), "mandatory is not nullable");
		const { pinned: _unset, ...unpinned } = note;
		assert.deepEqual(
			(toWire(Note, { ...unpinned, tags: null }) as WireMap).entries.map(([key]) => key),
			["author", "title", "tags"],
			"nil is written for an optional value, nothing for one added later",
		);
	});

	test("names of JavaScript's own objects are keys like others", () => {
		const Odd = struct({ constructor: Text });
		refuses(Odd, new WireMap([["__proto__", "x"]]));
		assert.equal(Odd.decode(new WireMap([["constructor", "x"]])).constructor, "x");
		refuses(union("type", { A: {} }), new WireMap([["type", "constructor"]]));
	});

	test("positional arrays and other things than maps are refused", () => {
		for (const wire of [[toWire(UserID, ALICE), null], null, "x", 1, new Uint8Array()]) refuses(Note, wire);
	});
});

describe("union", () => {
	const Shape = union("type", { CIRCLE: { radius: Index }, POINT: {} });

	test("the variant and its fields lie flat in one map, the discriminant anywhere", () => {
		const circle = { type: "CIRCLE", radius: 3n } as const;
		assert.equal(encodeAs(Shape, circle).toHex(), "82a474797065a6434952434c45a672616469757303");
		const reversed = new WireMap([
			["radius", 3],
			["type", "CIRCLE"],
		]);
		assert.deepEqual(Shape.decode(reversed), circle);
		assert.deepEqual(Shape.decode(new WireMap([["type", "POINT"]])), { type: "POINT" });
	});

	test("an unknown, missing, repeated or oddly typed discriminant is refused", () => {
		for (const entries of [
			[["type", "SQUARE"]],
			[["type", "point"]],
			[],
			[["radius", 3]],
			[["type", null]],
			[["type", 1]],
			[
				["type", "POINT"],
				["type", "POINT"],
			],
		] as [Wire, Wire][][]) {
			refuses(Shape, new WireMap(entries));
		}
	});

	test("writing an unknown variant is a bug of the caller", () => {
		assert.throws(() => toWire(Shape, { type: "SQUARE" } as never), TypeError);
	});

	test("a message that could not be written leaves nothing in the next one", () => {
		assert.throws(() => encodeAs(list(Shape), [{ type: "POINT" }, { type: "SQUARE" } as never]), TypeError);
		assert.equal(encodeAs(Text, "x").toHex(), "a178");
	});

	test("a message may be written while another is", () => {
		const Sealed: Type<string> = { ...Text, write: (writer, text) => writer.bin(encodeAs(Text, text)) };
		assert.equal(encodeAs(tuple(Index, Sealed), [1n, "x"]).toHex(), "9201c402a178");
	});
});

describe("containers", () => {
	test("a map keeps the wire form of its keys; a repeated one takes the last value", () => {
		const Sizes = map(UserID, Index);
		const sizes = new Map([
			[ALICE, 1n],
			[BOB, 2n],
		]);
		assert.deepEqual(Sizes.decode(toWire(Sizes, sizes)), sizes);
		const repeated = new WireMap([
			[toWire(UserID, ALICE), 1],
			[toWire(UserID, ALICE), 7],
		]);
		assert.deepEqual(Sizes.decode(repeated), new Map([[ALICE, 7n]]));
		refuses(Sizes, new WireMap([["a11ce000000000000000000000000000", 1]]), "a text is not an id");
	});

	test("the map sample of types.md §1.3 is written byte for byte", () => {
		const id = UserID.parse("a1".repeat(16));
		const bytes = encodeAs(map(UserID, Bytes), new Map([[id, Uint8Array.of(0x78)]]));
		assert.equal(bytes.toHex(), `81d802${"a1".repeat(16)}c40178`);
	});

	test("a set drops duplicates; a tuple has exactly its items", () => {
		assert.deepEqual(set(Text).decode(["a", "b", "a"]), new Set(["a", "b"]));
		const Pair = tuple(Text, Index);
		assert.deepEqual(Pair.decode(["a", 1]), ["a", 1n]);
		for (const wire of [["a"], ["a", 1, 2], [1, "a"], new WireMap([]), null]) refuses(Pair, wire);
	});

	test("an error names the place, not the content", () => {
		const type = struct({ notes: list(struct({ key: SecretKey })) });
		const secret = "correct horse battery staple";
		const wire = new WireMap([["notes", [new WireMap([["key", secret]])]]]);
		assert.throws(
			() => type.decode(wire),
			(error) => {
				assert.ok(error instanceof DecodeError);
				assert.deepEqual(error.path, ["notes", "[0]", "key"]);
				assert.ok(error.message.startsWith("notes.[0].key: "));
				assert.ok(!error.message.includes(secret));
				return true;
			},
		);
	});
});

describe("scalars", () => {
	const bounds: readonly [AnyType, bigint, bigint][] = [
		[Integer, -(2n ** 63n), 2n ** 63n - 1n],
		[Index, 0n, 2n ** 64n - 1n],
		[NonZeroInteger, 1n, 2n ** 64n - 1n],
		[Version, 0n, 2n ** 32n - 1n],
		[NonZeroU8, 1n, 255n],
	];

	test("integers are read up to their bounds and no further, and never from a float", () => {
		for (const [type, min, max] of bounds) {
			for (const value of [min, max]) assert.equal(BigInt(type.decode(value)), value);
			for (const value of [min - 1n, max + 1n, new Float(1), "1", true, null]) refuses(type, value);
		}
	});

	test("a float is read from any number", () => {
		assert.equal(Double.decode(new Float(1.5)), 1.5);
		assert.equal(Double.decode(300), 300);
		assert.equal(Double.decode(2n ** 64n - 1n), 2 ** 64);
		for (const wire of ["1.5", null, true]) refuses(Double, wire);
	});

	test("texts, bytes and booleans are not taken for one another", () => {
		const wires: readonly Wire[] = ["x", Uint8Array.of(1), true];
		for (const [i, type] of [Text, Bytes, Bool].entries()) {
			for (const [j, wire] of [...wires, null, 1].entries()) {
				if (i === j) assert.equal(type.decode(wire), wire);
				else refuses(type, wire);
			}
		}
	});

	test("a literal is compared exactly", () => {
		const Colour = enumeration("Colour", "RED", "BLUE");
		assert.equal(Colour.decode("RED"), "RED");
		for (const wire of ["red", "RED ", "", 0, null, new WireMap([["RED", null]])]) refuses(Colour, wire);
	});
});

describe("every value type", () => {
	/** Those of data objects have their own suite (data.test.ts). */
	const types = Object.entries(protocol as Readonly<Record<string, unknown>>).filter(
		(entry): entry is [string, Type<unknown>] => {
			const candidate = entry[1] as Partial<AnyType> & { types?: unknown };
			return typeof candidate?.decode === "function" && candidate.shape !== undefined && candidate.types === undefined;
		},
	);

	/** The bytes that the value read from `wire` gives once written; undefined when `wire` is refused. */
	function rewritten(type: Type<unknown>, wire: Wire): Uint8Array | undefined {
		try {
			return encodeAs(type, type.decode(wire));
		} catch (error) {
			if (error instanceof DecodeError) return undefined;
			throw error;
		}
	}

	/** Whether `wire` is accepted; what is written for it must then be read, and written, the same. */
	function understood(type: Type<unknown>, wire: Wire): boolean {
		const once = rewritten(type, wire);
		if (once === undefined) return false;
		assert.deepEqual(rewritten(type, decodeMsgpack(once)), once);
		return true;
	}

	test("is found by this suite", () => assert.ok(types.length > 70, String(types.length)));

	for (const [name, type] of types) {
		test(`${name}: what is read can be written and read again; the rest is refused by DecodeError`, () => {
			let count = 0;
			fc.assert(
				fc.property(wireOf(type), fc.nat(12), anyWire, (wire, pick, replacement) => {
					if (understood(type, wire)) count++;
					understood(type, replaceValue(wire, pick, replacement));
					understood(type, replacement);
				}),
			);
			assert.ok(count > 0, "some of the values generated for this type are valid");
		});
	}
});
