import type { AccessToken, DateTime, OrganizationID } from "@parallax/protocol";
import type { OrganizationDefaults } from "../config/config.ts";
import type { Sql, Transaction } from "../sql/database.ts";
import { openTopic } from "../sql/locks.ts";

/** Makes an organization that waits for no token, unless there is one of this name, and returns the key of the one that there is. */
export async function openOrganization(
	tx: Transaction,
	id: OrganizationID,
	defaults: OrganizationDefaults,
	now: DateTime,
): Promise<bigint> {
	await tx.run(
		`INSERT INTO organization (id, created_on, user_profile_outsider_allowed, active_users_limit,
			realm_minimum_archiving_period, tos_per_locale_urls, tos_updated_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
		id,
		now,
		defaults.userProfileOutsiderAllowed,
		defaults.activeUsersLimit,
		defaults.realmMinimumArchivingPeriodSeconds,
		defaults.tos && JSON.stringify(defaults.tos),
		defaults.tos && now,
	);
	// Another transaction may just have made it: a new statement sees that.
	const row = await tx.one<{ key: bigint }>("SELECT key FROM organization WHERE id = $1", id);
	if (!row) throw new Error("an organization just made does not exist");
	await openTopic(tx, row.key, "common");
	return row.key;
}

/** An organization that may be waiting for its bootstrap. */
export interface BootstrapState {
	readonly is_expired: boolean;
	/** Set: it is bootstrapped. */
	readonly root_verify_key: Uint8Array | null;
	readonly bootstrap_token: AccessToken | null;
}

export function readBootstrapState(sql: Sql, organization: bigint): Promise<BootstrapState | undefined> {
	return sql.one<BootstrapState>(
		"SELECT is_expired, root_verify_key, bootstrap_token FROM organization WHERE key = $1",
		organization,
	);
}

export interface SequesterAuthority {
	readonly certificate: Uint8Array;
	readonly verifyKey: Uint8Array;
}

/** The token stays: a replay is told that the organization is bootstrapped. */
export async function setBootstrapped(
	tx: Transaction,
	organization: bigint,
	rootVerifyKey: Uint8Array,
	timestamp: DateTime,
	authority: SequesterAuthority | null,
): Promise<void> {
	const changed = await tx.run(
		`UPDATE organization SET root_verify_key = $2, bootstrapped_on = $3, sequester_authority_certificate = $4,
			sequester_authority_verify_key = $5 WHERE key = $1 AND root_verify_key IS NULL`,
		organization,
		rootVerifyKey,
		timestamp,
		authority?.certificate ?? null,
		authority?.verifyKey ?? null,
	);
	if (changed !== 1) throw new Error("the organization was bootstrapped meanwhile, although it is locked");
}

/** What the realms that are not deleted take, in bytes. */
export interface Usage {
	readonly metadata: bigint;
	readonly blocks: bigint;
}

/** Without what is dated after `now`. */
export async function readUsage(sql: Sql, organization: bigint, now: DateTime): Promise<Usage> {
	const row = await sql.one<Usage>(
		`SELECT
			(SELECT COALESCE(sum(vlob.size), 0) FROM realm JOIN vlob ON vlob.realm = realm.key
				WHERE realm.organization = $1 AND realm.status <> 'DELETED' AND realm.created_on <= $2
					AND vlob.created_on <= $2) AS metadata,
			(SELECT COALESCE(sum(block.size), 0) FROM realm JOIN block ON block.realm = realm.key
				WHERE realm.organization = $1 AND realm.status <> 'DELETED' AND realm.created_on <= $2) AS blocks`,
		organization,
		now,
	);
	if (!row) throw new Error("a sum returned no row");
	return row;
}
