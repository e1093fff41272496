import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DatabaseConfig } from "../config/config.ts";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../log/logger.ts";
import { type Database, DatabaseUnusable } from "./database.ts";
import { inspectMigrations, migrate } from "./migrations.ts";
import { Notifications } from "./notifications.ts";
import { PostgresqlDatabase } from "./postgresql.ts";
import { SqliteDatabase } from "./sqlite.ts";

export interface OpenOptions {
	readonly config: DatabaseConfig;
	readonly bus: EventBus;
	readonly log: Logger;
	/** The notifications of PostgreSQL are lost for good. */
	readonly onGivenUp: (error: unknown) => void;
}

/**
 * Opens the database and joins its events to the bus. An embedded one is brought up to date; on PostgreSQL that is the
 * operator's decision (`migrate`). @throws DatabaseUnusable
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
	const { config, bus } = options;
	if (config.kind === "postgresql") return openPostgresql(config, options);
	const database = config.kind === "sqlite" ? openSqlite(config.path, bus) : openTemporary(bus);
	await migrate(database);
	return database;
}

/** The database alone, as it is, for commands that do not serve. */
export function connectDatabase(config: DatabaseConfig, bus: EventBus, log: Logger): Database {
	if (config.kind === "sqlite") return openSqlite(config.path, bus);
	if (config.kind === "memory") return openTemporary(bus);
	return new PostgresqlDatabase({
		url: config.url.expose(),
		minConnections: config.minConnections,
		// One more is kept by the notifications.
		maxConnections: config.maxConnections - 1,
		onIdleError: (error) => log.warning("a connection to the database broke", { reason: error.message }),
	});
}

async function openPostgresql(
	config: DatabaseConfig & { readonly kind: "postgresql" },
	{ bus, log, onGivenUp }: OpenOptions,
): Promise<Database> {
	const database = connectDatabase(config, bus, log);
	try {
		const { missing } = await inspectMigrations(database);
		if (missing.length > 0 && !config.skipMigrationsCheck)
			throw new DatabaseUnusable(
				`the database lacks ${missing.length} migration(s): run the "migrate" command with the same --db, then start again`,
			);
		const notifications = await Notifications.open({
			url: config.url.expose(),
			maximumAttempts: config.maximumConnectionAttempts,
			pauseSeconds: config.pauseBeforeRetrySeconds,
			log,
			publish: (event) => bus.publish(event),
			onLost: () => bus.suspend(),
			onRestored: () => bus.resume(),
			onGivenUp,
		});
		return withCleanup(database, () => notifications.close());
	} catch (error) {
		await database.close();
		const { code, message } = error as NodeJS.ErrnoException;
		throw code === undefined ? error : new DatabaseUnusable(`the database cannot be used: ${message || code}`);
	}
}

function openSqlite(path: string, bus: EventBus): Database {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	return new SqliteDatabase(path, (event) => bus.publish(event));
}

function openTemporary(bus: EventBus): Database {
	const folder = mkdtempSync(join(tmpdir(), "parallax-"));
	return withCleanup(openSqlite(join(folder, "memory.sqlite"), bus), async () =>
		rmSync(folder, { recursive: true, force: true }),
	);
}

/** `database`, with something more to do once it is closed. */
function withCleanup(database: Database, cleanup: () => Promise<void>): Database {
	return {
		engine: database.engine,
		read: (work) => database.read(work),
		snapshot: (work) => database.snapshot(work),
		write: (work) => database.write(work),
		script: (text) => database.script(text),
		async close() {
			await database.close();
			await cleanup();
		},
	};
}
