import assert from "node:assert/strict";
import { test } from "node:test";
import { DateTime, DecodeError, decodeMsgpack, Ext, encodeAs, type Wire } from "@parallax/protocol";
import fc from "fast-check";
import { toWire } from "./support/toWire.ts";

const EARLIEST = -8334601228800000000n;
const LATEST = 8210266876799999999n;

/** Instants that RFC 3339 can write: years 0000 to 9999. */
const instants = fc
	.bigInt({ min: -62167219200000000n, max: 253402300799999999n })
	.map((microseconds) => DateTime.fromMicroseconds(microseconds));

test("the sample of types.md §1.2 is read and written", () => {
	const instant = DateTime.parse("2024-02-29T12:34:56.789012Z");
	assert.equal(instant, 1709210096789012n);
	assert.equal(encodeAs(DateTime, instant).toHex(), "d701000612847caa6614");
	assert.equal(DateTime.decode(decodeMsgpack(Uint8Array.fromHex("c70801000612847caa6614"))), instant);
});

test("a fraction is written with as few of 0, 3 or 6 digits as keep it exact", () => {
	const format = (microseconds: bigint) => DateTime.format(DateTime.fromMicroseconds(microseconds));
	assert.equal(format(1704067200000000n), "2024-01-01T00:00:00Z");
	assert.equal(format(500000n), "1970-01-01T00:00:00.500Z");
	assert.equal(format(1n), "1970-01-01T00:00:00.000001Z");
	assert.equal(format(-1n), "1969-12-31T23:59:59.999999Z");
	assert.equal(format(EARLIEST), "-262143-01-01T00:00:00Z");
	assert.equal(format(LATEST), "+262142-12-31T23:59:59.999999Z");
});

test("any offset is read, and digits beyond the microsecond are dropped", () => {
	const noon = DateTime.parse("2024-06-30T12:00:00Z");
	for (const text of [
		"2024-06-30T14:00:00+02:00",
		"2024-06-30T10:00:00-0200",
		"2024-06-30t12:00:00z",
		"2024-06-30 12:00:00Z",
		"2024-06-30T12:00:00.0000009Z",
		"2024-07-01T11:59:00+23:59",
	]) {
		assert.equal(DateTime.parse(text), noon, text);
	}
	assert.equal(DateTime.parse("1969-12-31T23:59:59.9999999Z"), -1n, "dropped, never rounded");
	assert.equal(DateTime.parse("2016-12-31T23:59:60Z"), DateTime.parse("2017-01-01T00:00:00Z"), "a leap second");
	assert.equal(DateTime.parse("0099-01-01T00:00:00Z"), -59042995200000000n, "not of the twentieth century");
});

test("what is not a date with an offset is refused", () => {
	for (const text of [
		"",
		"2024-01-01",
		"2024-01-01T00:00:00",
		"2024-01-01T00:00Z",
		"2023-02-29T00:00:00Z",
		"2024-13-01T00:00:00Z",
		"2024-00-01T00:00:00Z",
		"2024-01-32T00:00:00Z",
		"2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z",
		"2024-01-01T00:00:61Z",
		"2024-01-01T00:00:00+24:00",
		"2024-01-01T00:00:00+01:60",
		"2024-01-01T00:00:00.Z",
		" 2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00Z\n",
		"٢٠٢٤-01-01T00:00:00Z",
		"+2024-01-01T00:00:00Z",
		`2024-01-01T00:00:00.${"0".repeat(1_000_000)}`,
	]) {
		assert.throws(() => DateTime.parse(text), DecodeError, text.slice(0, 40));
	}
});

test("the range is that of official programs, to the microsecond", () => {
	for (const bound of [EARLIEST, LATEST]) {
		const instant = DateTime.fromMicroseconds(bound);
		assert.equal(DateTime.decode(toWire(DateTime, instant)), bound);
	}
	const wire = (instant: bigint) => toWire(DateTime, instant as DateTime);
	for (const beyond of [EARLIEST - 1n, LATEST + 1n, -(2n ** 63n), 2n ** 63n - 1n]) {
		assert.throws(() => DateTime.fromMicroseconds(beyond), DecodeError);
		assert.throws(() => DateTime.decode(wire(beyond)), DecodeError);
	}
	assert.throws(() => DateTime.add(DateTime.fromMicroseconds(LATEST), 1n), DecodeError);
});

test("only the extension of the protocol is a date on the wire", () => {
	const wires: readonly Wire[] = [
		new Ext(-1, new Uint8Array(8)),
		new Ext(2, new Uint8Array(8)),
		new Ext(1, new Uint8Array(4)),
		new Ext(1, new Uint8Array(16)),
		0,
		0n,
		"2024-01-01T00:00:00Z",
		null,
	];
	for (const wire of wires) assert.throws(() => DateTime.decode(wire), DecodeError);
});

test("every instant is read back from its text and from its bytes", () => {
	fc.assert(
		fc.property(instants, (instant) => {
			assert.equal(DateTime.parse(DateTime.format(instant)), instant);
			assert.equal(DateTime.decode(decodeMsgpack(encodeAs(DateTime, instant))), instant);
		}),
		{ numRuns: 1000 },
	);
});

test("texts of the years 0000 to 9999 are in the order of time, one form given", () => {
	const sixDigits = (instant: DateTime) => {
		const [seconds, fraction = ""] = DateTime.format(instant).slice(0, -1).split(".");
		return `${seconds}.${fraction.padEnd(6, "0")}`;
	};
	fc.assert(
		fc.property(instants, instants, (a, b) => {
			assert.equal(sixDigits(a) < sixDigits(b), a < b);
			assert.equal(DateTime.max(a, b), [a, b].sort((x, y) => Number(x - y))[1]);
		}),
	);
});

test("any text is refused by DecodeError, or is a date", () => {
	const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789-:TZ.+ ") }));
	const damaged = fc
		.tuple(instants, fc.nat(), fc.constantFrom("", "0", "9", "-", ":", "T", "Z", ".", "+01:00"))
		.map(([instant, at, piece]) => {
			const whole = DateTime.format(instant);
			const cut = at % whole.length;
			return whole.slice(0, cut) + piece + whole.slice(cut + 1);
		});
	fc.assert(
		fc.property(fc.oneof(text, damaged), (input) => {
			let instant: DateTime;
			try {
				instant = DateTime.parse(input);
			} catch (error) {
				assert.ok(error instanceof DecodeError, String(error));
				return;
			}
			assert.ok(instant >= EARLIEST && instant <= LATEST);
		}),
		{ numRuns: 1000 },
	);
});
