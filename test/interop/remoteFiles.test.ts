import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Session } from "@parallax/client";
import { newId, sha256 } from "@parallax/crypto";
import {
	type BlockAccess,
	BlockID,
	DateTime,
	EntryName,
	type FileManifest,
	type FolderManifest,
	VlobID,
} from "@parallax/protocol";
import { isFailure } from "../../packages/client/src/file/failure.ts";
import type { RemoteEntry } from "../../packages/client/src/file/merge/entry.ts";
import type { Signature } from "../../packages/client/src/file/outbound/upload.ts";
import { ServerFiles } from "../../packages/client/src/file/remote/serverFiles.ts";
import { addDevice, letIn, logIn, newOrganization } from "../support/meeting.ts";
import { official, ours } from "../support/places.ts";

// The files of a workspace as the engine asks the server for them, on two servers.

const servers = { official, ours };

const name = (text: string) => EntryName.parse(text);

for (const [serverName, start] of Object.entries(servers)) {
	describe(`the files of a workspace on the ${serverName} server`, () => {
		let server: Awaited<ReturnType<typeof start>>;
		let alice: Session;
		let bob: Session;
		before(async () => {
			server = await start();
			alice = await newOrganization(server.address, "Files");
			bob = await logIn(await letIn(alice, "bob@example.com", "bob", "STANDARD"));
			await bob.pollCertificates();
		});
		after(() => server.stop());

		const files = (session: Session, id: VlobID) => new ServerFiles(session, session.workspaces, id);

		async function workspace(): Promise<VlobID> {
			const created = await alice.workspaces.create(name("Papers"));
			assert(created.status === "ok");
			assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
			return created.id;
		}

		async function share(id: VlobID, role: "READER" | "CONTRIBUTOR" | "OWNER"): Promise<void> {
			assert.deepEqual(await alice.workspaces.share(id, bob.device.user_id, role), { status: "ok" });
			await bob.pollCertificates();
		}

		const folder =
			(id: VlobID, parent: VlobID, version = 1, children: ReadonlyMap<EntryName, VlobID> = new Map()) =>
			({ author, timestamp }: Signature): FolderManifest => ({
				type: "folder_manifest",
				author,
				timestamp,
				id,
				parent,
				version,
				created: timestamp,
				updated: timestamp,
				children,
			});

		const file =
			(id: VlobID, parent: VlobID, blocks: readonly BlockAccess[]) =>
			({ author, timestamp }: Signature): FileManifest => ({
				type: "file_manifest",
				author,
				timestamp,
				id,
				parent,
				version: 1,
				created: timestamp,
				updated: timestamp,
				size: blocks.reduce((sum, { size }) => sum + size, 0n),
				blocksize: 524_288n,
				blocks,
			});

		async function uploaded(remote: ServerFiles, make: (signature: Signature) => RemoteEntry): Promise<RemoteEntry> {
			const upload = await remote.upload(make);
			assert(upload.kind === "ok");
			return upload.manifest;
		}

		function accessTo(data: Uint8Array, offset = 0n): BlockAccess {
			return { id: newId(BlockID), offset, size: BigInt(data.length), digest: sha256(data) };
		}

		test("what one device uploads, another of the same user and another user read", async () => {
			const id = await workspace();
			await share(id, "READER");
			const remote = files(alice, id);
			assert.deepEqual(await remote.fetch([id], null), new Map(), "nothing was uploaded yet");
			const data = [new Uint8Array(randomBytes(524_288)), new Uint8Array(randomBytes(10))];
			const blocks = data.map((bytes, index) => accessTo(bytes, BigInt(index) * 524_288n));
			await Promise.all(blocks.map((access, index) => remote.uploadBlock(access.id, data[index] as Uint8Array)));
			const document = await uploaded(remote, file(newId(VlobID), id, blocks));
			const root = await uploaded(remote, folder(id, id, 1, new Map([[name("report.pdf"), document.id]])));
			const telephone = await logIn(await addDevice(alice, "telephone"));
			await telephone.pollCertificates();
			for (const reader of [files(telephone, id), files(bob, id)]) {
				const unknown = newId(VlobID);
				assert.deepEqual(
					await reader.fetch([id, document.id, unknown, id], null),
					new Map([
						[id, { kind: "valid", manifest: root }],
						[document.id, { kind: "valid", manifest: document }],
					]),
				);
				for (const [index, access] of blocks.entries())
					assert.deepEqual(await reader.downloadBlock(access), data[index]);
			}
			const theirs = await uploaded(files(telephone, id), folder(id, id, 2));
			assert.equal(theirs.author, telephone.device.device_id);
			assert.deepEqual(await remote.fetchVersion(id, 2), { kind: "valid", manifest: theirs });
		});

		test("a version is taken once; older ones stay, by number and by date", async () => {
			const id = await workspace();
			const remote = files(alice, id);
			const first = await uploaded(remote, folder(id, id));
			assert.deepEqual(await remote.upload(folder(id, id)), { kind: "version_conflict" });
			assert.deepEqual(await remote.upload(folder(id, id, 3)), { kind: "version_conflict" });
			const second = await uploaded(remote, folder(id, id, 2));
			assert.deepEqual(await remote.upload(folder(id, id, 2)), { kind: "version_conflict" });
			assert.deepEqual(await remote.fetchVersion(id, 1), { kind: "valid", manifest: first });
			assert.equal(await remote.fetchVersion(id, 3), null);
			assert.deepEqual(await remote.fetch([id], first.timestamp), new Map([[id, { kind: "valid", manifest: first }]]));
			assert.deepEqual(
				await remote.fetch([id], second.timestamp),
				new Map([[id, { kind: "valid", manifest: second }]]),
			);
			const before = DateTime.add(first.timestamp, -1n);
			assert.deepEqual(await remote.fetch([id], before), new Map());
		});

		test("changes are told since a checkpoint, each entry once", async () => {
			const id = await workspace();
			const remote = files(alice, id);
			assert.deepEqual(await remote.changesSince(0n), { checkpoint: 0n, changes: [] });
			const docs = newId(VlobID);
			for (const make of [folder(id, id), folder(docs, id), folder(id, id, 2)]) await uploaded(remote, make);
			const all = await remote.changesSince(0n);
			assert.equal(all.checkpoint, 3n);
			assert.deepEqual(
				new Map(all.changes),
				new Map([
					[id, 2],
					[docs, 1],
				]),
			);
			assert.deepEqual(await remote.changesSince(2n), { checkpoint: 3n, changes: [[id, 2]] });
			assert.deepEqual(await remote.changesSince(3n), { checkpoint: 3n, changes: [] });
		});

		test("more entries than a page come whole", async () => {
			const id = await workspace();
			const remote = files(alice, id);
			const ids = Array.from({ length: 3 }, () => newId(VlobID));
			for (const each of ids) await uploaded(remote, folder(each, id));
			const strangers = Array.from({ length: 1000 }, () => newId(VlobID));
			const [first, second, third] = ids as [VlobID, VlobID, VlobID];
			const fetched = await remote.fetch([first, ...strangers, second, ...strangers.slice(0, 900), third], null);
			assert.deepEqual(new Set(fetched.keys()), new Set(ids));
		});

		test("the key is rotated in between: writers take the new one, readers read old and new", async () => {
			const id = await workspace();
			await share(id, "OWNER");
			const [hers, his] = [files(alice, id), files(bob, id)];
			const data = new TextEncoder().encode("before");
			const old = accessTo(data);
			await hers.uploadBlock(old.id, data);
			await uploaded(hers, folder(id, id));
			const carl = await letIn(alice, `carl${newId(VlobID)}@example.com`, "carl", "STANDARD");
			await alice.pollCertificates();
			assert.deepEqual(await alice.workspaces.share(id, carl.user_id, "READER"), { status: "ok" });
			assert.deepEqual(await alice.workspaces.unshare(id, carl.user_id), { status: "ok", rotation: { status: "ok" } });
			// Bob has not heard of it.
			const later = new TextEncoder().encode("after");
			const recent = accessTo(later);
			const [, root] = await Promise.all([his.uploadBlock(recent.id, later), uploaded(his, folder(id, id, 2))]);
			const keys = await bob.workspaces.keys(id);
			assert(keys.status === "ok" && keys.keys.index === 2n);
			for (const reader of [hers, his]) {
				assert.deepEqual(await reader.downloadBlock(old), data);
				assert.deepEqual(await reader.downloadBlock(recent), later);
				assert.deepEqual(await reader.fetch([id], null), new Map([[id, { kind: "valid", manifest: root }]]));
				assert.equal((await reader.fetchVersion(id, 1))?.kind, "valid");
			}
		});

		test("a role that is lowered, then taken, refuses to write, then to read; what was written stays believed", async () => {
			const id = await workspace();
			await share(id, "CONTRIBUTOR");
			const his = files(bob, id);
			const data = new TextEncoder().encode("mine");
			const access = accessTo(data);
			await his.uploadBlock(access.id, data);
			const root = await uploaded(his, folder(id, id));
			assert.deepEqual(await alice.workspaces.share(id, bob.device.user_id, "READER"), { status: "ok" });
			const refused = (error: unknown) => isFailure(error, "author_not_allowed");
			await assert.rejects(his.upload(folder(id, id, 2)), refused);
			await assert.rejects(his.uploadBlock(newId(BlockID), data), refused);
			assert.deepEqual(await his.fetch([id], null), new Map([[id, { kind: "valid", manifest: root }]]));
			assert.deepEqual(await alice.workspaces.unshare(id, bob.device.user_id), {
				status: "ok",
				rotation: { status: "ok" },
			});
			for (const read of [
				() => his.fetch([id], null),
				() => his.fetchVersion(id, 1),
				() => his.changesSince(0n),
				() => his.downloadBlock(access),
			])
				await assert.rejects(read(), refused);
			assert.deepEqual(await files(alice, id).fetch([id], null), new Map([[id, { kind: "valid", manifest: root }]]));
		});

		test("an archived workspace is only read", async () => {
			const id = await workspace();
			const remote = files(alice, id);
			const root = await uploaded(remote, folder(id, id));
			assert.deepEqual(await alice.workspaces.archive(id, { type: "ARCHIVED" }), { status: "ok" });
			const refused = (error: unknown) => isFailure(error, "realm_archived");
			await assert.rejects(remote.upload(folder(id, id, 2)), refused);
			await assert.rejects(remote.uploadBlock(newId(BlockID), new Uint8Array(1)), refused);
			assert.deepEqual(await remote.fetch([id], null), new Map([[id, { kind: "valid", manifest: root }]]));
			assert.equal((await remote.changesSince(0n)).checkpoint, 1n);
		});

		test("a workspace that the server does not know yet says so", async () => {
			const created = await alice.workspaces.create(name("Draft"));
			assert(created.status === "ok");
			const remote = files(alice, created.id);
			for (const call of [
				() => remote.fetch([created.id], null),
				() => remote.changesSince(0n),
				() => remote.upload(folder(created.id, created.id)),
				() => remote.uploadBlock(newId(BlockID), new Uint8Array(1)),
			])
				await assert.rejects(call(), (error) => isFailure(error, "not_bootstrapped"));
		});

		test("a block is uploaded again after an answer that was lost", async () => {
			const remote = files(alice, await workspace());
			const data = new TextEncoder().encode("once");
			const access = accessTo(data);
			await remote.uploadBlock(access.id, data);
			await remote.uploadBlock(access.id, data);
			assert.deepEqual(await remote.downloadBlock(access), data);
			await assert.rejects(
				remote.downloadBlock({ ...access, id: newId(BlockID) }),
				(error) => isFailure(error, "invalid_block") && error.reason.detail === "not_there",
			);
		});
	});
}
