import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { randomBytes } from "@parallax/crypto";
import { FsPath } from "@parallax/protocol";
import { FileFailure } from "../../src/file/failure.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;

async function two(): Promise<{ office: Office; alice: Desk; bob: Desk }> {
	const office = new Office();
	return { office, alice: await office.device(), bob: await office.device() };
}

describe("the files of a workspace", () => {
	test("what one device makes, another has once both have synchronized", async () => {
		const { alice, bob } = await two();
		await alice.folder("/reports/2026");
		await alice.write("/reports/2026/summary.txt", "hello world");
		await alice.sync();
		assert.deepEqual(await bob.tree(), [], "a root that is not known yet has nothing");
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/reports/", "/reports/2026/", "/reports/2026/summary.txt"]);
		assert.equal(await bob.read("/reports/2026/summary.txt"), "hello world");
		await bob.write("/reports/2026/summary.txt", "hello again");
		await bob.sync();
		await alice.sync();
		assert.equal(await alice.read("/reports/2026/summary.txt"), "hello again");
		assert.deepEqual(await alice.files.backlog(), { entries: 0, bytes: 0 });
	});

	test("a large file goes in blocks, and comes back byte for byte", async () => {
		const { office, alice, bob } = await two();
		const content = randomBytes(3 * 524288 + 1234);
		await alice.write("/large.bin", content);
		await alice.sync();
		assert.equal(office.realm.blockCount, 4);
		await bob.sync();
		assert.equal(await bob.files.isContentHere(path("/large.bin")), false);
		assert(Buffer.from(await bob.bytes("/large.bin")).equals(content));
		assert.equal(await bob.files.isContentHere(path("/large.bin")), true);
		office.realm.offline();
		assert(Buffer.from(await bob.bytes("/large.bin")).equals(content));
	});

	test("everything waits on this device while the server cannot be reached, over a restart too", async () => {
		const { office, alice, bob } = await two();
		await alice.sync();
		office.realm.offline();
		await alice.write("/offline.txt", "written on a train");
		await assert.rejects(alice.files.synchronize(), ConnectionError);
		await alice.restart();
		assert.equal(await alice.read("/offline.txt"), "written on a train");
		office.realm.honest();
		await alice.sync();
		await bob.sync();
		assert.equal(await bob.read("/offline.txt"), "written on a train");
	});

	test("a file written on both sides is there twice: nobody's words are lost", async () => {
		const { alice, bob } = await two();
		await alice.write("/bar.txt", "before");
		await alice.sync();
		await bob.sync();
		await alice.write("/bar.txt", "alice");
		await bob.write("/bar.txt", "bob");
		await alice.sync();
		await bob.sync();
		await alice.sync();
		for (const each of [alice, bob]) {
			assert.deepEqual(await each.tree(), ["/bar (Parsec sync conflict 2).txt", "/bar.txt"]);
			assert.equal(await each.read("/bar.txt"), "alice");
			assert.equal(await each.read("/bar (Parsec sync conflict 2).txt"), "bob");
		}
	});

	test("an upload whose answer is lost is recognized, not taken for somebody else's", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/note.txt", "one");
		await alice.sync();
		await alice.write("/note.txt", "two");
		office.realm.cutAfter(0, "after", ({ name }) => name === "upload");
		await assert.rejects(alice.files.synchronize(), ConnectionError);
		office.realm.honest();
		await alice.write("/note.txt", "three");
		await alice.sync();
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/note.txt"]);
		assert.equal(await bob.read("/note.txt"), "three");
	});

	test("names that match the pattern stay on their device, with all that is below them", async () => {
		const { alice, bob } = await two();
		await alice.folder("/build.tmp/deep");
		await alice.write("/build.tmp/deep/file.txt", "mine");
		await alice.write("/kept.txt", "ours");
		const report = await alice.files.synchronize();
		assert.deepEqual(new Set(report.waiting.values()), new Set(["confined"]));
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/kept.txt"]);
		assert.equal((await alice.files.move(path("/build.tmp"), path("/build"), "no_replace")).kind, "ok");
		await alice.sync();
		await bob.sync();
		assert.equal(await bob.read("/build/deep/file.txt"), "mine");
	});

	test("a Reader changes nothing, and sees everything", async () => {
		const { alice, bob } = await two();
		await alice.write("/note.txt", "read me");
		await alice.sync();
		bob.writable = false;
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "read me");
		const refused = (error: unknown) => error instanceof FileFailure && error.reason.kind === "read_only";
		await assert.rejects(bob.files.createFolder(path("/mine")), refused);
		await assert.rejects(bob.files.remove(path("/note.txt"), "entry"), refused);
		await assert.rejects(bob.files.open(path("/note.txt"), { write: true }), refused);
		assert.deepEqual(await bob.tree(), ["/note.txt"]);
	});

	test("an invalid version is never shown, holds nothing up, and is followed by the next one", async () => {
		const { office, alice, bob } = await two();
		await alice.write("/a.txt", "first");
		await alice.write("/b.txt", "other");
		await alice.sync();
		await bob.sync();
		assert.equal(await bob.read("/a.txt"), "first");
		await alice.write("/a.txt", "second");
		await alice.write("/b.txt", "newer");
		await alice.sync();
		const stat = await alice.files.stat(path("/a.txt"));
		assert(stat.kind === "ok");
		office.realm.spoil(stat.stat.id, "bad_signature");
		await bob.files.synchronize();
		assert.equal(await bob.read("/a.txt"), "first");
		assert.equal(await bob.read("/b.txt"), "newer");
		await bob.write("/a.txt", "third");
		await bob.sync();
		assert.equal(office.realm.last(stat.stat.id)?.version, 3);
	});

	test("a file that is moved while it is written ends where it was moved, with all that was written", async () => {
		const { alice, bob } = await two();
		await alice.folder("/there");
		const opened = await alice.files.open(path("/open.txt"), { write: true, create: true });
		assert(opened.kind === "ok");
		await opened.file.write(0n, new TextEncoder().encode("before, "));
		assert.equal((await alice.files.move(path("/open.txt"), path("/there/moved.txt"), "no_replace")).kind, "ok");
		await opened.file.append(new TextEncoder().encode("after"));
		await opened.file.close();
		await alice.sync();
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/there/", "/there/moved.txt"]);
		assert.equal(await bob.read("/there/moved.txt"), "before, after");
	});
});
