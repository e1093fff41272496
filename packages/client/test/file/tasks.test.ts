import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { FsPath, type VlobID } from "@parallax/protocol";
import { FileFailure, isFailure } from "../../src/file/failure.ts";
import { settle, VirtualTime } from "../events/virtualTime.ts";
import { vlob } from "./support/entries.ts";
import { EventLine } from "./support/eventLine.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;
const SECOND = 1_000;

/** A device that is followed: by the minute of a clock that the test turns. */
interface Followed {
	readonly desk: Desk;
	readonly line: EventLine;
	readonly time: VirtualTime;
	readonly failures: { readonly error: unknown; readonly id: VlobID | null }[];
}

async function follow(test: TestContext, office: Office, desk: Desk): Promise<Followed> {
	const line = new EventLine();
	const time = new VirtualTime();
	const failures: Followed["failures"][number][] = [];
	await line.open();
	desk.files.follow(line.monitor, (error, id) => failures.push({ error, id }), time);
	office.realm.subscribe(({ author, id, version }) => {
		// The server does not tell a device of what it did itself.
		if (author !== desk.id) void line.tellVersion(office.realm.root, id, author, version);
	});
	test.after(async () => {
		await desk.files.close();
		await line.close();
	});
	await settle();
	return { desk, line, time, failures };
}

/** Alice, who is followed, and Bob, who synchronizes when the test says so; both have what the other has. */
async function scene(test: TestContext) {
	const office = new Office();
	const alice = await office.device();
	const bob = await office.device();
	await alice.sync();
	await bob.sync();
	const followed = await follow(test, office, alice);
	return { office, bob, alice, ...followed };
}

const uploads = ({ realm }: Office) => realm.calls.filter(({ name }) => name === "upload").length;

async function idOf(desk: Desk, at: string): Promise<VlobID> {
	const found = await desk.files.stat(path(at));
	assert(found.kind === "ok", at);
	return found.stat.id;
}

describe("what changes on this device", () => {
	test("goes to the server a second after the last change of the entry", async (test) => {
		const { office, alice, time } = await scene(test);
		const before = uploads(office);
		await alice.write("/note.txt", "one");
		await time.advance(0.9 * SECOND);
		await alice.write("/note.txt", "two");
		await time.advance(0.9 * SECOND);
		// The root changed once only.
		assert.equal(uploads(office), before + 1);
		await time.advance(0.2 * SECOND);
		assert.equal(uploads(office), before + 2);
		assert.deepEqual(await alice.files.backlog(), { entries: 0, bytes: 0 });
	});

	test("goes after a minute at most, however often it changes", async (test) => {
		const { office, alice, time } = await scene(test);
		await alice.write("/note.txt", "0");
		const id = await idOf(alice, "/note.txt");
		for (let tenths = 0; tenths < 590; tenths += 5) {
			await alice.write("/note.txt", `${tenths}`);
			await time.advance(0.5 * SECOND);
		}
		assert.equal(office.realm.versionsOf(id).length, 0);
		for (let tenths = 0; tenths < 30; tenths += 5) {
			await alice.write("/note.txt", `more ${tenths}`);
			await time.advance(0.5 * SECOND);
		}
		assert.equal(office.realm.versionsOf(id).length, 1);
	});

	test("goes at the start too, when an earlier program left it unsent", async (test) => {
		const office = new Office();
		const alice = await office.device();
		await alice.write("/note.txt", "from yesterday");
		await alice.restart();
		const { time } = await follow(test, office, alice);
		await time.advance(SECOND);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("waits while a file is being written, then goes with all that was written", async (test) => {
		const { office, alice, bob, time } = await scene(test);
		await alice.write("/note.txt", "before");
		await time.advance(SECOND);
		const opened = await alice.files.open(path("/note.txt"), { write: true });
		assert(opened.kind === "ok");
		await opened.file.write(0n, Buffer.from("during"));
		await opened.file.flush();
		await time.advance(10 * SECOND);
		assert.equal(office.realm.last(await idOf(alice, "/note.txt"))?.version, 1);
		await opened.file.close();
		await time.advance(2 * SECOND);
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "during");
	});

	test("waits for the server to be there again, three seconds at least", async (test) => {
		const { office, alice, line, time, failures } = await scene(test);
		office.realm.offline();
		await alice.write("/note.txt", "on a train");
		await time.advance(SECOND);
		await line.cut();
		await time.advance(60 * SECOND);
		office.realm.honest();
		await time.advance(60 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 2, "nothing tells that the server is there");
		await line.mend();
		await time.advance(2 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 0);
		assert.deepEqual(failures, [], "to be offline is no failure");
	});

	test("waits a minute when the server does not reach its blocks", async (test) => {
		const { office, alice, time, failures } = await scene(test);
		office.realm.storeAvailable = false;
		await alice.write("/note.txt", "some content");
		await time.advance(2 * SECOND);
		assert(failures.every(({ error }) => isFailure(error, "store_unavailable")));
		assert.equal(failures.length, 1);
		office.realm.storeAvailable = true;
		await time.advance(57 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 1);
		await time.advance(5 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("stays here under a confined name, and goes once its folder gets another name", async (test) => {
		const { alice, bob, time } = await scene(test);
		await alice.folder("/papers.tmp/deep");
		await alice.write("/papers.tmp/deep/note.txt", "mine");
		await time.advance(10 * SECOND);
		await bob.sync();
		assert.deepEqual(await bob.tree(), []);
		assert.equal((await alice.files.move(path("/papers.tmp"), path("/papers"), "no_replace")).kind, "ok");
		await time.advance(3 * SECOND);
		await bob.sync();
		assert.equal(await bob.read("/papers/deep/note.txt"), "mine");
	});

	test("SHOULD go when the role is given while the workspace runs, without another start", async (test) => {
		const { office, alice, bob, time } = await scene(test);
		await alice.write("/note.txt", "written as a Contributor");
		alice.writable = false;
		office.realm.setRole(alice.id, "READER");
		await time.advance(120 * SECOND);
		await bob.sync();
		assert.deepEqual(await bob.tree(), []);
		alice.writable = true;
		office.realm.setRole(alice.id, "OWNER");
		alice.files.accessChanged();
		await time.advance(3 * SECOND);
		await bob.sync();
		assert.equal(await bob.read("/note.txt"), "written as a Contributor");
	});

	test("goes by itself when the server refused it for a role that it had not heard of yet", async (test) => {
		const { office, alice, time, failures } = await scene(test);
		office.realm.setRole(alice.id, "READER");
		await alice.write("/note.txt", "early");
		await time.advance(2 * SECOND);
		assert(failures.length > 0 && failures.every(({ error }) => isFailure(error, "author_not_allowed")));
		office.realm.setRole(alice.id, "CONTRIBUTOR");
		await time.advance(62 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("SHOULD go once the workspace is made on the server, without another start", async (test) => {
		const office = new Office();
		office.realm.state = "not_bootstrapped";
		const alice = await office.device();
		const { time } = await follow(test, office, alice);
		await alice.write("/note.txt", "first");
		await time.advance(5 * SECOND);
		assert.equal(office.realm.ids.length, 0);
		office.realm.state = "available";
		await time.advance(62 * SECOND);
		assert.equal((await alice.files.backlog()).entries, 0);
	});

	test("is sent even when the server has something newer: that comes first", async (test) => {
		const { alice, bob, line, time } = await scene(test);
		await bob.write("/bob.txt", "bob");
		await line.cut();
		await bob.sync();
		await line.mend();
		await alice.write("/alice.txt", "alice");
		await time.advance(3 * SECOND);
		await bob.sync();
		for (const each of [alice, bob]) assert.deepEqual(await each.tree(), ["/alice.txt", "/bob.txt"]);
	});

	test("SHOULD go when nobody could reach it, once it can be reached", async (test) => {
		const { alice, bob, time } = await scene(test);
		await bob.folder("/project");
		await bob.sync();
		await time.advance(SECOND);
		await alice.write("/project/note.txt", "not to be lost");
		// Before Alice could send it, the folder is gone; then it is back.
		await bob.files.move(path("/project"), path("/away.tmp"), "no_replace");
		await bob.sync();
		await time.advance(10 * SECOND);
		assert.deepEqual(await alice.tree(), []);
		await bob.files.move(path("/away.tmp"), path("/project"), "no_replace");
		await bob.sync();
		await time.advance(10 * SECOND);
		assert.deepEqual(await alice.tree(), ["/project/", "/project/note.txt"]);
		await bob.sync();
		assert.equal(await bob.read("/project/note.txt"), "not to be lost");
		assert.equal((await alice.files.backlog()).entries, 0);
	});
});

describe("what changes on the server", () => {
	test("comes with its event, be it known here or not", async (test) => {
		const { alice, bob, time } = await scene(test);
		await bob.write("/note.txt", "from bob");
		await bob.sync();
		await time.advance(SECOND);
		assert.deepEqual(await alice.tree(), ["/note.txt"]);
		await bob.write("/note.txt", "again");
		await bob.sync();
		await time.advance(SECOND);
		assert.equal(await alice.read("/note.txt"), "again");
	});

	test("comes when events were missed", async (test) => {
		const { office, alice, bob, line, time } = await scene(test);
		await line.cut();
		await bob.write("/note.txt", "from bob");
		await bob.sync();
		await time.advance(SECOND);
		const before = office.realm.calls.filter(
			({ device, name }) => device === alice.id && name === "changesSince",
		).length;
		await line.mend();
		await time.advance(5 * SECOND);
		const after = office.realm.calls.filter(
			({ device, name }) => device === alice.id && name === "changesSince",
		).length;
		assert(after > before);
		assert.deepEqual(await alice.tree(), ["/note.txt"]);
	});

	test("is of no concern when it is of another workspace", async (test) => {
		const { office, alice, bob, line } = await scene(test);
		const before = office.realm.calls.length;
		await line.tellVersion(vlob("elsewhere"), office.realm.root, bob.id, 9);
		assert.equal(office.realm.calls.length, before);
		assert.deepEqual(await alice.tree(), []);
	});

	test("waits as long as the file is open here, even to be read: what is being read does not change", async (test) => {
		const { alice, bob, time } = await scene(test);
		await bob.write("/note.txt", "one");
		await bob.sync();
		await time.advance(SECOND);
		const opened = await alice.files.open(path("/note.txt"), { read: true });
		assert(opened.kind === "ok");
		await bob.write("/note.txt", "another");
		await bob.sync();
		await time.advance(60 * SECOND);
		assert.equal(Buffer.from(await opened.file.read(0n, 100)).toString(), "one");
		await opened.file.close();
		await time.advance(SECOND);
		assert.equal(await alice.read("/note.txt"), "another");
	});

	test("SHOULD not ask the server again and again for a file that is open: it backs off", async (test) => {
		const { office, alice, bob, time } = await scene(test);
		await bob.write("/note.txt", "one");
		await bob.sync();
		await time.advance(SECOND);
		const opened = await alice.files.open(path("/note.txt"), { read: true });
		assert(opened.kind === "ok");
		await bob.write("/note.txt", "another");
		await bob.sync();
		const before = office.realm.calls.length;
		await time.advance(60 * SECOND);
		assert.equal(office.realm.calls.length, before);
		await opened.file.close();
	});

	test("SHOULD go on after a version that is not to be believed: told, not shown, and healed by the next", async (test) => {
		const { office, alice, bob, time, failures } = await scene(test);
		await bob.folder("/a");
		await bob.folder("/b");
		await bob.sync();
		await time.advance(SECOND);
		const a = await idOf(alice, "/a");
		// Alice hears of it when it cannot be believed any more.
		office.realm.spoil(a, "bad_signature", 1);
		await bob.write("/a/hidden.txt", "x");
		await bob.write("/b/shown.txt", "y");
		office.realm.subscribe(({ id }) => {
			if (id === a && office.realm.last(a)?.version === 2) office.realm.spoil(a, "bad_signature", 2);
		});
		await bob.sync();
		await time.advance(2 * SECOND);
		assert.deepEqual(await alice.tree(), ["/a/", "/b/", "/b/shown.txt"]);
		assert.deepEqual(failures, [], "an older version stands for it");
		await bob.write("/a/after.txt", "z");
		await bob.sync();
		await time.advance(2 * SECOND);
		assert.deepEqual(await alice.tree(), ["/a/", "/a/after.txt", "/a/hidden.txt", "/b/", "/b/shown.txt"]);
	});

	test("an older version than the one that was announced is told, and never taken", async (test) => {
		const { office, alice, bob, line, time, failures } = await scene(test);
		await bob.write("/note.txt", "one");
		await bob.sync();
		await time.advance(SECOND);
		const id = await idOf(alice, "/note.txt");
		await line.tellVersion(office.realm.root, id, bob.id, 7);
		await time.advance(SECOND);
		assert.deepEqual(
			failures.map(({ error, id }) => [error instanceof FileFailure && error.reason, id]),
			[[{ kind: "invalid_manifest", detail: "older_than_known" }, id]],
		);
		assert.equal(await alice.read("/note.txt"), "one");
	});

	test("any number of announcements of what never comes leaves nothing behind", async (test) => {
		const { office, bob, line, time, failures } = await scene(test);
		for (let count = 0; count < 50; count++) await line.tellVersion(office.realm.root, vlob(`no ${count}`), bob.id, 3);
		await time.advance(SECOND);
		assert.equal(failures.length, 50);
		assert(failures.every(({ error }) => isFailure(error, "invalid_manifest")));
	});
});

describe("the end", () => {
	test("comes while the server does not answer: nothing is asked any more", async (test) => {
		const { office, alice, time } = await scene(test);
		await alice.write("/note.txt", "one");
		office.realm.offline();
		await time.advance(SECOND);
		await alice.files.close();
		const before = office.realm.calls.length;
		office.realm.honest();
		await time.advance(120 * SECOND);
		assert.equal(office.realm.calls.length, before);
		await alice.start();
		assert.equal(await alice.read("/note.txt"), "one");
	});

	test("once only may files be followed", async (test) => {
		const { alice, line } = await scene(test);
		assert.throws(() => alice.files.follow(line.monitor, () => {}), /followed already/);
	});
});
