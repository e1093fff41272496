import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { ServerEvent } from "../events/events.ts";
import { type SealedEvent, sealEvent } from "../events/sealedEvent.ts";
import {
	Conclusion,
	type Database,
	DatabaseUnusable,
	Rollback,
	type Sql,
	type SqlValue,
	type Transaction,
} from "./database.ts";

/** Writes that one commit may gather: bounds how long the first of them waits. */
const GROUP_LIMIT = 256;

/** A statement, compiled once. It gives its rows as arrays: objects made here take half the time of those that it would make. */
interface Prepared {
	readonly statement: StatementSync;
	readonly columns: readonly Column[];
}

interface Column {
	readonly name: string;
	/** Stored as 0 and 1. */
	readonly isBoolean: boolean;
}

class Connection {
	readonly #database: DatabaseSync;
	readonly #prepared = new Map<string, Prepared>();

	constructor(path: string, readOnly: boolean) {
		this.#database = new DatabaseSync(path, {
			readBigInts: true,
			readOnly,
			timeout: 5000,
			enableForeignKeyConstraints: true,
		});
	}

	exec(text: string): void {
		this.#database.exec(text);
	}

	all<R>(text: string, params: readonly SqlValue[]): R[] {
		const { statement, columns } = this.#prepare(text);
		const rows = statement.all(...params.map(toSqlite)) as unknown as readonly SqlRow[];
		return rows.map((row) => toObject(columns, row) as R);
	}

	one<R>(text: string, params: readonly SqlValue[]): R | undefined {
		const { statement, columns } = this.#prepare(text);
		const row = statement.get(...params.map(toSqlite)) as unknown as SqlRow | undefined;
		return row && (toObject(columns, row) as R);
	}

	run(text: string, params: readonly SqlValue[]): number {
		return Number(this.#prepare(text).statement.run(...params.map(toSqlite)).changes);
	}

	close(): void {
		this.#database.close();
	}

	#prepare(text: string): Prepared {
		let prepared = this.#prepared.get(text);
		if (!prepared) {
			const statement = this.#database.prepare(text.replaceAll(/\$(\d+)/g, "?$1"));
			statement.setReturnArrays(true);
			const columns = statement.columns().map(({ name, type }) => ({ name, isBoolean: type === "BOOLEAN" }));
			prepared = { statement, columns };
			this.#prepared.set(text, prepared);
		}
		return prepared;
	}
}

function toSqlite(value: SqlValue): null | string | bigint | number | Uint8Array {
	if (typeof value === "boolean") return value ? 1n : 0n;
	return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

type SqlRow = readonly unknown[];

function toObject(columns: readonly Column[], row: SqlRow): Record<string, unknown> {
	const object: Record<string, unknown> = {};
	for (const [i, { name, isBoolean }] of columns.entries()) {
		const value = row[i];
		object[name] = isBoolean && value !== null ? value === 1n : value;
	}
	return object;
}

interface Write {
	readonly work: (tx: Transaction) => Promise<unknown>;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: unknown) => void;
}

/** What is told once the group is on disk. */
interface Outcome {
	readonly write: Write;
	readonly settle: () => void;
	readonly events: readonly SealedEvent[];
	readonly afterCommit: readonly (() => void)[];
}

/**
 * Embedded engine. Reads and writes go through two connections, so that reads see committed rows only. Writes run one after the other,
 * each in its savepoint; those that wait together share one commit, hence one flush to the disk, and none is answered before it
 * (docs/decisions/011-group-commit.md).
 */
export class SqliteDatabase implements Database {
	readonly engine = "sqlite";
	readonly #path: string;
	readonly #guard: DatabaseSync;
	readonly #writer: Connection;
	readonly #reader: Connection;
	readonly #idleSnapshots: Connection[] = [];
	readonly #publish: (event: SealedEvent) => void;
	readonly #queue: Write[] = [];
	#busy: Promise<void> | undefined;
	#closed = false;

	/** @throws when another server uses this file, or it is no database. */
	constructor(path: string, publish: (event: SealedEvent) => void) {
		this.#path = path;
		this.#publish = publish;
		this.#guard = lockOut(`${path}.lock`);
		this.#writer = new Connection(path, false);
		this.#writer.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
		this.#reader = new Connection(path, true);
	}

	async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return work(sqlOver(this.#reader));
	}

	async snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		const connection = this.#idleSnapshots.pop() ?? new Connection(this.#path, true);
		connection.exec("BEGIN");
		try {
			return await work(sqlOver(connection));
		} finally {
			connection.exec("COMMIT");
			this.#idleSnapshots.push(connection);
		}
	}

	write<T>(work: (tx: Transaction) => Promise<T | Conclusion<T>>): Promise<T> {
		if (this.#closed) return Promise.reject(new Error("the database is closed"));
		return new Promise<T>((resolve, reject) => {
			this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
			this.#busy ??= this.#drain();
		});
	}

	async script(text: string): Promise<void> {
		await this.#busy;
		this.#writer.exec("BEGIN IMMEDIATE");
		try {
			this.#writer.exec(text);
			this.#writer.exec("COMMIT");
		} catch (error) {
			this.#writer.exec("ROLLBACK");
			throw error;
		}
	}

	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		await this.#busy;
		for (const connection of [...this.#idleSnapshots, this.#reader, this.#writer]) connection.close();
		this.#guard.close();
	}

	async #drain(): Promise<void> {
		// The requests that this turn of the event loop is about to read join the first group.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#queue.length > 0) await this.#group();
		this.#busy = undefined;
	}

	async #group(): Promise<void> {
		const writes = this.#queue.splice(0, GROUP_LIMIT);
		const outcomes: Outcome[] = [];
		try {
			this.#writer.exec("BEGIN IMMEDIATE");
			for (const write of writes) {
				outcomes.push(await this.#savepoint(write));
				// Those that came meanwhile join, as long as there is room.
				writes.push(...this.#queue.splice(0, GROUP_LIMIT - writes.length));
			}
			this.#writer.exec("COMMIT");
		} catch (error) {
			this.#abandon();
			for (const { reject } of writes) reject(error);
			return;
		}
		for (const { settle, events, afterCommit } of outcomes) {
			for (const event of events) this.#publish(event);
			for (const work of afterCommit) work();
			settle();
		}
	}

	/** Runs one write; its answer, good or bad, may rest on the writes before it in the group, so it waits for their commit. */
	async #savepoint(write: Write): Promise<Outcome> {
		const events: SealedEvent[] = [];
		const afterCommit: (() => void)[] = [];
		const connection = this.#writer;
		const tx: Transaction = {
			...sqlOver(connection),
			emit: (event: ServerEvent) => events.push(sealEvent(event)),
			afterCommit: (work) => afterCommit.push(work),
		};
		connection.exec("SAVEPOINT one_write");
		try {
			const value = conclude(connection, await write.work(tx));
			connection.exec("RELEASE one_write");
			return { write, settle: () => write.resolve(value), events, afterCommit };
		} catch (error) {
			connection.exec("ROLLBACK TO one_write; RELEASE one_write");
			const settle = () => (error instanceof Rollback ? write.resolve(error.value) : write.reject(error));
			return { write, settle, events: [], afterCommit: [] };
		}
	}

	#abandon(): void {
		try {
			this.#writer.exec("ROLLBACK");
		} catch {
			// SQLite has rolled back by itself, as it does when the disk is full.
		}
	}
}

/** Extended result codes: a row of this key, or with this value of a unique index, is there already. */
const TAKEN: ReadonlySet<unknown> = new Set([1555, 2067]);

/** What the work returned, once its last statements are done. @throws Rollback when a row is there already. */
function conclude(connection: Connection, outcome: unknown): unknown {
	if (!(outcome instanceof Conclusion)) return outcome;
	try {
		for (const { text, params } of outcome.statements) connection.run(text, params);
	} catch (error) {
		throw TAKEN.has((error as { readonly errcode?: unknown }).errcode) ? new Rollback(outcome.taken) : error;
	}
	return outcome.value;
}

function sqlOver(connection: Connection): Sql {
	return {
		engine: "sqlite",
		all: async (text, ...params) => connection.all(text, params),
		one: async (text, ...params) => connection.one(text, params),
		run: async (text, ...params) => connection.run(text, params),
	};
}

/** One server per file: the events of a second one would not be heard. The system frees this lock when the process ends, however it ends. */
function lockOut(path: string): DatabaseSync {
	const guard = new DatabaseSync(path);
	try {
		guard.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;");
	} catch {
		guard.close();
		throw new DatabaseUnusable(
			"another Parallax server is already using this data; stop it first, or choose another --data folder",
		);
	}
	return guard;
}
