import pg from "pg";
import type { ServerEvent } from "../events/events.ts";
import { type SealedEvent, sealEvent, writeSealedEvent } from "../events/sealedEvent.ts";
import { type Database, Rollback, type Sql, type SqlValue, type Transaction } from "./database.ts";

/** The channel that events travel on between processes. */
export const EVENT_CHANNEL = "parallax_events";

/** A deadlock or a lost race is run again this many times. */
const ATTEMPTS = 8;
const RETRIED: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

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
			types,
			application_name: "parallax",
		});
		this.#pool.on("error", options.onIdleError);
	}

	async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return work(sqlOver(this.#pool));
	}

	snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return this.#inTransaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", (client) => work(sqlOver(client)));
	}

	async write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
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
		await this.#inTransaction("BEGIN", (client) => client.query(text));
	}

	close(): Promise<void> {
		return this.#pool.ending ? Promise.resolve() : this.#pool.end();
	}

	async #writeOnce<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
		const events: SealedEvent[] = [];
		const afterCommit: (() => void)[] = [];
		const notify = ({ run }: Sql) =>
			events.map((event) => run("SELECT pg_notify($1, $2)", EVENT_CHANNEL, writeSealedEvent(event)));
		const value = await this.#inTransaction(
			"BEGIN",
			(client) =>
				work({
					...sqlOver(client),
					emit: (event: ServerEvent) => events.push(sealEvent(event)),
					afterCommit: (then) => afterCommit.push(then),
				}),
			(client) => notify(sqlOver(client)),
		);
		for (const then of afterCommit) then();
		return value;
	}

	async #inTransaction<T>(
		begin: string,
		work: (client: Client) => Promise<T>,
		beforeCommit: (client: Client) => readonly Promise<unknown>[] = () => [],
	): Promise<T> {
		const client = await this.#pool.connect();
		let broken: Error | undefined;
		try {
			await client.query(begin);
			const value = await work(client);
			const last = beforeCommit(client);
			const [{ command }] = await Promise.all([client.query("COMMIT"), ...last]);
			// What PostgreSQL answers when a statement had failed, and the work went on as if it had not.
			if (command !== "COMMIT") throw new Error("a transaction in which a statement failed was rolled back");
			return value;
		} catch (error) {
			await client.query("ROLLBACK").catch((failure: Error) => {
				broken = failure;
			});
			throw error;
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

function sqlOver(client: Client | pg.Pool): Sql {
	const query = (text: string, values: readonly SqlValue[]) =>
		client.query({ name: nameOf(text), text, values: values.map(toPostgresql) });
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
