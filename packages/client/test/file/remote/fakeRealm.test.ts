import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { sha256 } from "@parallax/crypto";
import { DateTime } from "@parallax/protocol";
import { isFailure } from "../../../src/file/failure.ts";
import { fileFromRemote } from "../../../src/file/manifest/localFile.ts";
import type { RemoteEntry } from "../../../src/file/merge/entry.ts";
import type { Signature } from "../../../src/file/outbound/upload.ts";
import { at, block, device, remoteFolder, vlob } from "../support/entries.ts";
import { FakeRealm, type VlobEvent } from "../support/fakeRealm.ts";

// The workspace in memory that the tests of the engine are played on.

const [A, B] = [device("A"), device("B")];
const ROOT = vlob("root");

const folder =
	(id: string, version = 1, listed = "") =>
	(signature: Signature): RemoteEntry =>
		remoteFolder(listed, { ...signature, id: vlob(id), parent: ROOT, version });

test("what one device uploads another fetches: the last version, one version, or that of a date", async () => {
	const realm = new FakeRealm(ROOT);
	const [a, b] = [realm.open(A), realm.open(B)];
	const first = await a.upload(folder("root"));
	const second = await b.upload(folder("root", 2, "docs:D"));
	assert(first.kind === "ok" && second.kind === "ok");
	assert.deepEqual(await b.upload(folder("root", 2)), { kind: "version_conflict" });
	assert.deepEqual(await a.upload(folder("root")), { kind: "version_conflict" });
	assert.deepEqual(
		await a.fetch([ROOT, vlob("D")], null),
		new Map([[ROOT, { kind: "valid", manifest: second.manifest }]]),
	);
	assert.deepEqual(
		await a.fetch([ROOT], first.manifest.timestamp),
		new Map([[ROOT, { kind: "valid", manifest: first.manifest }]]),
	);
	assert.deepEqual(await a.fetch([ROOT], at(0)), new Map());
	assert.deepEqual(await b.fetchVersion(ROOT, 1), { kind: "valid", manifest: first.manifest });
	assert.equal(await b.fetchVersion(ROOT, 3), null);
	realm.spoil(ROOT, "bad_signature");
	assert.deepEqual(
		await a.fetch([ROOT], null),
		new Map([[ROOT, { kind: "invalid", version: 2, reason: "bad_signature" }]]),
	);
});

test("a version is made again with a timestamp beyond the last certificate", async () => {
	const realm = new FakeRealm(ROOT);
	realm.lastCertificate = DateTime.parse("2027-01-01T00:00:00Z");
	const made: DateTime[] = [];
	const uploaded = await realm.open(A).upload((signature) => {
		made.push(signature.timestamp);
		return folder("root")(signature);
	});
	assert.equal(made.length, 2);
	assert(uploaded.kind === "ok");
	assert.equal(uploaded.manifest.timestamp, DateTime.parse("2027-01-01T00:00:00.1Z"));
});

test("each accepted version moves the checkpoint and is announced; a change is told once, with the last version", async () => {
	const realm = new FakeRealm(ROOT);
	const events: VlobEvent[] = [];
	realm.subscribe((event) => events.push(event));
	const a = realm.open(A);
	for (const make of [folder("root"), folder("D"), folder("root", 2)]) await a.upload(make);
	assert.deepEqual(
		events.map(({ id, version }) => [id, version]),
		[
			[ROOT, 1],
			[vlob("D"), 1],
			[ROOT, 2],
		],
	);
	assert.deepEqual(await a.changesSince(0n), {
		checkpoint: 3n,
		changes: [
			[ROOT, 2],
			[vlob("D"), 1],
		],
	});
	assert.deepEqual(await a.changesSince(2n), { checkpoint: 3n, changes: [[ROOT, 2]] });
	assert.deepEqual(await a.changesSince(3n), { checkpoint: 3n, changes: [] });
});

test("roles, archiving and deletion refuse as a server does", async () => {
	const realm = new FakeRealm(ROOT);
	const [a, reader] = [realm.open(A), realm.open(B, "READER")];
	await a.upload(folder("root"));
	await assert.rejects(reader.upload(folder("root", 2)), (error) => isFailure(error, "author_not_allowed"));
	assert.equal((await reader.fetch([ROOT], null)).size, 1);
	realm.setRole(B, null);
	await assert.rejects(reader.fetch([ROOT], null), (error) => isFailure(error, "author_not_allowed"));
	realm.state = "realm_archived";
	await assert.rejects(a.upload(folder("root", 2)), (error) => isFailure(error, "realm_archived"));
	assert.equal((await a.fetch([ROOT], null)).size, 1);
	realm.state = "realm_deleted";
	await assert.rejects(a.changesSince(0n), (error) => isFailure(error, "realm_deleted"));
});

test("blocks go first, are kept as they were, and are checked when they are read", async () => {
	const realm = new FakeRealm(ROOT);
	const a = realm.open(A);
	const data = new TextEncoder().encode("0123456789");
	const access = { id: block("b"), offset: 0n, size: 10n, digest: sha256(data) };
	const file = (signature: Signature): RemoteEntry => ({
		...signature,
		type: "file_manifest",
		id: vlob("F"),
		parent: ROOT,
		version: 1,
		created: at(0),
		updated: at(0),
		size: 10n,
		blocksize: 512n,
		blocks: [access],
	});
	await assert.rejects(a.upload(file), /blocks go before/);
	realm.storeAvailable = false;
	await assert.rejects(a.uploadBlock(access.id, data), (error) => isFailure(error, "store_unavailable"));
	realm.storeAvailable = true;
	await a.uploadBlock(access.id, data);
	data.fill(0);
	const uploaded = await a.upload(file);
	assert(uploaded.kind === "ok" && uploaded.manifest.type === "file_manifest");
	assert.equal(fileFromRemote(uploaded.manifest).size, 10n);
	assert.equal(new TextDecoder().decode(await a.downloadBlock(access)), "0123456789");
	realm.spoilBlock(access.id, new Uint8Array(10));
	await assert.rejects(a.downloadBlock(access), (error) => isFailure(error, "invalid_block"));
});

test("the network is cut before or after a call took effect", async () => {
	const realm = new FakeRealm(ROOT);
	const a = realm.open(A);
	realm.cutAfter(0, "before");
	await assert.rejects(a.upload(folder("root")), ConnectionError);
	assert.equal(realm.last(ROOT), undefined);
	realm.cutAfter(0, "after");
	await assert.rejects(a.upload(folder("root")), ConnectionError);
	assert.equal(realm.last(ROOT)?.version, 1);
	realm.offline(A);
	await assert.rejects(a.changesSince(0n), ConnectionError);
	assert.equal((await realm.open(B).changesSince(0n)).checkpoint, 1n);
	realm.honest();
	assert.deepEqual(await a.upload(folder("root")), { kind: "version_conflict" });
});
