import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { DateTime, VlobID } from "@parallax/protocol";
import {
	type CertificateQuery,
	type CertificateRow,
	type CertificateStorage,
	type LastTimestamps,
	TOPIC_TYPES,
} from "./certificateStorage.ts";
import { atomically, openSqlite } from "./sqliteFile.ts";

const SCHEMA = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = NORMAL;
	CREATE TABLE IF NOT EXISTS certificate (
		_id INTEGER PRIMARY KEY,
		type TEXT NOT NULL,
		timestamp INTEGER NOT NULL,
		filter1 TEXT,
		filter2 TEXT,
		blob BLOB NOT NULL
	);
	CREATE INDEX IF NOT EXISTS certificate_by_filter1 ON certificate (type, filter1);
	CREATE INDEX IF NOT EXISTS certificate_by_filter2 ON certificate (type, filter2);
	CREATE INDEX IF NOT EXISTS certificate_by_timestamp ON certificate (type, timestamp);
`;

/**
 * One SQLite file per device. Losing its last writes to a power cut only costs fetching those certificates again
 * (device-files.md §8), hence the lighter synchronization.
 */
export class SqliteCertificateStorage implements CertificateStorage {
	readonly #database: DatabaseSync;

	private constructor(database: DatabaseSync) {
		this.#database = database;
		database.exec(SCHEMA);
	}

	static async open(path: string): Promise<SqliteCertificateStorage> {
		return new SqliteCertificateStorage(await openSqlite(path, { readBigInts: true }));
	}

	async find({ types, filter1, filter2 }: CertificateQuery): Promise<readonly CertificateRow[]> {
		const parameters: SQLInputValue[] = [...types];
		let where = `type IN (${types.map(() => "?").join(", ")})`;
		if (filter1 !== undefined) {
			where += " AND filter1 = ?";
			parameters.push(filter1);
		}
		if (filter2 !== undefined) {
			where += " AND filter2 = ?";
			parameters.push(filter2);
		}
		return this.#database
			.prepare(`SELECT type, timestamp, filter1, filter2, blob FROM certificate WHERE ${where} ORDER BY _id`)
			.all(...parameters) as unknown as CertificateRow[];
	}

	async lastTimestamps(): Promise<LastTimestamps> {
		const realms = this.#database
			.prepare(`SELECT filter1, max(timestamp) AS last FROM certificate WHERE ${typeIn("realm")} GROUP BY filter1`)
			.all() as unknown as { filter1: VlobID; last: DateTime }[];
		return {
			common: this.#last("common"),
			sequester: this.#last("sequester"),
			shamirRecovery: this.#last("shamirRecovery"),
			realms: new Map(realms.map(({ filter1, last }) => [filter1, last])),
		};
	}

	async commit({ forget, rows }: { forget: boolean; rows: readonly CertificateRow[] }): Promise<void> {
		atomically(this.#database, () => {
			if (forget) this.#database.exec("DELETE FROM certificate");
			const insert = this.#database.prepare(
				"INSERT INTO certificate (type, timestamp, filter1, filter2, blob) VALUES (?, ?, ?, ?, ?)",
			);
			for (const { type, timestamp, filter1, filter2, blob } of rows)
				insert.run(type, timestamp, filter1, filter2, blob);
		});
	}

	async close(): Promise<void> {
		this.#database.close();
	}

	#last(topic: keyof typeof TOPIC_TYPES): DateTime | null {
		const { last } = this.#database
			.prepare(`SELECT max(timestamp) AS last FROM certificate WHERE ${typeIn(topic)}`)
			.get() as unknown as { last: DateTime | null };
		return last;
	}
}

function typeIn(topic: keyof typeof TOPIC_TYPES): string {
	return `type IN (${TOPIC_TYPES[topic].map((type) => `'${type}'`).join(", ")})`;
}
