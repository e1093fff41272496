import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, MemoryWorkspaceStorage, needOf, type WorkspaceInfo } from "@parallax/client";
import { DateTime, EntryName, type LocalDevice, type VlobID } from "@parallax/protocol";
import { FakeRealms, type FakeSession } from "./fakeRealms.ts";

async function organization() {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const bobDevice = realms.history.addUser(device);
	const alice = realms.session(device);
	await alice.certificates.poll();
	return { realms, device, bobDevice, alice };
}

async function made({ workspaces }: FakeSession, name: string): Promise<VlobID> {
	const created = await workspaces.create(EntryName.parse(name));
	assert(created.status === "ok");
	assert.deepEqual(await workspaces.bootstrap(created.id), { status: "ok" });
	return created.id;
}

const names = (list: readonly WorkspaceInfo[]) => list.map(({ name }) => name);

test("workspaces are listed by name, by code point, and without the realm of the user", async () => {
	const { realms, device, alice } = await organization();
	realms.history.role(device, device.user_realm_id, device, "OWNER");
	for (const name of ["aaa", "Zed", "\u{1f600}", "\uffee", "Ähre"]) await made(alice, name);
	await alice.certificates.poll();
	assert.deepEqual(names(await alice.workspaces.refresh()), ["Zed", "aaa", "Ähre", "\uffee", "\u{1f600}"]);
});

test("names are read once, and known to the next program without any server", async () => {
	const { realms, device, alice } = await organization();
	await made(alice, "Contracts");
	const [storage, phoneDevice] = [new MemoryWorkspaceStorage(), realms.history.addDevice(device)];
	const first = realms.session(phoneDevice, storage);
	await first.certificates.poll();
	assert.deepEqual(names(await first.workspaces.list()), [`Workspace ${(await alice.workspaces.list())[0]?.id}`]);
	assert.deepEqual(names(await first.workspaces.refresh()), ["Contracts"]);
	const asked = realms.calls.length;
	await first.workspaces.refresh();
	const second = realms.session(phoneDevice, storage);
	await second.certificates.poll();
	assert.deepEqual(names(await second.workspaces.refresh()), ["Contracts"]);
	assert.equal(realms.calls.length, asked, "no keys are asked for");
});

test("a new name that cannot be fetched now fails the refresh, and the old one is still shown", async () => {
	const { realms, device, alice } = await organization();
	const id = await made(alice, "Before");
	const storage = new MemoryWorkspaceStorage();
	const phone = realms.session(realms.history.addDevice(device), storage);
	await phone.certificates.poll();
	await phone.workspaces.refresh();
	await alice.certificates.poll();
	await alice.workspaces.rename(id, EntryName.parse("After"));
	await alice.workspaces.share(id, realms.history.addUser(device).user_id, "READER");
	await phone.certificates.poll();
	const restarted = realms.session(phone.device, storage);
	await restarted.certificates.poll();
	realms.cutAfter(0, "before");
	await assert.rejects(restarted.workspaces.refresh(), ConnectionError);
	assert.partialDeepStrictEqual(await restarted.workspaces.list(), [{ name: "Before", nameCertified: false }]);
	realms.honest();
	assert.partialDeepStrictEqual(await restarted.workspaces.refresh(), [{ name: "After", nameCertified: true }]);
});

test("a workspace that one is put out of, or whose deletion has come, is gone and told so once", async () => {
	const { realms, device, bobDevice, alice } = await organization();
	const storage = new MemoryWorkspaceStorage();
	const [left, deleted] = [await made(alice, "Left"), await made(alice, "Deleted")];
	for (const id of [left, deleted]) await alice.workspaces.share(id, bobDevice.user_id, "READER");
	const bob = realms.session(bobDevice, storage);
	const gone: VlobID[][] = [];
	const lists: string[][] = [];
	bob.workspaces.subscribe({
		gone: (ids) => gone.push([...ids]),
		listChanged: (list) => lists.push(names(list)),
	});
	await bob.certificates.poll();
	await bob.workspaces.refresh();
	await bob.workspaces.refresh();
	assert.deepEqual(lists, [["Deleted", "Left"]], "the same list is told once");
	await alice.workspaces.unshare(left, bobDevice.user_id);
	realms.history.archive(device, deleted, {
		configuration: { type: "DELETION_PLANNED", deletion_date: realms.history.now },
	});
	await bob.certificates.poll();
	assert.deepEqual(await bob.workspaces.refresh(), []);
	await bob.workspaces.refresh();
	assert.deepEqual(
		gone.map((ids) => ids.sort()),
		[[left, deleted].sort()],
	);
	assert.deepEqual(lists.at(-1), []);
	const restarted = realms.session(bobDevice, storage);
	await restarted.certificates.poll();
	let again: readonly VlobID[] = [];
	restarted.workspaces.subscribe({
		gone(ids) {
			again = ids;
		},
	});
	await restarted.workspaces.refresh();
	assert.deepEqual(new Set(again), new Set([left, deleted]), "the first program may have been ended too soon");
	assert.partialDeepStrictEqual(await bob.workspaces.bin(), [{ id: deleted, deleted: true }]);
	assert.deepEqual(await alice.workspaces.archive(deleted, { type: "AVAILABLE" }), { status: "ok" });
	await bob.certificates.poll();
	assert.deepEqual(names(await bob.workspaces.refresh()), ["Deleted"], "another certificate brings it back");
});

test("an Owner owes a realm what the table says", async () => {
	const { realms, device, bobDevice, alice } = await organization();
	const { history } = realms;
	const need = async (id: VlobID) => {
		await alice.certificates.poll();
		return needOf(await alice.certificates.view(), id);
	};
	const id = await made(alice, "Needs");
	assert.deepEqual(await need(id), { kind: "nothing" });
	history.role(device, id, bobDevice, "READER");
	history.role(device, id, bobDevice, "OWNER");
	assert.deepEqual(await need(id), { kind: "nothing" }, "nobody has left");
	history.role(device, id, bobDevice, null);
	assert.deepEqual(await need(id), { kind: "key_rotation" });
	history.rotateKey(device, id, { key_index: 2n });
	assert.deepEqual(await need(id), { kind: "nothing" });
	const people = [history.addUser(device), history.addUser(device)];
	for (const person of people) history.role(device, id, person, "READER");
	for (const person of people) history.revoke(device, person);
	assert.deepEqual(await need(id), {
		kind: "unshare_then_key_rotation",
		revoked: people.map(({ user_id }) => user_id).sort(),
	});
	const unkeyed = history.createRealm(device);
	assert.deepEqual(await need(unkeyed), { kind: "nothing" });
});

test("who owns nothing owes nothing, and the realm of the user is left alone", async () => {
	const { realms, device, bobDevice, alice } = await organization();
	const id = await made(alice, "Owned by Alice");
	const carol = realms.history.addUser(device);
	await alice.certificates.poll();
	await alice.workspaces.share(id, bobDevice.user_id, "MANAGER");
	await alice.workspaces.share(id, carol.user_id, "READER");
	realms.history.revoke(device, carol);
	realms.history.role(bobDevice, bobDevice.user_realm_id, bobDevice, "OWNER");
	const bob = realms.session(bobDevice);
	await bob.certificates.poll();
	const before = realms.calls.length;
	assert.deepEqual(await bob.workspaces.processNeeds(), new Map());
	assert.equal(realms.calls.length, before);
	await alice.certificates.poll();
	assert.deepEqual(await alice.workspaces.processNeeds(), new Map());
	assert.deepEqual(realms.calls.slice(before), ["realm_unshare", "realm_rotate_key"]);
	assert.equal((await alice.workspaces.find(id))?.members.has(carol.user_id), false);
});

test("a deletion is dated from its certificate, however often its timestamp changes", async () => {
	const { realms, alice } = await organization();
	const id = await made(alice, "Dated");
	let refused = 0;
	realms.meddle = (name, answer) =>
		name === "realm_update_archiving" && refused++ === 0
			? { status: "require_greater_timestamp", strictly_greater_than: DateTime.add(realms.history.now, 60_000_000n) }
			: answer();
	assert.deepEqual(await alice.workspaces.archive(id, { type: "DELETION_PLANNED", afterSeconds: 1.5 }), {
		status: "ok",
	});
	const certificate = realms.certificatesOf(id).at(-1);
	assert(certificate?.type === "realm_archiving_certificate");
	assert(certificate.configuration.type === "DELETION_PLANNED");
	assert.equal(certificate.configuration.deletion_date - certificate.timestamp, 1_500_000n);
});

test("who may take over a realm: the highest of those who are neither revoked nor External", async () => {
	const { realms, device, bobDevice } = await organization();
	const { history } = realms;
	const [carol, dan] = [history.addUser(device), history.addUser(device)];
	const id = history.createRealm(bobDevice);
	history.role(bobDevice, id, carol, "MANAGER");
	history.role(bobDevice, id, dan, "READER");
	const may = async (person: LocalDevice) => {
		const session = realms.session(person);
		await session.certificates.poll();
		return (await session.workspaces.find(id))?.canTakeOwnership;
	};
	assert.deepEqual([await may(carol), await may(dan), await may(bobDevice)], [false, false, false]);
	history.revoke(device, bobDevice);
	assert.deepEqual([await may(carol), await may(dan)], [true, false]);
	history.updateProfile(device, carol, "OUTSIDER");
	assert.deepEqual([await may(carol), await may(dan)], [false, true]);
});
