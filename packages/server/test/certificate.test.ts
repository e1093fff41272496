import assert from "node:assert/strict";
import { test } from "node:test";
import { openSigned, peekSigned, verifyKeyOf } from "@parallax/crypto";
import { authenticatedCommands, CommonCertificate, DateTime, type RequestOf, type VlobID } from "@parallax/protocol";
import { outOfBallpark } from "../src/certificate/timestamps.ts";
import type { Sql, SqlValue } from "../src/sql/database.ts";
import { openTopic } from "../src/sql/locks.ts";
import { type TestDevice, TestOrganization } from "./support/fixtures.ts";
import { getCommon, replayCommon } from "./support/replay.ts";
import { describeOnEngines, HttpStatusError } from "./support/server.ts";

const { certificate_get } = authenticatedCommands.commands;

const EVERYTHING: RequestOf<typeof certificate_get> = {
	common_after: null,
	sequester_after: null,
	shamir_recovery_after: null,
	realm_after: new Map(),
};

async function get(
	organization: TestOrganization,
	device: TestDevice,
	request: Partial<RequestOf<typeof certificate_get>> = {},
) {
	const reply = await organization.call(device, certificate_get, { ...EVERYTHING, ...request });
	assert(reply.status === "ok");
	return reply;
}

const after = (timestamp: DateTime, seconds: number) => DateTime.add(timestamp, BigInt(seconds * 1e6));
/** Copies, so that they compare whatever memory they are views of. */
const bytes = (list: Iterable<Uint8Array> = []) => [...list].map((item) => item.toHex());

test("the ballpark excludes both of its bounds", () => {
	const now = DateTime.parse("2026-01-02T03:04:05Z");
	const second = 1_000_000n;
	assert.equal(outOfBallpark(now, DateTime.add(now, 300n * second - 1n)), undefined);
	assert.equal(outOfBallpark(now, DateTime.add(now, -320n * second + 1n)), undefined);
	for (const drift of [300n, -320n])
		assert.deepEqual(outOfBallpark(now, DateTime.add(now, drift * second)), {
			status: "timestamp_out_of_ballpark",
			ballpark_client_early_offset: 300,
			ballpark_client_late_offset: 320,
			server_timestamp: now,
			client_timestamp: DateTime.add(now, drift * second),
		});
});

describeOnEngines("certificate_get, common topic", (start) => {
	test("everything of everybody, in order, byte for byte; then only what is strictly newer", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const user = await organization.addUser();
		await organization.addDevice(user);
		await organization.updateProfile(user, "ADMIN");
		const gone = await organization.addUser();
		await organization.revoke(gone);

		const { certificates } = await replayCommon(organization, user);
		assert.deepEqual(
			certificates.map(({ type }) => type),
			[
				"user_certificate",
				"device_certificate",
				"user_certificate",
				"device_certificate",
				"device_certificate",
				"user_update_certificate",
				"user_certificate",
				"device_certificate",
				"revoked_user_certificate",
			],
		);
		const all = await getCommon(organization, user);
		for (const [i, { timestamp }] of certificates.entries()) {
			const newer = all.filter((_, j) => (certificates[j]?.timestamp ?? 0n) > timestamp);
			assert.deepEqual(bytes(await getCommon(organization, user, timestamp)), bytes(newer), `after number ${i}`);
		}
	});

	test("an OUTSIDER sees no name, not even his own, from the moment he is one", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const user = await organization.addUser("OUTSIDER");
		const named = async () => {
			const names: boolean[] = [];
			for (const signed of await getCommon(organization, user)) {
				const { author } = peekSigned(CommonCertificate, signed);
				const key = author === null ? organization.root : organization.admin.signingKey;
				const read = openSigned(CommonCertificate, signed, verifyKeyOf(key));
				if (read.type === "user_certificate") names.push(read.human_handle !== null);
				if (read.type === "device_certificate") names.push(read.device_label !== null);
			}
			return names;
		};
		assert.deepEqual(await named(), [false, false, false, false]);
		await organization.updateProfile(user, "STANDARD");
		assert.deepEqual(await named(), [true, true, true, true]);
		await organization.updateProfile(user, "OUTSIDER");
		assert.deepEqual(await named(), [false, false, false, false]);
	});

	test("organizations do not see each other", async () => {
		const server = await start();
		const [one, other] = [await TestOrganization.bootstrap(server), await TestOrganization.bootstrap(server)];
		await other.addUser();
		assert.equal((await getCommon(one, one.admin)).length, 2);
		await assert.rejects(
			one.call(other.admin, certificate_get, EVERYTHING),
			(error) => error instanceof HttpStatusError && error.status === 403,
		);
	});

	test("everything is there after a restart", async () => {
		const server = await start();
		const organization = await TestOrganization.bootstrap(server);
		const user = await organization.addUser();
		const before = await getCommon(organization, user);
		const again = await server.restart();
		const reply = await again.call(
			`/authenticated/${organization.id}`,
			certificate_get,
			EVERYTHING,
			organization.authorization(user),
		);
		assert(reply.status === "ok");
		assert.deepEqual(bytes(reply.common_certificates), bytes(before));
	});
});

describeOnEngines("certificate_get, realm topics", (start) => {
	test("who has a role gets all of the realm, who lost it gets all up to that, who never had one gets nothing", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin } = organization;
		const [member, former, stranger] = [
			await organization.addUser(),
			await organization.addUser("OUTSIDER"),
			await organization.addUser(),
		];
		const at = organization.timestamp();
		const { id, certificates } = await organization.addRealm([
			{ user: admin, role: "OWNER", timestamp: after(at, 1) },
			{ user: former, role: "READER", timestamp: after(at, 2) },
			{ user: former, role: null, timestamp: after(at, 3) },
			{ user: member, role: "MANAGER", timestamp: after(at, 4) },
		]);
		const seen = async (device: TestDevice, realm_after: ReadonlyMap<VlobID, DateTime> = new Map()) => {
			const { realm_certificates } = await get(organization, device, { realm_after });
			assert.deepEqual([...realm_certificates.keys()], realm_certificates.size === 0 ? [] : [id]);
			return bytes(realm_certificates.get(id));
		};
		assert.deepEqual(await seen(admin), bytes(certificates));
		assert.deepEqual(await seen(member), bytes(certificates), "also what is older than his role");
		assert.deepEqual(await seen(former), bytes(certificates.slice(0, 3)), "the end of his access included");
		assert.deepEqual(await seen(stranger), []);

		assert.deepEqual(await seen(admin, new Map([[id, after(at, 3)]])), bytes(certificates.slice(3)));
		assert.deepEqual(await seen(admin, new Map([[id, after(at, 4)]])), [], "a realm without news is left out");
		assert.deepEqual(await seen(former, new Map([[id, after(at, 3)]])), []);
		assert.deepEqual(await seen(stranger, new Map([[id, after(at, 1)]])), [], "ignored silently");
	});

	test("who is given a role again gets what he missed", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const [user, at] = [await organization.addUser(), organization.timestamp()];
		const { id, certificates } = await organization.addRealm([
			{ user: organization.admin, role: "OWNER", timestamp: after(at, 1) },
			{ user, role: "READER", timestamp: after(at, 2) },
			{ user, role: null, timestamp: after(at, 3) },
			{ user: organization.admin, role: "OWNER", timestamp: after(at, 4) },
			{ user, role: "CONTRIBUTOR", timestamp: after(at, 5) },
		]);
		const { realm_certificates } = await get(organization, user, { realm_after: new Map([[id, after(at, 3)]]) });
		assert.deepEqual(bytes(realm_certificates.get(id)), bytes(certificates.slice(3)));
	});
});

describeOnEngines("certificate_get, shamir recovery topic", (start) => {
	test("the owner gets briefs and deletions, a recipient his own share too, nobody else anything", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const [owner, one, two, stranger] = [
			await organization.addUser(),
			await organization.addUser(),
			await organization.addUser(),
			await organization.addUser(),
		];
		const at = organization.timestamp();
		const key = await organization.key();
		const blob = (text: string) => new TextEncoder().encode(text);
		await organization.server.database.write(async (tx) => {
			await openTopic(tx, key, "shamir_recovery");
			const userKey = async ({ userId }: TestDevice) =>
				(await tx.one<{ key: bigint }>("SELECT key FROM app_user WHERE id = $1", userId))?.key ?? null;
			const setup = await tx.one<{ key: bigint }>(
				`INSERT INTO shamir_setup (organization, app_user, reveal_token, brief_certificate, created_on, threshold, shares,
					deleted_on, deletion_certificate) VALUES ($1, $2, $3, $4, $5, 1, 2, $6, $7) RETURNING key`,
				key,
				await userKey(owner),
				"00000000000000000000000000000000",
				blob("brief"),
				after(at, 1),
				after(at, 2),
				blob("deletion"),
			);
			for (const [recipient, share] of [
				[one, "share one"],
				[two, "share two"],
			] as const)
				await tx.run(
					"INSERT INTO shamir_share (setup, recipient, certificate, shares) VALUES ($1, $2, $3, 1)",
					setup?.key ?? null,
					await userKey(recipient),
					blob(share),
				);
			await tx.run("UPDATE topic SET last_timestamp = $1 WHERE name = 'shamir_recovery'", after(at, 2));
		});
		const seen = async (device: TestDevice, shamir_recovery_after: DateTime | null = null) =>
			(await get(organization, device, { shamir_recovery_after })).shamir_recovery_certificates.map((certificate) =>
				new TextDecoder().decode(certificate),
			);
		assert.deepEqual(await seen(owner), ["brief", "deletion"]);
		assert.deepEqual(await seen(one), ["brief", "share one", "deletion"]);
		assert.deepEqual(await seen(two), ["brief", "share two", "deletion"]);
		assert.deepEqual(await seen(stranger), []);
		assert.deepEqual(await seen(one, after(at, 1)), ["deletion"]);
		assert.deepEqual(await seen(one, after(at, 2)), []);
	});
});

describeOnEngines("certificate_get while others write", (start) => {
	test("an answer is one instant: no certificate comes without those that it rests on", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin, server } = organization;
		let realm: VlobID | undefined;
		/** A user is created, then given a role in a new realm, once the `common` topic has been read and before the others are. */
		const interrupted = (sql: Sql): Sql => ({
			...sql,
			all: async <R>(text: string, ...params: readonly SqlValue[]) => {
				const rows = await sql.all<R>(text, ...params);
				if (text.includes("profile_update") && realm === undefined) {
					const user = await organization.addUser();
					const roles = [
						{ user: admin, role: "OWNER", timestamp: organization.timestamp() },
						{ user, role: "READER", timestamp: organization.timestamp() },
					] as const;
					realm = (await organization.addRealm(roles)).id;
				}
				return rows;
			},
		});
		for (const method of ["read", "snapshot"] as const) {
			const genuine = server.database[method].bind(server.database);
			t.mock.method(server.database, method, <T>(work: (sql: Sql) => Promise<T>) =>
				genuine((sql) => work(interrupted(sql))),
			);
		}
		const reply = await get(organization, admin);
		assert(realm, "it was interrupted");
		assert.equal(reply.common_certificates.length, 2);
		assert.equal(reply.realm_certificates.size, 0);
		const next = await get(organization, admin);
		assert.equal(next.common_certificates.length, 4);
		assert.deepEqual([...next.realm_certificates.keys()], [realm]);
	});
});
