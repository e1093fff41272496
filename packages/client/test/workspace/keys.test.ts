import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ConnectionError, keyRotations } from "@parallax/client";
import {
	encryptSigned,
	newKeyDerivation,
	newSecretKey,
	newSequesterKey,
	openSealedObject,
	publicKeyOf,
	sealObject,
	sequesterDecryptObject,
} from "@parallax/crypto";
import {
	DateTime,
	EntryName,
	type KeyDerivation,
	type LocalDevice,
	RealmKeysBundle,
	RealmKeysBundleAccess,
	SequesterPublicKeyDer,
	type SequesterServiceID,
	type VlobID,
} from "@parallax/protocol";
import { FakeRealms, type FakeSession } from "./fakeRealms.ts";

let realms: FakeRealms;
let aliceDevice: LocalDevice;
let bobDevice: LocalDevice;
let alice: FakeSession;
let id: VlobID;

async function begin(): Promise<void> {
	realms = new FakeRealms();
	aliceDevice = realms.history.bootstrap();
	bobDevice = realms.history.addUser(aliceDevice);
	alice = realms.session(aliceDevice);
	id = await made("Keys");
}

async function made(text: string): Promise<VlobID> {
	await alice.certificates.poll();
	const created = await alice.workspaces.create(EntryName.parse(text));
	assert(created.status === "ok");
	assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
	return created.id;
}

async function keysOf(session: FakeSession): Promise<readonly KeyDerivation[]> {
	const outcome = await session.workspaces.keys(id);
	assert(outcome.status === "ok", outcome.status);
	return outcome.keys.all;
}

/** Bob comes and goes: the key is rotated. */
async function rotate(): Promise<void> {
	assert.deepEqual(await alice.workspaces.share(id, bobDevice.user_id, "READER"), { status: "ok" });
	assert.deepEqual(await alice.workspaces.unshare(id, bobDevice.user_id), { status: "ok", rotation: { status: "ok" } });
}

async function rotations(): Promise<number> {
	return keyRotations(await (await alice.certificates.view()).realm(id)).length;
}

const hex = (keys: readonly KeyDerivation[]) => keys.map((key) => key.expose().toHex());

describe("a keys bundle", () => {
	beforeEach(begin);

	/** Gives the last bundle of the realm another content, signed by whom the test says. */
	async function forge(
		over: Partial<RealmKeysBundle> = {},
		signer: LocalDevice = aliceDevice,
		key = newSecretKey(),
	): Promise<void> {
		const bundle = {
			type: "realm_keys_bundle",
			author: aliceDevice.device_id,
			timestamp: realms.history.now,
			realm_id: id,
			keys: await keysOf(alice),
			...over,
		} as const;
		put(
			encryptSigned(RealmKeysBundle, bundle, signer.signing_key, key),
			sealObject(
				RealmKeysBundleAccess,
				{ type: "realm_keys_bundle_access", keys_bundle_key: key },
				publicKeyOf(aliceDevice.private_key),
			),
		);
	}

	function put(bundle: Uint8Array, access: Uint8Array): void {
		realms.bundlesOf(id)[0] = { bundle, accesses: new Map([[aliceDevice.user_id, access]]) };
	}

	/** What another program of Alice makes of it. */
	async function judged() {
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		const outcome = await fresh.workspaces.keys(id);
		return outcome.status === "invalid_keys_bundle" ? outcome.reason : outcome.status;
	}

	test("an honest one is accepted, whatever its date", async () => {
		await forge({ timestamp: DateTime.add(realms.history.now, 5n) });
		assert.equal(await judged(), "ok");
	});

	test("an access for somebody else", async () => {
		const [first] = realms.bundlesOf(id);
		assert(first);
		const access = sealObject(
			RealmKeysBundleAccess,
			{ type: "realm_keys_bundle_access", keys_bundle_key: newSecretKey() },
			publicKeyOf(bobDevice.private_key),
		);
		put(first.bundle, access);
		assert.equal(await judged(), "corrupted_access");
	});

	test("an access to another bundle", async () => {
		const [first] = realms.bundlesOf(id);
		assert(first);
		const access = sealObject(
			RealmKeysBundleAccess,
			{ type: "realm_keys_bundle_access", keys_bundle_key: newSecretKey() },
			publicKeyOf(aliceDevice.private_key),
		);
		put(first.bundle, access);
		assert.equal(await judged(), "decryption");
	});

	test("another author than its signature says", async () => {
		await forge({}, bobDevice);
		assert.equal(await judged(), "corrupted");
	});

	test("an author who does not exist, or did not yet", async () => {
		const stranger = realms.history.stranger();
		await forge({ author: stranger.device_id }, stranger);
		assert.equal(await judged(), "non_existing_author");
		await forge({ timestamp: DateTime.parse("2001-01-01T00:00:00Z") });
		assert.equal(await judged(), "non_existing_author");
	});

	test("another realm", async () => {
		await forge({ realm_id: aliceDevice.user_realm_id });
		assert.equal(await judged(), "realm_id_mismatch");
	});

	test("more keys than there were rotations", async () => {
		await forge({ keys: [...(await keysOf(alice)), newKeyDerivation()] });
		assert.equal(await judged(), "key_index_mismatch");
	});

	test("another member than whoever rotated", async () => {
		await forge({ author: bobDevice.device_id }, bobDevice);
		assert.equal(await judged(), "author_mismatch");
	});

	test("a key that is not that of its rotation is never used, and the next rotation carries it on", async () => {
		const wrong = newKeyDerivation();
		await forge({ keys: [wrong] });
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		const outcome = await fresh.workspaces.keys(id);
		assert(outcome.status === "ok");
		assert.deepEqual(outcome.keys.lookup(1n), { status: "corrupted_key" });
		assert.deepEqual(outcome.keys.last, { status: "corrupted_key" });
		assert.deepEqual(outcome.keys.lookup(0n), { status: "key_not_found" });
		assert.deepEqual(outcome.keys.lookup(2n), { status: "key_not_found" });
		assert.deepEqual(await fresh.workspaces.rename(id, EntryName.parse("Other")), { status: "corrupted_key" });
		assert.deepEqual(await fresh.workspaces.share(id, bobDevice.user_id, "READER"), { status: "ok" });
		assert.deepEqual(await fresh.workspaces.unshare(id, bobDevice.user_id), {
			status: "ok",
			rotation: { status: "ok" },
		});
		const after = await fresh.workspaces.keys(id);
		assert(after.status === "ok");
		assert.equal(after.keys.all[0]?.expose().toHex(), wrong.expose().toHex());
		assert.equal(after.keys.last.status, "ok");
		assert.deepEqual(await fresh.workspaces.rename(id, EntryName.parse("Other")), { status: "ok" });
	});

	test("a lie of the server is not remembered: the next honest answer is taken", async () => {
		const [honest] = realms.bundlesOf(id);
		assert(honest);
		await forge({ realm_id: aliceDevice.user_realm_id });
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		assert.equal((await fresh.workspaces.keys(id)).status, "invalid_keys_bundle");
		realms.bundlesOf(id)[0] = honest;
		assert.equal((await fresh.workspaces.keys(id)).status, "ok");
	});

	test("keys are asked for once, and again after a rotation", async () => {
		const asked = () => realms.calls.filter((call) => call === "realm_get_keys_bundle").length;
		const before = asked();
		await Promise.all([alice.workspaces.keys(id), alice.workspaces.keys(id)]);
		assert.equal(asked(), before);
		await rotate();
		const known = asked();
		assert.equal((await keysOf(alice)).length, 2);
		await keysOf(alice);
		assert.ok(asked() <= known + 1);
	});

	test("keys are not kept after a failure to reach the server", async () => {
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		realms.cutAfter(0, "before");
		await assert.rejects(fresh.workspaces.keys(id), ConnectionError);
		realms.honest();
		assert.equal((await fresh.workspaces.keys(id)).status, "ok");
	});
});

describe("damaged keys", () => {
	beforeEach(begin);

	/** The bundle of that index holds noise for everybody. */
	function destroy(index: number): void {
		const bundles = realms.bundlesOf(id);
		const bundle = bundles[index - 1];
		assert(bundle);
		bundles[index - 1] = { ...bundle, bundle: new Uint8Array(100) };
	}

	test("a last bundle that cannot be read is mended from the ones before; the lost key stays lost", async () => {
		await rotate();
		await rotate();
		const keys = await keysOf(alice);
		destroy(3);
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		assert.equal((await fresh.workspaces.keys(id)).status, "invalid_keys_bundle");
		assert.deepEqual(await fresh.workspaces.heal(id), { status: "healed", recovered: [1n, 2n], lost: [3n] });
		const outcome = await fresh.workspaces.keys(id);
		assert(outcome.status === "ok");
		assert.deepEqual(hex(outcome.keys.all.slice(0, 2)), hex(keys.slice(0, 2)));
		assert.deepEqual(outcome.keys.corrupted, new Set([3n]));
		assert.equal(outcome.keys.last.status, "ok", "what is written from now on can be read");
		assert.equal(outcome.keys.index, 4n);
	});

	test("a rotation that is due mends on its way", async () => {
		await rotate();
		const keys = await keysOf(alice);
		assert.deepEqual(await alice.workspaces.share(id, bobDevice.user_id, "READER"), { status: "ok" });
		destroy(2);
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		assert.deepEqual(await fresh.workspaces.unshare(id, bobDevice.user_id), {
			status: "ok",
			rotation: { status: "ok" },
		});
		assert.equal(hex(await keysOf(fresh))[0], hex(keys)[0]);
	});

	test("when nothing is left to mend with, nothing is done: others may still read", async () => {
		destroy(1);
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		assert.deepEqual(await fresh.workspaces.heal(id), { status: "nothing_recovered" });
		realms.history.role(aliceDevice, id, bobDevice, "READER");
		realms.history.role(aliceDevice, id, bobDevice, null);
		await fresh.certificates.poll();
		assert.deepEqual(
			await fresh.workspaces.processNeeds(),
			new Map([[id, { status: "nothing_recovered" }]]),
			"a rotation would take from others what they can read",
		);
		assert.equal(realms.bundlesOf(id).length, 1);
	});

	test("an Owner who meets damaged keys mends them in the background, once", async () => {
		await rotate();
		destroy(2);
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		assert.equal((await fresh.workspaces.keys(id)).status, "invalid_keys_bundle");
		assert.deepEqual(await fresh.workspaces.processNeeds(), new Map());
		assert.equal(realms.bundlesOf(id).length, 3);
		assert.equal((await fresh.workspaces.keys(id)).status, "ok");
		destroy(3);
		const again = realms.session(aliceDevice);
		await again.certificates.poll();
		await again.workspaces.keys(id);
		await again.workspaces.processNeeds();
		destroy(4);
		await again.certificates.poll();
		await again.workspaces.keys(id);
		await again.workspaces.processNeeds();
		assert.equal(realms.bundlesOf(id).length, 4, "a server that always lies does not make a rotation of each lie");
	});

	test("healthy keys are left alone", async () => {
		assert.deepEqual(await alice.workspaces.heal(id), { status: "nothing_to_heal" });
		assert.equal(realms.bundlesOf(id).length, 1);
	});

	test("a name that cannot be read leaves the one before in its place", async () => {
		const fresh = realms.session(aliceDevice);
		await fresh.certificates.poll();
		await fresh.workspaces.refresh();
		realms.history.rename(aliceDevice, id);
		await fresh.certificates.poll();
		await fresh.workspaces.refresh();
		assert.partialDeepStrictEqual(await fresh.workspaces.find(id), { name: "Keys", nameCertified: false });
		const stranger = realms.session(aliceDevice);
		await stranger.certificates.poll();
		await stranger.workspaces.refresh();
		assert.partialDeepStrictEqual(await stranger.workspaces.find(id), {
			name: `Workspace ${id}`,
			nameCertified: false,
		});
	});
});

describe("a rotation", () => {
	beforeEach(begin);

	test("includes whoever came meanwhile, and never with the keys of the refused request", async () => {
		const sent: Uint8Array[] = [];
		const carol = realms.history.addUser(aliceDevice);
		await alice.certificates.poll();
		await alice.workspaces.share(id, bobDevice.user_id, "READER");
		let came = false;
		realms.meddle = (name, answer, request) => {
			if (name !== "realm_rotate_key") return answer();
			sent.push(request["realm_key_rotation_certificate"] as Uint8Array);
			if (!came) realms.history.role(aliceDevice, id, carol, "READER");
			came = true;
			return answer();
		};
		assert.deepEqual(await alice.workspaces.unshare(id, bobDevice.user_id), {
			status: "ok",
			rotation: { status: "ok" },
		});
		assert.equal(sent.length, 2);
		assert.deepEqual(new Set(realms.bundlesOf(id)[1]?.accesses.keys()), new Set([aliceDevice.user_id, carol.user_id]));
		const access = realms.bundlesOf(id)[1]?.accesses.get(carol.user_id);
		assert(access);
		assert.ok(openSealedObject(RealmKeysBundleAccess, access, carol.private_key));
	});

	test("somebody else's is as good", async () => {
		const other = realms.session(realms.history.addDevice(aliceDevice));
		await other.certificates.poll();
		await alice.workspaces.share(id, bobDevice.user_id, "READER");
		await other.certificates.poll();
		const both = await Promise.all([
			alice.workspaces.unshare(id, bobDevice.user_id),
			other.workspaces.unshare(id, bobDevice.user_id),
		]);
		assert.ok(both.every((outcome) => outcome.status === "ok" && outcome.rotation.status === "ok"));
		assert.equal(realms.bundlesOf(id).length, 2);
	});

	test("is given to the sequester services too, whose refusal is told", async () => {
		realms = new FakeRealms();
		const authority = await newSequesterKey(2048);
		aliceDevice = realms.history.bootstrap();
		await realms.history.authority();
		const service = await realms.history.service({
			encryption_key_der: SequesterPublicKeyDer.decode(authority.publicKey.der),
		});
		alice = realms.session(aliceDevice);
		let forServices: ReadonlyMap<SequesterServiceID, Uint8Array> | null = null;
		realms.meddle = (name, answer, request) => {
			if (name !== "realm_rotate_key") return answer();
			forServices = request["per_sequester_service_keys_bundle_access"] as typeof forServices;
			return answer();
		};
		id = await made("Sequestered");
		const access = (forServices as ReadonlyMap<SequesterServiceID, Uint8Array> | null)?.get(service);
		assert(access);
		const opened = await sequesterDecryptObject(RealmKeysBundleAccess, access, authority);
		const keys = await alice.workspaces.keys(id);
		assert(keys.status === "ok");
		assert.equal(opened.keys_bundle_key.expose().toHex(), keys.keys.bundleKey.expose().toHex());

		const refused = { status: "rejected_by_sequester_service", service_id: service, reason: "no" } as const;
		realms.meddle = (name, answer) => (name === "realm_rotate_key" ? refused : answer());
		await realms.history.revokeService(service);
		await alice.certificates.poll();
		assert.deepEqual(await alice.workspaces.processNeeds(), new Map([[id, refused]]));
		realms.honest();
		assert.deepEqual(await alice.workspaces.processNeeds(), new Map(), "the revoked service is left out");
		assert.equal(await rotations(), 2);
	});
});
