import assert from "node:assert/strict";
import { test } from "node:test";
import { FileFailure, MemoryFileStorages } from "@parallax/client";
import { EntryName, FsPath, type VlobID } from "@parallax/protocol";
import { FilesOnDemand } from "../../src/file/filesOnDemand.ts";
import { FakeRealms } from "../workspace/fakeRealms.ts";

class WatchedStorages extends MemoryFileStorages {
	readonly erased: VlobID[] = [];

	override async erase(id: VlobID): Promise<void> {
		this.erased.push(id);
		await super.erase(id);
	}
}

/** Bob, who reads a workspace of Alice; and what puts him out of it. */
async function reader() {
	const realms = new FakeRealms();
	const alice = realms.session(realms.history.bootstrap());
	const bob = realms.session(realms.history.addUser(alice.device));
	await alice.certificates.poll();
	const created = await alice.workspaces.create(EntryName.parse("Papers"));
	assert(created.status === "ok");
	await alice.workspaces.bootstrap(created.id);
	await alice.workspaces.share(created.id, bob.device.user_id, "READER");
	await bob.certificates.poll();
	await bob.workspaces.refresh();
	const storages = new WatchedStorages();
	return {
		id: created.id,
		bob,
		storages,
		files: new FilesOnDemand(bob, bob.workspaces, storages),
		async putOut(): Promise<void> {
			await alice.workspaces.unshare(created.id, bob.device.user_id);
			await bob.certificates.poll();
			await bob.workspaces.refresh();
		},
	};
}

const stopped = (error: unknown) => error instanceof FileFailure && error.reason.kind === "stopped";

test("a workspace that one is put out of is erased here, though its files were never asked for", async () => {
	const { id, files, storages, putOut } = await reader();
	await putOut();
	await files.close();
	assert.deepEqual(storages.erased, [id], "closing waits for it");
});

test("files that are open are closed before they are erased, and not given again", async () => {
	const { id, files, storages, putOut } = await reader();
	const opened = await files.files(id);
	assert(opened);
	assert.equal(await files.files(id), opened, "opened once");
	await putOut();
	assert.equal(await files.files(id), undefined);
	assert.deepEqual(storages.erased, [id]);
	await assert.rejects(opened.stat(FsPath.parse("/")), stopped);
	await files.close();
});

test("a session that is closed gives no files, not even to who was waiting for the engine", async () => {
	const { id, files } = await reader();
	const waiting = assert.rejects(files.files(id), stopped);
	await files.close();
	await waiting;
	await assert.rejects(files.files(id), stopped);
});
