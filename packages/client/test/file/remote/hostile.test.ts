import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ConnectionError, type NoKeys, type Session, Slices } from "@parallax/client";
import { deriveSecretKey, encrypt, encryptSigned, newId, sha256, sign } from "@parallax/crypto";
import {
	authenticatedCommands,
	type BlockAccess,
	BlockID,
	DateTime,
	DeviceID,
	EntryName,
	FolderManifest,
	type LocalDevice,
	SequesterServiceID,
	VlobID,
	type VlobItem,
} from "@parallax/protocol";
import { addDevice, letIn, logIn, newOrganization } from "../../../../../test/support/meeting.ts";
import { ours } from "../../../../../test/support/places.ts";
import {
	FileFailure,
	type FileFailureReason,
	type InvalidBlockReason,
	type InvalidManifestReason,
	isFailure,
} from "../../../src/file/failure.ts";
import type { RemoteEntry } from "../../../src/file/merge/entry.ts";
import type { Signature } from "../../../src/file/outbound/upload.ts";
import { ServerFiles } from "../../../src/file/remote/serverFiles.ts";
import { RealmKeys } from "../../../src/workspace/realmKeys.ts";
import { MeddlingServer, type Reply } from "./meddling.ts";

// A server that lies, alone or with a member of the workspace, against a device that believes only what it can check. Each lie
// is told for what it is, nothing of it is shown, and the next honest answer heals.

describe("a hostile server", () => {
	let server: Awaited<ReturnType<typeof ours>>;
	let alice: Session;
	/** A Contributor, a Reader, somebody who is in another workspace only, and somebody revoked, once a Contributor. */
	let bob: LocalDevice;
	let carol: LocalDevice;
	let dave: LocalDevice;
	let eve: LocalDevice;
	/** Added when everything was there already. */
	let telephone: LocalDevice;
	let realm: VlobID;
	let other: VlobID;
	let keys: RealmKeys;
	const docs = newId(VlobID);
	/** When Eve could still write. */
	let whileEve: DateTime;
	/** When Bob was there already, and had no role yet. */
	let beforeBob: DateTime;
	let hostile: MeddlingServer;

	before(async () => {
		server = await ours();
		alice = await newOrganization(server.address, "Hostile");
		[bob, carol, dave, eve] = [await person("bob"), await person("carol"), await person("dave"), await person("eve")];
		realm = await workspace();
		other = await workspace();
		await alice.pollCertificates();
		for (const [{ user_id }, role] of [
			[bob, "CONTRIBUTOR"],
			[carol, "READER"],
			[eve, "CONTRIBUTOR"],
		] as const)
			assert.deepEqual(await alice.workspaces.share(realm, user_id, role), { status: "ok" });
		const { certificates } = await (await alice.certificates.view()).realm(realm);
		const letBobIn = certificates.find(
			(each) => each.type === "realm_role_certificate" && each.user_id === bob.user_id,
		);
		assert(letBobIn);
		beforeBob = DateTime.add(letBobIn.timestamp, -1n);
		const honest = files(alice);
		const root = await honest.upload(folder(realm, realm));
		assert(root.kind === "ok");
		whileEve = root.manifest.timestamp;
		await honest.upload(folder(docs, realm));
		assert.equal(await alice.revokeUser(eve.user_id), "ok");
		assert.deepEqual(await alice.workspaces.processNeeds(), new Map());
		telephone = await addDevice(alice, "telephone");
		await alice.pollCertificates();
		const known = await alice.workspaces.keys(realm);
		assert(known.status === "ok" && known.keys.index === 2n, "the revocation rotated the key");
		keys = known.keys;
		hostile = new MeddlingServer(alice);
		await hostile.author.certificates.poll();
	});
	after(() => server.stop());
	afterEach(() => hostile.honest());

	const person = (who: string) => letIn(alice, `${who}@example.com`, who, "STANDARD");
	const files = (session: Session, id = realm) => new ServerFiles(session, session.workspaces, id);

	async function workspace(): Promise<VlobID> {
		const created = await alice.workspaces.create(EntryName.parse("Papers"));
		assert(created.status === "ok");
		assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
		return created.id;
	}

	const folder =
		(id: VlobID, parent: VlobID, change: Partial<FolderManifest> = {}) =>
		({ author, timestamp }: Signature): FolderManifest => ({
			type: "folder_manifest",
			author,
			timestamp,
			id,
			parent,
			version: 1,
			created: timestamp,
			updated: timestamp,
			children: new Map(),
			...change,
		});

	/** What a member who helps the server can make: any manifest, really signed and encrypted. */
	function forged(
		by: LocalDevice,
		timestamp: DateTime,
		change: Partial<FolderManifest> = {},
		as: Partial<FolderManifest> = change,
	): VlobItem {
		const manifest = folder(docs, realm, change)({ author: by.device_id, timestamp });
		const { key } = lastKey();
		const secret = deriveSecretKey(key, as.id ?? docs);
		const blob = encryptSigned(FolderManifest, manifest, by.signing_key, secret);
		return [as.id ?? docs, 2n, by.device_id, as.version ?? 1, timestamp, blob];
	}

	function lastKey() {
		const { last } = keys;
		assert(last.status === "ok");
		return last;
	}

	function altered(bytes: Uint8Array): Uint8Array {
		const copy = bytes.slice();
		copy.set([(copy[100] as number) ^ 1], 100);
		return copy;
	}

	/** Each changes the item of the root, or of another entry, that the honest server gives. */
	const lies: readonly (readonly [string, InvalidManifestReason, (item: VlobItem) => VlobItem])[] = [
		["a bit is turned", "cannot_decrypt", (item) => claiming(item, { blob: altered(item[5]) })],
		["the blob is cut short", "cannot_decrypt", (item) => claiming(item, { blob: item[5].subarray(0, -1) })],
		["the blob is cut to nothing", "cannot_decrypt", (item) => claiming(item, { blob: new Uint8Array() })],
		["the index of a key that there never was", "non_existent_key_index", (item) => claiming(item, { keyIndex: 99n })],
		["index 0", "non_existent_key_index", (item) => claiming(item, { keyIndex: 0n })],
		["the index of another key", "cannot_decrypt", (item) => claiming(item, { keyIndex: 2n })],
		["a device that does not exist", "non_existent_author", (item) => claiming(item, { author: newId(DeviceID) })],
		["another device of the author", "bad_signature", (item) => claiming(later(item), { author: telephone.device_id })],
		[
			"a device that did not exist yet",
			"non_existent_author",
			(item) => claiming(item, { author: telephone.device_id }),
		],
		["another author", "bad_signature", (item) => claiming(item, { author: bob.device_id })],
		["an author who was revoked since", "revoked_author", (item) => claiming(later(item), { author: eve.device_id })],
		["another date", "cleartext_corrupted", later],
		["another version", "cleartext_corrupted", (item) => claiming(item, { version: 2 })],
	];
	function later(item: VlobItem): VlobItem {
		return claiming(item, { timestamp: alice.now() });
	}

	for (const [lie, reason, change] of lies)
		test(`${lie}: ${reason}`, async () => {
			await isRefused(reason, (item) => (item[0] === docs ? change(item) : item));
		});

	/** Only the entry lied about is refused, and the honest answer heals. */
	async function isRefused(reason: InvalidManifestReason, change: (item: VlobItem) => VlobItem): Promise<void> {
		const remote = hostile.files(realm);
		hostile.onItems((items) => items.map(change));
		const fetched = await remote.fetch([realm, docs], null);
		const version = change((await itemsOf(docs))[0] as VlobItem)[3];
		assert.deepEqual(fetched.get(docs), { kind: "invalid", version, reason });
		assert.equal(fetched.get(realm)?.kind, "valid");
		hostile.honest();
		assert.equal((await remote.fetch([docs], null)).get(docs)?.kind, "valid");
	}

	async function itemsOf(...vlobs: readonly VlobID[]): Promise<readonly VlobItem[]> {
		const { vlob_read_batch } = authenticatedCommands.commands;
		const reply = await alice.caller.call(vlob_read_batch, { realm_id: realm, vlobs, at: null });
		assert(reply.status === "ok");
		return reply.items;
	}

	/** What a member and the server can do together. */
	const plots: readonly (readonly [string, InvalidManifestReason | "valid", () => VlobItem])[] = [
		["a Contributor writes", "valid", () => forged(bob, alice.now())],
		["a Reader writes", "author_role_cannot_write", () => forged(carol, alice.now())],
		["somebody of another workspace writes", "author_no_access_to_realm", () => forged(dave, alice.now())],
		["somebody revoked still writes", "revoked_author", () => forged(eve, alice.now())],
		["somebody writes as of before they were let in", "author_no_access_to_realm", () => forged(bob, beforeBob)],
		// What nobody can tell from what was written then, but by its version.
		["somebody revoked writes as of then", "valid", () => forged(eve, whileEve)],
		["the manifest of another entry", "cleartext_corrupted", () => forged(bob, alice.now(), { id: newId(VlobID) }, {})],
		["another version than it says", "cleartext_corrupted", () => forged(bob, alice.now(), { version: 2 }, {})],
		["a folder that is its own parent", "malformed", () => forged(bob, alice.now(), { parent: docs })],
		["a version 0", "malformed", () => forged(bob, alice.now(), { version: 0 })],
		["what is no manifest", "malformed", () => nonsense(bob)],
		["a root that is in another folder", "malformed", () => forged(bob, alice.now(), { id: realm, parent: docs })],
		[
			"a child under the id of the root",
			"cleartext_corrupted",
			() => forged(bob, alice.now(), { parent: docs, id: docs }, { id: realm }),
		],
	];

	for (const [plot, expected, make] of plots)
		test(`${plot}: ${expected}`, async () => {
			const item = make();
			const [id, , , version] = item;
			hostile.onItems((items) => items.map((each) => (each[0] === id ? item : each)));
			const fetched = (await hostile.files(realm).fetch([id], null)).get(id);
			if (expected === "valid") assert.equal(fetched?.kind, "valid");
			else assert.deepEqual(fetched, { kind: "invalid", version, reason: expected });
		});

	/** Signed and encrypted as a manifest is, by somebody who may write. */
	function nonsense(by: LocalDevice): VlobItem {
		const signed = sign(by.signing_key, new TextEncoder().encode("not a manifest"));
		return claiming(forged(by, alice.now()), { blob: encrypt(deriveSecretKey(lastKey().key, docs), signed) });
	}

	test("the same entry of another workspace: cannot_decrypt", async () => {
		const elsewhere = files(alice, other);
		await elsewhere.upload(folder(docs, other));
		const { vlob_read_batch } = authenticatedCommands.commands;
		const reply = await alice.caller.call(vlob_read_batch, { realm_id: other, vlobs: [docs], at: null });
		assert(reply.status === "ok");
		const stolen = reply.items[0] as VlobItem;
		await isRefused("cannot_decrypt", (item) => (item[0] === docs ? stolen : item));
	});

	test("the blob of another entry: cannot_decrypt", async () => {
		const [root] = await itemsOf(realm);
		await isRefused("cannot_decrypt", (item) => (item[0] === docs ? claiming(root as VlobItem, { id: docs }) : item));
	});

	test("a key that is not the one of its rotation: corrupted_key, and nothing is written with it", async () => {
		const damaged = {
			keys: async () => ({ status: "ok", keys: new RealmKeys(keys.all, new Set([2n]), keys.bundleKey) }) as const,
		};
		const remote = new ServerFiles(hostile.author, damaged, realm);
		const item = forged(bob, alice.now());
		hostile.onItems((items) => items.map((each) => (each[0] === docs ? item : each)));
		const fetched = await remote.fetch([realm, docs], null);
		assert.deepEqual(fetched.get(docs), { kind: "invalid", version: 1, reason: "corrupted_key" });
		assert.equal(fetched.get(realm)?.kind, "valid", "the other keys still serve");
		await fails(remote.upload(folder(realm, realm, { version: 2 })), { kind: "corrupted_key" });
		await fails(remote.uploadBlock(newId(BlockID), new Uint8Array(1)), { kind: "corrupted_key" });
	});

	test("items nobody asked for, items doubled, another version than the one asked for: nothing of it is taken", async () => {
		const remote = hostile.files(realm);
		const unexpected = { kind: "refused", status: "unexpected_item" } as const;
		const [root] = await itemsOf(realm);
		hostile.onItems((items) => [...items, root as VlobItem]);
		await fails(remote.fetch([docs], null), unexpected);
		hostile.onItems((items) => [...items, ...items]);
		await fails(remote.fetch([docs], null), unexpected);
		hostile.on("vlob_read_versions", async (answer, request) => {
			assert.deepEqual(request.items, [[docs, 2]]);
			const reply = await answer();
			return reply.status === "ok" ? { ...reply, items: await itemsOf(docs) } : reply;
		});
		await fails(remote.fetchVersion(docs, 2), { kind: "refused", status: "unexpected_version" });
		hostile.honest();
		assert.equal(await remote.fetchVersion(docs, 2), null);
		assert.equal((await remote.fetchVersion(docs, 1))?.kind, "valid");
	});

	test("the order of the items means nothing", async () => {
		hostile.onItems((items) => items.toReversed());
		const fetched = await hostile.files(realm).fetch([realm, docs], null);
		assert.deepEqual(
			[...fetched.values()].map(({ kind }) => kind),
			["valid", "valid"],
		);
	});

	test("many entries are judged in slices, so that everything else has its turn", async () => {
		let [time, rests] = [0, 0];
		const slices = new Slices({
			// Each look at the clock is 3 ms later: a slice of 8 ms is over after three entries.
			now: () => {
				time += 3;
				return time;
			},
			nextTurn: async () => {
				rests++;
			},
		});
		const entries = Array.from({ length: 10 }, () => newId(VlobID));
		const remote = hostile.files(realm, { slices });
		for (const entry of entries) await remote.upload(folder(entry, realm));
		assert.equal(rests, 0);
		assert.equal((await remote.fetch(entries, null)).size, 10);
		assert(rests >= 3, `${rests}`);
	});

	test("pages are as long as the server gives at once, unless entries are large", async () => {
		const remote = hostile.files(realm);
		const pages: number[] = [];
		let blob = new Uint8Array();
		hostile.on("vlob_read_batch", async (answer, { vlobs }) => {
			pages.push(vlobs.length);
			const reply = await answer();
			const items = vlobs.map((id) => forged(bob, alice.now(), {}, { id })).map((item) => claiming(item, { blob }));
			return reply.status === "ok" ? { ...reply, items } : reply;
		});
		const strangers = Array.from({ length: 4_000 }, () => newId(VlobID));
		await remote.fetch(strangers, null);
		assert.deepEqual(pages.splice(0), [250, 500, 1000, 1000, 1000, 250]);
		blob = new Uint8Array(40_000);
		assert.equal((await remote.fetch(strangers.slice(0, 2_000), null)).size, 2_000);
		assert.deepEqual(pages, [1000, 209, 209, 209, 209, 164]);
	});

	test("an old version served as the last is valid, and told by its version", async () => {
		const entry = newId(VlobID);
		const remote = hostile.files(realm);
		await remote.upload(folder(entry, realm));
		const [old] = await itemsOf(entry);
		await remote.upload(folder(entry, realm, { version: 2 }));
		hostile.onItems(() => [old as VlobItem]);
		const fetched = (await remote.fetch([entry], null)).get(entry);
		assert(fetched?.kind === "valid");
		assert.equal(fetched.manifest.version, 1, "the engine knows of a version 2: `older_than_known`");
	});

	test("certificates that the server names and does not give: nothing is believed before they come", async () => {
		const device = new MeddlingServer(alice);
		device.on("certificate_get", async (answer) => {
			const reply = await answer();
			return reply.status === "ok" ? { ...reply, realm_certificates: new Map() } : reply;
		});
		await device.author.certificates.poll();
		const remote = device.files(realm);
		await fails(remote.fetch([realm], null), { kind: "refused", status: "invalid_requirements" });
		await fails(remote.fetchVersion(realm, 1), { kind: "refused", status: "invalid_requirements" });
		device.honest();
		assert.equal((await remote.fetch([realm], null)).get(realm)?.kind, "valid");
	});

	test("a date beyond all certificates: asked for once, then refused", async () => {
		const remote = hostile.files(realm);
		hostile.on("vlob_read_batch", async (answer) => {
			const reply = await answer();
			return reply.status === "ok"
				? { ...reply, needed_common_certificate_timestamp: DateTime.add(alice.now(), 1n) }
				: reply;
		});
		const before = polls();
		await fails(remote.fetch([realm], null), { kind: "refused", status: "invalid_requirements" });
		assert.equal(polls(), before + 1);
	});
	const polls = () => hostile.calls.filter((name) => name === "certificate_get").length;

	test("certificates that came between what is needed and the items are asked for, as the official server makes it happen", async () => {
		const device = new MeddlingServer(alice);
		await device.author.certificates.poll();
		const seen = (await device.author.certificates.view()).last;
		const entry = newId(VlobID);
		const newcomer = await person(`newcomer${entry}`);
		await alice.pollCertificates();
		assert.deepEqual(await alice.workspaces.share(realm, newcomer.user_id, "CONTRIBUTOR"), { status: "ok" });
		const theirs = await logIn(newcomer);
		await theirs.pollCertificates();
		assert.equal((await files(theirs).upload(folder(entry, realm))).kind, "ok");
		device.on("vlob_read_batch", async (answer) => {
			const reply = await answer();
			return reply.status === "ok"
				? {
						...reply,
						needed_common_certificate_timestamp: seen.common as DateTime,
						needed_realm_certificate_timestamp: seen.realms.get(realm) as DateTime,
					}
				: reply;
		});
		assert.equal((await device.files(realm).fetch([entry], null)).get(entry)?.kind, "valid");
		assert.equal(device.calls.filter((name) => name === "certificate_get").length, 2);
	});

	test("what no newer certificate can make valid asks for none", async () => {
		const [item] = await itemsOf(docs);
		await hostile.author.certificates.poll();
		const before = polls();
		hostile.onItems(() => [claiming(item as VlobItem, { keyIndex: 99n })]);
		assert.equal((await hostile.files(realm).fetch([docs], null)).get(docs)?.kind, "invalid");
		assert.equal(polls(), before);
	});

	describe("about blocks", () => {
		const data = new TextEncoder().encode("what was written");
		let access: BlockAccess;
		let elsewhere: BlockID;
		before(async () => {
			access = { id: newId(BlockID), offset: 0n, size: BigInt(data.length), digest: sha256(data) };
			elsewhere = newId(BlockID);
			const remote = files(alice);
			await remote.uploadBlock(access.id, data);
			await remote.uploadBlock(elsewhere, data);
		});

		const blockLies: readonly (readonly [string, InvalidBlockReason, Parameters<typeof lie>[0]])[] = [
			[
				"a bit is turned",
				"cannot_decrypt",
				({ block }) => ({ block: block.with(block.length - 1, (block.at(-1) as number) ^ 1) }),
			],
			["cut short", "cannot_decrypt", ({ block }) => ({ block: block.subarray(0, -1) })],
			["cut to nothing", "cannot_decrypt", () => ({ block: new Uint8Array() })],
			["the index of another key", "cannot_decrypt", () => ({ key_index: 1n })],
			["the index of a key that there never was", "non_existent_key_index", () => ({ key_index: 3n })],
			["the same content as another block", "cannot_decrypt", async () => ({ block: await blockOf(elsewhere) })],
			["other content, of a member", "hash_digest_mismatch", () => ({ block: sealed("WHAT WAS WRITTEN") })],
			["longer content, of a member", "size_mismatch", () => ({ block: sealed("what was written, and more") })],
		];

		for (const [name, reason, change] of blockLies)
			test(`${name}: ${reason}`, async () => {
				lie(change);
				const remote = hostile.files(realm);
				await fails(remote.downloadBlock(access), { kind: "invalid_block", detail: reason });
				hostile.honest();
				assert.deepEqual(await remote.downloadBlock(access), data);
			});

		type Answer = Extract<Reply<"block_read">, { readonly status: "ok" }>;
		function lie(change: (reply: Answer) => Partial<Answer> | Promise<Partial<Answer>>): void {
			hostile.on("block_read", async (answer) => {
				const reply = await answer();
				return reply.status === "ok" ? { ...reply, ...(await change(reply)) } : reply;
			});
		}

		async function blockOf(block_id: BlockID): Promise<Uint8Array> {
			const reply = await alice.caller.call(authenticatedCommands.commands.block_read, { realm_id: realm, block_id });
			assert(reply.status === "ok");
			return reply.block;
		}

		const sealed = (text: string) => encrypt(deriveSecretKey(lastKey().key, access.id), new TextEncoder().encode(text));

		test("certificates that do not come: refused; no block, no store: each its own failure", async () => {
			const remote = hostile.files(realm);
			lie(() => ({ needed_realm_certificate_timestamp: DateTime.add(alice.now(), 1n) }));
			await fails(remote.downloadBlock(access), { kind: "refused", status: "invalid_requirements" });
			hostile.on("block_read", () => ({ status: "block_not_found" }));
			await fails(remote.downloadBlock(access), { kind: "invalid_block", detail: "not_there" });
			hostile.on("block_read", () => ({ status: "store_unavailable" }));
			await fails(remote.downloadBlock(access), { kind: "store_unavailable" });
			hostile.on("block_create", () => ({ status: "store_unavailable" }));
			await fails(remote.uploadBlock(newId(BlockID), data), { kind: "store_unavailable" });
		});

		test("the same block, asked for twice at once, comes once; claims that differ are judged each for itself", async () => {
			const remote = hostile.files(realm);
			await hostile.workspaces.keys(realm);
			const before = hostile.calls.length;
			const [a, b] = await Promise.all([
				remote.downloadBlock(access),
				remote.downloadBlock({ ...access, offset: 512n }),
			]);
			assert.equal(a, b);
			assert.deepEqual(hostile.calls.slice(before), ["block_read"]);
			const outcomes = await Promise.allSettled([
				remote.downloadBlock(access),
				remote.downloadBlock({ ...access, size: 3n }),
			]);
			assert.deepEqual(
				outcomes.map(({ status }) => status),
				["fulfilled", "rejected"],
			);
			assert.deepEqual(await remote.downloadBlock(access), data, "what failed is not remembered");
		});
	});

	describe("about uploads", () => {
		const upload = (remote: ServerFiles) => remote.upload(folder(newId(VlobID), realm));
		const service = newId(SequesterServiceID);
		const now = DateTime.parse("2026-11-24T00:00:00Z");
		const then = DateTime.parse("2026-11-24T01:00:00Z");

		const replies: readonly (readonly [Reply<"vlob_create">, FileFailureReason])[] = [
			[{ status: "author_not_allowed" }, { kind: "author_not_allowed" }],
			[{ status: "realm_archived" }, { kind: "realm_archived" }],
			[{ status: "realm_deleted" }, { kind: "realm_deleted" }],
			[{ status: "realm_not_found" }, { kind: "not_bootstrapped" }],
			[
				{
					status: "timestamp_out_of_ballpark",
					server_timestamp: now,
					client_timestamp: then,
					ballpark_client_early_offset: 300,
					ballpark_client_late_offset: 320,
				},
				{ kind: "timestamp_out_of_ballpark", server: now, client: then },
			],
			[
				{ status: "rejected_by_sequester_service", service_id: service, reason: "virus" },
				{ kind: "rejected_by_sequester_service", service, reason: "virus" },
			],
			[
				{ status: "sequester_service_unavailable", service_id: service },
				{ kind: "sequester_service_unavailable", service },
			],
			[
				{ status: "unknown_status", unknown_status: "tired", reason: null },
				{ kind: "refused", status: "tired" },
			],
		];
		for (const [reply, failure] of replies)
			test(`${reply.status}: ${failure.kind}`, async () => {
				const remote = hostile.files(realm);
				hostile.on("vlob_create", () => reply);
				await fails(upload(remote), failure);
				hostile.honest();
				assert.equal((await upload(remote)).kind, "ok");
			});

		test("a version that is longer than a server takes: entry_too_large", async () => {
			const children = new Map(Array.from({ length: 100_000 }, (_, at) => [EntryName.parse(`${at}`), newId(VlobID)]));
			const large = folder(newId(VlobID), realm, { children });
			await fails(hostile.files(realm).upload(large), { kind: "entry_too_large" });
		});

		test("an entry that the server does not have any more: not_bootstrapped", async () => {
			hostile.on("vlob_update", () => ({ status: "vlob_not_found" }));
			await fails(hostile.files(realm).upload(folder(docs, realm, { version: 2 })), { kind: "not_bootstrapped" });
		});

		test("a key index that is refused for ever is tried once more only if there is news", async () => {
			const remote = hostile.files(realm);
			const last_realm_certificate_timestamp = DateTime.add(alice.now(), 1n);
			hostile.on("vlob_create", () => ({ status: "bad_key_index", last_realm_certificate_timestamp }));
			hostile.on("block_create", () => ({ status: "bad_key_index", last_realm_certificate_timestamp }));
			const before = hostile.calls.length;
			await fails(upload(remote), { kind: "refused", status: "bad_key_index" });
			await fails(remote.uploadBlock(newId(BlockID), new Uint8Array(1)), { kind: "refused", status: "bad_key_index" });
			const made = hostile.calls.slice(before).filter((name) => name === "vlob_create" || name === "block_create");
			assert.deepEqual(made, ["vlob_create", "block_create"]);
		});

		test("a version is made again, 100 ms beyond the date that the server names", async () => {
			const remote = hostile.files(realm);
			const strictly_greater_than = DateTime.add(alice.now(), 60_000_000n);
			let asked = 0;
			hostile.on("vlob_create", async (answer, { timestamp }) => {
				if (asked++ === 0) return { status: "require_greater_timestamp", strictly_greater_than };
				assert.equal(timestamp, DateTime.add(strictly_greater_than, 100_000n));
				return answer();
			});
			const entry = newId(VlobID);
			const made: DateTime[] = [];
			const uploaded = await remote.upload((signature) => {
				made.push(signature.timestamp);
				return folder(entry, realm)(signature);
			});
			assert(uploaded.kind === "ok");
			assert.deepEqual(made.slice(1), [uploaded.manifest.timestamp]);
			assert.deepEqual((await remote.fetch([entry], null)).get(entry), { kind: "valid", manifest: uploaded.manifest });
		});

		test("nothing is signed for a day far ahead, whatever the server asks for", async () => {
			const strictly_greater_than = DateTime.add(alice.now(), 86_400_000_000n);
			hostile.on("vlob_create", () => ({ status: "require_greater_timestamp", strictly_greater_than }));
			let made = 0;
			const attempt = hostile.files(realm).upload((signature) => {
				made++;
				return folder(newId(VlobID), realm)(signature);
			});
			await assert.rejects(
				attempt,
				(error) =>
					isFailure(error, "timestamp_out_of_ballpark") &&
					error.reason.server === DateTime.add(strictly_greater_than, 100_000n),
			);
			assert.equal(made, 1);
		});

		test("an upload whose answer was lost conflicts with itself when it is made again", async () => {
			const remote = hostile.files(realm);
			const entry = newId(VlobID);
			hostile.on("vlob_create", async (answer) => {
				await answer();
				throw new ConnectionError("offline");
			});
			await assert.rejects(remote.upload(folder(entry, realm)), ConnectionError);
			hostile.honest();
			assert.deepEqual(await remote.upload(folder(entry, realm)), { kind: "version_conflict" });
			const there = (await remote.fetch([entry], null)).get(entry);
			assert(there?.kind === "valid");
			assert.equal(there.manifest.author, alice.device.device_id, "which its author tells");
		});

		test("the root is a folder", async () => {
			const file = ({ author, timestamp }: Signature): RemoteEntry => ({
				type: "file_manifest",
				author,
				timestamp,
				id: realm,
				parent: docs,
				version: 2,
				created: timestamp,
				updated: timestamp,
				size: 0n,
				blocksize: 512n,
				blocks: [],
			});
			await assert.rejects(hostile.files(realm).upload(file), TypeError);
		});
	});

	test("keys that cannot be used: each its own failure, and no item is judged without keys", async () => {
		const outcomes: readonly (readonly [NoKeys, FileFailureReason])[] = [
			[{ status: "no_key" }, { kind: "not_bootstrapped" }],
			[
				{ status: "invalid_keys_bundle", reason: "author_mismatch" },
				{ kind: "invalid_keys_bundle", detail: "author_mismatch" },
			],
			[{ status: "author_not_allowed" }, { kind: "author_not_allowed" }],
			[{ status: "realm_deleted" }, { kind: "realm_deleted" }],
			[
				{ status: "refused", reason: "tired" },
				{ kind: "refused", status: "tired" },
			],
		];
		for (const [outcome, failure] of outcomes) {
			const remote = new ServerFiles(hostile.author, { keys: async () => outcome }, realm);
			await fails(remote.fetch([realm], null), failure);
			await fails(remote.upload(folder(realm, realm, { version: 2 })), failure);
			await fails(remote.uploadBlock(newId(BlockID), new Uint8Array(1)), failure);
		}
	});
});

/** The same item, of which the server says something else. */
function claiming(
	[id, keyIndex, author, version, timestamp, blob]: VlobItem,
	claims: {
		readonly id?: VlobID;
		readonly keyIndex?: bigint;
		readonly author?: DeviceID;
		readonly version?: number;
		readonly timestamp?: DateTime;
		readonly blob?: Uint8Array;
	},
): VlobItem {
	const claimed = { id, keyIndex, author, version, timestamp, blob, ...claims };
	return [claimed.id, claimed.keyIndex, claimed.author, claimed.version, claimed.timestamp, claimed.blob];
}

async function fails(attempt: Promise<unknown>, reason: FileFailureReason): Promise<void> {
	await assert.rejects(attempt, (error) => {
		assert(error instanceof FileFailure, String(error));
		assert.deepEqual(error.reason, reason);
		return true;
	});
}
