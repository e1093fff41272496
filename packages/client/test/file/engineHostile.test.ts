import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	type DateTime,
	EntryName,
	type FileManifest,
	type FolderManifest,
	FsPath,
	type VlobID,
} from "@parallax/protocol";
import { isFailure } from "../../src/file/failure.ts";
import type { RemoteEntry } from "../../src/file/merge/entry.ts";
import type { Fetched } from "../../src/file/remote/remoteFiles.ts";
import { device, name, vlob } from "./support/entries.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;

async function two(): Promise<{ office: Office; alice: Desk; bob: Desk }> {
	const office = new Office();
	const [alice, bob] = [await office.device(), await office.device()];
	await alice.sync();
	await bob.sync();
	return { office, alice, bob };
}

async function idOf(desk: Desk, at: string): Promise<VlobID> {
	const found = await desk.files.stat(path(at));
	assert(found.kind === "ok", at);
	return found.stat.id;
}

/** From now on whoever asks for the last version of an entry gets this one. */
function serve({ realm }: Office, id: VlobID, version: number): void {
	const manifest = realm.versionsOf(id)[version - 1];
	assert(manifest);
	realm.meddle = ({ name: called }, answer) => {
		const given = answer();
		if (called !== "fetch") return given;
		const entries = new Map(given as ReadonlyMap<VlobID, Fetched>);
		if (entries.has(id)) entries.set(id, { kind: "valid", manifest });
		return entries as typeof given;
	};
}

async function failuresOf(desk: Desk): Promise<unknown[]> {
	const { failures } = await desk.files.synchronize();
	return [...failures.values()].map(({ reason }) =>
		"detail" in reason ? [reason.kind, reason.detail] : [reason.kind],
	);
}

const OLDER = [["invalid_manifest", "older_than_known"]];
const MALLORY = device("mallory");

/** A version that a member of the workspace made with a program of his own: signed and valid, whatever it says. */
function forge({ realm }: Office, entry: Partial<FileManifest> | Partial<FolderManifest>): RemoteEntry {
	realm.open(MALLORY);
	const { id, version } = entry;
	assert(id && version);
	const made = (signature: { readonly author: typeof MALLORY; readonly timestamp: DateTime }) =>
		({ created: signature.timestamp, updated: signature.timestamp, ...signature, ...entry }) as RemoteEntry;
	const uploaded = realm.upload(MALLORY, made);
	assert(uploaded.kind === "ok");
	return uploaded.manifest;
}

function forgeFolder(office: Office, id: VlobID, parent: VlobID, children: readonly (readonly [string, VlobID])[]) {
	const version = office.realm.versionsOf(id).length + 1;
	const listed = new Map(children.map(([each, child]) => [name(each), child]));
	return forge(office, { type: "folder_manifest", id, parent, version, children: listed });
}

function forgeFile(office: Office, id: VlobID, parent: VlobID) {
	const version = office.realm.versionsOf(id).length + 1;
	return forge(office, { type: "file_manifest", id, parent, version, size: 0n, blocksize: 524288n, blocks: [] });
}

describe("a server that serves what it had before", () => {
	async function threeVersions() {
		const { office, alice, bob } = await two();
		await alice.write("/note.txt", "first");
		await alice.sync();
		await alice.write("/note.txt", "second");
		await alice.sync();
		await bob.sync();
		const id = await idOf(bob, "/note.txt");
		await alice.write("/note.txt", "third");
		await alice.sync();
		return { office, alice, bob, id };
	}

	test("an older version than the one that is here: told, nothing changes, the next honest answer heals", async () => {
		const { office, bob, id } = await threeVersions();
		serve(office, id, 1);
		assert.deepEqual(await failuresOf(bob), OLDER);
		assert.equal(await bob.read("/note.txt"), "second");
		office.realm.honest();
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "third");
	});

	test("the version that is here, after it announced a newer one: told, over a restart too", async () => {
		const { office, bob, id } = await threeVersions();
		serve(office, id, 2);
		assert.deepEqual(await failuresOf(bob), OLDER);
		await bob.restart();
		assert.deepEqual(await failuresOf(bob), OLDER);
		assert.equal(await bob.read("/note.txt"), "second");
		office.realm.honest();
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "third");
	});

	test("an older version, while it refuses ours as it has a newer one: told, not tried for ever, nothing is lost", async () => {
		const { office, alice, bob, id } = await threeVersions();
		await bob.write("/note.txt", "bob's");
		serve(office, id, 2);
		const before = office.realm.calls.length;
		assert.deepEqual(await failuresOf(bob), OLDER);
		assert(office.realm.calls.length - before < 20);
		assert.equal(await bob.read("/note.txt"), "bob's");
		office.realm.honest();
		await bob.sync();
		await alice.sync();
		assert.equal(await alice.read("/note.txt"), "third");
		assert.equal(await alice.read("/note (Parsec sync conflict 2).txt"), "bob's");
	});

	test("nothing of what it announced: told, the entry stays", async () => {
		const { office, bob, id } = await threeVersions();
		office.realm.meddle = ({ name: called, ids }, answer) =>
			called === "fetch" && ids.includes(id) ? (new Map() as ReturnType<typeof answer>) : answer();
		assert.deepEqual(await failuresOf(bob), [["invalid_manifest", "not_there"]]);
		assert.equal(await bob.read("/note.txt"), "second");
	});
});

describe("what is wrong on the server is told, never shown, and healed by the next honest answer", () => {
	const wrong = (detail: string) => (error: unknown) =>
		isFailure(error, "invalid_block") && error.reason.detail === detail;

	async function withBlock() {
		const { office, alice, bob } = await two();
		await alice.write("/note.txt", "what alice wrote");
		await alice.write("/other.txt", "something else..");
		await alice.sync();
		await bob.sync();
		const file = office.realm.last(await idOf(alice, "/note.txt"));
		const other = office.realm.last(await idOf(alice, "/other.txt"));
		assert(file?.type === "file_manifest" && other?.type === "file_manifest");
		const [block, swapped] = [file.blocks[0], other.blocks[0]];
		assert(block && swapped);
		return { office, bob, block: block.id, swapped };
	}

	test("the block of another file", async () => {
		const { office, bob, block } = await withBlock();
		office.realm.spoilBlock(block, Buffer.from("something else.."));
		await assert.rejects(bob.read("/note.txt"), wrong("hash_digest_mismatch"));
		assert.equal(await bob.files.isContentHere(path("/note.txt")), false, "what is wrong is not kept");
		assert.equal(await bob.read("/other.txt"), "something else..");
		office.realm.spoilBlock(block, Buffer.from("what alice wrote"));
		assert.equal(await bob.read("/note.txt"), "what alice wrote");
	});

	test("a block that is not there", async () => {
		const { office, bob, block } = await withBlock();
		office.realm.spoilBlock(block, null);
		await assert.rejects(bob.read("/note.txt"), wrong("not_there"));
		// Whoever writes over it needs it no more.
		await bob.write("/note.txt", "written over");
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "written over");
	});

	test("a part of a file whose block is wrong is not overwritten by zeros: the rest of it is told when it is sent", async () => {
		const { office, bob, block } = await withBlock();
		office.realm.spoilBlock(block, Buffer.from("not what was wri"));
		const opened = await bob.files.open(path("/note.txt"), { write: true });
		assert(opened.kind === "ok");
		await opened.file.write(5n, Buffer.from("BOB"));
		await opened.file.close();
		assert.deepEqual(await failuresOf(bob), [["invalid_block", "hash_digest_mismatch"]]);
		office.realm.spoilBlock(block, Buffer.from("what alice wrote"));
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "what BOBce wrote");
	});

	test("a folder above: what is below it cannot be found, the rest can", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/kept.txt", "kept");
		await alice.folder("/papers/deep");
		await alice.write("/papers/deep/note.txt", "below");
		await alice.sync();
		const work = await idOf(alice, "/papers");
		office.realm.spoil(work, "bad_signature");
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/kept.txt"]);
		await assert.rejects(bob.files.stat(path("/papers/deep/note.txt")), (error) =>
			isFailure(error, "invalid_manifest"),
		);
		office.realm.spoil(work, null);
		assert.equal(await bob.read("/papers/deep/note.txt"), "below");
	});

	test("every version of an entry that this device has: its own stays, and what is written in it goes on top", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/note.txt", "one");
		await alice.sync();
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "one");
		await alice.write("/note.txt", "two");
		await alice.sync();
		const id = await idOf(alice, "/note.txt");
		office.realm.spoil(id, "malformed", 1);
		office.realm.spoil(id, "malformed", 2);
		await bob.sync();
		assert.equal((await bob.files.synchronize()).failures.size, 0, "it is healed, and not told again");
		await bob.write("/note.txt", "three");
		await bob.sync();
		assert.equal(office.realm.last(id)?.version, 3);
		await alice.sync();
		assert.equal(await alice.read("/note.txt"), "three");
	});
});

describe("what a member may do with a program of his own", () => {
	test("a file becomes a folder: who was writing in it keeps that in a copy", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/thing", "a file");
		await alice.sync();
		await bob.sync();
		await bob.write("/thing", "bob's words");
		forgeFolder(office, await idOf(alice, "/thing"), office.realm.root, []);
		await alice.sync();
		await bob.sync();
		await alice.sync();
		for (const each of [alice, bob]) {
			assert.deepEqual(await each.tree(), ["/thing (Parsec sync conflict 2)", "/thing/"]);
			assert.equal(await each.read("/thing (Parsec sync conflict 2)"), "bob's words");
		}
	});

	test("a folder becomes a file, with all that was below it", async () => {
		const { office, alice, bob } = await two();
		await alice.folder("/thing/deep");
		await alice.sync();
		await bob.sync();
		forgeFile(office, await idOf(alice, "/thing"), office.realm.root);
		for (const each of [alice, bob]) {
			await each.sync();
			assert.deepEqual(await each.tree(), ["/thing"]);
			assert.equal(await each.read("/thing"), "");
			assert.equal((await each.files.stat(path("/thing/deep"))).kind, "entry_not_found");
		}
	});

	test("folders that are in each other come back, at the same place for all", async () => {
		const { office, alice, bob } = await two();
		const { root } = office.realm;
		await alice.folder("/a");
		await alice.folder("/b");
		await alice.sync();
		await bob.sync();
		const [a, b] = [await idOf(alice, "/a"), await idOf(alice, "/b")];
		forgeFolder(office, a, b, [["b", b]]);
		forgeFolder(office, b, a, [["a", a]]);
		for (let round = 0; round < 3; round++) for (const each of [alice, bob]) await each.sync();
		const tree = await alice.tree();
		assert.equal(tree.length, 2, String(tree));
		assert.deepEqual(await bob.tree(), tree);
		assert.equal(office.realm.last(root)?.type, "folder_manifest");
	});

	test("one entry under two names: it is there, and can be renamed and removed", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/note.txt", "once");
		await alice.sync();
		await bob.sync();
		const id = await idOf(alice, "/note.txt");
		forgeFolder(office, office.realm.root, office.realm.root, [
			["note.txt", id],
			["twin.txt", id],
		]);
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/note.txt", "/twin.txt"]);
		assert.equal(await bob.read("/twin.txt"), "once");
		assert.equal((await bob.files.remove(path("/twin.txt"), "file")).kind, "ok");
		await bob.sync();
		await alice.sync();
		assert.deepEqual(await alice.tree(), ["/note.txt"]);
		assert.equal(await alice.read("/note.txt"), "once");
	});

	test("a folder that lists itself, or the root: neither is shown", async () => {
		const { office, alice, bob } = await two();
		await alice.folder("/a");
		await alice.sync();
		const a = await idOf(alice, "/a");
		forgeFolder(office, a, office.realm.root, [
			["self", a],
			["top", office.realm.root],
		]);
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/a/"]);
	});

	test("a folder of 100,000 children that do not exist: the others are listed, and it can be worked in", async () => {
		const { office, alice, bob } = await two();
		await alice.folder("/a");
		await alice.write("/a/note.txt", "among many");
		await alice.sync();
		const [a, note] = [await idOf(alice, "/a"), await idOf(alice, "/a/note.txt")];
		const nobody = Array.from({ length: 100_000 }, (_, at) => [EntryName.parse(`${at}`), vlob(`n${at}`)] as const);
		forgeFolder(office, a, office.realm.root, [...nobody, ["note.txt", note]]);
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/a/", "/a/note.txt"]);
		await bob.write("/a/77", "the name is free");
		assert.equal(await bob.read("/a/77"), "the name is free");
		assert.equal((await bob.files.remove(path("/a/note.txt"), "file")).kind, "ok");
	});
});
