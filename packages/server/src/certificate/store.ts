import type { DateTime, VlobID } from "@parallax/protocol";
import type { Author } from "../http/handlers.ts";
import { AUTHOR, type AuthorColumns, admit, type CurrentAuthor } from "../organization/gate.ts";
import type { Sql } from "../sql/database.ts";
import type { Topic } from "../sql/locks.ts";

/*
 * The certificates of a range of one topic, oldest first, as the exact bytes that were received: each in one statement, whose parts are
 * ranges of an index (commands-authenticated-data.md §5.3).
 */

interface CertificateRow {
	readonly certificate: Uint8Array;
}

const bytesOf = (rows: readonly CertificateRow[]) => rows.map(({ certificate }) => certificate);

/** A reader, and where the topics that he may see something of end for him, at one instant. */
export interface ReaderState {
	readonly reader: CurrentAuthor;
	/** Timestamp of the last certificate of each topic that is not a realm's; the epoch when it has none. */
	readonly last: ReadonlyMap<Topic, DateTime>;
	readonly realms: readonly RealmAccess[];
}

/** A realm that the reader has or had a role in, and the timestamp of the last of its certificates that he may see. */
export interface RealmAccess {
	readonly key: bigint;
	readonly id: VlobID;
	readonly lastVisible: DateTime;
}

interface StateRow extends AuthorColumns {
	/** nil: there is no topic at all. */
	readonly topic: Topic | null;
	readonly last: DateTime;
	/** nil: the topic is not that of a realm. */
	readonly realm: bigint | null;
}

/**
 * In one statement, hence of one instant. Who was unshared from a realm sees it up to the end of his access, this end included; a new
 * role gives it all back. @throws HttpRefusal 404, 460, 403, 461
 */
export async function readReaderState(sql: Sql, { organization, deviceId }: Author): Promise<ReaderState> {
	const rows = await sql.all<StateRow>(
		`WITH author AS (SELECT ${AUTHOR.columns} FROM ${AUTHOR.tables})
		SELECT author.*, topic.name AS topic, topic.last_timestamp AS last, NULL AS realm
		FROM author
		LEFT JOIN topic ON topic.organization = $1 AND topic.name IN ('common', 'sequester', 'shamir_recovery')
		UNION ALL
		SELECT author.*, realm.id, CASE WHEN mine.role IS NULL THEN mine.certified_on ELSE topic.last_timestamp END, realm.key
		FROM author
		JOIN realm_role AS mine ON mine.app_user = author.user_key
		JOIN realm ON realm.key = mine.realm
		JOIN topic ON topic.organization = realm.organization AND topic.name = realm.id
		WHERE NOT EXISTS (
			SELECT 1 FROM realm_role AS later
			WHERE later.app_user = mine.app_user AND later.realm = mine.realm AND later.certified_on > mine.certified_on)`,
		organization.key,
		deviceId,
	);
	const reader = admit(rows[0]);
	const last = new Map<Topic, DateTime>();
	const realms: RealmAccess[] = [];
	for (const row of rows) {
		if (row.realm !== null) realms.push({ key: row.realm, id: row.topic as VlobID, lastVisible: row.last });
		else if (row.topic !== null) last.set(row.topic, row.last);
	}
	return { reader, last, realms };
}

/** The part of a topic after one timestamp, up to another, this one included. It never changes, since topics only grow at their end. */
export interface Range {
	readonly after: DateTime;
	readonly last: DateTime;
}

/** A user and his first device have the same timestamp: the user goes first. Redacted for an OUTSIDER, who gets nobody's name, not even his own. */
export async function readCommon(
	sql: Sql,
	organization: bigint,
	{ after, last }: Range,
	isRedacted: boolean,
): Promise<Uint8Array[]> {
	return bytesOf(await sql.all<CertificateRow>(isRedacted ? REDACTED_COMMON : COMMON, organization, after, last));
}

const COMMON = commonStatement("certificate");
const REDACTED_COMMON = commonStatement("redacted_certificate");

function commonStatement(column: "certificate" | "redacted_certificate"): string {
	return `SELECT certificate FROM (
			SELECT created_on AS certified_on, 0 AS place, ${column} AS certificate FROM app_user
				WHERE organization = $1 AND created_on > $2 AND created_on <= $3
			UNION ALL SELECT created_on, 1, ${column} FROM device
				WHERE organization = $1 AND created_on > $2 AND created_on <= $3
			UNION ALL SELECT certified_on, 1, certificate FROM profile_update
				WHERE organization = $1 AND certified_on > $2 AND certified_on <= $3
			UNION ALL SELECT revoked_on, 1, revoked_certificate FROM app_user
				WHERE organization = $1 AND revoked_on > $2 AND revoked_on <= $3
		) AS common ORDER BY certified_on, place`;
}

/** The authority has the timestamp of the bootstrap. */
export async function readSequester(sql: Sql, organization: bigint, { after, last }: Range): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT certificate FROM (
				SELECT bootstrapped_on AS certified_on, sequester_authority_certificate AS certificate FROM organization
					WHERE key = $1 AND bootstrapped_on > $2 AND bootstrapped_on <= $3 AND sequester_authority_certificate IS NOT NULL
				UNION ALL SELECT created_on, certificate FROM sequester_service
					WHERE organization = $1 AND created_on > $2 AND created_on <= $3
				UNION ALL SELECT revoked_on, revoked_certificate FROM sequester_service
					WHERE organization = $1 AND revoked_on > $2 AND revoked_on <= $3
			) AS sequester ORDER BY certified_on`,
			organization,
			after,
			last,
		),
	);
}

/**
 * The setups of the user, and those that he is a recipient of, with his own share alone. The brief and the shares of a setup have the
 * same timestamp: the brief goes first.
 */
export async function readShamirRecovery(sql: Sql, user: bigint, { after, last }: Range): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT certificate FROM (
				SELECT created_on AS certified_on, 0 AS place, brief_certificate AS certificate FROM shamir_setup
					WHERE app_user = $1 AND created_on > $2 AND created_on <= $3
				UNION ALL SELECT deleted_on, 0, deletion_certificate FROM shamir_setup
					WHERE app_user = $1 AND deleted_on > $2 AND deleted_on <= $3
				UNION ALL SELECT setup.created_on, 0, setup.brief_certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.created_on > $2 AND setup.created_on <= $3
				UNION ALL SELECT setup.created_on, 1, shamir_share.certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.created_on > $2 AND setup.created_on <= $3
				UNION ALL SELECT setup.deleted_on, 0, setup.deletion_certificate
					FROM shamir_share JOIN shamir_setup AS setup ON setup.key = shamir_share.setup
					WHERE shamir_share.recipient = $1 AND setup.deleted_on > $2 AND setup.deleted_on <= $3
			) AS shamir ORDER BY certified_on, place`,
			user,
			after,
			last,
		),
	);
}

export async function readRealm(sql: Sql, realm: bigint, { after, last }: Range): Promise<Uint8Array[]> {
	return bytesOf(
		await sql.all<CertificateRow>(
			`SELECT certificate FROM (
				SELECT certified_on, certificate FROM realm_role
					WHERE realm = $1 AND certified_on > $2 AND certified_on <= $3
				UNION ALL SELECT certified_on, certificate FROM realm_key_rotation
					WHERE realm = $1 AND certified_on > $2 AND certified_on <= $3
				UNION ALL SELECT certified_on, certificate FROM realm_name
					WHERE realm = $1 AND certified_on > $2 AND certified_on <= $3
				UNION ALL SELECT certified_on, certificate FROM realm_archiving
					WHERE realm = $1 AND certified_on > $2 AND certified_on <= $3
			) AS of_realm ORDER BY certified_on`,
			realm,
			after,
			last,
		),
	);
}
