import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { FsPath, type VlobID } from "@parallax/protocol";
import { isFailure } from "../../src/file/failure.ts";
import { vlob } from "./support/entries.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;

let office: Office;
let alice: Desk;

beforeEach(async () => {
	office = new Office();
	alice = await office.device();
	await alice.sync();
	alice.told.length = 0;
});

async function idOf(at: string, desk = alice): Promise<VlobID> {
	const found = await desk.files.stat(path(at));
	assert(found.kind === "ok", at);
	return found.stat.id;
}

/** What an operation told of entries, by their paths. */
async function told(operation: () => Promise<unknown>): Promise<VlobID[]> {
	const ids: VlobID[] = [];
	const leave = alice.files.subscribe({ outboundNeeded: (id) => void ids.push(id) });
	await operation();
	leave();
	return ids;
}

describe("stat and listing (workspace-engine.md §4.1)", () => {
	test("tell what is known of an entry", async () => {
		await alice.write("/note.txt", "hello world");
		const found = await alice.files.stat(path("/note.txt"));
		assert(found.kind === "ok");
		const { id, created, updated, ...rest } = found.stat;
		assert.deepEqual(rest, {
			type: "file",
			confinementPoint: null,
			parent: office.realm.root,
			baseVersion: 0,
			needSync: true,
			lastUpdater: alice.id,
			size: 11n,
		});
		assert(updated > created);
		await alice.sync();
		assert.partialDeepStrictEqual(await alice.files.statById(id), {
			stat: { baseVersion: 1, needSync: false },
		});
	});

	test("of a file that is open: what is not stored is visible", async () => {
		await alice.write("/note.txt", "hello");
		const opened = await alice.files.open(path("/note.txt"), { write: true });
		assert(opened.kind === "ok");
		await opened.file.append(Buffer.from(" world"));
		assert.partialDeepStrictEqual(await alice.files.stat(path("/note.txt")), { stat: { size: 11n } });
		const listed = await alice.files.list([]);
		assert(listed.kind === "ok");
		for await (const page of listed.entries) assert.partialDeepStrictEqual(page, [{ stat: { size: 11n } }]);
		await opened.file.close();
	});

	test("of what is below a confined name, down to what it is in", async () => {
		await alice.folder("/a/b.tmp/c");
		const a = await idOf("/a");
		for (const at of ["/a/b.tmp", "/a/b.tmp/c"])
			assert.partialDeepStrictEqual(await alice.files.stat(path(at)), { stat: { confinementPoint: a } });
		assert.partialDeepStrictEqual(await alice.files.stat(path("/a")), { stat: { confinementPoint: null } });
		const c = await idOf("/a/b.tmp/c");
		assert.partialDeepStrictEqual(await alice.files.statById(c), { stat: { confinementPoint: a } });
		for (const at of ["/a", "/a/b.tmp"]) {
			const listed = await alice.files.list(path(at));
			assert(listed.kind === "ok");
			for await (const page of listed.entries)
				for (const { stat } of page) assert.equal(stat.confinementPoint, a, `in ${at}`);
		}
	});

	test("by id: also of what no path leads to", async () => {
		await alice.folder("/gone");
		const id = await idOf("/gone");
		await alice.files.remove(path("/gone"), "entry");
		assert.partialDeepStrictEqual(await alice.files.statById(id), { kind: "ok", stat: { confinementPoint: null } });
		assert.equal(await alice.files.pathOf(id), null);
		assert.deepEqual(await alice.files.statById(vlob("nobody")), { kind: "entry_not_found" });
	});

	test("a file is not listed, a file is no way, and case counts", async () => {
		await alice.write("/note.txt", "");
		assert.deepEqual(await alice.files.list(path("/note.txt")), { kind: "entry_is_file" });
		assert.deepEqual(await alice.files.list(path("/none")), { kind: "entry_not_found" });
		assert.deepEqual(await alice.files.stat(path("/note.txt/below")), { kind: "entry_not_found" });
		assert.deepEqual(await alice.files.stat(path("/Note.txt")), { kind: "entry_not_found" });
	});

	test("what is listed and was never fetched cannot be told while the server is away, nor its folder listed", async () => {
		await alice.write("/note.txt", "x");
		await alice.sync();
		const bob = await office.device();
		await bob.sync();
		office.realm.offline();
		await assert.rejects(bob.tree(), ConnectionError);
		await assert.rejects(bob.files.stat(path("/note.txt")), ConnectionError);
		assert.partialDeepStrictEqual(await bob.files.stat([]), { kind: "ok" });
		office.realm.honest();
		assert.deepEqual(await bob.tree(), ["/note.txt"]);
		office.realm.offline();
		assert.deepEqual(await bob.tree(), ["/note.txt"]);
		await assert.rejects(bob.read("/note.txt"), ConnectionError, "its content was never read");
	});
});

describe("create (workspace-engine.md §4.2)", () => {
	test("tells why not", async () => {
		await alice.folder("/folder");
		await alice.write("/file", "");
		const { root } = office.realm;
		const cases: [string, object][] = [
			["/", { kind: "entry_exists", id: root }],
			["/folder", { kind: "entry_exists", id: await idOf("/folder") }],
			["/file", { kind: "entry_exists", id: await idOf("/file") }],
			["/none/x", { kind: "parent_not_found" }],
			["/file/x", { kind: "parent_not_a_folder" }],
			["/file/x/y", { kind: "parent_not_found" }],
		];
		for (const [at, outcome] of cases)
			for (const create of [alice.files.createFile, alice.files.createFolder])
				assert.deepEqual(await create.call(alice.files, path(at)), outcome, at);
	});

	test("tells of the child, then of its folder; of the child alone when it is confined", async () => {
		assert.deepEqual(await told(() => alice.files.createFile(path("/a"))), [await idOf("/a"), office.realm.root]);
		await alice.sync();
		assert.deepEqual(await told(() => alice.files.createFile(path("/a.tmp"))), [await idOf("/a.tmp")]);
		assert.partialDeepStrictEqual(await alice.files.stat([]), { stat: { needSync: false } });
	});

	test("with the folders on the way: ok when they are made, entry_exists when nothing was to be made", async () => {
		assert.equal((await alice.files.createFolders(path("/a/b/c"))).kind, "ok");
		assert.deepEqual(await alice.files.createFolders(path("/a/b/c")), {
			kind: "entry_exists",
			id: await idOf("/a/b/c"),
		});
		assert.equal((await alice.files.createFolders(path("/a/d"))).kind, "ok");
		await alice.write("/a/file", "");
		assert.notEqual((await alice.files.createFolders(path("/a/file/e"))).kind, "ok");
		assert.deepEqual(await alice.files.createFolders([]), { kind: "entry_exists", id: office.realm.root });
	});

	test("two at once under one name: one of them is made", async () => {
		const made = await Promise.all([1, 2, 3].map(() => alice.files.createFile(path("/same"))));
		assert.deepEqual(made.map(({ kind }) => kind).sort(), ["entry_exists", "entry_exists", "ok"]);
		assert.deepEqual(await alice.tree(), ["/same"]);
	});
});

describe("remove (workspace-engine.md §4.3)", () => {
	test("takes what its variant accepts", async () => {
		await alice.folder("/full/sub");
		await alice.folder("/empty");
		await alice.write("/file", "");
		const refusals: [string, Parameters<Desk["files"]["remove"]>[1], string][] = [
			["/", "entry", "cannot_remove_root"],
			["/none", "entry", "entry_not_found"],
			["/none/below", "entry", "entry_not_found"],
			["/file/below", "entry", "entry_not_found"],
			["/full", "file", "entry_is_folder"],
			["/full", "empty_folder", "entry_is_not_empty"],
			["/file", "empty_folder", "entry_is_file"],
			["/file", "folder", "entry_is_file"],
		];
		for (const [at, mode, kind] of refusals)
			assert.deepEqual(await alice.files.remove(path(at), mode), { kind }, `${at} ${mode}`);
		const before = await alice.tree();
		assert.deepEqual(before, ["/empty/", "/file", "/full/", "/full/sub/"]);
		for (const [at, mode] of [
			["/empty", "empty_folder"],
			["/file", "file"],
			["/full", "folder"],
		] as const)
			assert.equal((await alice.files.remove(path(at), mode)).kind, "ok");
		assert.deepEqual(await alice.tree(), []);
	});

	test("tells of the folder alone, which alone changes", async () => {
		await alice.folder("/a");
		await alice.sync();
		const id = await idOf("/a");
		assert.deepEqual(await told(() => alice.files.remove(path("/a"), "entry")), [office.realm.root]);
		assert.partialDeepStrictEqual(await alice.files.statById(id), { stat: { needSync: false } });
	});

	test("a file that is open is removed, and works for those who have it open", async () => {
		const opened = await alice.files.open(path("/open"), { read: true, write: true, create: true });
		assert(opened.kind === "ok");
		assert.equal((await alice.files.remove(path("/open"), "file")).kind, "ok");
		await opened.file.write(0n, Buffer.from("still here"));
		assert.equal(Buffer.from(await opened.file.read(0n, 20)).toString(), "still here");
		await opened.file.close();
		assert.deepEqual(await alice.tree(), []);
	});

	test("a folder is not removed as empty while something is made in it, whichever comes first", async () => {
		for (let turns = 0; turns < 40; turns++) {
			const at = `/folder ${turns}`;
			await alice.folder(at);
			const removing = alice.files.remove(path(at), "empty_folder");
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			const made = await alice.files.createFile(path(`${at}/file`));
			const removed = await removing;
			assert.notEqual(made.kind, removed.kind, "one of both");
			const there = removed.kind === "ok" ? "parent_not_found" : "ok";
			assert.equal(made.kind, there);
		}
	});
});

describe("move (workspace-engine.md §4.4)", () => {
	beforeEach(async () => {
		await alice.folder("/folder/sub");
		await alice.folder("/other");
		await alice.write("/file", "file");
		await alice.write("/second", "second");
		await alice.write("/folder/inner", "inner");
		await alice.sync();
	});

	const refusals: [string, string, Parameters<Desk["files"]["move"]>[2], string][] = [
		["/", "/x", "can_replace", "cannot_move_root"],
		["/file", "/", "can_replace", "cannot_move_root"],
		["/none", "/x", "can_replace", "source_not_found"],
		["/none/x", "/folder/x", "can_replace", "source_not_found"],
		["/none/x", "/none/y", "can_replace", "source_not_found"],
		["/none/x", "/nowhere/y", "can_replace", "destination_not_found"],
		["/file", "/nowhere/y", "can_replace", "destination_not_found"],
		["/file", "/second/y", "can_replace", "destination_not_found"],
		["/file", "/x", "exchange", "destination_not_found"],
		["/file", "/folder/x", "exchange", "destination_not_found"],
		["/file", "/second", "no_replace", "destination_exists"],
		["/file", "/folder", "no_replace", "destination_exists"],
		["/file", "/folder", "can_replace_file_only", "destination_exists"],
		["/file", "/file", "no_replace", "destination_exists"],
		["/folder", "/folder", "can_replace_file_only", "destination_exists"],
		["/folder", "/folder/x", "can_replace", "into_itself"],
		["/folder", "/folder/sub/x", "can_replace", "into_itself"],
		["/folder/sub", "/folder", "exchange", "into_itself"],
	];
	for (const [from, to, mode, kind] of refusals)
		test(`${from} to ${to}, ${mode}: ${kind}`, async () => {
			const before = await alice.tree();
			const outcome = await alice.files.move(path(from), path(to), mode);
			assert.equal(outcome.kind, kind);
			if (outcome.kind === "destination_exists") assert.equal(outcome.id, await idOf(to));
			assert.deepEqual(await alice.tree(), before);
			assert.equal((await alice.files.backlog()).entries, 0);
		});

	test("replaces a file or a folder that is not empty, or exchanges: ids never change", async () => {
		const [file, folder, inner] = [await idOf("/file"), await idOf("/folder"), await idOf("/folder/inner")];
		assert.equal((await alice.files.move(path("/file"), path("/folder/inner"), "exchange")).kind, "ok");
		assert.deepEqual([await idOf("/file"), await idOf("/folder/inner")], [inner, file]);
		assert.equal((await alice.files.move(path("/file"), path("/second"), "can_replace_file_only")).kind, "ok");
		assert.equal(await idOf("/second"), inner);
		assert.equal((await alice.files.move(path("/other"), path("/folder"), "exchange")).kind, "ok");
		assert.equal(await idOf("/other"), folder);
		assert.equal((await alice.files.move(path("/second"), path("/other"), "can_replace")).kind, "ok");
		assert.deepEqual(await alice.tree(), ["/folder/", "/other"]);
	});

	test("tells, in one folder, of the folder alone", async () => {
		const { root } = office.realm;
		assert.deepEqual(await told(() => alice.files.move(path("/file"), path("/renamed"), "no_replace")), [root]);
		assert.partialDeepStrictEqual(await alice.files.stat(path("/renamed")), { stat: { needSync: false } });
	});

	test("tells, between folders, of where it arrives, of itself, of whence it comes, and SHOULD of what is exchanged", async () => {
		const { root } = office.realm;
		const [folder, file, inner] = [await idOf("/folder"), await idOf("/file"), await idOf("/folder/inner")];
		const order = await told(() => alice.files.move(path("/file"), path("/folder/inner"), "exchange"));
		assert.deepEqual(order, [folder, file, root, inner]);
	});

	test("SHOULD do nothing when source and destination are the same", async () => {
		assert.deepEqual(await told(() => alice.files.move(path("/file"), path("/file"), "can_replace")), []);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("SHOULD not wait for a file that is being written: it arrives where it was moved, with all that is written", async () => {
		for (let turns = 0; turns < 30; turns++) {
			const [from, to] = [path(`/from ${turns}`), path(`/folder/to ${turns}`)];
			await alice.write(`/from ${turns}`, "before");
			// Whether it is being opened, is open, or is about to be.
			const opening = alice.files.open(from, { write: true });
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			const moving = alice.files.move(from, to, "no_replace");
			const [opened, moved] = await Promise.all([opening, moving]);
			assert.equal(moved.kind, "ok");
			if (opened.kind !== "ok") continue;
			await opened.file.append(Buffer.from(", after"));
			await opened.file.close();
			assert.equal(await alice.read(`/folder/to ${turns}`), "before, after");
		}
	});

	test("loses nothing of a file that is closed as it is moved", async () => {
		for (let turns = 0; turns < 30; turns++) {
			const opened = await alice.files.open(path(`/from ${turns}`), { write: true, create: true });
			assert(opened.kind === "ok");
			await opened.file.write(0n, Buffer.from("words"));
			const closing = opened.file.close();
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			const moved = await alice.files.move(path(`/from ${turns}`), path(`/folder/to ${turns}`), "no_replace");
			await closing;
			assert.equal(moved.kind, "ok");
			assert.equal(await alice.read(`/folder/to ${turns}`), "words");
		}
	});

	test("two folders moved into each other at once: one of them stays where it is", async () => {
		for (let turns = 0; turns < 40; turns++) {
			const at = `/crossing ${turns}`;
			await alice.folder(`${at}/p/a/y`);
			await alice.folder(`${at}/q/b/x`);
			const one = alice.files.move(path(`${at}/p/a`), path(`${at}/q/b/x/a`), "no_replace");
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			const other = alice.files.move(path(`${at}/q/b`), path(`${at}/p/a/y/b`), "no_replace");
			await Promise.all([one, other]);
			assert.equal((await alice.tree(at)).length, 6, "everything can be reached");
		}
	});
});

describe("what every change is refused for (workspace-engine.md §3)", () => {
	test("read_only, before anything else", async () => {
		await alice.write("/file", "");
		alice.writable = false;
		const refused = (error: unknown) => isFailure(error, "read_only");
		await assert.rejects(alice.files.createFile([]), refused);
		await assert.rejects(alice.files.createFolders(path("/none/x")), refused);
		await assert.rejects(alice.files.remove([], "entry"), refused);
		await assert.rejects(alice.files.move([], [], "exchange"), refused);
		for (const options of [{ write: true }, { create: true }, { createNew: true }])
			await assert.rejects(alice.files.open(path("/none/x"), options), refused);
		assert.equal((await alice.files.open(path("/none/x"), { read: true })).kind, "entry_not_found");
		assert.deepEqual(await alice.tree(), ["/file"]);
	});

	test("stopped, once it is closed; to close it again does nothing", async () => {
		const { files } = alice;
		await files.close();
		await files.close();
		for (const refused of [() => files.stat([]), () => files.createFile(path("/a")), () => files.synchronize()])
			await assert.rejects(
				async () => refused(),
				(error) => isFailure(error, "stopped"),
			);
	});

	test("what is under way as it is closed ends, with what it came to or with stopped", async () => {
		for (let turns = 0; turns < 60; turns += 3) {
			await alice.write(`/file ${turns}`, "x");
			const work = [
				alice.files.synchronize(),
				alice.files.createFolders(path(`/a ${turns}/b/c`)),
				alice.files.move(path(`/file ${turns}`), path(`/moved ${turns}`), "no_replace"),
				alice.write(`/other ${turns}`, "y"),
			];
			const results = Promise.allSettled(work);
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			await alice.files.close();
			for (const result of await results)
				if (result.status === "rejected")
					assert(
						isFailure(result.reason, "stopped") || /was closed/.test(String(result.reason)),
						String(result.reason),
					);
			await alice.start();
			await alice.tree();
		}
		await alice.sync();
	});

	test("author_not_allowed and realm_deleted, which the server says", async () => {
		await alice.write("/file", "");
		const bob = await office.device();
		office.realm.setRole(bob.id, null);
		await assert.rejects(bob.files.synchronize(), (error) => isFailure(error, "author_not_allowed"));
		office.realm.state = "realm_deleted";
		await assert.rejects(alice.files.synchronize(), (error) => isFailure(error, "realm_deleted"));
		office.realm.state = "realm_archived";
		await assert.rejects(alice.files.synchronize(), (error) => isFailure(error, "realm_archived"));
		assert.deepEqual(await alice.tree(), ["/file"], "what is here stays here");
	});
});
