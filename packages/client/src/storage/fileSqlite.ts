import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { ChunkID, type DateTime, VlobID } from "@parallax/protocol";
import {
	type Backlog,
	type DataRow,
	type FileChange,
	type FileStorage,
	FileStorageError,
	type FileStorages,
	type Page,
	type StoredPattern,
} from "./fileStorage.ts";
import { atomically, openSqlite } from "./sqliteFile.ts";

/** One SQLite file per workspace, in a folder of a device. */
export class SqliteFileStorages implements FileStorages {
	readonly #folder: string;

	/** @param folder `deviceDataDirectory` gives that of a device. */
	constructor(folder: string) {
		this.#folder = folder;
	}

	open(realmId: VlobID): Promise<FileStorage> {
		return SqliteFileStorage.open(this.#path(realmId));
	}

	async erase(realmId: VlobID): Promise<void> {
		const path = this.#path(realmId);
		// The database first: without it, what is beside it counts for nothing.
		for (const suffix of ["", "-wal", "-journal"]) await rm(path + suffix, { force: true });
		try {
			await rmdir(dirname(path));
		} catch (error) {
			// An official program keeps its own there.
			if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
		}
	}

	/** The folder that official programs have for the workspace, a name that they do not use (device-files.md §8). */
	#path(realmId: VlobID): string {
		return join(this.#folder, realmId, "parallax-files.sqlite");
	}
}

/** Alone with its file, SQLite keeps what it knows of the journal in its own memory: reads ask the system for no lock. */
const ALONE = "PRAGMA locking_mode = EXCLUSIVE";

/**
 * Larger pages make large blobs faster, and small changes slower: of 4 to 64 KiB, this is where both are good. What is freed
 * can be given back to the disk (`#shrink`).
 */
const SETTINGS = `
	PRAGMA page_size = 8192;
	PRAGMA cache_size = -8000;
	PRAGMA auto_vacuum = INCREMENTAL;
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = FULL;
	PRAGMA journal_size_limit = 16777216;
`;

const FORMAT = 1;

/**
 * A chunk waits as long as it was not used as a kept one. What it holds is apart, so that a change of its state moves no bytes.
 * The checkpoint is text: it is what a server says, up to 2^64.
 */
const SCHEMA = `
	CREATE TABLE entry (
		id BLOB PRIMARY KEY,
		base_version INTEGER NOT NULL,
		remote_version INTEGER NOT NULL,
		need_sync INTEGER NOT NULL,
		blob BLOB NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX entry_to_upload ON entry (id) WHERE need_sync;
	CREATE INDEX entry_to_update ON entry (id) WHERE base_version <> remote_version;
	CREATE TABLE chunk (
		number INTEGER PRIMARY KEY,
		id BLOB NOT NULL UNIQUE,
		size INTEGER NOT NULL,
		used_on INTEGER
	);
	CREATE INDEX chunk_waiting ON chunk (size) WHERE used_on IS NULL;
	CREATE INDEX chunk_kept ON chunk (used_on) WHERE used_on IS NOT NULL;
	CREATE TABLE data (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
	CREATE TABLE state (
		id INTEGER PRIMARY KEY CHECK (id = 0),
		checkpoint TEXT NOT NULL,
		pattern TEXT,
		applied INTEGER
	);
	INSERT INTO state (id, checkpoint) VALUES (0, '0');
	PRAGMA user_version = ${FORMAT};
`;

const STATEMENTS = {
	entries: "SELECT key, blob FROM json_each(?) CROSS JOIN entry ON entry.id = unhex(value)",
	page: "SELECT id, blob FROM entry WHERE id > ? ORDER BY id LIMIT ?",
	putEntry: `INSERT INTO entry (id, base_version, remote_version, need_sync, blob) VALUES (?1, ?2, ?2, ?3, ?4)
		ON CONFLICT DO UPDATE
		SET base_version = ?2, remote_version = max(remote_version, ?2), need_sync = ?3, blob = ?4`,
	toUpload: "SELECT id FROM entry WHERE need_sync",
	toUpdate: "SELECT id, remote_version FROM entry WHERE base_version <> remote_version",
	backlog: `SELECT (SELECT count(*) FROM entry WHERE need_sync),
		(SELECT coalesce(sum(size), 0) FROM chunk WHERE used_on IS NULL)`,
	checkpoint: "SELECT checkpoint FROM state",
	setCheckpoint: "UPDATE state SET checkpoint = ?",
	setRemoteVersions: `UPDATE entry SET remote_version = change.value FROM json_each(?) AS change
		WHERE entry.id = unhex(change.key) AND entry.remote_version <> change.value`,
	pattern: "SELECT pattern, applied FROM state",
	setPattern: "UPDATE state SET pattern = ?, applied = ?",
	data: "SELECT bytes, used_on IS NOT NULL FROM chunk JOIN data USING (number) WHERE id = ?",
	present: "SELECT value FROM json_each(?) CROSS JOIN chunk ON chunk.id = unhex(value)",
	waiting: "SELECT value FROM json_each(?) CROSS JOIN chunk ON chunk.id = unhex(value) WHERE used_on IS NULL",
	chunk: "SELECT number, used_on IS NULL FROM chunk WHERE id = ?",
	putChunk: `INSERT INTO chunk (id, size, used_on) VALUES (?1, ?2, ?3)
		ON CONFLICT DO UPDATE SET size = ?2, used_on = ?3 RETURNING number`,
	putData: "INSERT OR REPLACE INTO data (number, bytes) VALUES (?, ?)",
	deleteChunk: "DELETE FROM chunk WHERE number = ?",
	deleteData: "DELETE FROM data WHERE number = ?",
	uploaded: "UPDATE chunk SET used_on = ? WHERE id = ? AND used_on IS NULL",
	used: "UPDATE chunk SET used_on = ? WHERE id = ? AND used_on IS NOT NULL",
	countKept: "SELECT count(*) FROM chunk WHERE used_on IS NOT NULL",
	longestUnused: "SELECT number FROM chunk WHERE used_on IS NOT NULL ORDER BY used_on LIMIT ?",
	freePages: "PRAGMA freelist_count",
	pages: "PRAGMA page_count",
} as const;

/** How many changes are written as one text for SQLite: a whole realm may be announced. */
const CHANGES_AT_ONCE = 10_000;

/** In pages: what may be free without being given back (64 MiB), and how much is given back at once (8 MiB: nobody waits long). */
const RESERVE = 8192;
const GIVEN_BACK = 1024;

class SqliteFileStorage implements FileStorage {
	readonly #path: string;
	readonly #database: DatabaseSync;
	readonly #statements: Statements;
	/** When kept chunks were last used, as far as it is not stored: reading writes nothing. */
	readonly #used = new Map<ChunkID, DateTime>();

	private constructor(path: string, database: DatabaseSync) {
		this.#path = path;
		this.#database = database;
		database.exec(ALONE);
		const isNew = isEmpty(path, database);
		database.exec(SETTINGS);
		if (isNew) atomically(database, () => database.exec(SCHEMA));
		this.#statements = new Statements(database);
	}

	/** @throws FileStorageError */
	static async open(path: string): Promise<SqliteFileStorage> {
		const database = await openSqlite(path);
		try {
			return new SqliteFileStorage(path, database);
		} catch (error) {
			database.close();
			throw explained(path, error);
		}
	}

	async entries(ids: readonly VlobID[]): Promise<ReadonlyMap<VlobID, Uint8Array>> {
		const found = new Map<VlobID, Uint8Array>();
		for (const [index, blob] of this.#do(({ all }) => all<[number, Uint8Array]>("entries", JSON.stringify(ids))))
			found.set(ids[index] as VlobID, blob);
		return found;
	}

	async page({ after, limit }: Page): Promise<readonly { readonly id: VlobID; readonly blob: Uint8Array }[]> {
		const first = after === null ? new Uint8Array() : VlobID.toBytes(after);
		return this.#do(({ all }) =>
			all<[Uint8Array, Uint8Array]>("page", first, limit).map(([id, blob]) => ({ id: VlobID.fromBytes(id), blob })),
		);
	}

	async commit({ put = [], unused = [], waiting = [], relaxed = false }: FileChange): Promise<void> {
		const change = ({ run, first }: Statements) => {
			for (const { id, blob, baseVersion, needSync } of put)
				run("putEntry", VlobID.toBytes(id), baseVersion, Number(needSync), blob);
			for (const id of unused) {
				const [number, waits] = first<[number, number]>("chunk", ChunkID.toBytes(id)) ?? [];
				if (number !== undefined && waits) this.#delete(number);
			}
			for (const row of waiting) this.#put(row, null);
		};
		if (relaxed) this.#changeRelaxed(change);
		else this.#change(change);
	}

	async toUpload(): Promise<readonly VlobID[]> {
		return this.#do(({ all }) => all<[Uint8Array]>("toUpload").map(([id]) => VlobID.fromBytes(id)));
	}

	async toUpdate(): Promise<ReadonlyMap<VlobID, number>> {
		const rows = this.#do(({ all }) => all<[Uint8Array, number]>("toUpdate"));
		return new Map(rows.map(([id, version]) => [VlobID.fromBytes(id), version]));
	}

	async backlog(): Promise<Backlog> {
		const [entries, bytes] = this.#do(({ only }) => only<[number, number]>("backlog"));
		return { entries, bytes };
	}

	async checkpoint(): Promise<bigint> {
		const [checkpoint] = this.#do(({ only }) => only<[string]>("checkpoint"));
		return BigInt(checkpoint);
	}

	async advance(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]): Promise<void> {
		this.#change(({ run }) => {
			run("setCheckpoint", String(checkpoint));
			for (let start = 0; start < changes.length; start += CHANGES_AT_ONCE)
				run("setRemoteVersions", JSON.stringify(Object.fromEntries(changes.slice(start, start + CHANGES_AT_ONCE))));
		});
	}

	async pattern(): Promise<StoredPattern | null> {
		const [text, applied] = this.#do(({ only }) => only<[string | null, number]>("pattern"));
		return text === null ? null : { text, applied: applied === 1 };
	}

	async setPattern({ text, applied }: StoredPattern): Promise<void> {
		this.#change(({ run }) => run("setPattern", text, Number(applied)));
	}

	async data(id: ChunkID, now: DateTime): Promise<Uint8Array | null> {
		const row = this.#do(({ first }) => first<[Uint8Array, number]>("data", ChunkID.toBytes(id)));
		if (!row) return null;
		const [bytes, kept] = row;
		if (kept) this.#used.set(id, now);
		return bytes;
	}

	async present(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#among("present", ids);
	}

	async waiting(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#among("waiting", ids);
	}

	async keep(rows: readonly DataRow[], now: DateTime): Promise<void> {
		this.#changeRelaxed(({ first }) => {
			for (const row of rows) {
				const [, waits] = first<[number, number]>("chunk", ChunkID.toBytes(row.id)) ?? [];
				if (!waits) this.#put(row, now);
			}
		});
	}

	async uploaded(ids: readonly ChunkID[], now: DateTime): Promise<void> {
		this.#changeRelaxed(({ run }) => {
			for (const id of ids) run("uploaded", now, ChunkID.toBytes(id));
		});
	}

	async evict(limit: number): Promise<void> {
		const [kept] = this.#do(({ only }) => only<[number]>("countKept"));
		if (kept > limit)
			this.#changeRelaxed(({ all }) => {
				const excess = kept - limit + Math.floor(limit / 10);
				for (const [number] of all<[number]>("longestUnused", excess)) this.#delete(number);
			});
		this.#shrink();
	}

	async close(): Promise<void> {
		try {
			if (this.#used.size > 0) this.#changeRelaxed(() => {});
		} catch (error) {
			// When the disk is full, there is nothing more to lose.
			if (!(error instanceof FileStorageError)) throw error;
		} finally {
			this.#database.close();
		}
	}

	#put({ id, data }: DataRow, usedOn: DateTime | null): void {
		const [number] = this.#statements.only<[number]>("putChunk", ChunkID.toBytes(id), data.length, usedOn);
		this.#statements.run("putData", number, data);
	}

	#delete(number: number): void {
		this.#statements.run("deleteData", number);
		this.#statements.run("deleteChunk", number);
	}

	#among(name: "present" | "waiting", ids: readonly ChunkID[]): ReadonlySet<ChunkID> {
		return this.#do(({ all }) => new Set(all<[ChunkID]>(name, JSON.stringify(ids)).map(([id]) => id)));
	}

	/**
	 * Gives some of what is free back to the disk: a large copy that was made offline leaves its whole size behind. Not before
	 * half of the file is free: what is in use must be moved to the front, which is then never more than what is won.
	 */
	#shrink(): void {
		const [[free], [pages]] = this.#do(({ only }) => [only<[number]>("freePages"), only<[number]>("pages")]);
		if (free <= RESERVE || free < pages / 2) return;
		this.#relaxed(() => this.#database.exec(`PRAGMA incremental_vacuum(${GIVEN_BACK})`));
	}

	/** Is not on the disk once settled, only before any change that comes after it. */
	#changeRelaxed(change: (statements: Statements) => void): void {
		this.#relaxed(() =>
			atomically(this.#database, () => {
				for (const [id, usedOn] of this.#used) this.#statements.run("used", usedOn, ChunkID.toBytes(id));
				change(this.#statements);
			}),
		);
		this.#used.clear();
	}

	#relaxed(work: () => void): void {
		this.#do(() => {
			this.#database.exec("PRAGMA synchronous = NORMAL");
			try {
				work();
			} finally {
				this.#database.exec("PRAGMA synchronous = FULL");
			}
		});
	}

	#change(change: (statements: Statements) => void): void {
		this.#do((statements) => atomically(this.#database, () => change(statements)));
	}

	#do<T>(work: (statements: Statements) => T): T {
		try {
			return work(this.#statements);
		} catch (error) {
			throw explained(this.#path, error);
		}
	}
}

type Name = keyof typeof STATEMENTS;

/** Each statement is prepared when it is first needed, and gives its rows as arrays: half the time of objects. */
class Statements {
	readonly #database: DatabaseSync;
	readonly #prepared = new Map<Name, StatementSync>();

	constructor(database: DatabaseSync) {
		this.#database = database;
	}

	readonly run = (name: Name, ...parameters: SQLInputValue[]): void => {
		this.#statement(name).run(...parameters);
	};

	readonly all = <Row>(name: Name, ...parameters: SQLInputValue[]): readonly Row[] =>
		this.#statement(name).all(...parameters) as unknown as Row[];

	readonly first = <Row>(name: Name, ...parameters: SQLInputValue[]): Row | undefined =>
		this.#statement(name).get(...parameters) as Row | undefined;

	/** The row of a statement that always has one. */
	readonly only = <Row>(name: Name, ...parameters: SQLInputValue[]): Row => this.first(name, ...parameters) as Row;

	#statement(name: Name): StatementSync {
		let statement = this.#prepared.get(name);
		if (!statement) {
			statement = this.#database.prepare(STATEMENTS[name]);
			statement.setReturnArrays(true);
			this.#prepared.set(name, statement);
		}
		return statement;
	}
}

/** Whether nothing is in it yet. @throws FileStorageError when what is in it is not ours to change */
function isEmpty(path: string, database: DatabaseSync): boolean {
	const { user_version: format } = database.prepare("PRAGMA user_version").get() as { user_version: number };
	if (format === FORMAT) return false;
	if (format > FORMAT)
		throw new FileStorageError(
			"newer",
			`The files of this workspace were kept by a newer version of this program: ${path}. Use that version`,
			undefined,
		);
	const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as { tables: number };
	if (tables > 0) throw damaged(path, "another program made it", undefined);
	return true;
}

/** Primary result codes of SQLite. */
const [BUSY, CORRUPT, FULL, NOT_A_DATABASE] = [5, 11, 13, 26] as const;

/** The failures that a person can do something about, as such. */
function explained(path: string, error: unknown): unknown {
	const { errcode = 0, message } = error as { errcode?: number; message?: string };
	switch (errcode & 0xff) {
		case CORRUPT:
		case NOT_A_DATABASE:
			return damaged(path, message ?? "", error);
		case FULL:
			return new FileStorageError(
				"full",
				`Nothing more can be written to ${path}: the disk is full. Make room on it, then try again`,
				error,
			);
		case BUSY:
			return new FileStorageError(
				"in_use",
				`The files of this workspace are used by another program: ${path}. Wait until it is done, or end it`,
				error,
			);
		default:
			return error;
	}
}

function damaged(path: string, why: string, cause: unknown): FileStorageError {
	return new FileStorageError(
		"damaged",
		`What this device keeps of the files of a workspace is damaged: ${path} (${why}). Put back a copy of it, or move it away: the server has all but what was not sent yet`,
		cause,
	);
}
