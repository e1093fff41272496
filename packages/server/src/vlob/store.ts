import type { DateTime, DeviceID, VlobID, VlobItem } from "@parallax/protocol";
import type { Sql, Statement } from "../sql/database.ts";

/** 0: the realm has no such vlob. */
export async function readLastVersion(sql: Sql, realm: bigint, id: VlobID): Promise<number> {
	const row = await sql.one<{ version: bigint }>(
		"SELECT COALESCE(max(version), 0) AS version FROM vlob WHERE realm = $1 AND id = $2",
		realm,
		id,
	);
	if (!row) throw new Error("a maximum returned no row");
	return Number(row.version);
}

export interface NewVersion {
	readonly id: VlobID;
	readonly version: number;
	readonly keyIndex: bigint;
	readonly timestamp: DateTime;
	readonly blob: Uint8Array;
	/** Key of the device. */
	readonly author: bigint;
}

/**
 * Adds a version; the row is taken when another transaction made this version first.
 *
 * The counter of the realm gives the index, so that indexes have no hole; its row stays locked until the commit, so that they become visible
 * in order (commands-authenticated-data.md §5.15). Hence these are the last statements of their transaction.
 */
export function insertVersion({ engine }: Sql, realm: bigint, written: NewVersion): readonly Statement[] {
	const { id, version, keyIndex, timestamp, blob, author } = written;
	const params = [realm, id, version, keyIndex, blob, blob.length, author, timestamp];
	return engine === "sqlite"
		? [
				{ text: COUNT, params: [realm] },
				{ text: insertAt("realm WHERE key = $1"), params },
			]
		: [{ text: `WITH counted AS (${COUNT} RETURNING key, checkpoint) ${insertAt("counted")}`, params }];
}

const COUNT = "UPDATE realm SET checkpoint = checkpoint + 1 WHERE key = $1";

const insertAt = (counted: string) =>
	`INSERT INTO vlob (realm, checkpoint, id, version, key_index, blob, size, author, created_on)
	SELECT key, checkpoint, $2, $3, $4, $5, $6, $7, $8 FROM ${counted}`;

/*
 * Reads are bounded by a checkpoint, that of the instant at which the reader was judged: what is written later is not in the answer, which is
 * thus of one instant although it takes two statements. The versions of a realm are only ever added to, until it is deleted.
 */

interface VersionRow {
	readonly id: VlobID;
	readonly key_index: bigint;
	readonly author: DeviceID;
	readonly version: bigint;
	readonly created_on: DateTime;
	readonly blob: Uint8Array;
}

const toItem = ({ id, key_index, author, version, created_on, blob }: VersionRow): VlobItem => [
	id,
	key_index,
	author,
	Number(version),
	created_on,
	blob,
];

/**
 * For each wanted name the newest version that `condition` holds for. Each is looked up by the index, however many versions the realm has:
 * neither engine is left to choose another way, for which each has its own form.
 */
function newestOf(engine: Sql["engine"], condition: string): string {
	// The sign keeps SQLite from going through all that the realm has by its checkpoints.
	const checkpoint = engine === "sqlite" ? "+checkpoint" : "checkpoint";
	const newest = `FROM vlob WHERE realm = $1 AND ${checkpoint} <= $2 AND ${condition} ORDER BY version DESC LIMIT 1`;
	const found =
		engine === "sqlite"
			? `CROSS JOIN vlob ON vlob.key = (SELECT key ${newest}) CROSS JOIN device ON device.key = vlob.author`
			: `JOIN LATERAL (SELECT * ${newest}) AS vlob ON TRUE JOIN device ON device.key = vlob.author`;
	return `SELECT vlob.id, vlob.key_index, device.id AS author, vlob.version, vlob.created_on, vlob.blob
		FROM json_each($3) AS wanted ${found}`;
}

/** The last version of each of `ids` that is not dated after `at`, in the order of `ids`; those that there are not are left out. */
export async function readBatch(
	sql: Sql,
	realm: bigint,
	checkpoint: bigint,
	ids: readonly VlobID[],
	at: DateTime | null,
): Promise<VlobItem[]> {
	const rows = await sql.all<VersionRow>(
		newestOf(sql.engine, "id = wanted.key AND created_on <= COALESCE($4, created_on)"),
		realm,
		checkpoint,
		namesOf(ids),
		at,
	);
	const items = new Map(rows.map((row) => [row.id, toItem(row)]));
	return ids.map((id) => items.get(id)).filter((item) => item !== undefined);
}

/** These very versions, in this order; those that there are not are left out. */
export async function readVersions(
	sql: Sql,
	realm: bigint,
	checkpoint: bigint,
	wanted: readonly (readonly [VlobID, number])[],
): Promise<VlobItem[]> {
	const nameOf = (id: VlobID, version: number) => `${id}${version}`;
	const names = wanted.map(([id, version]) => nameOf(id, version));
	const rows = await sql.all<VersionRow>(
		newestOf(sql.engine, "id = substr(wanted.key, 1, 32) AND version = CAST(substr(wanted.key, 33) AS BIGINT)"),
		realm,
		checkpoint,
		namesOf(names),
	);
	const items = new Map(rows.map((row) => [nameOf(row.id, Number(row.version)), toItem(row)]));
	return names.map((name) => items.get(name)).filter((item) => item !== undefined);
}

/** A list as a parameter that both engines unfold: the keys of a JSON object, given to `json_each`. */
function namesOf(names: readonly string[]): string {
	return JSON.stringify(Object.fromEntries(names.map((name) => [name, 0])));
}

/** The vlobs written with an index after one, up to another, each with the last of these versions, in the order of the first. */
export async function readChanges(sql: Sql, realm: bigint, after: bigint, last: bigint): Promise<[VlobID, number][]> {
	const rows = await sql.all<{ id: VlobID; version: bigint }>(
		`SELECT id, max(version) AS version FROM vlob WHERE realm = $1 AND checkpoint > $2 AND checkpoint <= $3
		GROUP BY id ORDER BY min(checkpoint)`,
		realm,
		after,
		last,
	);
	return rows.map(({ id, version }) => [id, Number(version)]);
}
