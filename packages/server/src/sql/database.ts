import type { ServerEvent } from "../events/events.ts";

/**
 * The one door to SQL. Both engines run the same text, so statements keep to what they share (docs/decisions/010-sql.md):
 * - parameters are `$1`, `$2`, …, and a parameter may be used twice;
 * - an id is TEXT (its 32 hex digits), a date BIGINT (microseconds), a key or certificate BYTES;
 * - every integer, whatever its width, comes back as `bigint`; a BOOLEAN column as `boolean`. Select boolean *columns*, not
 *   boolean expressions: SQLite would give those as 0n and 1n;
 * - an insertion that may collide says `ON CONFLICT … DO NOTHING` and looks at the number of rows: a failed statement would end a
 *   PostgreSQL transaction. Or it is one of the last statements of its write (`Conclusion`).
 */
export type SqlValue = null | string | number | bigint | boolean | Uint8Array;

export interface Sql {
	readonly engine: "sqlite" | "postgresql";
	all<R>(text: string, ...params: readonly SqlValue[]): Promise<R[]>;
	/** The first row, if any. */
	one<R>(text: string, ...params: readonly SqlValue[]): Promise<R | undefined>;
	/** The number of rows that were inserted, changed or deleted. */
	run(text: string, ...params: readonly SqlValue[]): Promise<number>;
}

/**
 * One write, all or nothing. Statements run in the order in which they are given; those that need no answer of each other may be given
 * together, and then make one round trip. Locks are taken by the functions of `locks.ts`; what a check relies on is read in a *later* statement than
 * the lock that protects it. Nothing but SQL may be awaited inside: SQLite has one writer, and it waits.
 */
export interface Transaction extends Sql {
	/** Tells the listeners of every process, once committed, in commit order. */
	emit(event: ServerEvent): void;
	/** Runs in this process once committed. Not run when the transaction fails. */
	afterCommit(work: () => void): void;
}

export interface Database {
	readonly engine: "sqlite" | "postgresql";
	/** Each statement sees what was committed when it started. */
	read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/** All statements see the same instant. For answers made of several statements that must agree. */
	snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/**
	 * Returns once the work is durable. A work that throws changes nothing, and its error comes out; one that throws a `Rollback`
	 * changes nothing either, and the value of the `Rollback` is returned. PostgreSQL may run the work again after a deadlock, so
	 * it has no effect outside of the transaction. See `Conclusion` for one that holds up others.
	 */
	write<T>(work: (tx: Transaction) => Promise<T | Conclusion<T>>): Promise<T>;
	/** Several statements without parameters, in one transaction: migrations only. */
	script(text: string): Promise<void>;
	close(): Promise<void>;
}

/** Thrown inside a write to undo it while still answering. */
export class Rollback<T> {
	readonly value: T;

	constructor(value: T) {
		this.value = value;
	}
}

export interface Statement {
	readonly text: string;
	readonly params: readonly SqlValue[];
}

/**
 * Returned by a work whose last statements need not be looked at: they go together with the commit, so that what they lock is held for as
 * short as it can be. `value` is what the write returns; when a row is there already it changes nothing, and returns `taken`.
 */
export class Conclusion<T> {
	readonly statements: readonly Statement[];
	readonly value: T;
	readonly taken: T;

	constructor(statements: readonly Statement[], value: T, taken: T) {
		this.statements = statements;
		this.value = value;
		this.taken = taken;
	}
}

/** Why the database cannot be used as it is; the message is for the operator. */
export class DatabaseUnusable extends Error {
	constructor(message: string) {
		super(message);
		this.name = "DatabaseUnusable";
	}
}
