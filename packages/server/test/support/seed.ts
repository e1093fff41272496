import { newId, newSigningKey, verifyKeyOf } from "@parallax/crypto";
import { DeviceID, OrganizationID, type SigningKey, UserID, type UserProfile, VlobID } from "@parallax/protocol";
import { openTopic } from "../../src/sql/locks.ts";
import type { TestServer } from "./server.ts";

/** A device of a user, whose certificates are place holders: for tests of what is around the commands. */
export interface SeededDevice {
	readonly userId: UserID;
	readonly deviceId: DeviceID;
	readonly signingKey: SigningKey;
}

export interface SeededOrganization extends SeededDevice {
	readonly id: OrganizationID;
	readonly key: bigint;
}

const CERTIFICATE = new Uint8Array([0]);

/** A bootstrapped organization with an ADMIN, written straight to the database. */
export async function seedOrganization(server: TestServer): Promise<SeededOrganization> {
	const id = OrganizationID.parse(`Org${crypto.randomUUID().slice(0, 8)}`);
	const key = await server.database.write(async (tx) => {
		const row = await tx.one<{ key: bigint }>(
			`INSERT INTO organization (id, root_verify_key, created_on, bootstrapped_on, user_profile_outsider_allowed,
				realm_minimum_archiving_period) VALUES ($1, $2, 1, 1, TRUE, 2592000) RETURNING key`,
			id,
			verifyKeyOf(newSigningKey()),
		);
		if (!row) throw new Error("no key was returned");
		await openTopic(tx, row.key, "common");
		return row.key;
	});
	return { id, key, ...(await seedUser(server, key, "ADMIN")) };
}

export async function seedUser(server: TestServer, organization: bigint, profile: UserProfile): Promise<SeededDevice> {
	const [userId, deviceId, signingKey] = [newId(UserID), newId(DeviceID), newSigningKey()];
	await server.database.write(async (tx) => {
		const human = await tx.one<{ key: bigint }>(
			"INSERT INTO human (organization, email, label) VALUES ($1, $2, $3) RETURNING key",
			organization,
			`${userId}@example.com`,
			"Somebody",
		);
		const user = await tx.one<{ key: bigint }>(
			`INSERT INTO app_user (organization, id, human, certificate, redacted_certificate, created_on, initial_profile,
				current_profile) VALUES ($1, $2, $3, $4, $4, 1, $5, $5) RETURNING key`,
			organization,
			userId,
			human?.key ?? null,
			CERTIFICATE,
			profile,
		);
		await tx.run(
			`INSERT INTO device (organization, id, app_user, label, verify_key, certificate, redacted_certificate, created_on)
			VALUES ($1, $2, $3, 'laptop', $4, $5, $5, 1)`,
			organization,
			deviceId,
			user?.key ?? null,
			verifyKeyOf(signingKey),
			CERTIFICATE,
		);
	});
	return { userId, deviceId, signingKey };
}

/** A realm in which these users have a role. */
export async function seedRealm(
	server: TestServer,
	organization: bigint,
	members: readonly SeededDevice[],
): Promise<VlobID> {
	const id = newId(VlobID);
	await server.database.write(async (tx) => {
		const realm = await tx.one<{ key: bigint }>(
			"INSERT INTO realm (organization, id, created_on) VALUES ($1, $2, 1) RETURNING key",
			organization,
			id,
		);
		for (const { userId } of members)
			await tx.run(
				`INSERT INTO realm_role (realm, app_user, role, certificate, certified_on)
				SELECT $1, key, 'OWNER', $3, 1 FROM app_user WHERE organization = $4 AND id = $2`,
				realm?.key ?? null,
				userId,
				CERTIFICATE,
				organization,
			);
	});
	return id;
}
