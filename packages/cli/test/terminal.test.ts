import assert from "node:assert/strict";
import { test } from "node:test";
import { DateTime, DeviceID } from "@parallax/protocol";
import fc from "fast-check";
import { prefixLength } from "../src/device/describe.ts";
import { formatJson, jsonId, jsonTime } from "../src/terminal/json.ts";
import { keysOf } from "../src/terminal/keyboard.ts";
import { matching } from "../src/terminal/prompts.ts";
import { failureText } from "../src/terminal/terminal.ts";
import { join, paint, text } from "../src/terminal/text.ts";

test("no interpolated value drives the terminal, whatever it is", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (name) => {
			const shown = join([text`user ${name}`, paint("yellow", name)], ", ").render(false);
			assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
		}),
	);
});

test("colours are written to those streams only that have them, and nest in a text", () => {
	const line = text`- ${paint("yellow", "3f2")} - ${"a\nb"}`;
	assert.equal(line.render(true), "- \u001b[33m3f2\u001b[39m - a\\u{a}b");
	assert.equal(line.render(false), "- 3f2 - a\\u{a}b");
});

test("what arrives at once is cut into keys; a special key is one", () => {
	assert.deepEqual(keysOf("aé\u001b[B\r\u001bOA\u001b[3~"), ["a", "é", "\u001b[B", "\r", "\u001bOA", "\u001b[3~"]);
});

test("a filter keeps the choices that have its letters in order, in any case; those that have them together come first", () => {
	const profiles = ["STANDARD", "ADMIN", "OUTSIDER"];
	assert.deepEqual(matching(profiles, ""), [0, 1, 2]);
	assert.deepEqual(matching(profiles, "sdr"), [0, 2]);
	assert.deepEqual(matching(profiles, "nim"), []);
	assert.deepEqual(matching(["Alice <alice@example.com>", "All administrators"], "all"), [1, 0]);
});

test("a prefix is as short as tells devices apart, three digits at least", () => {
	const ids = (...starts: readonly string[]) =>
		starts.map((start) => ({ device_id: DeviceID.parse(start.padEnd(32, "0")) }));
	assert.equal(prefixLength([]), 3);
	assert.equal(prefixLength(ids("1", "2")), 3);
	assert.equal(prefixLength(ids("abcd1", "ffff", "abcd2")), 5);
	assert.equal(prefixLength(ids("a", "a0000000000000000000000000000001")), 32);
});

test("ids and dates are readable, or the official arrays for whoever asks", () => {
	const value = { id: jsonId(DeviceID.parse("ff".repeat(16))), on: jsonTime(DateTime.parse("2026-01-01T00:00:00Z")) };
	assert.deepEqual(JSON.parse(formatJson(value, "json")), { id: "ff".repeat(16), on: "2026-01-01T00:00:00Z" });
	assert.deepEqual(JSON.parse(formatJson(value, "json-official")), {
		id: [2, Array(16).fill(255)],
		on: [1, [0, 6, 71, 72, 70, 32, 64, 0]],
	});
	assert(!formatJson(value, "jsonl").includes("\n"));
});

test("one cause is told without a number, several with", () => {
	assert.equal(failureText("it failed", ["why"], undefined), "Error: it failed\n\nCaused by:\n    why\n");
	assert.equal(
		failureText("it failed", ["why", "because"], "try again"),
		"Error: it failed\n\nCaused by:\n    0: why\n    1: because\n\nWhat to do: try again.\n",
	);
});
