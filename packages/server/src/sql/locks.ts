import type { DateTime, VlobID } from "@parallax/protocol";
import type { Transaction } from "./database.ts";

/** A list of certificates of an organization with strictly increasing timestamps (server.md §9.1); a realm's has the realm's id as name. */
export type Topic = "common" | "sequester" | "shamir_recovery" | VlobID;

/** Shared: keeps its certificates from changing. Exclusive: about to add one. */
export type LockMode = "shared" | "exclusive";

/**
 * Locks a topic until the end of the transaction, whether it exists or not: what is read in a later statement is true from then on.
 * Lock order: common, realm, then sequester or shamir_recovery; of several realms, by increasing id.
 *
 * On SQLite writers run one after the other, so that every lock is already held. On PostgreSQL it is an advisory lock: locks of the row would
 * write it at each transaction, and every writer of an organization shares that of `common`.
 */
export async function holdTopic(tx: Transaction, organization: bigint, topic: Topic, mode: LockMode): Promise<void> {
	if (tx.engine === "postgresql") await tx.one(ADVISORY[mode], `${organization} topic ${topic}`);
}

/** Locks a topic, and returns the timestamp of its last certificate: of the moment when the lock was granted. `undefined`: there is no such topic. */
export async function lockTopic(
	tx: Transaction,
	organization: bigint,
	topic: Topic,
	mode: LockMode,
): Promise<DateTime | undefined> {
	const [, row] = await Promise.all([
		holdTopic(tx, organization, topic, mode),
		tx.one<{ last_timestamp: DateTime }>(
			"SELECT last_timestamp FROM topic WHERE organization = $1 AND name = $2",
			organization,
			topic,
		),
	]);
	return row?.last_timestamp;
}

/** Makes the topic, at the epoch, unless it is there. Waits for another transaction that is just making it. */
export async function openTopic(tx: Transaction, organization: bigint, topic: Topic): Promise<void> {
	await tx.run(
		"INSERT INTO topic (organization, name, last_timestamp) VALUES ($1, $2, 0) ON CONFLICT (organization, name) DO NOTHING",
		organization,
		topic,
	);
}

/** Records the timestamp of a certificate just added to a topic that is locked exclusively. */
export async function advanceTopic(
	tx: Transaction,
	organization: bigint,
	topic: Topic,
	timestamp: DateTime,
): Promise<void> {
	const changed = await tx.run(
		"UPDATE topic SET last_timestamp = $3 WHERE organization = $1 AND name = $2 AND last_timestamp < $3",
		organization,
		topic,
		timestamp,
	);
	if (changed !== 1) throw new Error(`the topic ${topic} does not exist, or would not move forward`);
}

/** Locks the row of this key until the end of the transaction; `false` when there is none. */
export async function lockRow(
	tx: Transaction,
	table: "organization" | "app_user" | "invitation",
	key: bigint,
	mode: LockMode = "exclusive",
): Promise<boolean> {
	const row = await tx.one(`SELECT key FROM ${table} WHERE key = $1${rowLock(tx, mode)}`, key);
	return row !== undefined;
}

/** Keeps everybody else out of one activity of an organization, until the end of the transaction (server.md §9.1). */
export async function lockActivity(
	tx: Transaction,
	organization: bigint,
	activity: "invitation creation" | "enrollment creation",
): Promise<void> {
	if (tx.engine === "postgresql") await tx.one(ADVISORY.exclusive, `${organization} ${activity}`);
}

/** Two names with one hash would only wait for each other; a deadlock of them is run again, as any other. */
const ADVISORY = {
	shared: "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
	exclusive: "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
} as const;

function rowLock(tx: Transaction, mode: LockMode): string {
	if (tx.engine === "sqlite") return "";
	return mode === "shared" ? " FOR SHARE" : " FOR UPDATE";
}
