import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { DateTime, FsPath } from "@parallax/protocol";
import { blocksizeFor } from "../../../src/file/transfer/staging.ts";
import type { ImportOptions, TransferProgress } from "../../../src/index.ts";
import { ConnectionError, FileFailure } from "../../../src/index.ts";
import { type Desk, Office } from "../support/office.ts";
import { brokenFile, fileOf, folderOf, MODIFIED, type Tree } from "../support/sources.ts";

const BLOCK = 524_288;
const path = (text: string) => FsPath.parse(text);
const blocks = (count: number) => randomBytes(count * BLOCK);

async function two() {
	const office = new Office();
	return { office, realm: office.realm, alice: await office.device(), bob: await office.device() };
}

const bring = (desk: Desk, tree: Tree, to: string, options: ImportOptions = {}) =>
	desk.files.import(folderOf(tree), path(to), options);

const uploads = (office: Office, method: string) => office.realm.calls.filter((call) => call.name === method).length;

/** Nothing is left of imports that went to their end. */
async function assertClean(desk: Desk): Promise<void> {
	assert.deepEqual(
		(await desk.tree()).filter((each) => each.includes(".parallax-import")),
		[],
	);
}

describe("an import", () => {
	test("brings a tree, which the server has once it is synchronized, with its dates", async () => {
		const { alice, bob } = await two();
		const large = blocks(5);
		const report = await bring(
			alice,
			{ "letter.txt": "Dear Bob", empty: "", deep: { deeper: { "film.bin": large }, none: {} } },
			"/in",
		);
		assert.deepEqual(report, {
			files: 3,
			folders: 4,
			bytes: 8 + large.length,
			same: 0,
			skipped: 0,
			failures: [],
		});
		await alice.sync();
		await bob.sync();
		assert.deepEqual(await bob.tree(), [
			"/in/",
			"/in/deep/",
			"/in/deep/deeper/",
			"/in/deep/deeper/film.bin",
			"/in/deep/none/",
			"/in/empty",
			"/in/letter.txt",
		]);
		assert.equal(await bob.read("/in/letter.txt"), "Dear Bob");
		assert(Buffer.from(await bob.bytes("/in/deep/deeper/film.bin")).equals(large));
		const stat = await bob.files.stat(path("/in/deep/deeper/film.bin"));
		assert(stat.kind === "ok");
		assert.equal(stat.stat.updated, MODIFIED);
		await assertClean(alice);
	});

	test("is on the server, but for its folders, when it ends: it is sent while the rest is read", async () => {
		const { office, alice } = await two();
		await alice.sync();
		await bring(alice, { "a.txt": "a", "b.txt": "b", "large.bin": blocks(4) }, "/in");
		// Two small ones, and four.
		assert.equal(office.realm.blockCount, 6);
		assert.deepEqual(
			(await Promise.all((await alice.files.pending()).map((id) => alice.files.pathOf(id)))).map(
				(each) => each && FsPath.format(each),
			),
			["/", "/in"],
		);
	});

	test("sends nothing when it is told so, or when the server is out of reach", async () => {
		const { office, alice } = await two();
		await bring(alice, { a: "a" }, "/told", { send: false });
		office.realm.offline();
		await bring(alice, { a: "a", "large.bin": blocks(3) }, "/offline");
		assert.equal(office.realm.blockCount, 0);
		office.realm.honest();
		await alice.sync();
		assert.equal(office.realm.blockCount, 5);
	});

	test("of a folder onto the root pours what it has there", async () => {
		const { alice } = await two();
		await bring(alice, { "a.txt": "a", folder: { "b.txt": "b" } }, "/");
		assert.deepEqual(await alice.tree(), ["/a.txt", "/folder/", "/folder/b.txt"]);
	});

	test("of one file gives it the name of the destination", async () => {
		const { alice } = await two();
		const source = fileOf("here.txt", "text");
		assert.equal((await alice.files.import(source, path("/there.txt"))).files, 1);
		assert.equal(await alice.read("/there.txt"), "text");
		const without = await alice.files.import(source, path("/no/such/there.txt"));
		assert.deepEqual(without.failures, [{ path: ["here.txt"], problem: { kind: "parent_not_found" } }]);
		const made = await alice.files.import(source, path("/new/folder/there.txt"), { parents: true });
		assert.deepEqual(made.failures, []);
		assert.equal(await alice.read("/new/folder/there.txt"), "text");
		const onRoot = await alice.files.import(source, path("/"));
		assert.deepEqual(onRoot.failures, [{ path: ["here.txt"], problem: { kind: "other_kind" } }]);
	});

	test("of what was imported before does nothing, be it by a program that kept no dates", async () => {
		const { office, alice } = await two();
		const [large, small] = [blocks(3), "small"];
		await bring(alice, { large, small }, "/in");
		await alice.sync();
		await alice.write("/in/small", small);
		await alice.sync();
		const before = office.realm.blockCount;
		const again = await bring(alice, { large, small }, "/in");
		assert.deepEqual(again, { files: 0, folders: 0, bytes: 0, same: 2, skipped: 0, failures: [] });
		await alice.sync();
		assert.equal(office.realm.blockCount, before);
	});

	test("of another file where one is fails, replaces, keeps both or skips, as it is told", async () => {
		const { alice } = await two();
		const [old, young] = [blocks(3), blocks(3)];
		await bring(alice, { "small.txt": "old", "large.bin": old }, "/in");
		// Of the same length: another date is what tells them apart.
		const later = DateTime.parse("2021-01-01T00:00:00Z");
		const tree = {
			"small.txt": "young",
			"large.bin": fileOf("large.bin", young, later),
			"new.txt": "new",
		};

		const failing = await bring(alice, tree, "/in");
		assert.deepEqual(failing.failures.map(({ path: [name], problem }) => `${name} ${problem.kind}`).sort(), [
			"large.bin exists",
			"small.txt exists",
		]);
		assert.equal(failing.files, 1);
		assert.equal(await alice.read("/in/small.txt"), "old");

		const skipping = await bring(alice, tree, "/in", { onConflict: "skip" });
		assert.deepEqual([skipping.files, skipping.same, skipping.skipped], [0, 1, 2]);

		const keeping = await bring(alice, tree, "/in", { onConflict: "keep_both" });
		assert.deepEqual([keeping.files, keeping.same, keeping.failures.length], [2, 1, 0]);
		assert.equal(await alice.read("/in/small.txt"), "old");
		assert.equal(await alice.read("/in/small (2).txt"), "young");
		assert(Buffer.from(await alice.bytes("/in/large (2).bin")).equals(young));
		// Run again, it has nothing to do: no third one.
		const again = await bring(alice, tree, "/in", { onConflict: "keep_both" });
		assert.deepEqual([again.files, again.same], [0, 3]);

		const ids = async () => {
			const stats = await Promise.all(["/in/small.txt", "/in/large.bin"].map((each) => alice.files.stat(path(each))));
			return stats.map((outcome) => outcome.kind === "ok" && outcome.stat.id);
		};
		const before = await ids();
		const replacing = await bring(alice, tree, "/in", { onConflict: "replace" });
		assert.deepEqual([replacing.files, replacing.same, replacing.failures.length], [2, 1, 0]);
		assert.equal(await alice.read("/in/small.txt"), "young");
		assert(Buffer.from(await alice.bytes("/in/large.bin")).equals(young));
		// They are other versions of the same files: what they were is in their history.
		assert.deepEqual(await ids(), before);
		await alice.sync();
		await assertClean(alice);
	});

	test("never puts a file in the place of a folder, or a folder in that of a file", async () => {
		const { alice } = await two();
		await bring(alice, { folder: { a: "a" }, file: "b" }, "/in");
		const report = await bring(alice, { folder: "x", file: { y: "y" } }, "/in", { onConflict: "replace" });
		assert.deepEqual(
			report.failures.map(({ problem }) => problem.kind),
			["other_kind", "other_kind"],
		);
		assert.deepEqual(await alice.tree(), ["/in/", "/in/file", "/in/folder/", "/in/folder/a"]);
	});

	test("leaves alone a file that somebody is writing in", async () => {
		const { alice } = await two();
		await alice.write("/open.txt", "open");
		const opened = await alice.files.open(path("/open.txt"), { write: true });
		assert(opened.kind === "ok");
		const source = fileOf("open.txt", "other");
		const report = await alice.files.import(source, path("/open.txt"), { onConflict: "replace" });
		assert.deepEqual(report.failures, [{ path: ["open.txt"], problem: { kind: "busy" } }]);
		await opened.file.close();
		assert.equal(await alice.read("/open.txt"), "open");
	});

	test("tells what could not be imported, and imports the rest", async () => {
		const { alice } = await two();
		const report = await bring(
			alice,
			{
				broken: brokenFile("broken", blocks(1), 1000),
				largeAndBroken: brokenFile("largeAndBroken", blocks(4), 2 * BLOCK),
				é: "composed",
				"e\u0301": "decomposed",
				[`${"x".repeat(300)}`]: "too long",
				device: { kind: "oddity", name: "device", problem: "unsupported file type" },
				good: "good",
			},
			"/in",
		);
		assert.deepEqual(
			report.failures.map(({ path: [name = ""], problem }) => `${name.slice(0, 20)} ${problem.kind}`).sort(),
			[
				"broken unreadable",
				"device unreadable",
				"e\u0301 same_name",
				"largeAndBroken unreadable",
				`${"x".repeat(20)} invalid_name`,
			],
		);
		assert.deepEqual(
			(await alice.tree()).filter((each) => each.startsWith("/in")),
			["/in/", "/in/good", "/in/é"],
		);
	});

	test("keeps on this device what stays there, whatever its size", async () => {
		const { office, alice } = await two();
		await bring(alice, { "large.tmp": blocks(3), folder: {} }, "/in", { stream: "always" });
		await alice.sync();
		assert.equal(office.realm.blockCount, 0);
		assert.equal((await alice.bytes("/in/large.tmp")).length, 3 * BLOCK);
	});

	test("of a Reader is refused before anything is read", async () => {
		const { alice } = await two();
		alice.writable = false;
		await assert.rejects(
			bring(alice, { a: "a" }, "/in"),
			(error) => error instanceof FileFailure && error.reason.kind === "read_only",
		);
	});

	test("tells how far it is, up to the end", async () => {
		const { alice } = await two();
		const told: TransferProgress[] = [];
		await bring(alice, { a: "a", "large.bin": blocks(4) }, "/in", { progress: (each) => void told.push(each) });
		const last = told.at(-1);
		assert.deepEqual(last?.files, { done: 2, total: 2 });
		assert.deepEqual(last?.bytes, { done: 4 * BLOCK + 1, total: 4 * BLOCK + 1 });
		assert.equal(last?.counted, true);
	});

	test("of thousands of files writes their folder a few times only", async () => {
		const { office, alice } = await two();
		await alice.sync();
		let commits = 0;
		alice.watch = () => void commits++;
		const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`file ${index}`, `${index}`]));
		await bring(alice, many, "/in", { send: false });
		assert(commits < 12, `${commits} commits`);
		await alice.sync();
		assert.equal(office.realm.blockCount, 2000);
		assert.equal(await alice.read("/in/file 1999"), "1999");
	});
});

describe("an import that streams", () => {
	test("sends a file that never is on the disk of this device", async () => {
		const { office, alice, bob } = await two();
		const large = blocks(20);
		let stored = 0;
		alice.watch = ({ waiting = [] }) => {
			for (const { data } of waiting) stored += data.length;
		};
		await bring(alice, { large }, "/in", { stream: "always" });
		assert.equal(stored, 0);
		await alice.sync();
		assert.equal(office.realm.blockCount, 20);
		await bob.sync();
		assert(Buffer.from(await bob.bytes("/in/large")).equals(large));
	});

	test("is what happens when the disk is short, and not when it is large", async () => {
		const { alice } = await two();
		for (const [free, copied] of [
			[1_000_000n, false],
			[100_000_000_000n, true],
		] as const) {
			let stored = false;
			alice.watch = ({ waiting = [] }) => {
				if (waiting.length > 0) stored = true;
			};
			await bring(alice, { large: blocks(3) }, `/free ${free}`, { freeSpace: async () => free });
			assert.equal(stored, copied);
		}
	});

	for (const when of ["before", "after"] as const) {
		test(`goes on after a cut ${when} the server took a block, a restart in between, and sends no block twice that it noted`, async () => {
			const { office, alice, bob } = await two();
			await alice.sync();
			const large = blocks(40);
			office.realm.cutAfter(25, when, ({ name }) => name === "uploadBlock");
			await assert.rejects(bring(alice, { large }, "/in", { stream: "always" }), ConnectionError);
			const sent = office.realm.blockCount;
			assert(sent >= 25);
			// Nobody sees anything of it.
			assert.deepEqual(
				(await alice.tree()).filter((each) => each.startsWith("/in/")),
				["/in/"],
			);
			office.realm.honest();
			await alice.restart();
			const report = await bring(alice, { large }, "/in", { stream: "always" });
			assert.deepEqual([report.files, report.failures.length], [1, 0]);
			// The one whose answer was lost is the only one that the server has twice.
			assert.equal(office.realm.blockCount, when === "after" ? 41 : 40);
			await alice.sync();
			await bob.sync();
			assert(Buffer.from(await bob.bytes("/in/large")).equals(large));
			await assertClean(alice);
		});
	}

	test("goes on with a copy on this device when the line is cut, unless it must not", async () => {
		const { office, alice, bob } = await two();
		await alice.sync();
		const large = blocks(12);
		office.realm.cutAfter(5, "before", ({ name }) => name === "uploadBlock");
		const report = await bring(alice, { large }, "/in", { freeSpace: async () => 0n });
		assert.equal(report.files, 1);
		office.realm.honest();
		await alice.sync();
		assert.equal(office.realm.blockCount, 12);
		await bob.sync();
		assert(Buffer.from(await bob.bytes("/in/large")).equals(large));
	});

	test("sends again what has changed in the file since it was cut, and only that", async () => {
		const { office, alice } = await two();
		await alice.sync();
		const large = blocks(10);
		const abort = new AbortController();
		const source = fileOf("large", large);
		const interrupted = {
			...source,
			async *content() {
				yield large.subarray(0, 6 * BLOCK);
				abort.abort();
				yield large.subarray(6 * BLOCK);
			},
		};
		await assert.rejects(alice.files.import(interrupted, path("/large"), { stream: "always", signal: abort.signal }), {
			name: "AbortError",
		});
		assert.equal(office.realm.blockCount, 6);
		const edited = Uint8Array.from(large);
		edited[BLOCK + 5] = (edited[BLOCK + 5] ?? 0) ^ 1;
		await alice.files.import(fileOf("large", edited), path("/large"), { stream: "always" });
		assert.equal(office.realm.blockCount, 11);
		assert(Buffer.from(await alice.bytes("/large")).equals(edited));
	});

	test("of a file that became shorter since it was cut has nothing left of the longer one", async () => {
		const { alice } = await two();
		await alice.sync();
		const large = blocks(8);
		await assert.rejects(
			alice.files.import(fileOf("large", large), path("/large"), {
				stream: "always",
				signal: AbortSignal.abort(),
			}),
		);
		await bring(alice, { large: brokenFile("large", large, 6 * BLOCK) }, "/", { stream: "always" });
		const shorter = large.subarray(0, 3 * BLOCK + 7);
		await alice.files.import(fileOf("large", shorter), path("/large"));
		assert(Buffer.from(await alice.bytes("/large")).equals(shorter));
		await alice.sync();
	});

	test("cuts what would have too many blocks into larger ones", () => {
		assert.equal(blocksizeFor(9_000_000_000n), 524_288n);
		const large = blocksizeFor(18_000_000_000n);
		assert(large < 1_048_576n && 18_000_000_000n / large < 18_000n);
	});
});

test("an import that is interrupted stops at once, and what was stored stays", async () => {
	const { office, alice } = await two();
	await alice.sync();
	const abort = new AbortController();
	const tree: Tree = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`file ${index}`, `${index}`]));
	office.realm.meddle = (call, answer) => {
		if (call.name === "upload") abort.abort();
		return answer();
	};
	await assert.rejects(bring(alice, tree, "/in", { signal: abort.signal }), { name: "AbortError" });
	office.realm.honest();
	const report = await bring(alice, tree, "/in");
	assert(report.same > 0 && report.files > 0);
	assert.equal(report.same + report.files, 500);
	await alice.sync();
	assert.equal(uploads(office, "upload") >= 500, true);
	assert.equal((await alice.tree("/in")).length, 500);
});
