import { DateTime, type DeviceID, type EmailAddress, type UserID, type UserProfile } from "@parallax/protocol";
import type { NamedUser, SignedPair } from "../certificate/rules.ts";
import type { Sql, Transaction } from "../sql/database.ts";

/** What may stand against a new user. */
export interface Obstacles {
	/** A user who is not revoked has the e-mail address. */
	readonly isHandleTaken: boolean;
	readonly isUsersLimitReached: boolean;
	/** The id of the user or of the device is in use. */
	readonly isIdTaken: boolean;
}

export async function readObstacles(
	sql: Sql,
	organization: bigint,
	email: EmailAddress,
	user: UserID,
	device: DeviceID,
): Promise<Obstacles> {
	const row = await sql.one<{ same_email: bigint; room: bigint | null; same_id: bigint }>(
		`SELECT
			(SELECT count(*) FROM human JOIN app_user ON app_user.human = human.key
				WHERE human.organization = organization.key AND human.email = $2 AND app_user.revoked_on IS NULL) AS same_email,
			CASE WHEN active_users_limit IS NULL THEN NULL ELSE active_users_limit - (SELECT count(*) FROM app_user
				WHERE app_user.organization = organization.key AND app_user.revoked_on IS NULL) END AS room,
			(SELECT count(*) FROM app_user WHERE app_user.organization = organization.key AND app_user.id = $3)
				+ (SELECT count(*) FROM device WHERE device.organization = organization.key AND device.id = $4) AS same_id
		FROM organization WHERE key = $1`,
		organization,
		email,
		user,
		device,
	);
	if (!row) throw new Error("the organization of an admitted author does not exist");
	return {
		isHandleTaken: row.same_email > 0n,
		isUsersLimitReached: row.room !== null && row.room <= 0n,
		isIdTaken: row.same_id > 0n,
	};
}

/**
 * The human takes the label of its newest user. Returns the key of the user.
 * @param certifier key of the device that signed; null: the root key.
 */
export async function insertUser(
	tx: Transaction,
	organization: bigint,
	user: NamedUser,
	signed: SignedPair,
	certifier: bigint | null,
): Promise<bigint> {
	const { email, label } = user.human_handle;
	const [, inserted] = await Promise.all([
		tx.run(
			`INSERT INTO human (organization, email, label) VALUES ($1, $2, $3)
			ON CONFLICT (organization, email) DO UPDATE SET label = $3`,
			organization,
			email,
			label,
		),
		tx.one<{ key: bigint }>(
			`INSERT INTO app_user (organization, id, human, certificate, redacted_certificate, certifier, created_on, initial_profile,
				current_profile)
			VALUES ($1, $2, (SELECT key FROM human WHERE organization = $1 AND email = $3), $4, $5, $6, $7, $8, $8) RETURNING key`,
			organization,
			user.user_id,
			email,
			signed.full,
			signed.redacted,
			certifier,
			user.timestamp,
			user.profile,
		),
	]);
	if (!inserted) throw new Error("an insertion returned no key");
	return inserted.key;
}

/** The user that an author wants to change. */
export interface Target {
	readonly key: bigint;
	readonly current_profile: UserProfile;
	readonly revoked_on: DateTime | null;
}

export function findTarget(sql: Sql, organization: bigint, id: UserID): Promise<Target | undefined> {
	return sql.one<Target>(
		"SELECT key, current_profile, revoked_on FROM app_user WHERE organization = $1 AND id = $2",
		organization,
		id,
	);
}

/** A certificate as it was received, and who made it when. */
export interface Certified {
	readonly certificate: Uint8Array;
	readonly certifier: bigint;
	readonly timestamp: DateTime;
}

export async function updateProfile(
	tx: Transaction,
	organization: bigint,
	user: bigint,
	profile: UserProfile,
	{ certificate, certifier, timestamp }: Certified,
): Promise<void> {
	await tx.run(
		`INSERT INTO profile_update (organization, app_user, profile, certificate, certifier, certified_on)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		organization,
		user,
		profile,
		certificate,
		certifier,
		timestamp,
	);
	await tx.run("UPDATE app_user SET current_profile = $2 WHERE key = $1", user, profile);
}

export async function revokeUser(
	tx: Transaction,
	user: bigint,
	{ certificate, certifier, timestamp }: Certified,
): Promise<void> {
	await tx.run(
		"UPDATE app_user SET revoked_on = $2, revoked_certificate = $3, revoked_certifier = $4 WHERE key = $1",
		user,
		timestamp,
		certificate,
		certifier,
	);
}

/**
 * The latest timestamp among the certificates and the vlobs of the realms where the user has a role now, which his revocation must
 * follow; the epoch when there is none. The exclusive lock of `common` keeps all of them still: whoever writes in a realm holds it shared.
 */
export async function readLatestInRealms(tx: Transaction, user: bigint): Promise<DateTime> {
	const row = await tx.one<{ certificate: DateTime | null; vlob: DateTime | null }>(
		`SELECT max(last_timestamp) AS certificate, max(last_vlob) AS vlob FROM (
			SELECT topic.last_timestamp,
				(SELECT max(vlob.created_on) FROM vlob WHERE vlob.realm = realm.key) AS last_vlob
			FROM realm_role
			JOIN realm ON realm.key = realm_role.realm
			JOIN topic ON topic.organization = realm.organization AND topic.name = realm.id
			WHERE realm_role.app_user = $1 AND realm_role.role IS NOT NULL AND NOT EXISTS (
				SELECT 1 FROM realm_role AS later WHERE later.app_user = realm_role.app_user AND later.realm = realm_role.realm
					AND later.certified_on > realm_role.certified_on)
		) AS shared`,
		user,
	);
	return DateTime.max(row?.certificate ?? DateTime.EPOCH, row?.vlob ?? DateTime.EPOCH);
}

/** Oldest first; the frozen who were revoked are among them. */
export async function listFrozen(sql: Sql, organization: bigint): Promise<UserID[]> {
	const rows = await sql.all<{ id: UserID }>(
		"SELECT id FROM app_user WHERE organization = $1 AND frozen ORDER BY created_on, key",
		organization,
	);
	return rows.map(({ id }) => id);
}
