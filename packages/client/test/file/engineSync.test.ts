import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { encrypt } from "@parallax/crypto";
import { FsPath, type VlobID } from "@parallax/protocol";
import { isFailure } from "../../src/file/failure.ts";
import type { RealmCall } from "./support/fakeRealm.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;

let office: Office;
let alice: Desk;
let bob: Desk;

beforeEach(async () => {
	office = new Office();
	alice = await office.device();
	bob = await office.device();
	await alice.sync();
	await bob.sync();
	alice.told.length = 0;
});

async function idOf(desk: Desk, at: string): Promise<VlobID> {
	const found = await desk.files.stat(path(at));
	assert(found.kind === "ok", at);
	return found.stat.id;
}

/** Does something once the server has taken the first call of that kind, before any answer to such calls comes. */
function meanwhile(name: RealmCall["name"], act: () => Promise<unknown>): void {
	let acting: Promise<unknown> | undefined;
	office.realm.meddle = async (call, answer) => {
		const given = answer();
		if (call.name === name) {
			acting ??= act();
			await acting;
		}
		return given;
	};
}

const statOf = async (desk: Desk, at: string) => {
	const found = await desk.files.stat(path(at));
	assert(found.kind === "ok");
	return found.stat;
};

describe("outbound (workspace-engine.md §8)", () => {
	test("tells that it starts, and that it is done", async () => {
		await alice.folder("/a");
		alice.told.length = 0;
		await alice.sync();
		assert.deepEqual(alice.told.toSorted(), ["done", "done", "started", "started"]);
		assert.partialDeepStrictEqual(await statOf(alice, "/a"), { needSync: false, baseVersion: 1 });
		assert.partialDeepStrictEqual(await statOf(alice, "/"), { needSync: false, baseVersion: 2 });
	});

	test("tells each block before it is uploaded, the first as 0", async () => {
		const told: [number, number, bigint][] = [];
		alice.files.subscribe({
			outboundProgress: (_, { index, blocks, blocksize }) => void told.push([index, blocks, blocksize]),
		});
		await alice.write("/large", new Uint8Array(1_100_000).fill(1));
		await alice.sync();
		const blocksize = 524288n;
		assert.deepEqual(
			told,
			[0, 1, 2].map((index) => [index, 3, blocksize]),
		);
	});

	test("of something that the server has newer: aborted, then merged, then done", async () => {
		await bob.folder("/bob");
		await bob.sync();
		await alice.folder("/alice");
		office.realm.meddle = ({ name }, answer) => {
			if (name === "changesSince") throw new ConnectionError("offline");
			return answer();
		};
		await assert.rejects(alice.files.synchronize(), ConnectionError);
		office.realm.honest();
		alice.told.length = 0;
		await alice.sync();
		for (const each of [alice, bob]) {
			await each.sync();
			assert.deepEqual(await each.tree(), ["/alice/", "/bob/"]);
		}
	});

	test("what is written while the answer is on its way is kept, and SHOULD not be taken for a change of somebody else", async () => {
		await alice.write("/note", "one");
		meanwhile("upload", () => alice.write("/note", "two"));
		await alice.sync();
		office.realm.honest();
		await alice.sync();
		await bob.sync();
		assert.deepEqual(await bob.tree(), ["/note"]);
		assert.equal(await bob.read("/note"), "two");
		assert.deepEqual(await alice.files.backlog(), { entries: 0, bytes: 0 });
	});

	test("a file that is changed as its blocks are sent is never sent without them", async () => {
		await alice.write("/note", "first");
		// `FakeRealm` refuses a manifest whose blocks it has not.
		alice.bootstrap = async () => {
			alice.bootstrap = async () => {};
			await alice.write("/note", "while the workspace was made on the server");
		};
		await alice.sync();
		// More blocks than are read at once, none of them in memory.
		await alice.write("/note", new Uint8Array(20 * 524288).fill(1));
		await alice.restart();
		meanwhile("uploadBlock", () => alice.write("/note", "while its first block was sent"));
		await alice.sync();
		office.realm.honest();
		await alice.sync();
		await bob.sync();
		assert.equal(await bob.read("/note"), "while its first block was sent");
	});

	test("what is removed, or below what is removed, waits, and is not sent", async () => {
		await alice.folder("/gone");
		await alice.write("/gone/note", "words");
		const [gone, note] = [await idOf(alice, "/gone"), await idOf(alice, "/gone/note")];
		await alice.files.remove(path("/gone"), "entry");
		const { waiting } = await alice.files.synchronize();
		assert.deepEqual([waiting.get(gone), waiting.get(note)], ["unreachable", "unreachable"]);
		assert.equal(office.realm.last(note), undefined);
	});

	test("what two devices send at once is sent by one, then merged by the other", async () => {
		await alice.folder("/alice");
		await bob.folder("/bob");
		await Promise.all([alice.sync(), bob.sync()]);
		for (const each of [alice, bob, alice]) await each.sync();
		for (const each of [alice, bob]) assert.deepEqual(await each.tree(), ["/alice/", "/bob/"]);
	});

	test("a workspace is made on the server with the first entry that is sent, by who made it and by who did not", async () => {
		office = new Office();
		office.realm.state = "not_bootstrapped";
		alice = await office.device();
		await alice.write("/note", "early");
		await assert.rejects(alice.files.synchronize(), (error) => isFailure(error, "not_bootstrapped"));
		assert(alice.bootstraps > 0);
		office.realm.state = "available";
		bob = await office.device();
		await bob.write("/bobs", "speculative");
		await bob.sync();
		await alice.sync();
		await bob.sync();
		for (const each of [alice, bob]) assert.deepEqual(await each.tree(), ["/bobs", "/note"]);
	});

	test("a speculative root is merged, and not sent when nothing was made in it", async () => {
		await alice.folder("/a");
		await alice.sync();
		const carol = await office.device();
		const before = office.realm.versionsOf(office.realm.root).length;
		await carol.sync();
		assert.deepEqual(await carol.tree(), ["/a/"]);
		assert.equal(office.realm.versionsOf(office.realm.root).length, before);
	});
});

describe("inbound (workspace-engine.md §6)", () => {
	test("tells what changed, with the folder that it is in now", async () => {
		await alice.folder("/folder");
		await alice.write("/note", "x");
		await alice.sync();
		await bob.sync();
		await bob.tree();
		await alice.files.move(path("/note"), path("/folder/note"), "no_replace");
		await alice.sync();
		const told = new Map<VlobID, VlobID>();
		bob.files.subscribe({ inboundDone: (id, parent) => void told.set(id, parent) });
		await bob.sync();
		assert.equal(told.get(await idOf(bob, "/folder/note")), await idOf(bob, "/folder"));
	});

	test("leaves what is open, even to be read, and says so", async () => {
		await alice.write("/note", "one");
		await alice.sync();
		await bob.sync();
		const opened = await bob.files.open(path("/note"), { read: true });
		assert(opened.kind === "ok");
		await alice.write("/note", "two");
		await alice.write("/other", "there");
		await alice.sync();
		const { waiting } = await bob.files.synchronize();
		assert.deepEqual([...waiting.values()], ["busy"]);
		assert.equal(Buffer.from(await opened.file.read(0n, 9)).toString(), "one");
		assert.equal(await bob.read("/other"), "there");
		await opened.file.close();
		await bob.sync();
		assert.equal(await bob.read("/note"), "two");
	});

	test("leaves what is confined on this device as it is", async () => {
		await alice.folder("/papers");
		await alice.write("/papers/note", "one");
		await alice.sync();
		await bob.sync();
		await bob.tree();
		await bob.files.move(path("/papers"), path("/papers.tmp"), "no_replace");
		await alice.write("/papers/note", "two");
		await alice.sync();
		const { waiting } = await bob.files.synchronize();
		assert.equal(waiting.get(await idOf(bob, "/papers.tmp/note")), "confined");
		assert.equal(await bob.read("/papers.tmp/note"), "one");
	});

	test("a version that comes between a fetch and an announcement is not missed, whichever is first", async () => {
		for (let turns = 0; turns < 30; turns++) {
			const carol = await office.device();
			await carol.sync();
			await alice.write(`/note ${turns}`, "one");
			await alice.sync();
			await carol.sync();
			// Carol asks for the note for the first time, as a newer version of it is announced.
			let fetched = false;
			office.realm.meddle = async (call, answer) => {
				const given = answer();
				if (call.device === carol.id && call.name === "fetch" && !fetched) {
					fetched = true;
					for (let turn = 0; turn < turns; turn++) await Promise.resolve();
					await alice.write(`/note ${turns}`, "two");
					await alice.sync();
					void carol.files.synchronize();
					for (let turn = 0; turn < turns; turn++) await Promise.resolve();
				}
				return given;
			};
			await carol.files.stat(path(`/note ${turns}`));
			office.realm.honest();
			await carol.sync();
			assert.equal(await carol.read(`/note ${turns}`), "two", `after ${turns}`);
		}
	});

	test("what this device sent itself, and did not hear that it was taken, is not taken for a change of somebody else", async () => {
		await alice.write("/note", "one");
		await alice.sync();
		for (let cut = 0; cut < 6; cut++) {
			await alice.write("/note", `cut ${cut}`);
			office.realm.cutAfter(cut, "after");
			await alice.files.synchronize().catch(() => {});
			office.realm.honest();
			await alice.write("/note", `after ${cut}`);
			await alice.sync();
			await bob.sync();
			assert.equal(await bob.read("/note"), `after ${cut}`);
			assert.deepEqual(await bob.tree(), ["/note"]);
		}
	});
});

describe("what is damaged on this device", () => {
	/** Writes something else over the row of an entry. */
	async function damage(desk: Desk, id: VlobID): Promise<void> {
		await desk.files.close();
		const storage = await desk.storages.open(office.realm.root);
		await storage.commit({
			put: [{ id, blob: encrypt(desk.key, new Uint8Array(9)), baseVersion: 1, needSync: false }],
		});
		await storage.close();
		await desk.start();
	}

	test("is told when it is asked for; everything else works, and is synchronized", async () => {
		await alice.write("/note", "one");
		await alice.write("/other", "other");
		await alice.sync();
		await bob.sync();
		await bob.tree();
		const note = await idOf(bob, "/note");
		await damage(bob, note);
		await assert.rejects(bob.read("/note"), (error) => isFailure(error, "damaged_storage"));
		await alice.write("/note", "two");
		await alice.write("/other", "newer");
		await alice.sync();
		const { failures } = await bob.files.synchronize();
		assert.deepEqual([...failures.keys()], [note]);
		assert.equal(await bob.read("/other"), "newer");
	});

	test("does not keep a workspace from being opened under another pattern", async () => {
		await bob.folder("/a");
		const a = await idOf(bob, "/a");
		await bob.files.close();
		const storage = await bob.storages.open(office.realm.root);
		await storage.commit({ put: [{ id: a, blob: new Uint8Array(3), baseVersion: 0, needSync: false }] });
		await storage.setPattern({ text: "*.old", applied: false });
		await storage.close();
		await bob.start();
		await assert.rejects(bob.files.stat(path("/a")), (error) => isFailure(error, "damaged_storage"));
	});
});

describe("everything at once", () => {
	test("a workspace of thousands of entries is sent, fetched, and changed while it is", async () => {
		const COUNT = 1500;
		await alice.folder("/folder");
		await Promise.all(Array.from({ length: COUNT }, (_, at) => alice.files.createFile(path(`/folder/${at}`))));
		await alice.sync();
		await bob.sync();
		assert.equal((await bob.tree()).length, COUNT + 1);
		await Promise.all([
			alice.sync(),
			bob.sync(),
			...Array.from({ length: 50 }, (_, at) => bob.files.remove(path(`/folder/${at}`), "file")),
			...Array.from({ length: 50 }, (_, at) =>
				alice.files.move(path(`/folder/${at + 100}`), path(`/${at}`), "no_replace"),
			),
		]);
		for (const each of [bob, alice, bob, alice]) await each.sync();
		assert.deepEqual(await alice.tree(), await bob.tree());
		assert.equal((await alice.tree()).length, COUNT + 1 - 50);
	});

	test("a listener that throws does not stop what is under way, nor what others hear", async (test) => {
		const thrown: unknown[] = [];
		const listeners = process.listeners("uncaughtException");
		process.removeAllListeners("uncaughtException");
		process.on("uncaughtException", (error) => thrown.push(error));
		test.after(() => {
			process.removeAllListeners("uncaughtException");
			for (const each of listeners) process.on("uncaughtException", each);
		});
		alice.files.subscribe({
			outboundNeeded: () => {
				throw new Error("a bug of a page");
			},
		});
		assert.equal((await alice.files.createFile(path("/note"))).kind, "ok");
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(thrown.length, 2);
		assert.deepEqual(await alice.tree(), ["/note"]);
	});
});
