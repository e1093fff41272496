import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../src/routes/greet/lines.ts";

test("a line turns green when the other side has recognized the code that it carries: the host's first", () => {
	const host = true;
	assert.deepEqual(linesOf("meet", host, false), { mine: "waiting", peer: "waiting" });
	assert.deepEqual(linesOf("own-code", host, false), { mine: "speaking", peer: "waiting" });
	assert.deepEqual(linesOf("own-code", host, true), { mine: "recognized", peer: "waiting" });
	assert.deepEqual(linesOf("peer-code", host, false), { mine: "recognized", peer: "speaking" });
	assert.deepEqual(linesOf("peer-code", host, true), { mine: "recognized", peer: "recognized" });
});

test("the guest sees the same lines from the other side", () => {
	const host = false;
	assert.deepEqual(linesOf("peer-code", host, false), { mine: "waiting", peer: "speaking" });
	assert.deepEqual(linesOf("peer-code", host, true), { mine: "waiting", peer: "recognized" });
	assert.deepEqual(linesOf("own-code", host, false), { mine: "speaking", peer: "recognized" });
	assert.deepEqual(linesOf("own-code", host, true), { mine: "recognized", peer: "recognized" });
});

test("nothing is green where something is wrong", () => {
	for (const host of [true, false]) {
		assert.deepEqual(linesOf("mismatch", host, false), { mine: "missed", peer: "missed" });
		for (const step of ["meet", "refused", "gone", "ended"] as const)
			assert.deepEqual(linesOf(step, host, false), { mine: "waiting", peer: "waiting" });
	}
});
