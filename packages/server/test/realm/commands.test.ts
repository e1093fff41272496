import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, newSigningKey } from "@parallax/crypto";
import {
	authenticatedCommands,
	type RealmRole,
	type RequestOf,
	type SequesterVerifyKeyDer,
	UserID,
	type VlobID,
} from "@parallax/protocol";
import { newPerson, now, type TestDevice, TestOrganization } from "../support/fixtures.ts";
import { describeOnEngines, type StartServer, type TestServer } from "../support/server.ts";
import {
	bytes,
	checkPrelude,
	follow,
	later,
	newVlobId,
	nextEvent,
	signName,
	signRole,
	signRotation,
	succeed,
	Workspace,
} from "../support/workspace.ts";

const { commands } = authenticatedCommands;

/** One server for all the tests of a suite, an organization for each. */
function organizations(start: StartServer) {
	let server: Promise<TestServer> | undefined;
	return async (settings: Readonly<Record<string, unknown>> = {}, authority: SequesterVerifyKeyDer | null = null) => {
		server ??= start();
		return TestOrganization.bootstrap(await server, settings, authority);
	};
}

const OUT_OF_BALLPARK = [301, -320].map((seconds) => seconds * 1e6);

async function realmCertificates(organization: TestOrganization, device: TestDevice, realm: VlobID) {
	const reply = await organization.call(device, commands.certificate_get, {
		common_after: null,
		sequester_after: null,
		shamir_recovery_after: null,
		realm_after: new Map(),
	});
	return succeed(reply).realm_certificates.get(realm) ?? [];
}

describeOnEngines("realm_create", (start) => {
	const bootstrap = organizations(start);

	test("makes a realm whose author is its owner, and tells him", async () => {
		const organization = await bootstrap();
		const [stream] = await follow(organization, organization.admin);
		assert(stream);
		const workspace = await Workspace.create(organization);
		const timestamp = await workspace.lastCertificate();
		assert.deepEqual(await nextEvent(stream), { event: "REALM_CERTIFICATE", timestamp, realm_id: workspace.id });
		assert.equal((await realmCertificates(organization, organization.admin, workspace.id)).length, 1);
		await stream.close();
	});

	test("check 1", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.create(organization);
		await checkPrelude(organization, (author) => workspace.createRealm(author));
	});

	test("checks 2 to 5, each told before those that follow", async () => {
		const organization = await bootstrap();
		const outsider = await organization.addUser("OUTSIDER");
		const workspace = await Workspace.create(organization);
		const { admin } = organization;
		const create = (author: TestDevice, realm_role_certificate: Uint8Array) =>
			organization.call(author, commands.realm_create, { realm_role_certificate });
		const content = (user: TestDevice, role: RealmRole | null = "OWNER") => ({
			realm_id: newVlobId(),
			user_id: user.userId,
			role,
			timestamp: organization.timestamp(),
		});
		assert.deepEqual(await create(outsider, bytes("none")), { status: "author_not_allowed" });
		assert.deepEqual(await workspace.createRealm(outsider), { status: "author_not_allowed" });
		const invalid = { status: "invalid_certificate" };
		assert.deepEqual(await create(admin, bytes("none")), invalid);
		assert.deepEqual(await create(admin, signRole({ ...admin, signingKey: newSigningKey() }, content(admin))), invalid);
		assert.deepEqual(await create(admin, signRole(outsider, content(admin))), invalid, "of another author");
		assert.deepEqual(await create(admin, signRole(admin, content(outsider))), invalid, "for somebody else");
		for (const role of [null, "MANAGER"] as const)
			assert.deepEqual(await create(admin, signRole(admin, content(admin, role))), invalid);
		for (const microseconds of OUT_OF_BALLPARK) {
			const timestamp = later(now(organization.server), microseconds);
			const wrong = signRole(admin, { ...content(outsider), timestamp });
			assert.equal((await create(admin, wrong)).status, "timestamp_out_of_ballpark", "before the content");
		}
		const late = organization.timestamp();
		await organization.addUser();
		const reply = await workspace.createRealm(admin, late);
		assert(reply.status === "require_greater_timestamp" && reply.strictly_greater_than > late);
		assert.equal((await workspace.createRealm(admin, reply.strictly_greater_than)).status, "require_greater_timestamp");
		assert.deepEqual(await workspace.createRealm(admin), {
			status: "realm_already_exists",
			last_realm_certificate_timestamp: await workspace.lastCertificate(),
		});
		const stranger = await organization.addUser();
		await workspace.markDeleted();
		assert.equal((await workspace.createRealm(stranger)).status, "realm_already_exists", "whoever asks, even deleted");
	});

	test("of many creations of one realm at once, one is accepted", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.create(organization);
		const realm_id = newVlobId();
		const create = async () => {
			const { admin } = organization;
			const content = { realm_id, user_id: admin.userId, role: "OWNER", timestamp: organization.timestamp() } as const;
			return workspace.call(admin, commands.realm_create, { realm_role_certificate: signRole(admin, content) });
		};
		const statuses = (await Promise.all(Array.from({ length: 10 }, create))).map(({ status }) => status).sort();
		assert.deepEqual(statuses, ["ok", ...Array.from({ length: 9 }, () => "realm_already_exists")]);
		assert.equal((await realmCertificates(organization, organization.admin, realm_id)).length, 1);
	});
});

describeOnEngines("realm_share", (start) => {
	const bootstrap = organizations(start);

	test("gives a role and the last key; who is given one hears of it at once, and of the realm from then on", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await organization.addUser();
		const [stream] = await follow(organization, user);
		assert(stream);
		const timestamp = organization.timestamp();
		succeed(await workspace.share(user, "READER", { timestamp, access: "for the reader" }));
		assert.deepEqual(await nextEvent(stream), { event: "REALM_CERTIFICATE", timestamp, realm_id: workspace.id });
		succeed(await workspace.createVlob(newVlobId()));
		assert.equal((await nextEvent(stream)).event, "VLOB");
		assert.deepEqual(await workspace.keysBundle(user), {
			status: "ok",
			keys_bundle: bytes("bundle 1"),
			keys_bundle_access: bytes("for the reader"),
		});
		assert.equal((await realmCertificates(organization, user, workspace.id)).length, 3);
		await stream.close();
	});

	test("check 1", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await organization.addUser();
		await checkPrelude(organization, (author) => workspace.share(user, "READER", { author }));
	});

	test("check 2: the certificate", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const [{ admin }, user] = [organization, await organization.addUser()];
		assert.deepEqual(await workspace.share(admin, "MANAGER"), { status: "invalid_certificate" }, "of oneself");
		assert.deepEqual(await workspace.share(user, null), { status: "invalid_certificate" }, "no role");
		const timestamp = later(now(organization.server), -320e6);
		assert.equal((await workspace.share(admin, null, { timestamp })).status, "timestamp_out_of_ballpark");
	});

	test("checks 3 to 9, each told before those that follow", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.create(organization);
		const [user, outsider, stranger] = [
			await organization.addUser(),
			await organization.addUser("OUTSIDER"),
			await organization.addUser(),
		];
		const unknown = newPerson();
		const nowhere = signRole(organization.admin, {
			realm_id: newVlobId(),
			user_id: unknown.userId,
			role: "READER",
			timestamp: organization.timestamp(),
		});
		const request: RequestOf<typeof commands.realm_share> = {
			realm_role_certificate: nowhere,
			recipient_keys_bundle_access: bytes(""),
			key_index: 1n,
		};
		assert.deepEqual(await organization.call(stranger, commands.realm_share, request), {
			status: "invalid_certificate",
		});
		assert.deepEqual(await organization.call(organization.admin, commands.realm_share, request), {
			status: "realm_not_found",
		});
		assert.deepEqual(await workspace.share(unknown, "READER", { author: stranger }), { status: "author_not_allowed" });
		assert.deepEqual(await workspace.share(unknown, "READER"), { status: "recipient_not_found" });
		const gone = await organization.addUser();
		await organization.revoke(gone);
		assert.deepEqual(await workspace.share(gone, "READER"), { status: "recipient_revoked" });
		assert.deepEqual(await workspace.share(outsider, "OWNER"), { status: "role_incompatible_with_outsider" });
		assert.deepEqual(await workspace.share(outsider, "MANAGER"), { status: "role_incompatible_with_outsider" });

		const badIndex = { status: "bad_key_index", last_realm_certificate_timestamp: await workspace.lastCertificate() };
		assert.deepEqual(await workspace.share(user, "READER", { keyIndex: 0n }), badIndex, "there is no key yet");
		assert.deepEqual(await workspace.share(user, "READER", { keyIndex: 1n }), badIndex);
		succeed(await workspace.rotate());
		for (const keyIndex of [0n, 2n, 2n ** 64n - 1n])
			assert.equal((await workspace.share(user, "READER", { keyIndex })).status, "bad_key_index");
		succeed(await workspace.share(user, "READER"));
		assert.deepEqual(await workspace.share(user, "READER", { keyIndex: 7n }), {
			status: "role_already_granted",
			last_realm_certificate_timestamp: await workspace.lastCertificate(),
		});

		const realm = await workspace.lastCertificate();
		assert.deepEqual(await workspace.share(user, "MANAGER", { timestamp: realm }), {
			status: "require_greater_timestamp",
			strictly_greater_than: realm,
		});
		const vlob = later(organization.timestamp(), 60e6);
		succeed(await workspace.createVlob(newVlobId(), { timestamp: vlob }));
		assert.deepEqual(await workspace.share(user, "MANAGER", { timestamp: vlob }), {
			status: "require_greater_timestamp",
			strictly_greater_than: vlob,
		});
		succeed(await workspace.rename({ timestamp: organization.timestamp() }));
		succeed(await workspace.share(user, "MANAGER", { timestamp: later(vlob, 1) }));
		await workspace.markDeleted();
		assert.deepEqual(await workspace.share(unknown, "READER", { author: stranger }), { status: "realm_deleted" });
	});

	test("check 5: who may give which role to whom", async (t) => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const authors = {
			OWNER: await workspace.join("OWNER"),
			MANAGER: await workspace.join("MANAGER"),
			CONTRIBUTOR: await workspace.join("CONTRIBUTOR"),
			READER: await workspace.join("READER"),
		};
		const roles = ["OWNER", "MANAGER", "CONTRIBUTOR", "READER"] as const;
		const great = (role: RealmRole | null) => role === "OWNER" || role === "MANAGER";
		for (const author of roles)
			for (const before of [null, ...roles])
				for (const after of roles.filter((role) => role !== before)) {
					const isAllowed = author === "OWNER" || (author === "MANAGER" && !great(before) && !great(after));
					await t.test(`${author}: ${before ?? "nothing"} to ${after}, ${isAllowed ? "yes" : "no"}`, async () => {
						const user = before === null ? await organization.addUser() : await workspace.join(before);
						const reply = await workspace.share(user, after, { author: authors[author] });
						assert.deepEqual(reply, { status: isAllowed ? "ok" : "author_not_allowed" });
					});
				}
	});

	test("an archived realm can be shared; an OUTSIDER who kept his role may share", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const manager = await workspace.join("MANAGER");
		await organization.updateProfile(manager, "OUTSIDER");
		succeed(await workspace.archive({ type: "ARCHIVED" }));
		succeed(await workspace.share(await organization.addUser("OUTSIDER"), "CONTRIBUTOR", { author: manager }));
	});
});

describeOnEngines("realm_unshare", (start) => {
	const bootstrap = organizations(start);

	test("takes the role away; who lost it hears of that, and of nothing more", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await workspace.join("READER");
		const [stream] = await follow(organization, user);
		assert(stream);
		const timestamp = organization.timestamp();
		succeed(await workspace.unshare(user, { timestamp }));
		assert.deepEqual(await nextEvent(stream), { event: "REALM_CERTIFICATE", timestamp, realm_id: workspace.id });
		succeed(await workspace.createVlob(newVlobId()));
		succeed(await workspace.rename());
		await organization.addUser();
		assert.equal((await nextEvent(stream)).event, "COMMON_CERTIFICATE");
		await stream.close();
	});

	test("who lost his role gets the realm up to that, and nothing else; a new role gives it all back", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await workspace.join("CONTRIBUTOR");
		succeed(await workspace.unshare(user));
		succeed(await workspace.rotate());
		const vlob = newVlobId();
		succeed(await workspace.createVlob(vlob));
		assert.equal((await realmCertificates(organization, user, workspace.id)).length, 4);
		const refused = { status: "author_not_allowed" };
		assert.deepEqual(await workspace.keysBundle(user, 1n), refused);
		assert.deepEqual(await workspace.poll(0n, user), refused);
		assert.deepEqual(await workspace.readBatch([vlob], null, user), refused);
		assert.deepEqual(await workspace.updateVlob(vlob, 2, { author: user }), refused);
		succeed(await workspace.share(user, "READER"));
		assert.equal((await realmCertificates(organization, user, workspace.id)).length, 6);
		assert.equal(succeed(await workspace.readBatch([vlob], null, user)).items.length, 1);
	});

	test("check 1", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await workspace.join("READER");
		await checkPrelude(organization, (author) => workspace.unshare(user, { author }));
	});

	test("checks 2 to 7, each told before those that follow", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const [user, stranger, unknown] = [await workspace.join("READER"), await organization.addUser(), newPerson()];
		const { admin } = organization;
		const timestamp = organization.timestamp();
		const unshare = (author: TestDevice, realm_id: VlobID, user_id: UserID, role: RealmRole | null) =>
			organization.call(author, commands.realm_unshare, {
				realm_role_certificate: signRole(author, { realm_id, user_id, role, timestamp }),
			});
		assert.deepEqual(await unshare(admin, workspace.id, admin.userId, null), { status: "invalid_certificate" });
		assert.deepEqual(await unshare(admin, workspace.id, user.userId, "READER"), { status: "invalid_certificate" });
		const old = later(now(organization.server), -320e6);
		assert.equal((await workspace.unshare(admin, { timestamp: old })).status, "timestamp_out_of_ballpark");
		assert.deepEqual(await unshare(admin, newVlobId(), user.userId, null), { status: "realm_not_found" });
		assert.deepEqual(await workspace.unshare(unknown, { author: stranger }), { status: "author_not_allowed" });
		assert.deepEqual(await workspace.unshare(unknown), { status: "recipient_not_found" });
		const contributor = await workspace.join("CONTRIBUTOR");
		const already = {
			status: "recipient_already_unshared",
			last_realm_certificate_timestamp: await workspace.lastCertificate(),
		};
		assert.deepEqual(await workspace.unshare(stranger, { author: contributor }), already);
		assert.deepEqual(await workspace.unshare(user, { author: contributor }), { status: "author_not_allowed" });

		const vlob = later(organization.timestamp(), 60e6);
		succeed(await workspace.createVlob(newVlobId(), { timestamp: vlob }));
		assert.deepEqual(await workspace.unshare(user, { timestamp: vlob }), {
			status: "require_greater_timestamp",
			strictly_greater_than: vlob,
		});
		succeed(await workspace.unshare(user, { timestamp: later(vlob, 1) }));
		await workspace.markDeleted();
		assert.deepEqual(await workspace.unshare(unknown, { author: stranger }), { status: "realm_deleted" });
	});

	test("check 6: an owner unshares anybody, a manager those below him; a revoked user is unshared", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const manager = await workspace.join("MANAGER");
		const [other, owner] = [await workspace.join("MANAGER"), await workspace.join("OWNER")];
		for (const role of ["READER", "CONTRIBUTOR"] as const)
			succeed(await workspace.unshare(await workspace.join(role), { author: manager }));
		for (const user of [other, owner])
			assert.deepEqual(await workspace.unshare(user, { author: manager }), { status: "author_not_allowed" });
		await organization.revoke(owner);
		for (const user of [other, owner]) succeed(await workspace.unshare(user));
	});
});

describeOnEngines("realm_self_promote_to_owner", (start) => {
	const bootstrap = organizations(start);

	/** A realm whose only owner is revoked. */
	async function orphan(organization: TestOrganization, ...roles: readonly RealmRole[]) {
		const owner = await organization.addUser();
		const workspace = await Workspace.open(organization, owner);
		const members: TestDevice[] = [];
		for (const role of roles) members.push(await workspace.join(role));
		await organization.revoke(owner);
		return { workspace, members, owner };
	}

	test("of two who have the highest role the first one wins, and owns the realm", async () => {
		const organization = await bootstrap();
		const { workspace, members } = await orphan(organization, "MANAGER", "MANAGER");
		const replies = await Promise.all(members.map((member) => workspace.promote(member)));
		assert.deepEqual(replies.map(({ status }) => status).sort(), ["active_owner_already_exists", "ok"]);
		const winner = members[replies.findIndex(({ status }) => status === "ok")];
		assert(winner);
		const user = await organization.addUser();
		succeed(await workspace.share(user, "OWNER", { author: winner }));
	});

	test("check 1", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		await checkPrelude(organization, (author) => workspace.promote(author));
	});

	test("checks 2 to 7, each told before those that follow", async () => {
		const organization = await bootstrap();
		const { workspace, members } = await orphan(organization, "MANAGER", "CONTRIBUTOR", "READER");
		const [manager, contributor, reader] = members;
		assert(manager && contributor && reader);
		const { admin } = organization;
		const outsider = await organization.addUser("OUTSIDER");
		const promote = (author: TestDevice, realm_role_certificate: Uint8Array) =>
			organization.call(author, commands.realm_self_promote_to_owner, { realm_role_certificate });
		const content = (user: TestDevice, role: RealmRole | null = "OWNER", realm_id = workspace.id) => ({
			realm_id,
			user_id: user.userId,
			role,
			timestamp: organization.timestamp(),
		});
		assert.deepEqual(await promote(outsider, bytes("none")), { status: "author_is_outsider" });
		assert.deepEqual(await workspace.promote(outsider), { status: "author_is_outsider" });
		for (const wrong of [content(reader), content(manager, "MANAGER"), content(manager, null)])
			assert.deepEqual(await promote(manager, signRole(manager, wrong)), { status: "invalid_certificate" });
		const old = later(now(organization.server), -320e6);
		assert.equal((await workspace.promote(manager, old)).status, "timestamp_out_of_ballpark");
		const nowhere = signRole(manager, content(manager, "OWNER", newVlobId()));
		assert.deepEqual(await promote(manager, nowhere), { status: "realm_not_found" });
		assert.deepEqual(await workspace.promote(admin), { status: "author_not_allowed" }, "not a member");
		for (const lesser of [contributor, reader])
			assert.deepEqual(await workspace.promote(lesser), { status: "author_not_allowed" });
		const vlob = later(organization.timestamp(), 60e6);
		succeed(await workspace.createVlob(newVlobId(), { author: manager, timestamp: vlob }));
		assert.deepEqual(await workspace.promote(manager, vlob), {
			status: "require_greater_timestamp",
			strictly_greater_than: vlob,
		});
		succeed(await workspace.promote(manager, later(vlob, 1)));
		const exists = {
			status: "active_owner_already_exists",
			last_realm_certificate_timestamp: later(vlob, 1),
		};
		assert.deepEqual(await workspace.promote(contributor), exists);
		assert.deepEqual(await workspace.promote(manager), exists, "he himself counts");
		await organization.freeze(manager);
		assert.deepEqual(await workspace.promote(contributor), exists, "frozen is active");
		await workspace.markDeleted();
		assert.deepEqual(await workspace.promote(admin), { status: "realm_deleted" });
	});

	test("an OUTSIDER who kept a higher role stands in the way (of the server's rule)", async () => {
		const organization = await bootstrap();
		const { workspace, members } = await orphan(organization, "MANAGER", "CONTRIBUTOR");
		const [manager, contributor] = members;
		assert(manager && contributor);
		await organization.updateProfile(manager, "OUTSIDER");
		assert.deepEqual(await workspace.promote(contributor), { status: "author_not_allowed" });
		await organization.revoke(manager);
		succeed(await workspace.promote(contributor));
	});
});

describeOnEngines("realm_rename", (start) => {
	const bootstrap = organizations(start);

	test("check 1", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		await checkPrelude(organization, (author) => workspace.rename({ author }));
	});

	test("checks 2 to 6, each told before those that follow; the members hear of a name", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const [manager, stranger] = [await workspace.join("MANAGER"), await organization.addUser()];
		const { admin } = organization;
		const rename = (author: TestDevice, realm_name_certificate: Uint8Array) =>
			organization.call(author, commands.realm_rename, { realm_name_certificate, initial_name_or_fail: true });
		const at = organization.timestamp();
		assert.deepEqual(await rename(admin, bytes("none")), { status: "invalid_certificate" });
		const ofAnother = signName(manager, { realm_id: workspace.id, key_index: 1n, timestamp: at });
		assert.deepEqual(await rename(admin, ofAnother), { status: "invalid_certificate" });
		for (const microseconds of OUT_OF_BALLPARK) {
			const timestamp = later(now(organization.server), microseconds);
			assert.equal((await workspace.rename({ timestamp })).status, "timestamp_out_of_ballpark");
		}
		const nowhere = signName(admin, { realm_id: newVlobId(), key_index: 1n, timestamp: at });
		assert.deepEqual(await rename(admin, nowhere), { status: "realm_not_found" });
		for (const author of [manager, stranger])
			assert.deepEqual(await workspace.rename({ author, keyIndex: 9n }), { status: "author_not_allowed" });
		const [stream] = await follow(organization, manager);
		assert(stream);
		succeed(await workspace.rename({ initial: true }));
		const last = await workspace.lastCertificate();
		assert.deepEqual(await nextEvent(stream), { event: "REALM_CERTIFICATE", timestamp: last, realm_id: workspace.id });
		await stream.close();
		const told = { last_realm_certificate_timestamp: last };
		for (const keyIndex of [0n, 2n])
			assert.deepEqual(await workspace.rename({ keyIndex, initial: true }), { status: "bad_key_index", ...told });
		assert.deepEqual(await workspace.rename({ initial: true, timestamp: last }), {
			status: "initial_name_already_exists",
			...told,
		});
		assert.deepEqual(await workspace.rename({ timestamp: last }), {
			status: "require_greater_timestamp",
			strictly_greater_than: last,
		});
		succeed(await workspace.rename());
		await workspace.markDeleted();
		assert.deepEqual(await workspace.rename({ author: stranger }), { status: "realm_deleted" });
	});
});

describeOnEngines("realm_rotate_key and realm_get_keys_bundle", (start) => {
	const bootstrap = organizations(start);

	test("a rotation gives every participant an access, the most recent of which is served", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const first = await workspace.join("READER");
		succeed(await workspace.rotate());
		const second = await organization.addUser();
		succeed(await workspace.share(second, "CONTRIBUTOR", { access: "shared at 2" }));

		const bundle = async (user: TestDevice, keyIndex: bigint) => {
			const reply = await workspace.keysBundle(user, keyIndex);
			return reply.status === "ok"
				? `${new TextDecoder().decode(reply.keys_bundle)}: ${new TextDecoder().decode(reply.keys_bundle_access)}`
				: reply.status;
		};
		assert.equal(await bundle(first, 1n), "bundle 1: shared");
		assert.equal(await bundle(first, 2n), `bundle 2: ${first.userId} 2`);
		assert.equal(await bundle(second, 2n), "bundle 2: shared at 2");
		assert.equal(await bundle(second, 1n), "access_not_available_for_author");
		for (const keyIndex of [0n, 3n, 2n ** 64n - 1n]) assert.equal(await bundle(second, keyIndex), "bad_key_index");
		succeed(await workspace.share(second, "READER", { access: "a change of role" }));
		assert.equal(await bundle(second, 2n), "bundle 2: a change of role");
		succeed(await workspace.archive({ type: "ARCHIVED" }));
		assert.equal(await bundle(first, 1n), "bundle 1: shared");
	});

	test("the checks of realm_get_keys_bundle, each told before those that follow", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const [former, stranger] = [await workspace.join("READER"), await organization.addUser()];
		succeed(await workspace.unshare(former));
		const refused = { status: "author_not_allowed" };
		assert.deepEqual(await workspace.keysBundle(stranger, 0n), { status: "bad_key_index" });
		const nowhere = { realm_id: newVlobId(), key_index: 1n };
		assert.deepEqual(await organization.call(stranger, commands.realm_get_keys_bundle, nowhere), refused);
		assert.deepEqual(await workspace.keysBundle(stranger), refused);
		assert.deepEqual(await workspace.keysBundle(former), refused);
		await workspace.markDeleted();
		assert.deepEqual(await workspace.keysBundle(stranger), refused);
		assert.deepEqual(await workspace.keysBundle(former), { status: "realm_deleted" });
		assert.deepEqual(await workspace.keysBundle(organization.admin, 9n), { status: "realm_deleted" });
		await checkPrelude(organization, (author) => workspace.keysBundle(author));
	});

	test("check 1 of realm_rotate_key", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		await checkPrelude(organization, (author) => workspace.rotate({ author }));
	});

	test("checks 2 to 7 of realm_rotate_key, each told before those that follow", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const [stranger, manager] = [await organization.addUser(), await workspace.join("MANAGER")];
		const { admin } = organization;
		const rotate = (author: TestDevice, realm_key_rotation_certificate: Uint8Array) =>
			organization.call(author, commands.realm_rotate_key, {
				realm_key_rotation_certificate,
				per_participant_keys_bundle_access: new Map(),
				per_sequester_service_keys_bundle_access: new Map(),
				keys_bundle: bytes("bundle"),
			});
		const at = organization.timestamp();
		assert.deepEqual(await rotate(admin, bytes("none")), { status: "invalid_certificate" });
		const ofAnother = signRotation(manager, { realm_id: workspace.id, key_index: 2n, timestamp: at });
		assert.deepEqual(await rotate(admin, ofAnother), { status: "invalid_certificate" });
		const old = later(now(organization.server), -320e6);
		assert.equal((await workspace.rotate({ timestamp: old })).status, "timestamp_out_of_ballpark");
		const nowhere = signRotation(admin, { realm_id: newVlobId(), key_index: 1n, timestamp: at });
		assert.deepEqual(await rotate(admin, nowhere), { status: "realm_not_found" });
		for (const author of [manager, stranger])
			assert.deepEqual(await workspace.rotate({ author, keyIndex: 9n }), { status: "author_not_allowed" });
		const last = await workspace.lastCertificate();
		const told = { last_realm_certificate_timestamp: last };
		for (const keyIndex of [0n, 1n, 3n])
			assert.deepEqual(await workspace.rotate({ keyIndex, timestamp: last }), { status: "bad_key_index", ...told });
		const mismatch = { status: "participant_mismatch", ...told };
		assert.deepEqual(await workspace.rotate({ timestamp: last, participants: [] }), {
			status: "require_greater_timestamp",
			strictly_greater_than: last,
		});
		const all = [admin.userId, manager.userId];
		const services = new Map();
		for (const participants of [[], [admin.userId], [...all, stranger.userId], [admin.userId, newId(UserID)]])
			assert.deepEqual(await workspace.rotate({ participants, services }), mismatch);
		assert.deepEqual(await workspace.rotate({ services }), { status: "organization_not_sequestered" });
		succeed(await workspace.rotate());
		await workspace.markDeleted();
		assert.deepEqual(await workspace.rotate({ author: stranger }), { status: "realm_deleted" });
	});

	test("the revoked are participants until they are unshared", async () => {
		const organization = await bootstrap();
		const workspace = await Workspace.open(organization);
		const user = await workspace.join("CONTRIBUTOR");
		await organization.revoke(user);
		const participants = [organization.admin.userId];
		assert.equal((await workspace.rotate({ participants })).status, "participant_mismatch");
		succeed(await workspace.unshare(user));
		succeed(await workspace.rotate({ participants }));
	});
});
