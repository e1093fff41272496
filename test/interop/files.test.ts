import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isFailure, type Session, type WorkspaceFiles } from "@parallax/client";
import { EntryName, FsPath, type RealmRole, type VlobID } from "@parallax/protocol";
import { addDevice, letIn, logIn, newOrganization } from "../support/meeting.ts";
import { official, ours } from "../support/places.ts";

// The files of workspaces as a program works with them, on two servers: the official one, which nobody here wrote, and ours.

const servers = { official, ours };

const path = (text: string) => FsPath.parse(text);

async function write(files: WorkspaceFiles, where: string, content: string): Promise<void> {
	const opened = await files.open(path(where), { write: true, create: true, truncate: true });
	assert(opened.kind === "ok", opened.kind);
	await opened.file.write(0n, new TextEncoder().encode(content));
	await opened.file.close();
}

/** @returns `null` when there is no such file. */
async function read(files: WorkspaceFiles, where: string): Promise<string | null> {
	const opened = await files.open(path(where), { read: true });
	if (opened.kind !== "ok") return null;
	const content = await opened.file.read(0n, Number(opened.file.stat().size));
	await opened.file.close();
	return new TextDecoder().decode(content);
}

async function names(files: WorkspaceFiles, where = "/"): Promise<readonly string[]> {
	const listed = await files.list(path(where));
	assert(listed.kind === "ok", listed.kind);
	const found: string[] = [];
	for await (const page of listed.entries) found.push(...page.map(({ name }) => name));
	return found.sort();
}

/** Once what comes from the server has made it so. */
async function until(files: WorkspaceFiles, isSo: () => Promise<boolean>): Promise<void> {
	const changed = Promise.withResolvers<void>();
	const look = () => void isSo().then((so) => so && changed.resolve(), changed.reject);
	const leave = files.subscribe({ inboundDone: look });
	look();
	await changed.promise;
	leave();
}

for (const [serverName, start] of Object.entries(servers)) {
	describe(`files on the ${serverName} server`, () => {
		let server: Awaited<ReturnType<typeof start>>;
		let alice: Session;
		let phone: Session;
		let bob: Session;
		before(async () => {
			server = await start();
			alice = await newOrganization(server.address, "Papers");
			phone = await logIn(await addDevice(alice, "phone"));
			bob = await logIn(await letIn(alice, "bob@example.com", "bob", "STANDARD"));
		});
		after(async () => {
			for (const session of [alice, phone, bob]) await session.close();
			await server.stop();
		});

		async function made(name: string): Promise<VlobID> {
			const created = await alice.workspaces.create(EntryName.parse(name));
			assert(created.status === "ok");
			assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
			return created.id;
		}

		async function share(id: VlobID, role: RealmRole): Promise<void> {
			assert.deepEqual(await alice.workspaces.share(id, bob.device.user_id, role), { status: "ok" });
		}

		/** The files of a workspace, once all that is new has come. */
		async function filesOf(session: Session, id: VlobID): Promise<WorkspaceFiles> {
			await session.pollCertificates();
			await session.workspaces.refresh();
			const files = await session.files(id);
			assert(files);
			await files.synchronize();
			return files;
		}

		test("what a device writes, those that follow have by themselves, and what they write comes back", async () => {
			const id = await made("Live");
			await share(id, "CONTRIBUTOR");
			const here = await filesOf(alice, id);
			const [followingPhone, followingBob] = [await logIn(phone.device), await logIn(bob.device)];
			try {
				const [onPhone, atBobs] = [await filesOf(followingPhone, id), await filesOf(followingBob, id)];
				for (const session of [followingPhone, followingBob]) session.follow().start();
				await here.createFolder(path("/plans"));
				await write(here, "/plans/house.txt", "four walls");
				await here.synchronize();
				for (const files of [onPhone, atBobs])
					await until(files, async () => (await read(files, "/plans/house.txt")) === "four walls");
				await write(atBobs, "/plans/house.txt", "four walls and a roof");
				await until(onPhone, async () => (await read(onPhone, "/plans/house.txt")) === "four walls and a roof");
				await here.synchronize();
				assert.equal(await read(here, "/plans/house.txt"), "four walls and a roof");
			} finally {
				for (const session of [followingPhone, followingBob]) await session.close();
			}
		});

		test("a Reader reads, a Contributor writes, and whoever is put out does neither", async () => {
			const id = await made("Roles");
			const here = await filesOf(alice, id);
			await write(here, "/rules.txt", "no running");
			await here.synchronize();
			await share(id, "READER");
			const his = await filesOf(bob, id);
			assert.equal(await read(his, "/rules.txt"), "no running");
			await assert.rejects(his.createFolder(path("/mine")), (error) => isFailure(error, "read_only"));
			await share(id, "CONTRIBUTOR");
			await filesOf(bob, id);
			assert.equal((await his.createFolder(path("/mine"))).kind, "ok");
			assert.deepEqual((await his.synchronize()).failures, new Map());
			await here.synchronize();
			assert.deepEqual(await names(here), ["mine", "rules.txt"]);

			assert.equal((await his.createFolder(path("/too late"))).kind, "ok");
			const outcome = await alice.workspaces.unshare(id, bob.device.user_id);
			assert.deepEqual(outcome, { status: "ok", rotation: { status: "ok" } });
			await assert.rejects(his.synchronize(), (error) => isFailure(error, "author_not_allowed"));
			await write(here, "/rules.txt", "no running, no shouting");
			await here.synchronize();
			assert.deepEqual(await names(here), ["mine", "rules.txt"]);
			assert.equal(await read(await filesOf(phone, id), "/rules.txt"), "no running, no shouting", "with the new key");
			assert.deepEqual(await read(his, "/rules.txt"), "no running", "what he had");
			await share(id, "READER");
			assert.equal(await read(await filesOf(bob, id), "/rules.txt"), "no running, no shouting");
		});

		test("after a revocation the key is another one; what was written before and after is read by all who are left", async () => {
			const id = await made("Revocation");
			const carl = await logIn(await letIn(alice, "carl@example.com", "carl", "STANDARD"));
			await share(id, "READER");
			assert.deepEqual(await alice.workspaces.share(id, carl.device.user_id, "CONTRIBUTOR"), { status: "ok" });
			const carls = await filesOf(carl, id);
			await write(carls, "/by carl.txt", "mine");
			await carls.synchronize();
			assert.equal(await alice.revokeUser(carl.device.user_id), "ok");
			await alice.pollCertificates();
			assert.deepEqual(await alice.workspaces.processNeeds(), new Map());
			const here = await filesOf(alice, id);
			await write(here, "/by alice.txt", "ours");
			await here.synchronize();
			const his = await filesOf(bob, id);
			assert.deepEqual(await names(his), ["by alice.txt", "by carl.txt"]);
			assert.equal(await read(his, "/by carl.txt"), "mine", "signed before he was revoked");
			assert.equal(await read(his, "/by alice.txt"), "ours");
			await carl.close();
		});

		test("archived, nothing is written, and what was not sent goes once it is available again", async () => {
			const id = await made("Archived");
			const here = await filesOf(alice, id);
			assert.equal((await here.createFolder(path("/before"))).kind, "ok");
			assert.deepEqual(await alice.workspaces.archive(id, { type: "ARCHIVED" }), { status: "ok" });
			await assert.rejects(here.createFolder(path("/after")), (error) => isFailure(error, "read_only"));
			await here.synchronize();
			assert.deepEqual(await names(await filesOf(phone, id)), []);
			assert.deepEqual(await alice.workspaces.archive(id, { type: "AVAILABLE" }), { status: "ok" });
			await here.synchronize();
			assert.deepEqual(await names(await filesOf(phone, id)), ["before"]);
		});

		test("the past is read at any date by any member, and brought back by whoever may write", async () => {
			const id = await made("Past");
			await share(id, "READER");
			const here = await filesOf(alice, id);
			assert.equal((await here.createFolder(path("/drafts"))).kind, "ok");
			await write(here, "/drafts/song.txt", "la");
			await here.synchronize();
			const stat = await here.stat(path("/drafts/song.txt"));
			assert(stat.kind === "ok");
			await write(here, "/drafts/song.txt", "la la la");
			await here.synchronize();
			await here.remove(path("/drafts"), "folder");
			await here.synchronize();

			const his = await filesOf(bob, id);
			assert.deepEqual(await names(his), []);
			const versions = [];
			for await (const version of his.history().versions(stat.stat.id)) versions.push(version);
			assert.deepEqual(
				versions.map(({ version, size, author }) => [version, size, author === alice.device.device_id]),
				[
					[2, 8n, true],
					[1, 2n, true],
				],
			);
			const last = versions[0]?.timestamp;
			assert(last);
			const then = await his.history().at(last);
			assert(then.kind === "ok");
			const song = await then.snapshot.open(path("/drafts/song.txt"));
			assert(song.kind === "ok");
			assert.equal(new TextDecoder().decode(await song.file.read(0n, 100)), "la la la");
			await assert.rejects(his.restore(then.snapshot, path("/drafts")), (error) => isFailure(error, "read_only"));
			const hers = await here.history().at(last);
			assert(hers.kind === "ok");
			assert.deepEqual(await here.restore(hers.snapshot, path("/drafts")), { restored: 1, refused: new Map() });
			await here.synchronize();
			await his.synchronize();
			assert.equal(await read(his, "/drafts/song.txt"), "la la la");
		});
	});
}
