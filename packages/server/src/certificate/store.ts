import type { DateTime, UserProfile, VlobID } from "@parallax/protocol";
import type { Sql } from "../sql/database.ts";

/*
 * The certificates of one topic strictly newer than a date, oldest first, as the exact bytes that were received: each in one statement,
 * whose parts are ranges of an index (commands-authenticated-data.md §5.3).
 */

interface CertificateRow {
	readonly certificate: Uint8Array;
}

const bytesOf = (rows: readonly CertificateRow[]) => rows.map(({ certificate }) => certificate);

/** Last timestamps of the topics of an organization other than those of its realms; nil when there is no such topic. */
export interface LastTimestamps {
	readonly common: DateTime | null;
	readonly sequester: DateTime | null;
	readonly shamir_recovery: DateTime | null;
}

export async function readLastTimestamps(sql: Sql, organization: bigint): Promise<LastTimestamps> {
	const rows = await sql.all<{ name: keyof LastTimestamps; last_timestamp: DateTime }>(
		`SELECT name, last_timestamp FROM topic
		WHERE organization = $1 AND name IN ('common', 'sequester', 'shamir_recovery')`,
		organization,
	);
	const last = new Map(rows.map((row) => [row.name, row.last_timestamp]));
	return {
		common: last.get("common") ?? null,
		sequester: last.get("sequester") ?? null,
		shamir_recovery: last.get("shamir_recovery") ?? null,
	};
}

/** A user and his first device have the same timestamp: the user goes first. An OUTSIDER gets nobody's name, not even his own. */
export async function readCommon(
	sql: Sql,
	organization: bigint,
	after: DateTime,
	reader: UserProfile,
): Promise<Uint8Array[]> {
	return bytesOf(await sql.all<CertificateRow>(reader === "OUTSIDER" ? REDACTED_COMMON : COMMON, organization, after));
}

const COMMON = commonStatement("certificate");
const REDACTED_COMMON = commonStatement("redacted_certificate");

function commonStatement(column: "certificate" | "redacted_certificate"): string {
	return `SELECT certificate FROM (
			SELECT created_on AS certified_on, 0 AS place, ${column} AS certificate FROM app_user
				WHERE organization = $1 AND created_on > $2
			UNION ALL SELECT created_on, 1, ${column} FROM device WHERE organization = $1 AND created_on > $2
			UNION ALL SELECT certified_on, 1, certificate FROM profile_update WHERE organization = $1 AND certified_on > $2
			UNION ALL SELECT revoked_on, 1, revoked_certificate FROM app_user WHERE organization = $1 AND revoked_on > $2
		) AS common ORDER BY certified_on, place`;
}

/** The authority has the timestamp of the bootstrap. */
export async function readSequester(sql: Sql, organization: bigint, after: DateTime): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT sequester_authority_certificate AS certificate FROM organization
			WHERE key = $1 AND bootstrapped_on > $2 AND sequester_authority_certificate IS NOT NULL`,
			organization,
			after,
		),
	);
}

/**
 * The setups of the user, and those that he is a recipient of, with his own share alone. The brief and the shares of a setup have the
 * same timestamp: the brief goes first.
 */
export async function readShamirRecovery(sql: Sql, user: bigint, after: DateTime): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT certificate FROM (
				SELECT created_on AS certified_on, 0 AS place, brief_certificate AS certificate FROM shamir_setup
					WHERE app_user = $1 AND created_on > $2
				UNION ALL SELECT deleted_on, 0, deletion_certificate FROM shamir_setup
					WHERE app_user = $1 AND deleted_on > $2
				UNION ALL SELECT setup.created_on, 0, setup.brief_certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.created_on > $2
				UNION ALL SELECT setup.created_on, 1, shamir_share.certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.created_on > $2
				UNION ALL SELECT setup.deleted_on, 0, setup.deletion_certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.deleted_on > $2
			) AS shamir ORDER BY certified_on, place`,
			user,
			after,
		),
	);
}

/** A realm that the user has or had a role in, and the timestamp of the last of its certificates that he may see. */
export interface RealmAccess {
	readonly key: bigint;
	readonly id: VlobID;
	readonly lastVisible: DateTime;
}

/** Who was unshared sees up to the end of his access, this end included; a new role gives it all back. */
export async function readRealmAccesses(sql: Sql, user: bigint): Promise<RealmAccess[]> {
	return sql.all<RealmAccess>(
		`SELECT realm.key, realm.id,
			CASE WHEN mine.role IS NULL THEN mine.certified_on ELSE topic.last_timestamp END AS "lastVisible"
		FROM realm_role AS mine
		JOIN realm ON realm.key = mine.realm
		JOIN topic ON topic.organization = realm.organization AND topic.name = realm.id
		WHERE mine.app_user = $1 AND NOT EXISTS (
			SELECT 1 FROM realm_role AS later
			WHERE later.app_user = mine.app_user AND later.realm = mine.realm AND later.certified_on > mine.certified_on)`,
		user,
	);
}

export async function readRealm(sql: Sql, access: RealmAccess, after: DateTime): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT certificate FROM realm_role WHERE realm = $1 AND certified_on > $2 AND certified_on <= $3
			ORDER BY certified_on`,
			access.key,
			after,
			access.lastVisible,
		),
	);
}
