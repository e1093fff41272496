import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	CertificateStore,
	type CertificateView,
	ConnectionError,
	listDevices,
	listUsers,
	MemoryCertificateStorage,
	type NewCertificates,
	rolesAt,
} from "@parallax/client";
import { DateTime, DeviceLabel, HumanHandle, type VlobID } from "@parallax/protocol";
import { History } from "./history.ts";
import { CertificateServer, storeOf } from "./server.ts";

const REFUSED = { name: "InvalidCertificate" };
const NO_NEWS: NewCertificates = {
	added: 0,
	first: false,
	newUsers: [],
	newDevices: [],
	profiles: new Map(),
	revokedUsers: [],
	realms: new Set(),
	sequester: false,
	shamirRecovery: false,
};

function organization() {
	const history = new History();
	const alice = history.bootstrap();
	const bob = history.addUser(alice);
	return { history, alice, bob, ...storeOf(history, alice) };
}

/** All that people may ask of the certificates. */
async function answers(view: CertificateView, realms: readonly VlobID[] = []) {
	const users = await listUsers(view);
	return {
		users,
		devices: await Promise.all(users.map(({ id }) => listDevices(view, id))),
		roles: await Promise.all(realms.map(async (realm) => [...rolesAt(await view.realm(realm))])),
		shamir: await view.shamir(),
		sequester: await view.sequester(),
		last: view.last,
	};
}

describe("a poll", () => {
	test("asks for what is newer than what it has, and adds it", async () => {
		const { history, server, store, alice, bob } = organization();
		assert.equal(await store.poll(), 4);
		const realm = history.createRealm(bob);
		history.brief(bob, [alice]);
		history.share(bob, alice);
		assert.equal(await store.poll(), 3);
		assert.equal(await store.poll(), 0);
		assert.deepEqual(server.requests, [
			{ common_after: null, sequester_after: null, shamir_recovery_after: null, realm_after: new Map() },
			{
				common_after: history.common.at(-1)?.timestamp,
				sequester_after: null,
				shamir_recovery_after: null,
				realm_after: new Map(),
			},
			{
				common_after: history.common.at(-1)?.timestamp,
				sequester_after: null,
				shamir_recovery_after: history.now,
				realm_after: new Map([[realm, history.realm(realm)[0]?.timestamp]]),
			},
		]);
	});

	test("tells its listeners what each batch that brought something was", async () => {
		const { history, store, alice, bob } = organization();
		const told: NewCertificates[] = [];
		const stop = store.subscribe((news) => told.push(news));
		await store.poll();
		await store.poll();
		history.revoke(alice, bob);
		await store.poll();
		stop();
		history.addUser(alice);
		await store.poll();
		assert.deepEqual(told, [
			{
				...NO_NEWS,
				added: 4,
				first: true,
				newUsers: [alice.user_id, bob.user_id],
				newDevices: [alice, bob].map(({ user_id, device_id }) => ({ userId: user_id, deviceId: device_id })),
			},
			{ ...NO_NEWS, added: 1, revokedUsers: [bob.user_id] },
		]);
	});

	test("tells a screen which users, devices and realms are no longer what it shows", async () => {
		const { history, store, alice, bob } = organization();
		const carol = history.addUser(alice);
		const realm = history.createRealm(bob);
		await store.poll();
		const told: NewCertificates[] = [];
		store.subscribe((news) => told.push(news));

		const phone = history.addDevice(bob);
		history.updateProfile(alice, carol, "ADMIN");
		history.updateProfile(alice, carol, "OUTSIDER");
		history.rename(bob, realm);
		history.brief(bob, [alice]);
		history.share(bob, alice);
		await store.poll();
		assert.deepEqual(told, [
			{
				...NO_NEWS,
				added: 6,
				newDevices: [{ userId: bob.user_id, deviceId: phone.device_id }],
				profiles: new Map([[carol.user_id, "OUTSIDER"]]),
				realms: new Set([realm]),
				shamirRecovery: true,
			},
		]);
		assert.deepEqual(structuredClone(told), told, "a worker may send it to its page");
	});

	test("that was refused is told, with the certificate and why, until another is believed", async () => {
		const { history, store, alice, bob } = organization();
		await store.poll();
		const told: (string | undefined)[] = [];
		store.onRefusal((refused) => told.push(refused?.reason));
		history.revoke(bob, bob);
		const { now } = history;
		await assert.rejects(store.poll(), REFUSED);
		assert.equal(store.refused?.reason, "self_signed");
		assert.deepEqual(store.refused.certificate, {
			topic: "common",
			realm: null,
			claims: { type: "revoked_user_certificate", author: bob.device_id, timestamp: now },
		});
		assert.equal(await store.poll({ common: history.common[3]?.timestamp as DateTime }), 0);
		assert.equal(store.refused.reason, "self_signed", "nothing was asked of the server");
		history.common.pop();
		history.addUser(alice);
		await store.poll();
		assert.equal(store.refused, undefined);
		assert.deepEqual(told, ["self_signed", undefined]);
	});

	test("names what it refused, in whatever topic, even what cannot be read", async () => {
		const { history, store, alice, bob } = organization();
		await history.authority();
		const realm = history.createRealm(bob);
		await store.poll();
		const refused = async () => {
			await assert.rejects(store.poll(), REFUSED);
			return store.refused?.certificate;
		};
		const unreadable = { timestamp: history.tick(), full: Uint8Array.of(1), redacted: new Uint8Array() };

		history.realm(realm).push(unreadable);
		assert.deepEqual(await refused(), { topic: "realm", realm, claims: null });
		history.realm(realm).pop();
		history.sequester.push(unreadable);
		assert.deepEqual(await refused(), { topic: "sequester", realm: null, claims: null });
		history.sequester.pop();
		const setup = history.brief(bob, [alice]);
		assert.deepEqual(await refused(), {
			topic: "shamirRecovery",
			realm: null,
			claims: { type: "shamir_recovery_brief_certificate", author: bob.device_id, timestamp: setup },
		});
	});

	test("that fails for want of a server changes nothing, and the next one works", async () => {
		const { server, store } = organization();
		server.beforeAnswer = () => Promise.reject(new ConnectionError("offline"));
		await assert.rejects(store.poll(), { name: "ConnectionError", kind: "offline" });
		server.beforeAnswer = async () => {};
		assert.equal(await store.poll(), 4);
	});

	test("takes nothing of a batch whose last certificate is bad, and works again once it is gone", async () => {
		const { history, storage, store, alice, bob } = organization();
		await history.authority();
		await store.poll();
		const realm = history.createRealm(bob);
		const known = await answers(await store.view(), [realm]);
		const stored = await storage.lastTimestamps();

		// Something good in every topic, then something bad at the very end.
		await history.service();
		history.addUser(alice);
		history.role(bob, realm, alice, "READER");
		history.brief(bob, [alice]);
		history.share(bob, alice);
		history.deleteSetup(bob, history.now, [alice, bob]);
		await assert.rejects(store.poll(), { ...REFUSED, reason: "shamir_deletion_recipients_mismatch" });
		assert.deepEqual(await answers(await store.view(), [realm]), known);
		assert.deepEqual(await storage.lastTimestamps(), stored);
		await assert.rejects(store.poll(), REFUSED, "nothing is skipped");

		history.shamir.pop();
		assert.equal(await store.poll(), 7);
	});

	test("judges the sequester first, then users, realms, and recoveries", async () => {
		const history = new History();
		const alice = history.bootstrap();
		await history.authority();
		const bob = history.addUser(alice);
		const realm = history.createRealm(bob);
		history.brief(bob, [alice]);
		history.share(bob, alice);
		const { store } = storeOf(history, alice);
		// Each refused alone, in the order in which they are found: mended one by one, the next one shows.
		const bad = forgedBy(history, { bob, realm });
		for (const { reason, mend } of bad) {
			await assert.rejects(store.poll(), { ...REFUSED, reason });
			mend();
		}
		assert.equal(await store.poll(), 8);
	});

	test("reads users before realms and recoveries, whose authors may come in the same batch", async () => {
		const { history, store, alice } = organization();
		await store.poll();
		const carol = history.addUser(alice);
		const realm = history.createRealm(carol);
		history.role(carol, realm, alice, "MANAGER");
		history.brief(carol, [alice]);
		history.share(carol, alice);
		assert.equal(await store.poll(), 6);
		const roles = rolesAt(await (await store.view()).realm(realm));
		assert.deepEqual(
			roles,
			new Map([
				[carol.user_id, "OWNER"],
				[alice.user_id, "MANAGER"],
			]),
		);
	});

	test("never overlaps another", async () => {
		const { server, store } = organization();
		const reached = Promise.withResolvers<void>();
		const released = Promise.withResolvers<void>();
		server.beforeAnswer = () => {
			reached.resolve();
			return released.promise;
		};
		const polls = Promise.all([store.poll(), store.poll(), store.poll()]);
		await reached.promise;
		assert.equal(server.requests.length, 1, "the others wait");
		released.resolve();
		assert.deepEqual(await polls, [4, 0, 0], "and then ask for what is newer still");
	});

	test("lets people ask meanwhile", async () => {
		const { history, server, store, alice } = organization();
		await store.poll();
		history.addUser(alice);
		const reached = Promise.withResolvers<void>();
		const released = Promise.withResolvers<void>();
		server.beforeAnswer = () => {
			reached.resolve();
			return released.promise;
		};
		const poll = store.poll();
		await reached.promise;
		assert.equal((await listUsers(await store.view())).length, 2);
		released.resolve();
		await poll;
		assert.equal((await listUsers(await store.view())).length, 3);
	});
});

/** One bad certificate in each topic, with the reason for which it is refused and what takes it away. */
function forgedBy(history: History, { bob, realm }: { bob: ReturnType<History["bootstrap"]>; realm: VlobID }) {
	const stranger = history.stranger();
	history.sequester.push({ timestamp: history.tick(), full: new Uint8Array(), redacted: new Uint8Array() });
	history.revoke(bob, bob);
	history.role(bob, realm, bob, "OWNER");
	history.brief(bob, [bob, stranger]);
	return [
		{ reason: "corrupted", mend: () => history.sequester.pop() },
		{ reason: "self_signed", mend: () => history.common.pop() },
		{ reason: "content_already_exists", mend: () => history.realm(realm).pop() },
		{ reason: "shamir_self_among_recipients", mend: () => history.shamir.pop() },
	];
}

describe("what must have been reached", () => {
	test("is not asked for again", async () => {
		const { history, server, store, alice, bob } = organization();
		await history.authority();
		const realm = history.createRealm(bob);
		const shamirRecovery = history.brief(bob, [alice]);
		history.share(bob, alice);
		await store.poll();
		const common = history.common.at(-1)?.timestamp;
		const sequester = history.sequester.at(-1)?.timestamp;
		const realms = new Map([[realm, history.realm(realm).at(-1)?.timestamp as DateTime]]);
		assert(common && sequester);
		assert.equal(await store.poll({ common, sequester, shamirRecovery, realms }), 0);
		assert.equal(await store.poll({}), 0);
		assert.equal(server.requests.length, 1);
	});

	test("is asked for when any topic lags", async () => {
		const { history, server, store, bob } = organization();
		const realm = history.createRealm(bob);
		await store.poll();
		const later = DateTime.add(history.now, 1n);
		const { now } = history;
		for (const required of [
			{ common: later },
			{ sequester: now },
			{ shamirRecovery: now },
			{ realms: new Map([[realm, later]]) },
			{ realms: new Map([[bob.user_realm_id, now]]) },
		]) {
			const before = server.requests.length;
			await store.poll(required);
			assert.equal(server.requests.length, before + 1);
		}
	});

	test("when two wait for the same, the server is asked once", async () => {
		const { history, server, store } = organization();
		const required = { common: history.now };
		assert.deepEqual(await Promise.all([store.poll(required), store.poll(required)]), [4, 0]);
		assert.equal(server.requests.length, 1);
	});
});

describe("users who become or cease to be outsiders (§4.7)", () => {
	test("are served the redacted certificates, all of them again", async () => {
		const { history, alice, bob } = organization();
		const { server, store } = storeOf(history, bob);
		await store.poll();
		assert.equal(await store.ownProfile(), "STANDARD");
		assert.deepEqual((await listUsers(await store.view()))[0]?.humanHandle, alice.human_handle);

		const told: NewCertificates[] = [];
		store.subscribe((news) => told.push(news));
		history.updateProfile(alice, bob, "OUTSIDER");
		server.redacts = true;
		assert.equal(await store.poll(), 5);
		assert.equal(server.requests.at(-1)?.common_after, null, "from scratch");
		assert.deepEqual(
			told.map(({ added, first, newUsers }) => ({ added, first, newUsers })),
			[{ added: 5, first: true, newUsers: [alice.user_id, bob.user_id] }],
			"the batch of the switch itself is not told",
		);
		assert.equal(await store.ownProfile(), "OUTSIDER");
		const [first] = await listUsers(await store.view());
		assert.deepEqual(first?.humanHandle, HumanHandle.redacted(alice.user_id));
		assert.equal(`${first?.humanHandle.email}`, `${alice.user_id}@redacted.invalid`);
		const [desk] = await listDevices(await store.view(), alice.user_id);
		assert.equal(desk?.label, DeviceLabel.redacted(alice.device_id));
		assert.equal(`${desk?.label}`, alice.device_id);
	});

	test("and the full ones again afterwards", async () => {
		const { history, alice } = organization();
		const carol = history.addUser(alice, "OUTSIDER");
		const { server, store } = storeOf(history, carol);
		server.redacts = true;
		assert.equal(await store.poll(), 6);
		assert.equal(server.requests.length, 1, "a first poll is no switch");
		history.updateProfile(alice, carol, "ADMIN");
		server.redacts = false;
		assert.equal(await store.poll(), 7);
		assert.equal(await store.ownProfile(), "ADMIN");
		assert.deepEqual((await listUsers(await store.view()))[0]?.humanHandle, alice.human_handle);
	});

	test("other profiles, and back and forth in one batch, keep what is known", async () => {
		const { history, alice, bob } = organization();
		const { server, store } = storeOf(history, bob);
		await store.poll();
		history.updateProfile(alice, bob, "ADMIN");
		assert.equal(await store.poll(), 1);
		history.updateProfile(alice, bob, "OUTSIDER");
		history.updateProfile(alice, bob, "STANDARD");
		assert.equal(await store.poll(), 2);
		assert.equal(server.requests.length, 3);
	});

	test("know nothing while the server cannot be reached again", async () => {
		const { history, alice, bob } = organization();
		const { server, storage, store } = storeOf(history, bob);
		await store.poll();
		history.updateProfile(alice, bob, "OUTSIDER");
		server.redacts = true;
		server.beforeAnswer = async () => {
			if (server.requests.at(-1)?.common_after === null) throw new ConnectionError("offline");
		};
		await assert.rejects(store.poll(), { kind: "offline" });
		assert.equal((await store.view()).empty, true);
		assert.equal((await storage.lastTimestamps()).common, null);
		server.beforeAnswer = async () => {};
		assert.equal(await store.poll(), 5);
	});
});

describe("what is known", () => {
	test("is the same after a restart", async () => {
		const { history, server, storage, store, alice, bob } = organization();
		await history.authority();
		const service = await history.service();
		await history.revokeService(service);
		history.addDevice(bob);
		const carol = history.addUser(alice, "OUTSIDER");
		history.updateProfile(alice, carol, "STANDARD");
		const realm = history.createRealm(bob);
		history.role(bob, realm, carol, "MANAGER");
		history.rotateKey(bob, realm);
		history.rename(bob, realm);
		history.archive(bob, realm);
		const setup = history.brief(bob, [alice]);
		history.share(bob, alice);
		history.deleteSetup(bob, setup, [alice]);
		history.revoke(alice, carol);
		await store.poll();

		const restarted = new CertificateStore(storage, alice, server.caller);
		const known = await answers(await restarted.view(), [realm]);
		assert.deepEqual(known, await answers(await store.view(), [realm]));
		assert.equal(known.users.length, 3);
		assert.equal(known.devices.flat().length, 4);
		assert.deepEqual(known.roles[0], [
			[bob.user_id, "OWNER"],
			[carol.user_id, "MANAGER"],
		]);
		assert.equal(known.sequester.services.length, 2);
		assert.equal(known.shamir.length, 3);
		assert.equal(await restarted.poll(), 0);

		history.addUser(alice);
		assert.equal(await restarted.poll(), 2, "and it goes on from there");
	});

	test("is encrypted with the key of the device", async () => {
		const { history, storage, store } = organization();
		await store.poll();
		const rows = await storage.find({ types: ["user_certificate", "device_certificate"] });
		assert.equal(rows.length, 4);
		for (const [index, { blob }] of rows.entries()) {
			const { full } = history.common[index] ?? assert.fail();
			assert.equal(blob.length, full.length + 40);
			assert.equal(Buffer.from(blob).includes(Buffer.from(full.subarray(64))), false);
		}
	});

	test("tells of users when they were created, by whom, and when they were revoked", async () => {
		const { history, store, alice, bob } = organization();
		history.revoke(alice, bob);
		await store.poll();
		const view = await store.view();
		assert.deepEqual(await listUsers(view), [
			{
				id: alice.user_id,
				humanHandle: alice.human_handle,
				profile: "ADMIN",
				createdOn: history.common[0]?.timestamp,
				createdBy: null,
				revokedOn: null,
				revokedBy: null,
			},
			{
				id: bob.user_id,
				humanHandle: bob.human_handle,
				profile: "STANDARD",
				createdOn: history.common[2]?.timestamp,
				createdBy: alice.device_id,
				revokedOn: history.now,
				revokedBy: alice.device_id,
			},
		]);
	});

	test("is that of the organization whose root the device trusts", async () => {
		const { history, alice } = organization();
		const { store } = storeOf(history, { ...alice, root_verify_key: new History().bootstrap().root_verify_key });
		await assert.rejects(store.poll(), { ...REFUSED, reason: "corrupted" });
	});
});

describe("forgetting everything", () => {
	test("fetches all of it again at the next poll", async () => {
		const { server, storage, store } = organization();
		await store.poll();
		await store.forgetAll();
		assert.equal((await store.view()).empty, true);
		assert.deepEqual(await listUsers(await store.view()), []);
		assert.equal((await storage.lastTimestamps()).common, null);
		assert.equal(await store.poll(), 4);
		assert.equal(server.requests.at(-1)?.common_after, null);
	});

	test("waits for the poll under way", async () => {
		const { server, store } = organization();
		const reached = Promise.withResolvers<void>();
		const released = Promise.withResolvers<void>();
		server.beforeAnswer = () => {
			reached.resolve();
			return released.promise;
		};
		const poll = store.poll();
		await reached.promise;
		const forgotten = store.forgetAll();
		released.resolve();
		assert.equal(await poll, 4);
		await forgotten;
		assert.equal((await store.view()).empty, true);
	});

	test("is not undone by a reading begun before", async () => {
		const { server, storage, store, alice } = organization();
		await store.poll();
		const slow = new SlowStorage(storage);
		const restarted = new CertificateStore(slow, alice, server.caller);
		const early = restarted.view();
		await restarted.forgetAll();
		slow.release();
		await early;
		assert.equal((await restarted.view()).empty, true);
	});
});

test("everybody is read once, until somebody is new", async () => {
	const { history, server, alice } = organization();
	const storage = new MemoryCertificateStorage();
	let readings = 0;
	const find = storage.find.bind(storage);
	storage.find = (query) => {
		readings++;
		return find(query);
	};
	const store = new CertificateStore(storage, alice, server.caller);
	await store.poll();
	assert.equal((await listUsers(await store.view())).length, 2);
	const before = readings;
	assert.equal((await listUsers(await store.view())).length, 2);
	assert.equal(readings, before);
	const carol = history.addUser(alice);
	await store.poll();
	assert.equal((await listUsers(await store.view())).at(-1)?.id, carol.user_id);
});

test("a storage that fails once is read again", async () => {
	const { server, alice } = organization();
	const storage = new FlakyStorage();
	const store = new CertificateStore(storage, alice, server.caller);
	await assert.rejects(store.view(), { message: "disk" });
	assert.equal(await store.poll(), 4);
});

test("two devices of one user keep what they know apart", async () => {
	const { history, alice, store } = organization();
	const laptop = history.addDevice(alice);
	const other = new CertificateStore(
		new MemoryCertificateStorage(),
		laptop,
		new CertificateServer(history, laptop).caller,
	);
	assert.equal(await store.poll(), 5);
	assert.equal((await other.view()).empty, true);
	assert.equal(await other.poll(), 5);
});

/** Reads the last timestamps at once, and gives them only when let. */
class SlowStorage extends MemoryCertificateStorage {
	readonly #storage: MemoryCertificateStorage;
	readonly #released = Promise.withResolvers<void>();
	readonly release = this.#released.resolve;

	constructor(storage: MemoryCertificateStorage) {
		super();
		this.#storage = storage;
	}

	override async lastTimestamps() {
		const last = await this.#storage.lastTimestamps();
		await this.#released.promise;
		return last;
	}

	override find(query: Parameters<MemoryCertificateStorage["find"]>[0]) {
		return this.#storage.find(query);
	}

	override commit(batch: Parameters<MemoryCertificateStorage["commit"]>[0]) {
		return this.#storage.commit(batch);
	}
}

class FlakyStorage extends MemoryCertificateStorage {
	#failures = 1;

	override async lastTimestamps() {
		if (this.#failures-- > 0) throw new Error("disk");
		return super.lastTimestamps();
	}
}
