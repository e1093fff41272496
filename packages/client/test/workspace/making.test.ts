import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, MemoryWorkspaceStorage } from "@parallax/client";
import { EntryName } from "@parallax/protocol";
import { FakeRealms, type FakeSession } from "./fakeRealms.ts";

const name = (text: string) => EntryName.parse(text);

async function created({ workspaces }: FakeSession, text: string) {
	const outcome = await workspaces.create(name(text));
	assert(outcome.status === "ok");
	return outcome.id;
}

const MAKING = ["realm_create", "realm_rotate_key", "realm_rename"];

test("a workspace is on this device as soon as it is made, and on the server once bootstrapped", async () => {
	const realms = new FakeRealms();
	const alice = realms.session(realms.history.bootstrap());
	await alice.certificates.poll();
	const id = await created(alice, "Contracts");
	assert.deepEqual(realms.calls, [], "no server is needed");
	assert.partialDeepStrictEqual(await alice.workspaces.list(), [
		{ id, name: "Contracts", nameCertified: false, role: "OWNER", onServer: false, writable: true },
	]);
	assert.deepEqual(await alice.workspaces.bootstrap(id), { status: "ok" });
	assert.deepEqual(realms.calls.slice(0, 3), ["realm_create", "realm_rotate_key", "realm_get_keys_bundle"]);
	assert.partialDeepStrictEqual(await alice.workspaces.list(), [
		{ id, name: "Contracts", nameCertified: true, onServer: true },
	]);
	const before = realms.calls.length;
	assert.deepEqual(await alice.workspaces.bootstrap(id), { status: "ok" });
	assert.equal(realms.calls.length, before, "nothing is left to do");
});

test("cut anywhere, before or after the server took the request, making it goes on and is done once", async () => {
	let cuts = 0;
	for (const when of ["before", "after"] as const) {
		for (let count = 0; ; count++) {
			const realms = new FakeRealms();
			const alice = realms.session(realms.history.bootstrap());
			await alice.certificates.poll();
			const id = await created(alice, "Cut");
			realms.cutAfter(count, when);
			// The last requests read the name back: their failure is not that of the workspace.
			const first = await alice.workspaces.bootstrap(id).catch((error: unknown) => error);
			realms.honest();
			if (!(first instanceof ConnectionError)) break;
			cuts++;
			assert.deepEqual(await alice.workspaces.bootstrap(id), { status: "ok" }, `${when} ${count}`);
			assert.deepEqual(
				realms.certificatesOf(id).map(({ type }) => type),
				["realm_role_certificate", "realm_key_rotation_certificate", "realm_name_certificate"],
				`${when} ${count}`,
			);
			assert.partialDeepStrictEqual(await alice.workspaces.find(id), { name: "Cut", nameCertified: true });
		}
	}
	assert.ok(cuts > 2 * MAKING.length);
});

test("a workspace made offline is remembered by the next program, and made on the server by it", async () => {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const storage = new MemoryWorkspaceStorage();
	const before = realms.session(device, storage);
	const id = await created(before, "Offline");
	assert.notEqual(await before.workspaces.rootToCreate(id), null, "its root begins as known to be empty");
	const after = realms.session(device, storage);
	assert.partialDeepStrictEqual(await after.workspaces.list(), [{ id, name: "Offline", onServer: false }]);
	await after.certificates.poll();
	assert.deepEqual(await after.workspaces.bootstrapCreated(), new Map());
	assert.partialDeepStrictEqual(await after.workspaces.list(), [{ id, name: "Offline", onServer: true }]);
	await after.workspaces.rootStored(id);
	assert.equal(await after.workspaces.rootToCreate(id), null, "from now on nothing is known of a root that is missing");
});

test("what is stored is encrypted for this device alone, and damaged rows are read again from the server", async () => {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const storage = new MemoryWorkspaceStorage();
	const alice = realms.session(device, storage);
	await alice.certificates.poll();
	const id = await created(alice, "Confidential");
	await alice.workspaces.bootstrap(id);
	const [row] = await storage.all();
	assert(row);
	assert.ok(!Buffer.from(row.blob).includes("Confidential"));
	await storage.commit({ put: [{ id, blob: row.blob.with(30, (row.blob[30] ?? 0) ^ 1) }] });
	const again = realms.session(device, storage);
	await again.certificates.poll();
	assert.equal((await again.workspaces.find(id))?.name, `Workspace ${id}`);
	await again.workspaces.refresh();
	assert.equal((await again.workspaces.find(id))?.name, "Confidential");
});

test("another device of the Owner does not name what it cannot know the name of", async () => {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const phone = realms.session(realms.history.addDevice(device));
	const desk = realms.session(device);
	await desk.certificates.poll();
	const id = await created(desk, "Named by the desk");
	realms.meddle = (called, answer) => {
		if (called === "realm_rename") throw new ConnectionError("offline");
		return answer();
	};
	await assert.rejects(desk.workspaces.bootstrap(id), ConnectionError);
	realms.honest();
	await phone.certificates.poll();
	await phone.workspaces.refresh();
	assert.deepEqual(await phone.workspaces.bootstrapCreated(), new Map());
	assert.deepEqual(await phone.workspaces.archive(id, { type: "AVAILABLE" }), { status: "ok" });
	assert.partialDeepStrictEqual(await phone.workspaces.find(id), { name: `Workspace ${id}`, nameCertified: false });
	assert.deepEqual(await desk.workspaces.bootstrapCreated(), new Map());
	await phone.certificates.poll();
	await phone.workspaces.refresh();
	assert.partialDeepStrictEqual(await phone.workspaces.find(id), { name: "Named by the desk", nameCertified: true });
});

test("two devices give a first name at once: the rename wins over the initial one", async () => {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const [desk, phone] = [realms.session(device), realms.session(realms.history.addDevice(device))];
	await desk.certificates.poll();
	const id = await created(desk, "First");
	let once = true;
	realms.meddle = (called, answer) => {
		if (called === "realm_rename" && once) throw new ConnectionError("offline");
		return answer();
	};
	await assert.rejects(desk.workspaces.bootstrap(id), ConnectionError);
	once = false;
	await phone.certificates.poll();
	assert.deepEqual(await desk.workspaces.bootstrap(id), { status: "ok" });
	assert.deepEqual(await phone.workspaces.rename(id, name("Second")), { status: "ok" });
	assert.equal((await phone.workspaces.find(id))?.name, "Second");
	assert.deepEqual(
		realms.certificatesOf(id).filter(({ type }) => type === "realm_name_certificate").length,
		2,
		"the phone did not know of the first",
	);
});

test("a server that asks for later timestamps is obeyed, one that refuses for ever is not asked for ever", async () => {
	const realms = new FakeRealms();
	const alice = realms.session(realms.history.bootstrap());
	await alice.certificates.poll();
	const id = await created(alice, "Clock");
	let asked = 0;
	realms.meddle = (called, answer) => {
		if (called === "realm_create" && asked++ < 2)
			return { status: "require_greater_timestamp", strictly_greater_than: realms.history.now };
		return answer();
	};
	assert.deepEqual(await alice.workspaces.bootstrap(id), { status: "ok" });
	assert.equal(asked, 3);
	const last_realm_certificate_timestamp = realms.history.now;
	for (const [command, reply, act] of [
		[
			"realm_rename",
			{ status: "bad_key_index", last_realm_certificate_timestamp },
			() => alice.workspaces.rename(id, name("Other")),
		],
		[
			"realm_update_archiving",
			{ status: "invalid_certificate" },
			() => alice.workspaces.archive(id, { type: "ARCHIVED" }),
		],
	] as const) {
		realms.meddle = (called, answer) => (called === command ? reply : answer());
		assert.deepEqual(await act(), { status: "refused", reason: reply.status });
	}
	realms.meddle = (called, answer) =>
		called === "realm_rename"
			? {
					status: "timestamp_out_of_ballpark",
					ballpark_client_early_offset: 300,
					ballpark_client_late_offset: 320,
					server_timestamp: realms.history.now,
					client_timestamp: realms.history.now,
				}
			: answer();
	assert.deepEqual(await alice.workspaces.rename(id, name("Other")), {
		status: "timestamp_out_of_ballpark",
		server_timestamp: realms.history.now,
		client_timestamp: realms.history.now,
	});
});
