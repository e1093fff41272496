import type { DateTime, RealmArchivingConfiguration, RealmRole, UserID, UserProfile, VlobID } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";
import { advanceTopic, openTopic } from "../sql/locks.ts";
import type { Recipient } from "./rules.ts";

/** A certificate as it was received, and who made it when. */
export interface Certified {
	readonly certificate: Uint8Array;
	/** Key of the device. */
	readonly certifier: bigint;
	readonly timestamp: DateTime;
}

/** Makes the realm with its topic, unless the organization has one of this id: then returns the timestamp of its last certificate. */
export async function createRealm(
	tx: Transaction,
	organization: bigint,
	id: VlobID,
	owner: bigint,
	certified: Certified,
): Promise<{ readonly existing: DateTime } | undefined> {
	const created = await tx.one<{ key: bigint }>(
		`INSERT INTO realm (organization, id, created_on) VALUES ($1, $2, $3)
		ON CONFLICT (organization, id) DO NOTHING RETURNING key`,
		organization,
		id,
		certified.timestamp,
	);
	if (!created) {
		// Another transaction may just have made it: a new statement sees that.
		const topic = await tx.one<{ last_timestamp: DateTime }>(
			"SELECT last_timestamp FROM topic WHERE organization = $1 AND name = $2",
			organization,
			id,
		);
		if (!topic) throw new Error("a realm has no topic");
		return { existing: topic.last_timestamp };
	}
	await Promise.all([
		openTopic(tx, organization, id),
		advanceTopic(tx, organization, id, certified.timestamp),
		insertRole(tx, created.key, owner, "OWNER", certified),
	]);
	return undefined;
}

export async function insertRole(
	tx: Transaction,
	realm: bigint,
	user: bigint,
	role: RealmRole | null,
	{ certificate, certifier, timestamp }: Certified,
): Promise<void> {
	await tx.run(
		"INSERT INTO realm_role (realm, app_user, role, certificate, certifier, certified_on) VALUES ($1, $2, $3, $4, $5, $6)",
		realm,
		user,
		role,
		certificate,
		certifier,
		timestamp,
	);
}

/** The timestamp of the newest vlob version, which a change of role must follow; the epoch when there is none. */
export async function readLastVlob(sql: Sql, realm: bigint): Promise<DateTime> {
	const row = await sql.one<{ last: DateTime }>(
		"SELECT COALESCE(max(created_on), 0) AS last FROM vlob WHERE realm = $1",
		realm,
	);
	if (!row) throw new Error("a maximum returned no row");
	return row.last;
}

export async function findRecipient(
	sql: Sql,
	organization: bigint,
	realm: bigint,
	id: UserID,
): Promise<(Recipient & { readonly key: bigint }) | undefined> {
	const row = await sql.one<{
		key: bigint;
		current_profile: UserProfile;
		revoked_on: DateTime | null;
		role: RealmRole | null;
	}>(
		`SELECT app_user.key, app_user.current_profile, app_user.revoked_on, (
				SELECT role FROM realm_role WHERE realm = $2 AND app_user = app_user.key
				ORDER BY certified_on DESC LIMIT 1) AS role
		FROM app_user WHERE app_user.organization = $1 AND app_user.id = $3`,
		organization,
		realm,
		id,
	);
	return row && { key: row.key, profile: row.current_profile, isRevoked: row.revoked_on !== null, role: row.role };
}

/** Somebody who has a role now. */
export interface Participant {
	readonly key: bigint;
	readonly id: UserID;
	readonly role: RealmRole;
	readonly revoked_on: DateTime | null;
}

/** The revoked are among them, until they are unshared. */
export function listParticipants(sql: Sql, realm: bigint): Promise<Participant[]> {
	return sql.all<Participant>(
		`SELECT app_user.key, app_user.id, realm_role.role, app_user.revoked_on
		FROM realm_role JOIN app_user ON app_user.key = realm_role.app_user
		WHERE realm_role.realm = $1 AND realm_role.role IS NOT NULL AND NOT EXISTS (
			SELECT 1 FROM realm_role AS later WHERE later.realm = realm_role.realm AND later.app_user = realm_role.app_user
				AND later.certified_on > realm_role.certified_on)`,
		realm,
	);
}

export async function hasName(sql: Sql, realm: bigint): Promise<boolean> {
	return (await sql.one("SELECT 1 AS found FROM realm_name WHERE realm = $1 LIMIT 1", realm)) !== undefined;
}

export async function insertName(
	tx: Transaction,
	realm: bigint,
	{ certificate, certifier, timestamp }: Certified,
): Promise<void> {
	await tx.run(
		"INSERT INTO realm_name (realm, certificate, certifier, certified_on) VALUES ($1, $2, $3, $4)",
		realm,
		certificate,
		certifier,
		timestamp,
	);
}

/** Seconds. */
export async function readMinimumArchivingPeriod(sql: Sql, organization: bigint): Promise<bigint> {
	const row = await sql.one<{ realm_minimum_archiving_period: bigint }>(
		"SELECT realm_minimum_archiving_period FROM organization WHERE key = $1",
		organization,
	);
	if (!row) throw new Error("the organization of an admitted author does not exist");
	return row.realm_minimum_archiving_period;
}

export async function updateArchiving(
	tx: Transaction,
	realm: bigint,
	configuration: RealmArchivingConfiguration,
	{ certificate, certifier, timestamp }: Certified,
): Promise<void> {
	await Promise.all([
		tx.run(
			`INSERT INTO realm_archiving (realm, configuration, deletion_date, certificate, certifier, certified_on)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			realm,
			configuration.type,
			configuration.type === "DELETION_PLANNED" ? configuration.deletion_date : null,
			certificate,
			certifier,
			timestamp,
		),
		tx.run(
			"UPDATE realm SET status = $2 WHERE key = $1",
			realm,
			configuration.type === "AVAILABLE" ? "AVAILABLE" : "ARCHIVED_OR_DELETION_PLANNED",
		),
	]);
}

/** A new key of a realm, as its keys bundle, and who may open that. */
export interface KeyRotation extends Certified {
	readonly keyIndex: bigint;
	readonly keysBundle: Uint8Array;
	/** By key of user. */
	readonly perParticipant: ReadonlyMap<bigint, Uint8Array>;
	/** By key of service. */
	readonly perSequesterService: ReadonlyMap<bigint, Uint8Array>;
}

export async function rotateKey(tx: Transaction, realm: bigint, rotation: KeyRotation): Promise<void> {
	const { certificate, certifier, timestamp, keyIndex, keysBundle } = rotation;
	const inserted = await tx.one<{ key: bigint }>(
		`INSERT INTO realm_key_rotation (realm, key_index, keys_bundle, certificate, certifier, certified_on)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING key`,
		realm,
		keyIndex,
		keysBundle,
		certificate,
		certifier,
		timestamp,
	);
	if (!inserted) throw new Error("an insertion returned no key");
	const { key } = inserted;
	await Promise.all([
		tx.run("UPDATE realm SET key_index = $2 WHERE key = $1", realm, keyIndex),
		...rotation.perParticipant.entries().map(([user, access]) => insertAccess(tx, key, user, access, timestamp)),
		...rotation.perSequesterService
			.entries()
			.map(([service, access]) =>
				tx.run(
					"INSERT INTO sequester_keys_bundle_access (rotation, service, access) VALUES ($1, $2, $3)",
					key,
					service,
					access,
				),
			),
	]);
}

/** What a sharing gives: it opens the keys bundle of this index. */
export async function giveAccess(
	tx: Transaction,
	realm: bigint,
	keyIndex: bigint,
	user: bigint,
	access: Uint8Array,
	timestamp: DateTime,
): Promise<void> {
	const rotation = await tx.one<{ key: bigint }>(
		"SELECT key FROM realm_key_rotation WHERE realm = $1 AND key_index = $2",
		realm,
		keyIndex,
	);
	if (!rotation) throw new Error("a realm lacks the keys bundle of its key index");
	await insertAccess(tx, rotation.key, user, access, timestamp);
}

async function insertAccess(
	tx: Transaction,
	rotation: bigint,
	user: bigint,
	access: Uint8Array,
	timestamp: DateTime,
): Promise<void> {
	await tx.run(
		"INSERT INTO realm_keys_bundle_access (rotation, app_user, access, certified_on) VALUES ($1, $2, $3, $4)",
		rotation,
		user,
		access,
		timestamp,
	);
}

/** The keys bundle of this index, which there is, and what the user was last given to open it, if anything. */
export async function readKeysBundle(
	sql: Sql,
	realm: bigint,
	keyIndex: bigint,
	user: bigint,
): Promise<{ readonly keys_bundle: Uint8Array; readonly access: Uint8Array | null }> {
	const row = await sql.one<{ keys_bundle: Uint8Array; access: Uint8Array | null }>(
		`SELECT keys_bundle, (
				SELECT access FROM realm_keys_bundle_access AS given
				WHERE given.rotation = realm_key_rotation.key AND given.app_user = $3
				ORDER BY given.certified_on DESC LIMIT 1) AS access
		FROM realm_key_rotation WHERE realm = $1 AND key_index = $2`,
		realm,
		keyIndex,
		user,
	);
	if (!row) throw new Error("a realm lacks a keys bundle up to its key index");
	return row;
}
