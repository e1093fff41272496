import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ConnectionError } from "@parallax/client";
import { FileFailure } from "../../../src/file/failure.ts";
import { TransferLimit } from "../../../src/file/remote/transferLimit.ts";

// How many blocks go over a line at once.

const BLOCK = 512 * 1024;

/** A line in virtual time, with a delay and a width: one byte follows the other, and each transfer waits for its answer. */
class Line {
	readonly #delay: number;
	readonly #bytesPerMs: number;
	readonly #answers: { readonly at: number; readonly answer: () => void }[] = [];
	#free = 0;
	now = 0;
	/** Most that were under way at once. */
	most = 0;

	constructor({ delay, bytesPerMs }: { readonly delay: number; readonly bytesPerMs: number }) {
		this.#delay = delay;
		this.#bytesPerMs = bytesPerMs;
	}

	readonly transfer = (bytes = BLOCK): Promise<void> => {
		this.#free = Math.max(this.#free, this.now) + bytes / this.#bytesPerMs;
		const at = this.#free + this.#delay;
		return new Promise((answer) => {
			this.#answers.push({ at, answer });
			this.most = Math.max(this.most, this.#answers.length);
		});
	};

	/** Until nothing is under way. */
	async run(): Promise<void> {
		for (;;) {
			await nextTurn();
			// In the order of their dates, since one byte follows the other.
			const next = this.#answers.shift();
			if (!next) return;
			this.now = next.at;
			next.answer();
		}
	}
}

async function send(line: Line, limit: TransferLimit, count: number): Promise<void> {
	const all = Array.from({ length: count }, () => limit.run("upload", BLOCK, () => line.transfer()));
	await line.run();
	await Promise.all(all);
}

test("on a line that is far but wide, as many as allowed", async () => {
	const line = new Line({ delay: 100, bytesPerMs: 1_000_000 });
	const limit = new TransferLimit({ now: () => line.now });
	await send(line, limit, 3);
	assert.equal(limit.allowed, 4, "nothing was learnt from a line that is not busy");
	await send(line, limit, 400);
	assert.equal(limit.allowed, 16);
	assert.equal(line.most, 16);
});

test("on a line that a few fill, not many more than those", async () => {
	// Each takes 10 ms of the line, and 40 more to be answered: five fill it.
	const line = new Line({ delay: 40, bytesPerMs: BLOCK / 10 });
	const limit = new TransferLimit({ now: () => line.now });
	await send(line, limit, 1000);
	assert(limit.allowed >= 4 && limit.allowed <= 6, `${limit.allowed}`);
	assert(line.most <= 7, "and never many more on the way there");
	assert(line.now < 1000 * 10 * 1.1, "the line is used");
});

test("a line that became wider is noticed", async () => {
	const narrow = new Line({ delay: 40, bytesPerMs: BLOCK / 10 });
	let line = narrow;
	const limit = new TransferLimit({ now: () => line.now });
	await send(narrow, limit, 500);
	line = new Line({ delay: 40, bytesPerMs: BLOCK });
	line.now = narrow.now;
	await send(line, limit, 2000);
	assert.equal(limit.allowed, 16);
});

test("no more bytes than memory is meant for, but one alone however large", async () => {
	const MEBIBYTE = 1024 * 1024;
	const line = new Line({ delay: 100, bytesPerMs: 1_000_000 });
	const limit = new TransferLimit({ now: () => line.now });
	const large = Array.from({ length: 3 }, () => limit.run("download", 100 * MEBIBYTE, () => line.transfer()));
	await line.run();
	await Promise.all(large);
	assert.equal(line.most, 1);
	const some = Array.from({ length: 20 }, () => limit.run("download", 4 * MEBIBYTE, () => line.transfer()));
	await line.run();
	await Promise.all(some);
	assert.equal(line.most, 2);
});

test("downloads go first: somebody waits for them", async () => {
	const line = new Line({ delay: 1, bytesPerMs: BLOCK });
	const limit = new TransferLimit({ now: () => line.now });
	const done: string[] = [];
	const upload = () => limit.run("upload", BLOCK, () => line.transfer()).then(() => done.push("up"));
	const uploads = Array.from({ length: 6 }, upload);
	const download = limit.run("download", BLOCK, () => line.transfer()).then(() => done.push("down"));
	await line.run();
	await Promise.all([...uploads, download]);
	assert.deepEqual(done, ["up", "up", "up", "up", "down", "up", "up"]);
});

test("a cut halves them, once for all that were under way; what is merely wrong changes nothing", async () => {
	const limit = new TransferLimit({ now: () => 0 });
	const fail = (error: Error) =>
		Promise.allSettled(Array.from({ length: 4 }, () => limit.run("upload", 1, () => Promise.reject(error))));
	await fail(new FileFailure({ kind: "invalid_block", detail: "cannot_decrypt" }));
	assert.equal(limit.allowed, 4);
	await fail(new ConnectionError("offline"));
	assert.equal(limit.allowed, 2);
	const outcomes = await fail(new FileFailure({ kind: "store_unavailable" }));
	assert.equal(limit.allowed, 1);
	assert(
		outcomes.every(({ status }) => status === "rejected"),
		"each is told of its own failure",
	);
	assert.equal(await limit.run("upload", 1, async () => "still works"), "still works");
});
