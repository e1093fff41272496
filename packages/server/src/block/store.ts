import type { BlockID, DateTime, VlobID } from "@parallax/protocol";
import { type Database, Rollback, type Sql, type Statement, type Transaction } from "../sql/database.ts";

/** Seconds after which an upload is held to be that of a process that died. Longer than any upload may last. */
export const RESERVATION_SECONDS = 120;

/** A block of one organization, and one try at uploading it. */
export interface Attempt {
	readonly organization: bigint;
	readonly id: BlockID;
	/** Random. */
	readonly token: string;
}

/**
 * Looks whether the organization has the block, and if not, keeps the other processes from uploading it. On SQLite there are none, and
 * callers wait for each other by themselves.
 */
export async function reserve(database: Database, attempt: Attempt): Promise<"reserved" | "known" | "busy"> {
	const { organization, id, token } = attempt;
	if (database.engine === "sqlite")
		return database.read(async (sql) => ((await isKnown(sql, attempt)) ? "known" : "reserved"));
	return database.write<"reserved" | "known" | "busy">(async (tx) => {
		const [, taken, known] = await Promise.all([
			// Nobody needs it after a power cut: without it, whoever was uploading is told that the store is unavailable.
			tx.run("SET LOCAL synchronous_commit TO OFF"),
			tx.run(
				`INSERT INTO block_upload (organization, id, attempt, expires_on) VALUES ($1, $2, $3, ${CLOCK} + $4)
				ON CONFLICT (organization, id) DO UPDATE SET attempt = $3, expires_on = ${CLOCK} + $4
				WHERE block_upload.expires_on < ${CLOCK}`,
				organization,
				id,
				token,
				RESERVATION_SECONDS * 1_000_000,
			),
			// Looked at once it is reserved: who held it before may just have recorded it.
			isKnown(tx, attempt),
		]);
		if (taken === 0) return "busy";
		if (known) throw new Rollback("known");
		return "reserved";
	});
}

/** Microseconds, one clock for all processes. */
const CLOCK = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

async function isKnown(sql: Sql, { organization, id }: Attempt): Promise<boolean> {
	return (
		(await sql.one("SELECT 1 AS found FROM block WHERE organization = $1 AND id = $2", organization, id)) !== undefined
	);
}

/** Gives the reservation back. `false` when it was lost: the upload lasted for so long that another may have been made since. */
export async function release(tx: Transaction, { organization, id, token }: Attempt): Promise<boolean> {
	if (tx.engine === "sqlite") return true;
	const released = await tx.run(
		"DELETE FROM block_upload WHERE organization = $1 AND id = $2 AND attempt = $3",
		organization,
		id,
		token,
	);
	return released === 1;
}

/** What is recorded of a block whose bytes are in the store. */
export interface NewBlock {
	readonly realm: bigint;
	/** Key of the device. */
	readonly author: bigint;
	readonly size: number;
	readonly keyIndex: bigint;
	readonly createdOn: DateTime;
}

/** Records a block; the row is taken when the organization has one of this id. */
export function insertBlock({ organization, id }: Attempt, block: NewBlock): Statement {
	return {
		text: `INSERT INTO block (organization, realm, id, author, size, key_index, created_on)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		params: [organization, block.realm, id, block.author, block.size, block.keyIndex, block.createdOn],
	};
}

/** It stays as it is as long as the topic of the realm is locked. */
export async function isDeleted(tx: Transaction, realm: bigint): Promise<boolean> {
	const row = await tx.one<{ status: string }>("SELECT status FROM realm WHERE key = $1", realm);
	return row?.status === "DELETED";
}

/** The key index of the block, when it is one of this realm. */
export async function findBlock(
	sql: Sql,
	organization: bigint,
	realm: VlobID,
	id: BlockID,
): Promise<{ readonly key_index: bigint } | undefined> {
	return sql.one(
		`SELECT block.key_index FROM block JOIN realm ON realm.key = block.realm
		WHERE block.organization = $1 AND block.id = $2 AND realm.id = $3`,
		organization,
		id,
		realm,
	);
}
