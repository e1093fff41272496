import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { keyRotations, type Session } from "@parallax/client";
import { EntryName, type RealmRole, type UserID, type VlobID } from "@parallax/protocol";
import { addDevice, letIn, logIn, newOrganization } from "../support/meeting.ts";
import { official, ours } from "../support/places.ts";

// Workspaces as a program uses them, on two servers: the official one, which nobody here wrote, and ours.

const servers = { official, ours };

const name = (text: string) => EntryName.parse(text);

for (const [serverName, start] of Object.entries(servers)) {
	describe(`workspaces on the ${serverName} server`, () => {
		let server: Awaited<ReturnType<typeof start>>;
		let alice: Session;
		let bob: Session;
		before(async () => {
			server = await start();
			alice = await newOrganization(server.address, "Interop");
			bob = await joined("bob", "STANDARD");
		});
		after(() => server.stop());

		async function joined(who: string, profile: "STANDARD" | "OUTSIDER" | "ADMIN"): Promise<Session> {
			const session = await logIn(await letIn(alice, `${who}@example.com`, who, profile));
			await session.pollCertificates();
			return session;
		}

		/** A workspace of Alice, on the server. */
		async function made(text: string): Promise<VlobID> {
			const created = await alice.workspaces.create(name(text));
			assert(created.status === "ok");
			assert.deepEqual(await alice.workspaces.bootstrap(created.id), { status: "ok" });
			return created.id;
		}

		async function shared(session: Session, id: VlobID, user: UserID, role: RealmRole): Promise<void> {
			assert.deepEqual(await session.workspaces.share(id, user, role), { status: "ok" });
		}

		/** What a device sees once it has asked the server. */
		async function seen(session: Session, id: VlobID) {
			await session.pollCertificates();
			await session.workspaces.refresh();
			return session.workspaces.find(id);
		}

		async function keyCount(session: Session, id: VlobID): Promise<number> {
			await session.pollCertificates();
			return keyRotations(await (await session.certificates.view()).realm(id)).length;
		}

		test("a workspace is made, named and seen by every device of its owner; twice changes nothing", async () => {
			const id = await made("Contracts");
			assert.deepEqual(await alice.workspaces.bootstrap(id), { status: "ok" });
			const phone = await logIn(await addDevice(alice, "telephone"));
			const info = await seen(phone, id);
			assert.partialDeepStrictEqual(info, {
				id,
				name: "Contracts",
				nameCertified: true,
				role: "OWNER",
				archiving: { type: "AVAILABLE" },
				deleted: false,
				writable: true,
				canTakeOwnership: false,
				onServer: true,
			});
			assert.deepEqual(info?.members, new Map([[alice.device.user_id, "OWNER"]]));
			assert.equal(await keyCount(phone, id), 1);
			assert.deepEqual(await phone.workspaces.rename(id, name("Signed contracts")), { status: "ok" });
			assert.equal((await seen(alice, id))?.name, "Signed contracts");
		});

		test("a workspace is renamed before it ever reached the server", async () => {
			const created = await alice.workspaces.create(name("Draft"));
			assert(created.status === "ok");
			assert.equal((await alice.workspaces.find(created.id))?.onServer, false);
			assert.deepEqual(await alice.workspaces.rename(created.id, name("Final")), { status: "ok" });
			assert.partialDeepStrictEqual(await seen(alice, created.id), { name: "Final", nameCertified: true });
		});

		test("every role is given, changed and taken, by whoever may", async () => {
			const id = await made("Roles");
			const carol = await joined("carol", "STANDARD");
			const [bobId, carolId] = [bob.device.user_id, carol.device.user_id];
			for (const role of ["READER", "CONTRIBUTOR", "MANAGER", "OWNER", "READER"] satisfies RealmRole[]) {
				assert.deepEqual(await alice.workspaces.share(id, bobId, role), { status: "ok" });
				assert.partialDeepStrictEqual(await seen(bob, id), { name: "Roles", role, writable: role !== "READER" });
				const keys = await bob.workspaces.keys(id);
				assert(keys.status === "ok" && keys.keys.last.status === "ok");
			}
			assert.deepEqual(await alice.workspaces.share(id, bobId, "READER"), { status: "ok" }, "the same role again");
			assert.deepEqual(await bob.workspaces.share(id, carolId, "READER"), { status: "author_not_allowed" });
			assert.deepEqual(await bob.workspaces.rename(id, name("Mine")), { status: "author_not_allowed" });
			assert.deepEqual(await bob.workspaces.archive(id, { type: "ARCHIVED" }), { status: "author_not_allowed" });
			assert.deepEqual(await alice.workspaces.share(id, alice.device.user_id, "READER"), {
				status: "recipient_is_oneself",
			});

			assert.deepEqual(await alice.workspaces.share(id, bobId, "MANAGER"), { status: "ok" });
			await bob.pollCertificates();
			assert.deepEqual(await bob.workspaces.share(id, carolId, "MANAGER"), { status: "author_not_allowed" });
			assert.deepEqual(await bob.workspaces.share(id, carolId, "CONTRIBUTOR"), { status: "ok" });
			await carol.pollCertificates();
			assert.deepEqual(
				(await carol.workspaces.members(id)).map(({ humanHandle, role }) => [humanHandle.label, role]),
				[
					["Alice", "OWNER"],
					["bob", "MANAGER"],
					["carol", "CONTRIBUTOR"],
				],
			);
			assert.deepEqual(await bob.workspaces.unshare(id, carolId), { status: "ok", rotation: { status: "ok" } });
			assert.equal(await keyCount(bob, id), 1, "a Manager leaves the rotation to an Owner");
			assert.equal(await seen(carol, id), undefined);
			assert.deepEqual(await carol.workspaces.keys(id), { status: "author_not_allowed" });
			await alice.pollCertificates();
			assert.deepEqual(await alice.workspaces.processNeeds(), new Map());
			assert.equal(await keyCount(alice, id), 2);
		});

		test("an unshare by an Owner rotates the key; who comes back reads old and new", async () => {
			const id = await made("Keys");
			await shared(alice, id, bob.device.user_id, "CONTRIBUTOR");
			await seen(bob, id);
			assert.deepEqual(await alice.workspaces.unshare(id, bob.device.user_id), {
				status: "ok",
				rotation: { status: "ok" },
			});
			assert.equal(await keyCount(alice, id), 2);
			assert.equal(await seen(bob, id), undefined);
			assert.deepEqual(await alice.workspaces.share(id, bob.device.user_id, "READER"), { status: "ok" });
			await bob.pollCertificates();
			const [hers, his] = [await alice.workspaces.keys(id), await bob.workspaces.keys(id)];
			assert(hers.status === "ok" && his.status === "ok");
			assert.deepEqual(
				his.keys.all.map((key) => key.expose().toHex()),
				hers.keys.all.map((key) => key.expose().toHex()),
			);
			assert.deepEqual(his.keys.corrupted, new Set());
		});

		test("an External makes no workspace, and is at most a Contributor", async () => {
			const eve = await joined("eve", "OUTSIDER");
			assert.deepEqual(await eve.workspaces.create(name("Secret")), { status: "author_is_outsider" });
			const id = await made("Guests");
			const eveId = eve.device.user_id;
			for (const role of ["OWNER", "MANAGER"] satisfies RealmRole[])
				assert.deepEqual(await alice.workspaces.share(id, eveId, role), { status: "role_incompatible_with_outsider" });
			assert.deepEqual(await alice.workspaces.share(id, eveId, "CONTRIBUTOR"), { status: "ok" });
			assert.partialDeepStrictEqual(await seen(eve, id), { name: "Guests", role: "CONTRIBUTOR" });
			const members = await eve.workspaces.members(id);
			assert.deepEqual(
				members.map(({ humanHandle, id: user }) => humanHandle.label === user),
				[true, true],
				"she sees ids instead of names",
			);
		});

		test("a revoked member is put out and the key rotated, by any Owner who follows the events", async () => {
			const id = await made("Revocation");
			const dan = await joined("dan", "STANDARD");
			const danId = dan.device.user_id;
			await shared(alice, id, danId, "CONTRIBUTOR");
			await shared(alice, id, bob.device.user_id, "OWNER");
			const owner = await logIn(bob.device);
			const rotated = Promise.withResolvers<void>();
			owner.certificates.subscribe(async () => {
				if ((await keyCountHere(owner, id)) === 2) rotated.resolve();
			});
			const monitor = owner.follow((error) => rotated.reject(error));
			monitor.start();
			assert.equal(await alice.revokeUser(danId), "ok");
			await rotated.promise;
			await owner.close();
			const info = await seen(alice, id);
			assert.equal(info?.members.has(danId), false);
			const realm = await (await alice.certificates.view()).realm(id);
			const last = realm.certificates.findLast(
				(each) => each.type === "realm_role_certificate" && each.user_id === danId,
			);
			assert(last?.type === "realm_role_certificate");
			assert.equal(last.role, null, "unshared, not only hidden");
			assert.equal(await keyCount(alice, id), 2);
		});

		async function keyCountHere(session: Session, id: VlobID): Promise<number> {
			return keyRotations(await (await session.certificates.view()).realm(id)).length;
		}

		test("archived, it is read-only; its deletion is planned, refused when too soon, and undone", async () => {
			const id = await made("Old");
			await shared(alice, id, bob.device.user_id, "CONTRIBUTOR");
			assert.deepEqual(await alice.workspaces.archive(id, { type: "ARCHIVED" }), { status: "ok" });
			assert.partialDeepStrictEqual(await seen(bob, id), { archiving: { type: "ARCHIVED" }, writable: false });
			assert.deepEqual(await alice.workspaces.rename(id, name("Older")), { status: "ok" }, "names still change");
			assert.deepEqual(await alice.workspaces.archive(id, { type: "DELETION_PLANNED", afterSeconds: 60 }), {
				status: "archiving_period_too_short",
			});
			const month = { type: "DELETION_PLANNED", afterSeconds: 31 * 86_400 } as const;
			assert.deepEqual(await alice.workspaces.archive(id, month), { status: "ok" });
			assert.partialDeepStrictEqual(await seen(bob, id), { archiving: { type: "DELETION_PLANNED" }, deleted: false });
			assert.deepEqual(
				(await bob.workspaces.bin()).map(({ name }) => name),
				["Older"],
			);
			assert.deepEqual(await alice.workspaces.archive(id, { type: "AVAILABLE" }), { status: "ok" });
			assert.partialDeepStrictEqual(await seen(bob, id), { archiving: { type: "AVAILABLE" }, writable: true });
			assert.deepEqual(await bob.workspaces.bin(), []);
		});

		test("the highest of those who are left takes over a workspace without Owner, and puts out who was revoked", async () => {
			const [gus, hal, ida] = [
				await joined("gus", "STANDARD"),
				await joined("hal", "STANDARD"),
				await joined("ida", "STANDARD"),
			];
			const created = await gus.workspaces.create(name("Orphan"));
			assert(created.status === "ok");
			const { id } = created;
			assert.deepEqual(await gus.workspaces.share(id, hal.device.user_id, "MANAGER"), { status: "ok" });
			assert.deepEqual(await gus.workspaces.share(id, ida.device.user_id, "CONTRIBUTOR"), { status: "ok" });
			assert.equal((await seen(hal, id))?.canTakeOwnership, false);
			assert.deepEqual(await hal.workspaces.takeOwnership(id), { status: "active_owner_already_exists" });
			assert.equal(await alice.revokeUser(gus.device.user_id), "ok");
			assert.equal((await seen(ida, id))?.canTakeOwnership, false, "a Manager is left");
			assert.deepEqual(await ida.workspaces.takeOwnership(id), { status: "author_not_allowed" });
			assert.equal((await seen(hal, id))?.canTakeOwnership, true);
			assert.deepEqual(await hal.workspaces.takeOwnership(id), { status: "ok", rotation: { status: "ok" } });
			assert.partialDeepStrictEqual(await seen(hal, id), { role: "OWNER", canTakeOwnership: false });
			assert.equal(await keyCount(hal, id), 2, "the revoked Owner was put out, and the key rotated");
			assert.deepEqual(
				(await seen(ida, id))?.members,
				new Map<string, RealmRole>([
					[hal.device.user_id, "OWNER"],
					[ida.device.user_id, "CONTRIBUTOR"],
				]),
			);
		});

		test("the roles of one user are copied to another, never lowered, and capped for an External", async () => {
			const [jim, kim] = [await joined("jim", "STANDARD"), await joined("kim", "STANDARD")];
			const len = await joined("len", "OUTSIDER");
			const [jimId, kimId, lenId] = [jim, kim, len].map(({ device }) => device.user_id);
			assert(jimId && kimId && lenId);
			const [read, managed, higher] = [await made("Copy A"), await made("Copy B"), await made("Copy C")];
			await shared(alice, read, jimId, "READER");
			await shared(alice, managed, jimId, "MANAGER");
			await shared(alice, higher, jimId, "READER");
			await shared(alice, higher, kimId, "OWNER");
			const plan = await alice.workspaces.planRoleCopy(jimId, kimId);
			assert(plan.status === "ok");
			assert.deepEqual(
				plan.copies.map(({ name, before, after, capped }) => [name, before, after, capped]),
				[
					["Copy A", null, "READER", null],
					["Copy B", null, "MANAGER", null],
				],
			);
			const outcomes: string[] = [];
			await alice.workspaces.copyRoles(kimId, plan.copies, ({ name }, { status }) =>
				outcomes.push(`${name}: ${status}`),
			);
			assert.deepEqual(outcomes, ["Copy A: ok", "Copy B: ok"]);
			assert.equal((await seen(kim, managed))?.role, "MANAGER");
			assert.equal((await seen(kim, higher))?.role, "OWNER");
			assert.deepEqual(await alice.workspaces.planRoleCopy(jimId, kimId), { status: "ok", copies: [] });
			const external = await alice.workspaces.planRoleCopy(jimId, lenId);
			assert(external.status === "ok");
			assert.deepEqual(
				external.copies.map(({ after, capped }) => [after, capped]),
				[
					["READER", null],
					["CONTRIBUTOR", "target_is_external"],
					["READER", null],
				],
			);
			await seen(kim, managed);
			const byManager = await kim.workspaces.planRoleCopy(jimId, lenId);
			assert(byManager.status === "ok" && byManager.copies.length === 2, "where kim shares with jim, and may share");
		});

		test("two Owners rotate at once: the realm gets one key, and both are content", async () => {
			const id = await made("Race");
			await shared(alice, id, bob.device.user_id, "OWNER");
			const carl = await joined("carl", "STANDARD");
			await shared(alice, id, carl.device.user_id, "READER");
			await alice.revokeUser(carl.device.user_id);
			await bob.pollCertificates();
			const both = await Promise.all([alice.workspaces.processNeeds(), bob.workspaces.processNeeds()]);
			assert.deepEqual(both, [new Map(), new Map()]);
			assert.equal(await keyCount(alice, id), 2);
			const [hers, his] = [await alice.workspaces.keys(id), await bob.workspaces.keys(id)];
			assert(hers.status === "ok" && his.status === "ok");
			assert.equal(hers.keys.bundleKey.expose().toHex(), his.keys.bundleKey.expose().toHex());
		});

		test("shares during rotations: everybody let in has the last keys", async () => {
			const id = await made("Busy");
			await shared(alice, id, bob.device.user_id, "OWNER");
			await bob.pollCertificates();
			const people = await Promise.all(["m1", "m2", "m3"].map((who) => joined(who, "STANDARD")));
			const [leaver, ...others] = people;
			assert(leaver);
			await shared(alice, id, leaver.device.user_id, "READER");
			const outcomes = await Promise.all([
				bob.workspaces.unshare(id, leaver.device.user_id),
				...others.map(({ device }) => alice.workspaces.share(id, device.user_id, "CONTRIBUTOR")),
			]);
			assert(outcomes.every(({ status }) => status === "ok"));
			assert.equal(await keyCount(alice, id), 2);
			for (const member of others) {
				await member.pollCertificates();
				const keys = await member.workspaces.keys(id);
				assert(keys.status === "ok");
				assert.equal(keys.keys.index, 2n);
				assert.equal((await seen(member, id))?.name, "Busy");
			}
		});

		test("an id of no workspace of ours makes none", async () => {
			const unknown = "0".repeat(32) as VlobID;
			const before = (await alice.workspaces.list()).length;
			for (const outcome of [
				await alice.workspaces.bootstrap(unknown),
				await alice.workspaces.rename(unknown, name("New")),
				await alice.workspaces.share(unknown, bob.device.user_id, "READER"),
				await alice.workspaces.unshare(unknown, bob.device.user_id),
				await alice.workspaces.archive(unknown, { type: "ARCHIVED" }),
				await alice.workspaces.takeOwnership(unknown),
			]) {
				assert.deepEqual(outcome, { status: "workspace_not_found" });
			}
			await alice.pollCertificates();
			assert.equal((await alice.workspaces.refresh()).length, before);
		});
	});
}
