import pg from "pg";
import type { ServerEvent } from "../events/events.ts";
import { type SealedEvent, sealEvent, writeSealedEvent } from "../events/sealedEvent.ts";
import { Conclusion, type Database, Rollback, type Sql, type SqlValue, type Transaction } from "./database.ts";
import { GatheringSocket } from "./gatheringSocket.ts";

/** The channel that events travel on between processes. */
export const EVENT_CHANNEL = "parallax_events";

/** A deadlock or a lost race is run again this many times. */
const ATTEMPTS = 8;
const RETRIED: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

/** A row of this key, or with this value of a unique index, is there already. */
const isTaken = (error: unknown) => (error as { readonly code?: unknown } | undefined)?.code === "23505";

/** Refused since a statement before it had failed. */
const isAborted = (error: unknown) => (error as { readonly code?: unknown }).code === "25P02";

const BOOLEAN_OID = 16;
const BYTEA_OID = 17;
const INTEGER_OIDS: ReadonlySet<number> = new Set([20, 21, 23, 1700]);

/** Integers of any width as `bigint`, as the port promises. */
const types: pg.CustomTypesConfig = {
	getTypeParser(oid: number, format?: "text" | "binary") {
		if (INTEGER_OIDS.has(oid)) return BigInt;
		if (oid === BOOLEAN_OID) return (text: string) => text === "t";
		if (oid === BYTEA_OID) return bytesOfHex;
		return pg.types.getTypeParser(oid, format as "text");
	},
};

/** From `\\x` and digits. `Uint8Array.fromHex` would take eight times as long, which for blocks is most of the time. */
function bytesOfHex(text: string): Uint8Array {
	const { buffer, byteOffset, byteLength } = Buffer.from(text.slice(2), "hex");
	return new Uint8Array(buffer, byteOffset, byteLength);
}

type Client = Pick<pg.ClientBase, "query">;

export interface PostgresqlOptions {
	/** May carry a password. */
	readonly url: string;
	readonly minConnections: number;
	readonly maxConnections: number;
	/** A connection that was idle broke; the next statement makes another. */
	readonly onIdleError: (error: Error) => void;
}

/**
 * PostgreSQL 15 or later. Named prepared statements, READ COMMITTED: what a check relies on is protected by a lock and read after it.
 * Events leave by NOTIFY in the transaction that makes them, and come back to every process, this one included, in the order of
 * the commits (server.md §13): see `notifications.ts`.
 */
export class PostgresqlDatabase implements Database {
	readonly engine = "postgresql";
	readonly #pool: pg.Pool;

	constructor(options: PostgresqlOptions) {
		this.#pool = new pg.Pool({
			connectionString: options.url,
			min: options.minConnections,
			max: options.maxConnections,
			// Statements that are given together travel together.
			pipeline: true,
			stream: () => new GatheringSocket(),
			types,
			application_name: "parallax",
		});
		this.#pool.on("error", options.onIdleError);
	}

	async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return work(sqlOver(this.#pool));
	}

	snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return this.#inTransaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
	}

	async write<T>(work: (tx: Transaction) => Promise<T | Conclusion<T>>): Promise<T> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#writeOnce(work);
			} catch (error) {
				if (error instanceof Rollback) return error.value as T;
				if (!RETRIED.has((error as { readonly code?: unknown }).code) || attempt === ATTEMPTS) throw error;
			}
		}
	}

	async script(text: string): Promise<void> {
		await this.#inTransaction("BEGIN", (_, client) => client.query(text));
	}

	close(): Promise<void> {
		return this.#pool.ending ? Promise.resolve() : this.#pool.end();
	}

	async #writeOnce<T>(work: (tx: Transaction) => Promise<T | Conclusion<T>>): Promise<T> {
		const events: SealedEvent[] = [];
		const afterCommit: (() => void)[] = [];
		const value = await this.#inTransaction(
			"BEGIN",
			(sql) =>
				work({
					...sql,
					emit: (event: ServerEvent) => events.push(sealEvent(event)),
					afterCommit: (then) => afterCommit.push(then),
				}),
			({ run }) => events.map((event) => run("SELECT pg_notify($1, $2)", EVENT_CHANNEL, writeSealedEvent(event))),
		);
		for (const then of afterCommit) then();
		return value;
	}

	async #inTransaction<T>(
		begin: string,
		work: (sql: Sql, client: Client) => Promise<T | Conclusion<T>>,
		beforeCommit: (sql: Sql) => readonly Promise<unknown>[] = () => [],
	): Promise<T> {
		const client = await this.#pool.connect();
		let broken: Error | undefined;
		const failures: unknown[] = [];
		const sql = sqlOver(client, (error) => failures.push(error));
		try {
			await client.query(begin);
			const outcome = await work(sql, client);
			const conclusion = outcome instanceof Conclusion ? outcome : undefined;
			// Given together, in this order. After a failure PostgreSQL refuses those that follow, and rolls back.
			const last = [
				...(conclusion?.statements ?? []).map(({ text, params }) => sql.run(text, ...params)),
				...beforeCommit(sql),
			];
			const committed = client.query("COMMIT");
			try {
				await Promise.all([...last, committed]);
			} catch (error) {
				throw conclusion && isTaken(failures[0]) ? new Rollback(conclusion.taken) : error;
			}
			// What it answers when a statement had failed, and the work went on as if it had not.
			if ((await committed).command !== "COMMIT")
				throw new Error("a transaction in which a statement failed was rolled back");
			return conclusion ? conclusion.value : (outcome as T);
		} catch (error) {
			await client.query("ROLLBACK").catch((failure: Error) => {
				broken = failure;
			});
			// Of statements given together the first that failed tells why, whichever the work heard of.
			throw isAborted(error) ? (failures[0] ?? error) : error;
		} finally {
			client.release(broken);
		}
	}
}

/** PostgreSQL compares the text of a named statement with the one it knows, so that one name stands for one text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
	let name = names.get(text);
	if (name === undefined) {
		name = `s${names.size}`;
		names.set(text, name);
	}
	return name;
}

function sqlOver(client: Client | pg.Pool, onFailure?: (error: unknown) => void): Sql {
	const query = (text: string, values: readonly SqlValue[]) => {
		const result = client.query({ name: nameOf(text), text, values: values.map(toPostgresql) });
		if (onFailure) result.catch(onFailure);
		return result;
	};
	return {
		engine: "postgresql",
		all: async <R>(text: string, ...params: readonly SqlValue[]) => (await query(text, params)).rows as R[],
		one: async <R>(text: string, ...params: readonly SqlValue[]) =>
			(await query(text, params)).rows[0] as R | undefined,
		run: async (text, ...params) => (await query(text, params)).rowCount ?? 0,
	};
}

function toPostgresql(value: SqlValue): unknown {
	if (typeof value === "bigint") return value.toString();
	return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}
