import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { FsPath, type VlobID } from "@parallax/protocol";
import { isFailure } from "../../src/file/failure.ts";
import type { FileHandle } from "../../src/file/opened/fileHandle.ts";
import type { OpenOptions } from "../../src/file/opened/openedFiles.ts";
import { FileStorageError } from "../../src/storage/fileStorage.ts";
import { vlob } from "./support/entries.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;
const BLOCKSIZE = 524288;
const bytes = (text: string) => Buffer.from(text);

let office: Office;
let alice: Desk;

beforeEach(async () => {
	office = new Office();
	alice = await office.device();
	await alice.sync();
});

async function open(at: string, options: OpenOptions): Promise<FileHandle> {
	const opened = await alice.files.open(path(at), options);
	assert(opened.kind === "ok", opened.kind);
	return opened.file;
}

async function idOf(at: string): Promise<VlobID> {
	const found = await alice.files.stat(path(at));
	assert(found.kind === "ok", at);
	return found.stat.id;
}

const all = async (file: FileHandle) => Buffer.from(await file.read(0n, Number(file.stat().size))).toString();

/** A file with "hello world", the example of §4.6, open in both ways. */
async function hello(): Promise<FileHandle> {
	await alice.write("/hello.txt", "hello world");
	return open("/hello.txt", { read: true, write: true });
}

describe("open (workspace-engine.md §4.5)", () => {
	test("tells why not", async () => {
		await alice.folder("/folder");
		await alice.write("/file", "");
		const cases: [string, OpenOptions, object][] = [
			["/none", { read: true }, { kind: "entry_not_found" }],
			["/none/x", { write: true, create: true }, { kind: "entry_not_found" }],
			["/file", { write: true, createNew: true }, { kind: "entry_exists", id: await idOf("/file") }],
			["/folder", { read: true }, { kind: "entry_not_a_file", id: await idOf("/folder") }],
			["/", { read: true }, { kind: "entry_not_a_file", id: office.realm.root }],
			["/", { write: true, create: true }, { kind: "entry_not_a_file", id: office.realm.root }],
		];
		for (const [at, options, outcome] of cases)
			assert.deepEqual(await alice.files.open(path(at), options), outcome, `${at} ${JSON.stringify(options)}`);
		assert.deepEqual(await alice.files.openById(vlob("nobody"), { read: true }), { kind: "entry_not_found" });
	});

	test("SHOULD refuse to empty a file that it does not open to be written", async () => {
		await alice.write("/file", "content");
		await assert.rejects(alice.files.open(path("/file"), { read: true, truncate: true }), RangeError);
		assert.equal(await alice.read("/file"), "content");
	});

	test("create: one that somebody else makes at the same time is opened; createNew: it is told", async () => {
		const options = { write: true, create: true };
		const both = await Promise.all([alice.files.open(path("/a"), options), alice.files.open(path("/a"), options)]);
		const ids = both.map((each) => (each.kind === "ok" ? each.file.stat().id : each.kind));
		assert.equal(ids[0], ids[1]);
		for (const each of both) if (each.kind === "ok") await each.file.close();
		const news = await Promise.all([1, 2].map(() => alice.files.open(path("/b"), { write: true, createNew: true })));
		assert.deepEqual(news.map(({ kind }) => kind).sort(), ["entry_exists", "ok"]);
	});

	test("opening and closing changes nothing and tells nothing, also to empty what is empty", async () => {
		await alice.write("/file", "");
		await alice.sync();
		alice.told.length = 0;
		for (const options of [
			{ read: true },
			{ write: true },
			{ write: true, truncate: true },
			{ write: true, create: true },
		])
			await (await open("/file", options)).close();
		assert.deepEqual(alice.told, []);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("SHOULD tell at the last close that a file was emptied that was open already", async () => {
		await alice.write("/file", "content");
		await alice.sync();
		const reading = await open("/file", { read: true });
		const emptying = await open("/file", { write: true, truncate: true });
		alice.told.length = 0;
		await emptying.close();
		await reading.close();
		assert.deepEqual(alice.told, ["needed"]);
		assert.equal(await alice.read("/file"), "");
	});

	test("all who have a file open see one file, each with its own permission", async () => {
		const writing = await hello();
		const reading = await open("/hello.txt", { read: true });
		await writing.write(0n, bytes("HELLO"));
		assert.equal(await all(reading), "HELLO world");
		assert.throws(() => reading.write(0n, bytes("x")), /not opened to write/);
		assert.throws(() => reading.flush(), /not opened to write/);
		const blind = await open("/hello.txt", { write: true });
		assert.throws(() => blind.read(0n, 1), /not opened to read/);
		for (const each of [writing, reading, blind]) await each.close();
		await assert.rejects(async () => reading.read(0n, 1), /was closed/);
		await assert.rejects(reading.close(), /was closed/);
	});
});

describe("read, write and resize (workspace-engine.md §4.6)", () => {
	const writes: [number, string, string][] = [
		[11, "abcdef", "hello worldabcdef"],
		[0, "abcdef", "abcdefworld"],
		[13, "x", "hello world\0\0x"],
		[1000, "", "hello world"],
	];
	for (const [at, what, result] of writes)
		test(`write(${at}, ${JSON.stringify(what)})`, async () => {
			const file = await hello();
			assert.equal(await file.write(BigInt(at), bytes(what)), what.length);
			assert.equal(await all(file), result);
			await file.close();
			assert.equal(await alice.read("/hello.txt"), result);
		});

	const within: [number, string, number, string][] = [
		[3, "abcdef", 6, "helabcdefld"],
		[8, "abcdef", 3, "hello woabc"],
		[11, "abcdef", 0, "hello world"],
		[1000, "abcdef", 0, "hello world"],
	];
	for (const [at, what, written, result] of within)
		test(`writeWithin(${at}, ${JSON.stringify(what)}) writes ${written}`, async () => {
			const file = await hello();
			assert.equal(await file.writeWithin(BigInt(at), bytes(what)), written);
			assert.equal(await all(file), result);
			await file.close();
		});

	test("nothing written tells nothing when the file is closed", async () => {
		const file = await hello();
		await alice.sync();
		alice.told.length = 0;
		await file.write(1000n, bytes(""));
		await file.writeWithin(1000n, bytes("abc"));
		await file.resize(11n);
		await file.resize(2000n, { onlyShorter: true });
		await file.close();
		assert.deepEqual(alice.told, []);
	});

	test("append goes to the end as it is then, however many do it at once", async () => {
		const file = await hello();
		await Promise.all(["a", "b", "c"].map((each) => file.append(bytes(each))));
		assert.equal(await all(file), "hello worldabc");
		await file.close();
	});

	test("read is cut at the end, and gives zeros in holes", async () => {
		const file = await hello();
		assert.equal(Buffer.from(await file.read(6n, 100)).toString(), "world");
		assert.equal((await file.read(11n, 10)).length, 0);
		assert.equal((await file.read(1000n, 10)).length, 0);
		await file.resize(20n);
		assert.equal(Buffer.from(await file.read(9n, 5)).toString(), "ld\0\0\0");
		await file.resize(5n);
		await file.resize(8n);
		assert.equal(await all(file), "hello\0\0\0");
		await file.close();
	});

	test("what the caller does with its bytes afterwards changes nothing", async () => {
		const file = await open("/mine", { read: true, write: true, create: true });
		const data = bytes("words");
		await file.write(0n, data);
		data.fill(0);
		const read = await file.read(0n, 5);
		assert.equal(Buffer.from(read).toString(), "words");
		read.fill(0);
		assert.equal(await all(file), "words");
		await file.close();
		(await alice.bytes("/mine")).fill(0);
		assert.equal(await alice.read("/mine"), "words");
	});

	test("is stored without being asked once as much as a block was written", async () => {
		const file = await open("/large", { write: true, create: true });
		await file.write(0n, new Uint8Array(BLOCKSIZE - 1).fill(1));
		assert.equal((await alice.files.backlog()).bytes, 0);
		await file.append(new Uint8Array(1));
		assert((await alice.files.backlog()).bytes > BLOCKSIZE);
		await alice.kill();
		assert.equal((await alice.bytes("/large")).length, BLOCKSIZE);
	});

	test("what was flushed is there after a power cut, what was not is gone, and nothing is by half", async () => {
		const file = await hello();
		await file.write(0n, bytes("HELLO"));
		await file.flush();
		await file.write(6n, bytes("WORLD"));
		await alice.kill();
		assert.equal(await alice.read("/hello.txt"), "HELLO world");
		assert.equal((await alice.files.backlog()).bytes > 0, true);
		await alice.sync();
		assert.deepEqual(await alice.files.backlog(), { entries: 0, bytes: 0 });
	});

	test("many small writes become one block per span as the file is closed", async () => {
		const file = await open("/many", { write: true, create: true });
		for (let at = 0; at < 100; at++) await file.write(BigInt(at * 10), bytes("0123456789"));
		await file.write(BigInt(BLOCKSIZE), bytes("second span"));
		await file.close();
		await alice.sync();
		assert.equal(office.realm.blockCount, 2);
	});

	test("what is here is read while the server is away; what is not is told, and asked again", async () => {
		await alice.write("/file", "on the server");
		await alice.sync();
		const bob = await office.device();
		await bob.sync();
		await bob.tree();
		const opened = await bob.files.open(path("/file"), { read: true, write: true });
		assert(opened.kind === "ok");
		office.realm.offline();
		await assert.rejects(opened.file.read(0n, 5), ConnectionError);
		// What is written meanwhile is here.
		await opened.file.write(0n, bytes("ON"));
		assert.equal(Buffer.from(await opened.file.read(0n, 2)).toString(), "ON");
		await assert.rejects(opened.file.read(0n, 5), ConnectionError);
		await opened.file.close();
		office.realm.honest();
		office.realm.storeAvailable = false;
		await assert.rejects(bob.read("/file"), (error) => isFailure(error, "store_unavailable"));
		office.realm.storeAvailable = true;
		assert.equal(await bob.read("/file"), "ON the server");
	});
});

describe("close and stop (workspace-engine.md §4.6, §4.7)", () => {
	test("the last close tells of what any of them changed, stored or not", async () => {
		const first = await hello();
		const second = await open("/hello.txt", { read: true });
		await alice.sync();
		alice.told.length = 0;
		await first.write(0n, bytes("H"));
		await first.flush();
		await first.close();
		assert.deepEqual(alice.told, []);
		await second.close();
		assert.deepEqual(alice.told, ["needed"]);
	});

	test("closing the workspace stores what is open, opens nothing more, and tells nothing", async () => {
		const file = await hello();
		await file.write(0n, bytes("HELLO"));
		alice.told.length = 0;
		const { files } = alice;
		const closing = files.close();
		await assert.rejects(
			async () => files.open(path("/hello.txt"), { read: true }),
			(error) => isFailure(error, "stopped"),
		);
		await closing;
		assert.deepEqual(alice.told, []);
		await alice.start();
		assert.equal(await alice.read("/hello.txt"), "HELLO world");
	});

	test("a file that its user closes at the same time is no failure", async () => {
		for (let turns = 0; turns < 12; turns++) {
			const file = await hello();
			await file.write(0n, bytes(`${turns % 10}`));
			const closing = file.close();
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			await Promise.all([closing, alice.files.close()]);
			await alice.start();
			assert.equal((await alice.read("/hello.txt"))[0], `${turns % 10}`);
		}
	});

	test("what is being opened as the workspace closes is stopped, not left open", async () => {
		for (let turns = 0; turns < 20; turns++) {
			await alice.write("/file", "x");
			const opening = alice.files.open(path("/file"), { write: true });
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			const results = await Promise.allSettled([opening, alice.files.close()]);
			assert.equal(results[1]?.status, "fulfilled");
			if (results[0]?.status === "rejected") assert(isFailure(results[0].reason, "stopped"), String(results[0].reason));
			await alice.start();
		}
	});

	test("a full disk: close tells it, the file is closed nevertheless, and can be opened again", async () => {
		const file = await hello();
		await file.write(0n, bytes("HELLO"));
		alice.watch = () => {
			throw new FileStorageError("full", "no room", null);
		};
		const isFull = (error: unknown) => error instanceof FileStorageError && error.problem === "full";
		await assert.rejects(file.flush(), isFull);
		assert.equal(await all(file), "HELLO world", "it is still here");
		await assert.rejects(file.close(), isFull);
		alice.watch = () => {};
		assert.equal(await alice.read("/hello.txt"), "hello world");
		await alice.write("/hello.txt", "again");
		assert.equal(await alice.read("/hello.txt"), "again");
	});

	test("a full disk may be emptied: what was written is stored by the next flush", async () => {
		const file = await hello();
		await file.write(0n, bytes("HELLO"));
		alice.watch = () => {
			throw new FileStorageError("full", "no room", null);
		};
		await assert.rejects(file.flush(), FileStorageError);
		alice.watch = () => {};
		await file.flush();
		await file.close();
		await alice.restart();
		assert.equal(await alice.read("/hello.txt"), "HELLO world");
	});

	test("the workspace is closed even when a file cannot be stored: that is told", async () => {
		const file = await hello();
		await file.write(0n, bytes("HELLO"));
		alice.watch = () => {
			throw new FileStorageError("full", "no room", null);
		};
		await assert.rejects(alice.files.close(), FileStorageError);
		alice.watch = () => {};
		await alice.start();
		assert.equal(await alice.read("/hello.txt"), "hello world");
	});
});
