import assert from "node:assert/strict";
import { test } from "node:test";
import {
	activeMembers,
	activeServices,
	archivingOf,
	bootstrapOf,
	deviceAt,
	keyRotations,
	lastName,
	roleIn,
} from "@parallax/client";
import { newId } from "@parallax/crypto";
import { DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { History } from "./history.ts";
import { storeOf } from "./server.ts";

test("a device signs nothing that is older than itself", async () => {
	const history = new History();
	const alice = history.bootstrap();
	const since = history.now;
	const { store } = storeOf(history, alice);
	await store.poll();
	const view = await store.view();
	const before = DateTime.add(since, -1n);
	assert.deepEqual(await deviceAt(view, alice.device_id, before), { status: "exists_but_too_recent", since });
	const found = await deviceAt(view, alice.device_id, since);
	assert(found.status === "found" && found.certificate.user_id === alice.user_id, "at that very instant");
	assert.deepEqual(await deviceAt(view, newId(DeviceID), since), { status: "non_existing" });
});

test("a realm is made step by step", async () => {
	const history = new History();
	const alice = history.bootstrap();
	const { store } = storeOf(history, alice);
	const realm = newId(VlobID);
	const now = async () => {
		await store.poll();
		return (await store.view()).realm(realm);
	};
	assert.equal(bootstrapOf(await now()), "local_only");
	history.role(alice, realm, alice, "OWNER");
	assert.equal(bootstrapOf(await now()), "created");
	history.rotateKey(alice, realm);
	assert.equal(bootstrapOf(await now()), "keys_done");
	history.rename(alice, realm);
	assert.equal(bootstrapOf(await now()), "bootstrapped");
});

test("the name, the keys and the archiving of a realm are those last certified", async () => {
	const history = new History();
	const alice = history.bootstrap();
	const realm = history.createRealm(alice);
	const { store } = storeOf(history, alice);
	const now = async () => {
		await store.poll();
		return (await store.view()).realm(realm);
	};
	const bare = await now();
	assert.equal(lastName(bare), undefined);
	assert.deepEqual(keyRotations(bare), []);
	assert.deepEqual(archivingOf(bare), { type: "AVAILABLE" });

	history.rotateKey(alice, realm);
	history.rename(alice, realm, { encrypted_name: Uint8Array.of(1) });
	history.rotateKey(alice, realm, { key_index: 2n });
	history.rename(alice, realm, { key_index: 2n, encrypted_name: Uint8Array.of(2) });
	history.archive(alice, realm);
	const full = await now();
	assert.deepEqual(lastName(full)?.encrypted_name, Uint8Array.of(2));
	assert.deepEqual(
		keyRotations(full).map(({ key_index }) => key_index),
		[1n, 2n],
	);
	assert.deepEqual(archivingOf(full), { type: "ARCHIVED" });
});

test("keys whose indexes have a gap are no list of keys", async () => {
	const history = new History();
	const alice = history.bootstrap();
	const realm = history.createRealm(alice);
	history.rotateKey(alice, realm, { key_index: 2n });
	const { store } = storeOf(history, alice);
	await store.poll();
	const record = await (await store.view()).realm(realm);
	assert.throws(() => keyRotations(record), /not in sequence/);
});

test("who never had access, who lost it and who was revoked are told apart", async () => {
	const history = new History();
	const alice = history.bootstrap();
	const [bob, carol, dave] = [history.addUser(alice), history.addUser(alice), history.addUser(alice)];
	const realm = history.createRealm(alice);
	for (const member of [bob, carol]) history.role(alice, realm, member, "READER");
	history.role(alice, realm, bob, null);
	history.revoke(alice, carol);
	const { store } = storeOf(history, alice);
	await store.poll();
	const view = await store.view();
	const record = await view.realm(realm);
	assert.equal(roleIn(record, dave.user_id), undefined);
	assert.equal(roleIn(record, bob.user_id), null);
	assert.equal(roleIn(record, carol.user_id), "READER", "until someone takes it");
	assert.deepEqual([...(await activeMembers(view, record))], [[alice.user_id, "OWNER"]]);
});

test("sequester services are those not revoked, in an organization that has an authority", async () => {
	const plain = new History();
	const alice = plain.bootstrap();
	const { store: plainStore } = storeOf(plain, alice);
	await plainStore.poll();
	assert.equal(activeServices(await (await plainStore.view()).sequester()), undefined);

	const sequestered = new History();
	const bob = sequestered.bootstrap();
	await sequestered.authority();
	const [kept, revoked] = [await sequestered.service(), await sequestered.service()];
	await sequestered.revokeService(revoked);
	const { store } = storeOf(sequestered, bob);
	await store.poll();
	const active = activeServices(await (await store.view()).sequester());
	assert.deepEqual(
		active?.map(({ service_id }) => service_id),
		[kept],
	);
});
