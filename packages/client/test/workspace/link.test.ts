import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryName, FsPath, OrganizationID, ServerAddr, WorkspacePathAddr } from "@parallax/protocol";
import { FakeRealms } from "./fakeRealms.ts";

const path = FsPath.parse("/foo/bär.txt");

async function shared() {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const alice = realms.session(device);
	await alice.certificates.poll();
	const created = await alice.workspaces.create(EntryName.parse("Contracts"));
	assert(created.status === "ok");
	assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
	return { realms, device, alice, id: created.id };
}

test("a link leads whoever is in the workspace to the place, in either form", async () => {
	const { realms, device, alice, id } = await shared();
	const outcome = await alice.workspaces.linkTo(id, path);
	assert(outcome.status === "ok");
	const phone = realms.session(realms.history.addDevice(device));
	await phone.certificates.poll();
	for (const text of [outcome.link.toParsec3(), outcome.link.toHttpRedirection()]) {
		assert(!text.includes("foo"), "the server that redirects learns nothing of the path");
		const read = await phone.workspaces.readLink(WorkspacePathAddr.parse(text));
		assert.deepEqual(read, { status: "ok", workspace: id, path });
	}
});

test("a link tells why it leads nowhere", async () => {
	const { realms, device, alice, id } = await shared();
	const outcome = await alice.workspaces.linkTo(id, path);
	assert(outcome.status === "ok");
	const { server, organizationId, keyIndex, encryptedPath } = outcome.link;
	const altered = encryptedPath.slice();
	altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
	const cases = [
		[
			new WorkspacePathAddr(server, OrganizationID.parse("Elsewhere"), id, keyIndex, encryptedPath),
			"other_organization",
		],
		[
			new WorkspacePathAddr(ServerAddr.parse("parsec3://other.example"), organizationId, id, keyIndex, encryptedPath),
			"other_organization",
		],
		[
			new WorkspacePathAddr(server, organizationId, device.user_realm_id, keyIndex, encryptedPath),
			"workspace_not_found",
		],
		[new WorkspacePathAddr(server, organizationId, id, 7n, encryptedPath), "key_not_found"],
		[new WorkspacePathAddr(server, organizationId, id, keyIndex, altered), "corrupted_path"],
	] as const;
	for (const [link, status] of cases) assert.equal((await alice.workspaces.readLink(link)).status, status);
	const stranger = realms.session(realms.history.addUser(device));
	await stranger.certificates.poll();
	assert.equal((await stranger.workspaces.readLink(outcome.link)).status, "workspace_not_found");
	assert.equal((await stranger.workspaces.linkTo(id, path)).status, "workspace_not_found");
});
