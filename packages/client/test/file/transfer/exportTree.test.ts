import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DateTime, FsPath } from "@parallax/protocol";
import { type ExportOptions, type ExportReport, FileFailure } from "../../../src/index.ts";
import { type DiskSinkOptions, diskSink, diskSource } from "../../../src/node.ts";
import { type Desk, Office } from "../support/office.ts";
import { folderOf, type Tree } from "../support/sources.ts";

const BLOCK = 524_288;
const path = (text: string) => FsPath.parse(text);

describe("an export", () => {
	let home: string;
	let count = 0;
	before(async () => {
		home = await mkdtemp(join(tmpdir(), "parallax-export-"));
	});
	after(() => rm(home, { recursive: true }));

	/** An empty folder of a disk. */
	async function folder(): Promise<string> {
		const made = join(home, `${count++}`);
		await mkdir(made);
		return made;
	}

	async function desk(tree: Tree): Promise<{ alice: Desk; office: Office }> {
		const office = new Office();
		const alice = await office.device();
		await alice.files.import(folderOf(tree), path("/in"));
		await alice.sync();
		return { alice, office };
	}

	async function take(
		alice: Desk,
		from: string,
		to: string,
		options: ExportOptions & { readonly disk?: DiskSinkOptions } = {},
	): Promise<ExportReport> {
		const outcome = await alice.files.export(path(from), await diskSink(to, options.disk), options);
		assert(outcome.kind === "ok");
		return outcome.report;
	}

	test("takes a tree to a disk, with its dates, and back is the same", async () => {
		const large = randomBytes(5 * BLOCK + 17);
		const { alice } = await desk({ "a.txt": "a", empty: "", deep: { "large.bin": large, none: {} } });
		const to = await folder();
		const report = await take(alice, "/in", to);
		assert.deepEqual(report, { files: 3, folders: 2, bytes: 1 + large.length, same: 0, skipped: 0, failures: [] });
		assert.deepEqual((await readdir(to, { recursive: true })).sort(), [
			"a.txt",
			"deep",
			"deep/large.bin",
			"deep/none",
			"empty",
		]);
		assert((await readFile(join(to, "deep/large.bin"))).equals(large));
		assert.equal((await stat(join(to, "a.txt"))).mtime.toISOString(), "2020-02-02T02:02:02.000Z");
		const back = await alice.files.import(await diskSource(to), path("/in"));
		assert.deepEqual([back.files, back.same, back.failures.length], [0, 3, 0]);
	});

	test("gives holes as zeros", async () => {
		const { alice } = await desk({});
		const opened = await alice.files.open(path("/holes"), { write: true, create: true });
		assert(opened.kind === "ok");
		await opened.file.write(BigInt(3 * BLOCK), Buffer.from("end"));
		await opened.file.close();
		const to = await folder();
		await take(alice, "/holes", to);
		assert((await readFile(join(to, "holes"))).equals(Buffer.concat([Buffer.alloc(3 * BLOCK), Buffer.from("end")])));
	});

	test("keeps nothing on this device of what it reads", async () => {
		const large = randomBytes(5 * BLOCK);
		const { office } = await desk({ large });
		const bob = await office.device();
		await bob.sync();
		const to = await folder();
		await take(bob, "/in", to);
		assert((await readFile(join(to, "large"))).equals(large));
		assert.equal(await bob.files.isContentHere(path("/in/large")), false);
	});

	test("goes on where it was cut: what is whole is left alone, and what was begun is continued", async () => {
		const large = randomBytes(40 * BLOCK);
		const { office } = await desk({ "a.txt": "a", large });
		const bob = await office.device();
		await bob.sync();
		const to = await folder();
		office.realm.cutAfter(31, "before", ({ name }) => name === "downloadBlock");
		await assert.rejects(take(bob, "/in", to));
		// Nobody takes half a file for a whole one.
		assert.deepEqual(
			(await readdir(to)).filter((name) => !name.endsWith(".part")),
			["a.txt"],
		);
		office.realm.honest();
		office.realm.calls.length = 0;
		const report = await take(bob, "/in", to);
		assert.deepEqual([report.files, report.same], [1, 1]);
		const asked = office.realm.calls.filter(({ name }) => name === "downloadBlock").length;
		assert(asked > 0 && asked < 40, `${asked} blocks`);
		assert((await readFile(join(to, "large"))).equals(large));
		assert.deepEqual((await readdir(to)).sort(), ["a.txt", "large"]);
	});

	test("does not continue what is not of the file", async () => {
		const large = randomBytes(40 * BLOCK);
		const { office } = await desk({ large });
		const bob = await office.device();
		await bob.sync();
		const to = await folder();
		office.realm.cutAfter(30, "before", ({ name }) => name === "downloadBlock");
		await assert.rejects(take(bob, "/in", to));
		office.realm.honest();
		const [part = ""] = await readdir(to);
		const begun = await readFile(join(to, part));
		begun[BLOCK] = (begun[BLOCK] ?? 0) ^ 1;
		await writeFile(join(to, part), Buffer.concat([begun, randomBytes(20 * BLOCK)]));
		await take(bob, "/in", to);
		assert((await readFile(join(to, "large"))).equals(large));
	});

	test("of another file where one is fails, replaces, keeps both or skips, as it is told", async () => {
		const { alice } = await desk({ "a.txt": "ours", folder: "a file here" });
		const to = await folder();
		const there = () => readFile(join(to, "a.txt"), "utf8");
		await writeFile(join(to, "a.txt"), "theirs");
		await mkdir(join(to, "folder"));

		const failing = await take(alice, "/in", to);
		assert.deepEqual(
			failing.failures.map(({ path: [name], problem }) => `${name}: ${problem.kind === "refused" && problem.why}`),
			["a.txt: already exists", "folder: a folder is there"],
		);
		assert.equal(await there(), "theirs");
		assert.equal((await take(alice, "/in", to, { onConflict: "skip" })).skipped, 2);
		assert.equal((await take(alice, "/in", to, { onConflict: "keep_both" })).files, 2);
		assert.equal((await take(alice, "/in", to, { onConflict: "keep_both" })).same, 2);
		assert.equal(await there(), "theirs");
		assert.equal(await readFile(join(to, "a (2).txt"), "utf8"), "ours");
		const replacing = await take(alice, "/in", to, { onConflict: "replace" });
		assert.deepEqual([replacing.files, replacing.failures.length], [1, 1]);
		assert.equal(await there(), "ours");
	});

	test("never goes through a link out of where it was told to go", async () => {
		const { alice } = await desk({ out: { "a.txt": "a" }, "b.txt": "b" });
		const [to, elsewhere] = [await folder(), await folder()];
		await symlink(elsewhere, join(to, "out"));
		await writeFile(join(elsewhere, "victim"), "untouched");
		await symlink(join(elsewhere, "victim"), join(to, "b.txt"));
		const report = await take(alice, "/in", to, { onConflict: "replace" });
		assert.deepEqual(
			report.failures.map(({ problem }) => problem.kind === "refused" && problem.why),
			["a symbolic link is there"],
		);
		assert.deepEqual(await readdir(elsewhere), ["victim"]);
		assert.equal(await readFile(join(elsewhere, "victim"), "utf8"), "untouched");
		// The link itself was replaced.
		assert((await lstat(join(to, "b.txt"))).isFile());
	});

	test("refuses names that the disk takes for another, and those that Windows has no room for", async () => {
		const { alice } = await desk({
			"Report.txt": "1",
			"report.txt": "2",
			"con.txt": "3",
			"a:b": "4",
			"dot.": "5",
			ok: "6",
		});
		const to = await folder();
		const report = await take(alice, "/in", to, { disk: { platform: "win32", ignoresCase: true } });
		assert.deepEqual(
			report.failures
				.map(({ path: [name], problem }) => `${name}: ${problem.kind === "refused" && problem.why}`)
				.sort(),
			[
				"a:b: Windows allows no such name",
				"con.txt: Windows allows no such name",
				"dot.: Windows allows no such name",
				"report.txt: this disk takes its name for that of “Report.txt”",
			],
		);
		assert.deepEqual((await readdir(to)).sort(), ["Report.txt", "ok"]);
	});

	test("tells of a file that is not to be believed, and takes the rest", async () => {
		const { office } = await desk({ "bad.bin": randomBytes(3 * BLOCK), good: "good" });
		const bob = await office.device();
		await bob.sync();
		office.realm.meddle = (call, answer) => {
			if (call.name === "downloadBlock" && refused.size++ < 1)
				throw new FileFailure({ kind: "invalid_block", detail: "hash_digest_mismatch" });
			return answer();
		};
		const refused = { size: 0 };
		const to = await folder();
		const report = await take(bob, "/in", to);
		assert.equal(report.failures.length, 1);
		assert.equal(report.failures[0]?.problem.kind, "unreadable");
		assert.equal(report.files, 1);
		office.realm.honest();
		assert.equal((await take(bob, "/in", to)).failures.length, 0);
	});

	test("of the past gives what was", async () => {
		const { alice, office } = await desk({ "a.txt": "then" });
		const date = office.realm.now();
		await alice.write("/in/a.txt", "now");
		await alice.write("/in/b.txt", "new");
		await alice.sync();
		const at = await alice.files.history().at(date);
		assert(at.kind === "ok");
		const to = await folder();
		const outcome = await alice.files.export(path("/in"), await diskSink(to), { snapshot: at.snapshot });
		assert(outcome.kind === "ok");
		assert.deepEqual(await readdir(to), ["a.txt"]);
		assert.equal(await readFile(join(to, "a.txt"), "utf8"), "then");
	});

	test("of what is not there says so", async () => {
		const { alice } = await desk({});
		const outcome = await alice.files.export(path("/nowhere"), await diskSink(await folder()));
		assert.equal(outcome.kind, "entry_not_found");
	});
});

describe("what is on a disk, as something to import", () => {
	let home: string;
	before(async () => {
		home = await mkdtemp(join(tmpdir(), "parallax-source-"));
	});
	after(() => rm(home, { recursive: true }));

	test("follows links, and tells those that lead back, lead nowhere, or are no files", async () => {
		const office = new Office();
		const alice = await office.device();
		await mkdir(join(home, "folder"));
		await writeFile(join(home, "folder", "a.txt"), "a");
		await symlink(join(home, "folder"), join(home, "link"));
		await symlink("..", join(home, "folder", "loop"));
		await symlink("nowhere", join(home, "broken"));
		await writeFile(Buffer.concat([Buffer.from(join(home, "/")), Buffer.from([0xff, 0x66])]), "not Unicode");
		await symlink("/dev/null", join(home, "device"));
		const when = DateTime.parse("2001-02-03T04:05:06.789012Z");
		await utimes(join(home, "folder", "a.txt"), Number(when) / 1e6, Number(when) / 1e6);
		const report = await alice.files.import(await diskSource(home), path("/in"));
		assert.deepEqual(
			report.failures
				.map(({ path: names, problem }) => `${names.join("/")}: ${"detail" in problem && problem.detail}`)
				.sort(),
			[
				"broken: cannot stat file: No such file or directory (os error 2)",
				"device: unsupported file type",
				"folder/loop: a link to a folder that it is in",
				"link/loop: a link to a folder that it is in",
				"\ufffdf: its name is not Unicode",
			],
		);
		assert.deepEqual(await alice.tree(), ["/in/", "/in/folder/", "/in/folder/a.txt", "/in/link/", "/in/link/a.txt"]);
		const there = await alice.files.stat(path("/in/folder/a.txt"));
		assert(there.kind === "ok");
		assert.equal(DateTime.format(there.stat.updated).slice(0, 23), "2001-02-03T04:05:06.789");
	});

	test("is nothing when nothing is there", async () => {
		await assert.rejects(diskSource(join(home, "none")), {
			name: "SourceError",
			message: "cannot stat file: No such file or directory (os error 2)",
		});
	});

	test("is told when somebody writes in it while it is read", async () => {
		const office = new Office();
		const alice = await office.device();
		const file = join(home, "growing");
		await writeFile(file, "before");
		const source = await diskSource(file);
		await writeFile(file, "longer than before");
		const report = await alice.files.import(source, path("/growing"));
		assert.deepEqual(report.failures[0]?.problem, { kind: "unreadable", detail: "it changed while it was read" });
		assert.deepEqual(await alice.tree(), []);
	});
});
