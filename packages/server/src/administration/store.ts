import type { AccessToken, DateTime, EmailAddress, OrganizationID, UserID, UserProfile } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";
import { openTopic } from "../sql/locks.ts";

/** What the administration decides about an organization. */
export interface OrganizationSettings {
	readonly userProfileOutsiderAllowed: boolean;
	/** nil: no limit. */
	readonly activeUsersLimit: number | null;
	readonly realmMinimumArchivingPeriodSeconds: number;
	/** URL by locale; nil: none. */
	readonly tos: Readonly<Record<string, string>> | null;
}

/** Makes the organization, or makes it again while it is not bootstrapped. `false` when it is. */
export async function createOrganization(
	tx: Transaction,
	id: OrganizationID,
	token: AccessToken,
	settings: OrganizationSettings,
	now: DateTime,
): Promise<boolean> {
	const row = await tx.one<{ key: bigint }>(
		`INSERT INTO organization (id, bootstrap_token, created_on, user_profile_outsider_allowed, active_users_limit,
			realm_minimum_archiving_period, tos_per_locale_urls, tos_updated_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET bootstrap_token = $2, created_on = $3, user_profile_outsider_allowed = $4,
			active_users_limit = $5, realm_minimum_archiving_period = $6, tos_per_locale_urls = $7, tos_updated_on = $8,
			is_expired = FALSE, expired_on = NULL
		WHERE organization.root_verify_key IS NULL
		RETURNING key`,
		id,
		token,
		now,
		settings.userProfileOutsiderAllowed,
		settings.activeUsersLimit,
		settings.realmMinimumArchivingPeriodSeconds,
		settings.tos && JSON.stringify(settings.tos),
		settings.tos && now,
	);
	if (!row) return false;
	await openTopic(tx, row.key, "common");
	return true;
}

export interface OrganizationRow {
	readonly key: bigint;
	readonly root_verify_key: Uint8Array | null;
	readonly is_expired: boolean;
	readonly user_profile_outsider_allowed: boolean;
	readonly active_users_limit: bigint | null;
	readonly realm_minimum_archiving_period: bigint;
	/** JSON. */
	readonly tos_per_locale_urls: string | null;
	readonly tos_updated_on: DateTime | null;
}

export function findOrganization(sql: Sql, id: OrganizationID): Promise<OrganizationRow | undefined> {
	return sql.one<OrganizationRow>(
		`SELECT key, root_verify_key, is_expired, user_profile_outsider_allowed, active_users_limit,
			realm_minimum_archiving_period, tos_per_locale_urls, tos_updated_on
		FROM organization WHERE id = $1`,
		id,
	);
}

export async function setExpired(tx: Transaction, organization: bigint, expiredOn: DateTime | null): Promise<void> {
	await tx.run(
		"UPDATE organization SET is_expired = $2, expired_on = $3 WHERE key = $1",
		organization,
		expiredOn !== null,
		expiredOn,
	);
}

export async function setSettings(
	tx: Transaction,
	organization: bigint,
	settings: Omit<OrganizationSettings, "tos">,
): Promise<void> {
	await tx.run(
		`UPDATE organization SET user_profile_outsider_allowed = $2, active_users_limit = $3, realm_minimum_archiving_period = $4
		WHERE key = $1`,
		organization,
		settings.userProfileOutsiderAllowed,
		settings.activeUsersLimit,
		settings.realmMinimumArchivingPeriodSeconds,
	);
}

export async function setTos(
	tx: Transaction,
	organization: bigint,
	tos: Readonly<Record<string, string>> | null,
	now: DateTime,
): Promise<void> {
	await tx.run(
		"UPDATE organization SET tos_per_locale_urls = $2, tos_updated_on = $3 WHERE key = $1",
		organization,
		tos && JSON.stringify(tos),
		tos && now,
	);
}

export interface UserRow {
	readonly key: bigint;
	readonly id: UserID;
	readonly email: EmailAddress;
	readonly label: string;
	readonly frozen: boolean;
	readonly revoked_on: DateTime | null;
}

const USER_COLUMNS = "app_user.key, app_user.id, human.email, human.label, app_user.frozen, app_user.revoked_on";
const USERS = "app_user JOIN human ON human.key = app_user.human";

/** Who is not revoked, oldest first. */
export function listUsers(sql: Sql, organization: bigint): Promise<UserRow[]> {
	return sql.all<UserRow>(
		`SELECT ${USER_COLUMNS} FROM ${USERS} WHERE app_user.organization = $1 AND app_user.revoked_on IS NULL
		ORDER BY app_user.created_on, app_user.key`,
		organization,
	);
}

export function findUserById(sql: Sql, organization: bigint, id: UserID): Promise<UserRow | undefined> {
	return sql.one<UserRow>(
		`SELECT ${USER_COLUMNS} FROM ${USERS} WHERE app_user.organization = $1 AND app_user.id = $2`,
		organization,
		id,
	);
}

/** The one user of this address who is not revoked. */
export function findUserByEmail(sql: Sql, organization: bigint, email: EmailAddress): Promise<UserRow | undefined> {
	return sql.one<UserRow>(
		`SELECT ${USER_COLUMNS} FROM ${USERS}
		WHERE human.organization = $1 AND human.email = $2 AND app_user.revoked_on IS NULL`,
		organization,
		email,
	);
}

export async function setFrozen(tx: Transaction, user: bigint, frozen: boolean): Promise<void> {
	await tx.run("UPDATE app_user SET frozen = $2 WHERE key = $1", user, frozen);
}

export interface Count {
	readonly active: number;
	readonly revoked: number;
}

/** Of one organization at one instant (server.md §4.4). */
export interface Statistics {
	readonly organization: OrganizationID;
	readonly realms: number;
	readonly dataSize: number;
	readonly metadataSize: number;
	readonly usersPerProfile: Readonly<Record<UserProfile, Count>>;
}

/** Of the organizations created by `at`, by id; of `only` one of them if given. */
export async function readStatistics(sql: Sql, at: DateTime, only: bigint | null = null): Promise<Statistics[]> {
	const organizations = await sql.all<{
		key: bigint;
		id: OrganizationID;
		realms: bigint;
		data_size: bigint;
		metadata_size: bigint;
	}>(
		`SELECT organization.key, organization.id,
			(SELECT count(*) FROM realm
				WHERE realm.organization = organization.key AND realm.status <> 'DELETED' AND realm.created_on <= $1) AS realms,
			(SELECT COALESCE(sum(block.size), 0) FROM block JOIN realm ON realm.key = block.realm
				WHERE realm.organization = organization.key AND realm.status <> 'DELETED' AND realm.created_on <= $1
					AND block.created_on <= $1) AS data_size,
			(SELECT COALESCE(sum(vlob.size), 0) FROM vlob JOIN realm ON realm.key = vlob.realm
				WHERE realm.organization = organization.key AND realm.status <> 'DELETED' AND realm.created_on <= $1
					AND vlob.created_on <= $1) AS metadata_size
		FROM organization
		WHERE organization.created_on <= $1 AND (CAST($2 AS BIGINT) IS NULL OR organization.key = $2)`,
		at,
		only,
	);
	const users = await sql.all<{ organization: bigint; profile: UserProfile; revoked: bigint; users: bigint }>(
		`SELECT organization, profile, revoked, count(*) AS users FROM (
			SELECT app_user.organization,
				COALESCE((SELECT profile_update.profile FROM profile_update
					WHERE profile_update.app_user = app_user.key AND profile_update.certified_on <= $1
					ORDER BY profile_update.certified_on DESC LIMIT 1), app_user.initial_profile) AS profile,
				CASE WHEN app_user.revoked_on <= $1 THEN 1 ELSE 0 END AS revoked
			FROM app_user
			WHERE app_user.created_on <= $1 AND (CAST($2 AS BIGINT) IS NULL OR app_user.organization = $2)
		) AS dated GROUP BY organization, profile, revoked`,
		at,
		only,
	);
	const counts = new Map<bigint, Record<UserProfile, { active: number; revoked: number }>>();
	for (const { key } of organizations)
		counts.set(key, {
			ADMIN: { active: 0, revoked: 0 },
			STANDARD: { active: 0, revoked: 0 },
			OUTSIDER: { active: 0, revoked: 0 },
		});
	for (const row of users) {
		const count = counts.get(row.organization)?.[row.profile];
		if (count) count[row.revoked === 1n ? "revoked" : "active"] = Number(row.users);
	}
	return organizations
		.flatMap((row) => {
			const usersPerProfile = counts.get(row.key);
			return usersPerProfile
				? [
						{
							organization: row.id,
							realms: Number(row.realms),
							dataSize: Number(row.data_size),
							metadataSize: Number(row.metadata_size),
							usersPerProfile,
						},
					]
				: [];
		})
		.sort((a, b) => (a.organization < b.organization ? -1 : 1));
}
