import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SqliteFileStorages } from "@parallax/client/node";
import { ChunkID, DateTime, VlobID } from "@parallax/protocol";
import { utf8 } from "../../../crypto/test/suite/check.ts";
import type { DataRow, FileStorage } from "../../src/storage/fileStorage.ts";
import { problem } from "./fileSuite.ts";
import { chunksOf, contentOf, ENTRIES, REALM } from "./fileWriter.ts";

const NOW = DateTime.fromMicroseconds(0n);
let root: string;
let storages: SqliteFileStorages;
/** Of the database of `REALM`. */
let path: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), "parallax-files-"));
	storages = new SqliteFileStorages(join(root, "device"));
	path = join(root, "device", REALM, "parallax-files.sqlite");
});
afterEach(() => rm(root, { recursive: true }));

function chunk(number: number, size: number): DataRow {
	return { id: ChunkID.parse(number.toString(16).padStart(32, "0")), data: contentOf(number, size) };
}

/** A database with entries and data, closed. */
async function filled(): Promise<void> {
	const storage = await storages.open(REALM);
	const put = Array.from({ length: 500 }, (_, index) => {
		const id = VlobID.parse(index.toString(16).padStart(32, "0"));
		return { id, blob: contentOf(index, 300), baseVersion: 1, needSync: false };
	});
	await storage.commit({ put, waiting: [chunk(1, 500_000)] });
	await storage.close();
}

async function readEverything(storage: FileStorage): Promise<void> {
	await storage.page({ after: null, limit: 1000 });
	await storage.data(chunk(1, 0).id, NOW);
}

test("a workspace is one file, in a folder that only its owner enters; an official program's stay when it is erased", async () => {
	await filled();
	assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
	assert.deepEqual(await readdir(dirname(path)), ["parallax-files.sqlite"]);
	const official = join(dirname(path), "workspace_data-v1.sqlite");
	await writeFile(official, "theirs");
	await storages.erase(REALM);
	assert.deepEqual(await readdir(dirname(path)), ["workspace_data-v1.sqlite"]);
	await rm(official);
	await filled();
	await storages.erase(REALM);
	assert.deepEqual(await readdir(join(root, "device")), []);
});

test("who has a workspace open is alone to", async () => {
	const storage = await storages.open(REALM);
	assert.equal(await problem(storages.open(REALM)), "in_use");
	await storage.setPattern({ text: "", applied: true });
	await storage.close();
	await (await storages.open(REALM)).close();
});

test("what is not a database of ours is told, and left as it is", async () => {
	const ours = async (change: (database: DatabaseSync) => void) => {
		await mkdir(dirname(path), { recursive: true });
		const database = new DatabaseSync(path);
		change(database);
		database.close();
	};
	const cases = {
		"a text": ["damaged", () => writeFile(path, "not a database, but long enough to have been one\n".repeat(100))],
		"a database cut short": ["damaged", async () => truncate(path, (await stat(path)).size / 2)],
		"a database of which only the first page is left": ["damaged", () => truncate(path, 8192)],
		"a database of another program": [
			"damaged",
			async () => {
				await rm(path);
				await ours((database) => database.exec("CREATE TABLE theirs (id)"));
			},
		],
		"a database of a newer version": ["newer", () => ours((database) => database.exec("PRAGMA user_version = 2"))],
	} as const;
	for (const [what, [expected, spoil]] of Object.entries(cases)) {
		await filled();
		await spoil();
		const before = await readFile(path);
		for (const _ of ["first", "again"]) {
			assert.equal(await problem(storages.open(REALM)), expected, what);
			assert.ok(before.equals(await readFile(path)), `${what} is left as it is`);
			assert.deepEqual(await readdir(dirname(path)), ["parallax-files.sqlite"], what);
		}
		await storages.erase(REALM);
	}
});

test("a damage inside is told by what comes upon it", async () => {
	await filled();
	const bytes = await readFile(path);
	await writeFile(path, bytes.fill(0xff, 8192 * 4));
	const storage = await storages.open(REALM);
	assert.equal(await problem(readEverything(storage)), "damaged");
	await storage.close();
	await assert.rejects(
		async () => readEverything(await storages.open(REALM)),
		({ message }: Error) => message.includes(path) && message.includes("Put back a copy"),
	);
});

test("a disk that is full is told, and changes nothing", async (t) => {
	const limited = onEverySetting(t, (database) => database.prepare("PRAGMA max_page_count = 100").get());
	const storage = await storages.open(REALM);
	assert.ok(limited.times > 0);
	await storage.commit({ waiting: [chunk(1, 1000)] });
	const large = Array.from({ length: 16 }, (_, index) => chunk(10 + index, 100_000));
	assert.equal(await problem(storage.commit({ unused: [chunk(1, 0).id], waiting: large })), "full");
	assert.equal(await problem(storage.keep(large, NOW)), "full");
	assert.deepEqual(await storage.backlog(), { entries: 0, bytes: 1000 });
	assert.equal((await storage.present(large.map(({ id }) => id))).size, 0);
	await storage.commit({ waiting: [chunk(2, 1000)] });
	assert.deepEqual(await storage.backlog(), { entries: 0, bytes: 2000 });
	await storage.close();
});

/** Runs after the settings of a database that is being opened. */
function onEverySetting(t: TestContext, work: (database: DatabaseSync) => void): { readonly times: number } {
	const calls = { times: 0 };
	const exec = DatabaseSync.prototype.exec;
	t.mock.method(DatabaseSync.prototype, "exec", function (this: DatabaseSync, sql: string) {
		exec.call(this, sql);
		if (!sql.includes("journal_mode")) return;
		calls.times++;
		work(this);
	});
	return calls;
}

test("what must not be lost is flushed to the disk, and nothing else", async (t) => {
	const storage = await storages.open(REALM);
	const commits: unknown[] = [];
	const exec = DatabaseSync.prototype.exec;
	t.mock.method(DatabaseSync.prototype, "exec", function (this: DatabaseSync, sql: string) {
		const { synchronous } = this.prepare("PRAGMA synchronous").get() as { synchronous: number };
		if (sql === "COMMIT") commits.push(["off", "normal", "full"][synchronous]);
		exec.call(this, sql);
	});
	await storage.commit({ waiting: [chunk(1, 1)] });
	await storage.advance(1n, []);
	await storage.setPattern({ text: "", applied: true });
	assert.deepEqual(commits.splice(0), ["full", "full", "full"]);
	await storage.uploaded([chunk(1, 1).id], NOW);
	await storage.keep([chunk(2, 1)], NOW);
	await storage.evict(0);
	await storage.commit({ put: [], relaxed: true });
	assert.deepEqual(commits.splice(0), ["normal", "normal", "normal", "normal"]);
	const fails = {
		...chunk(3, 1),
		get data(): Uint8Array {
			throw new RangeError("no memory");
		},
	};
	await assert.rejects(() => storage.keep([fails], NOW), RangeError);
	await storage.commit({ waiting: [chunk(1, 1)] });
	assert.deepEqual(commits, ["full"]);
	await storage.close();
});

test("reading writes nothing", async () => {
	const storage = await storages.open(REALM);
	await storage.keep([chunk(1, 1000)], NOW);
	const journal = async () => [(await stat(`${path}-wal`)).size, (await stat(`${path}-wal`)).mtimeMs];
	const before = await journal();
	for (let time = 1n; time < 100n; time++) await storage.data(chunk(1, 0).id, DateTime.fromMicroseconds(time));
	assert.deepEqual(await journal(), before);
	await storage.close();
});

test("the room of what was uploaded and evicted is given back to the disk", async () => {
	const storage = await storages.open(REALM);
	const count = 320;
	const data = contentOf(7, 524_288 + 40);
	const ids = Array.from({ length: count }, (_, number) => chunk(number, 0).id);
	for (let start = 0; start < count; start += 8)
		await storage.commit({ waiting: ids.slice(start, start + 8).map((id) => ({ id, data })) });
	// One in ten waits still, all over the file.
	const waiting = ids.filter((_, index) => index % 10 === 0);
	await storage.uploaded(
		ids.filter((_, index) => index % 10 !== 0),
		NOW,
	);
	for (let time = 0; time < 20; time++) await storage.evict(10);
	for (const id of waiting) assert.ok(Buffer.from(data).equals((await storage.data(id, NOW)) ?? utf8("not there")));
	await storage.close();
	const size = (await stat(path)).size;
	assert.ok(size < 0.6 * count * data.length, `${size} bytes`);
});

/** Lets the writer begin at `first`, and kills it once it has told so many generations; the last one that it told. */
async function lifeOfWriter(folder: string, first: number, generations: number): Promise<number> {
	const writer = fileURLToPath(import.meta.resolve("./fileWriter.ts"));
	const child = spawn(process.execPath, [writer, folder, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
	let told = "";
	child.stdout.on("data", (text: Buffer) => {
		told += text.toString("latin1");
		if (told.split("\n").length > generations) child.kill("SIGKILL");
	});
	const [, signal] = await once(child, "close");
	assert.equal(signal, "SIGKILL");
	return Number(told.slice(0, told.lastIndexOf("\n")).split("\n").at(-1));
}

/** That the storage has a whole generation, the last settled one or that after it; which one. */
async function wholeGeneration(storage: FileStorage, settled: number): Promise<number> {
	const [first, ...others] = (await storage.entries(ENTRIES)).values();
	assert.ok(first && others.length === ENTRIES.length - 1);
	const stored = [settled, settled + 1].find((generation) => contentOf(generation, 1)[0] === first[0]);
	assert.ok(stored !== undefined, `of ${settled} or what came next`);
	for (const blob of [first, ...others]) assert.deepEqual(blob, contentOf(stored, 300));
	assert.equal((await storage.toUpload()).length, ENTRIES.length);
	const checkpoint = Number(await storage.checkpoint());
	assert.ok(checkpoint === settled || checkpoint === stored, `checkpoint ${checkpoint}, ${settled} settled`);
	assert.deepEqual(await storage.toUpdate(), new Map());
	const { waiting } = chunksOf(stored);
	for (const id of waiting) assert.deepEqual(await storage.data(id, NOW), contentOf(stored));
	assert.equal((await storage.backlog()).bytes, waiting.length * contentOf(stored).length);
	for (let generation = stored; generation > Math.max(0, stored - 20); generation--) {
		const kept = await storage.data(chunksOf(generation).kept, NOW);
		if (kept) assert.deepEqual(kept, contentOf(generation));
	}
	return stored;
}

test("killed fifty times in the middle of its changes, it has what was settled, and nothing by half", async () => {
	const liveAndDie = async (folder: string) => {
		let next = 1;
		for (let life = 0; life < 25; life++) {
			const settled = await lifeOfWriter(folder, next, 1 + (life % 3));
			const storage = await new SqliteFileStorages(folder).open(REALM);
			next = (await wholeGeneration(storage, settled)) + 1;
			await storage.close();
		}
	};
	await Promise.all([liveAndDie(join(root, "one")), liveAndDie(join(root, "other"))]);
});
