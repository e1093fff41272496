import type { DateTime, RealmRole, VlobID } from "@parallax/protocol";
import type { Author } from "../http/handlers.ts";
import { type AuthorColumns, admit, type CurrentAuthor } from "../organization/gate.ts";
import type { Sql, Transaction } from "../sql/database.ts";
import { holdTopic, type LockMode } from "../sql/locks.ts";

/** Of a realm, whatever it has in it (commands-authenticated-data.md §2). */
export type RealmStatus = "AVAILABLE" | "ARCHIVED_OR_DELETION_PLANNED" | "DELETED";

/** A realm as an author finds it. */
export interface FoundRealm {
	readonly key: bigint;
	readonly status: RealmStatus;
	/** Of its last key; 0: it has none. */
	readonly keyIndex: bigint;
	/** How many versions of vlobs it has. */
	readonly checkpoint: bigint;
	/** Timestamp of its last certificate. */
	readonly last: DateTime;
	/** The role of the author; null: none, or no longer. */
	readonly role: RealmRole | null;
	/** Whether the author has or had a role. */
	readonly isKnownToAuthor: boolean;
}

/** One instant: nothing here is older than the rest. */
export interface AuthorInRealm {
	readonly author: CurrentAuthor;
	/** Timestamp of the last certificate of the `common` topic. */
	readonly lastCommon: DateTime;
	/** Whether the organization may have sequester services. */
	readonly isSequestered: boolean;
	/** `undefined`: the organization has no such realm. */
	readonly realm: FoundRealm | undefined;
}

interface Columns extends AuthorColumns {
	readonly last_common: DateTime;
	readonly sequestered: bigint;
	readonly realm_key: bigint | null;
	readonly status: RealmStatus;
	readonly key_index: bigint;
	readonly checkpoint: bigint;
	readonly last_realm: DateTime;
	/** nil: the author never had a role. */
	readonly standing: RealmRole | "FORMER" | null;
}

/**
 * The author and the realm, in one statement, hence of one instant. A read is judged on it alone; a write calls it under its locks
 * (`admitToRealm`). @throws HttpRefusal 404, 460, 403, 461
 */
export async function readAuthorInRealm(
	sql: Sql,
	{ organization, deviceId }: Author,
	realm: VlobID,
): Promise<AuthorInRealm> {
	const row = await sql.one<Columns>(
		`SELECT organization.root_verify_key, organization.is_expired, device.key AS device_key, app_user.key AS user_key,
			app_user.current_profile, app_user.revoked_on, common.last_timestamp AS last_common,
			CASE WHEN organization.sequester_authority_verify_key IS NULL THEN 0 ELSE 1 END AS sequestered,
			realm.key AS realm_key, realm.status, realm.key_index, realm.checkpoint, topic.last_timestamp AS last_realm,
			(SELECT COALESCE(role, 'FORMER') FROM realm_role WHERE realm_role.realm = realm.key
				AND realm_role.app_user = app_user.key ORDER BY certified_on DESC LIMIT 1) AS standing
		FROM organization
		JOIN topic AS common ON common.organization = organization.key AND common.name = 'common'
		LEFT JOIN device ON device.organization = organization.key AND device.id = $2
		LEFT JOIN app_user ON app_user.key = device.app_user
		LEFT JOIN realm ON realm.organization = organization.key AND realm.id = $3
		LEFT JOIN topic ON topic.organization = organization.key AND topic.name = $3
		WHERE organization.key = $1`,
		organization.key,
		deviceId,
		realm,
	);
	const author = admit(row);
	if (!row) throw new Error("an author was admitted although he was not found");
	return {
		author,
		lastCommon: row.last_common,
		isSequestered: row.sequestered === 1n,
		realm:
			row.realm_key === null
				? undefined
				: {
						key: row.realm_key,
						status: row.status,
						keyIndex: row.key_index,
						checkpoint: row.checkpoint,
						last: row.last_realm,
						role: row.standing === "FORMER" ? null : row.standing,
						isKnownToAuthor: row.standing !== null,
					},
	};
}

/**
 * How a write in a realm begins: locks the topics `common`, shared, and of the realm, then reads what is true from then on. Users, devices
 * and profiles stay as they are until the end of the transaction, and so do roles, keys, names and archiving of the realm.
 * @param mode exclusive: a certificate is about to be added to the realm; shared: it must only stay as it is.
 * @throws HttpRefusal 404, 460, 403, 461
 */
export async function admitToRealm(
	tx: Transaction,
	author: Author,
	realm: VlobID,
	mode: LockMode,
): Promise<AuthorInRealm> {
	const { key } = author.organization;
	// Given together: each begins when the one before it has its lock.
	const [, , found] = await Promise.all([
		holdTopic(tx, key, "common", "shared"),
		holdTopic(tx, key, realm, mode),
		readAuthorInRealm(tx, author, realm),
	]);
	return found;
}
