import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DateTime, OrganizationID } from "@parallax/protocol";
import { EventBus } from "../src/events/bus.ts";
import { silentLogger } from "../src/log/logger.ts";
import { Conclusion, type Database, DatabaseUnusable, Rollback } from "../src/sql/database.ts";
import { advanceTopic, lockActivity, lockRow, lockTopic, openTopic, type Topic } from "../src/sql/locks.ts";
import { inspectMigrations, MIGRATIONS, migrate } from "../src/sql/migrations.ts";
import { connectDatabase, openDatabase } from "../src/sql/open.ts";
import { type PostgresServer, startPostgres } from "./support/postgres.ts";
import { postgresqlConfig } from "./support/server.ts";

const at = DateTime.fromMicroseconds;

function suite(open: () => Promise<Database>): void {
	test("values come back as they were given, whatever the engine", async () => {
		const database = await open();
		await database.script("CREATE TABLE sample (id BIGINT, flag BOOLEAN, other BOOLEAN, note TEXT, code INTEGER);");
		const big = 9_007_199_254_740_993n;
		await database.write((tx) => tx.run("INSERT INTO sample VALUES ($1, $2, $3, $4, $5)", big, true, null, "é'\"", 7));
		const row = await database.read((sql) =>
			sql.one("SELECT id, flag, other, note, code, (SELECT count(*) FROM sample) AS lines FROM sample WHERE flag"),
		);
		assert.deepEqual({ ...(row as object) }, { id: big, flag: true, other: null, note: "é'\"", code: 7n, lines: 1n });
		assert.equal(await database.read((sql) => sql.one("SELECT id FROM sample WHERE NOT flag")), undefined);
		await database.close();
	});

	test("bytes are kept", async () => {
		const database = await open();
		await organization(database);
		const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
		await database.write((tx) =>
			tx.run(
				"UPDATE organization SET sequester_authority_certificate = $1, sequester_authority_verify_key = $1",
				bytes,
			),
		);
		const row = await database.read((sql) =>
			sql.one<{ certificate: Uint8Array }>("SELECT sequester_authority_certificate AS certificate FROM organization"),
		);
		assert.deepEqual(new Uint8Array(row?.certificate ?? []), bytes);
		await database.close();
	});

	test("a write that throws changes nothing, and the writes beside it are done", async () => {
		const database = await open();
		const key = await organization(database);
		const results = await Promise.allSettled([
			database.write((tx) => openTopic(tx, key, "sequester")),
			database.write(async (tx) => {
				await openTopic(tx, key, "shamir_recovery");
				throw new Error("no");
			}),
			database.write(async (tx) => {
				await openTopic(tx, key, "shamir_recovery");
				throw new Rollback("answered");
			}),
			database.write((tx) => tx.one("SELECT nothing FROM nowhere")),
		]);
		assert.deepEqual(
			results.map((result) => (result.status === "fulfilled" ? result.value : result.status)),
			[undefined, "rejected", "answered", "rejected"],
		);
		const topics = await database.read((sql) => sql.all<{ name: string }>("SELECT name FROM topic ORDER BY name"));
		assert.deepEqual(
			topics.map(({ name }) => name),
			["common", "sequester"],
		);
		await database.close();
	});

	test("the last statements of a write go with its commit; a row that is there already undoes all of it", async () => {
		const database = await open();
		const key = await organization(database);
		const add = (name: string) => ({
			text: "INSERT INTO topic (organization, name, last_timestamp) VALUES ($1, $2, 0)",
			params: [key, name],
		});
		const told: string[] = [];
		const write = (first: string, ...last: readonly string[]) =>
			database.write<string>(async (tx) => {
				await openTopic(tx, key, first as Topic);
				tx.afterCommit(() => told.push(first));
				return new Conclusion<string>(last.map(add), "done", "taken");
			});
		assert.equal(await write("one", "two", "three"), "done");
		assert.equal(await write("four", "five", "two"), "taken");
		assert.deepEqual(await Promise.all([write("six", "seven"), write("eight", "seven")]).then((all) => all.sort()), [
			"done",
			"taken",
		]);
		const unknown = { text: "INSERT INTO nowhere (name) VALUES ($1)", params: ["x"] };
		await assert.rejects(database.write<string>(async () => new Conclusion<string>([unknown], "done", "taken")));
		const topics = await database.read((sql) => sql.all<{ name: string }>("SELECT name FROM topic"));
		const names = topics.map(({ name }) => name);
		for (const name of ["one", "two", "three", "seven"]) assert(names.includes(name), name);
		for (const name of ["four", "five"]) assert(!names.includes(name), name);
		assert.equal(names.length, 6, "these four, the common topic, and that of the one of the two who was first");
		assert.equal(told.length, 2, "only what is done is told");
		await database.close();
	});

	test("a failed write tells nothing; a done one tells after its commit", async () => {
		const database = await open();
		const key = await organization(database);
		const heard: string[] = [];
		const failing = database.write(async (tx) => {
			tx.afterCommit(() => heard.push("failed"));
			throw new Error("no");
		});
		await assert.rejects(failing);
		await database.write(async (tx) => {
			tx.afterCommit(() => heard.push("done"));
			await openTopic(tx, key, "sequester");
			assert.deepEqual(heard, []);
		});
		assert.deepEqual(heard, ["done"]);
		await database.close();
	});

	test("an exclusive lock makes read and write of a topic one step: no increment is lost", async () => {
		const database = await open();
		const key = await organization(database);
		const increment = () =>
			database.write(async (tx) => {
				const last = await lockTopic(tx, key, "common", "exclusive");
				assert.ok(last !== undefined);
				await advanceTopic(tx, key, "common", at(last + 1n));
			});
		await Promise.all(Array.from({ length: 50 }, increment));
		const last = await database.write((tx) => lockTopic(tx, key, "common", "shared"));
		assert.equal(last, 50n);
		await database.close();
	});

	test("what is read after a lock is of after the wait", async () => {
		const database = await open();
		const key = await organization(database);
		const claim = () =>
			database.write(async (tx) => {
				await lockRow(tx, "organization", key);
				const row = await tx.one<{ is_expired: boolean }>("SELECT is_expired FROM organization WHERE key = $1", key);
				if (row?.is_expired) return "late";
				await tx.run("UPDATE organization SET is_expired = TRUE, expired_on = 1 WHERE key = $1", key);
				return "first";
			});
		const outcomes = await Promise.all(Array.from({ length: 10 }, claim));
		assert.equal(outcomes.filter((outcome) => outcome === "first").length, 1);
		await database.close();
	});

	test("an activity is for one at a time", async () => {
		const database = await open();
		const key = await organization(database);
		const add = () =>
			database.write(async (tx) => {
				await lockActivity(tx, key, "invitation creation");
				const row = await tx.one("SELECT name FROM topic WHERE organization = $1 AND name = 'sequester'", key);
				if (row) return 0;
				return tx.run("INSERT INTO topic (organization, name, last_timestamp) VALUES ($1, 'sequester', 0)", key);
			});
		const outcomes = await Promise.all(Array.from({ length: 10 }, add));
		assert.equal(outcomes.filter((rows) => rows === 1).length, 1);
		await database.close();
	});

	test("a topic never moves back", async () => {
		const database = await open();
		const key = await organization(database);
		await database.write((tx) => advanceTopic(tx, key, "common", at(5n)));
		await assert.rejects(
			database.write((tx) => advanceTopic(tx, key, "common", at(5n))),
			/would not move forward/,
		);
		assert.equal(await database.write((tx) => lockTopic(tx, key, "sequester", "exclusive")), undefined);
		await database.close();
	});

	test("a snapshot is of one instant", async () => {
		const database = await open();
		const key = await organization(database);
		await database.snapshot(async (sql) => {
			const count = async () => (await sql.all("SELECT name FROM topic")).length;
			const before = await count();
			await database.write((tx) => openTopic(tx, key, "sequester"));
			assert.equal(await count(), before);
		});
		await database.close();
	});

	test("migrations are applied once, and recorded", async () => {
		const database = await open();
		assert.deepEqual(await inspectMigrations(database), { applied: MIGRATIONS, missing: [] });
		assert.deepEqual((await migrate(database)).missing, []);
		await database.close();
	});
}

function organization(database: Database): Promise<bigint> {
	return database.write(async (tx) => {
		const row = await tx.one<{ key: bigint }>(
			`INSERT INTO organization (id, created_on, user_profile_outsider_allowed, realm_minimum_archiving_period)
			VALUES ($1, 1, TRUE, 0) RETURNING key`,
			OrganizationID.parse("CoolOrg"),
		);
		assert.ok(row);
		await openTopic(tx, row.key, "common");
		return row.key;
	});
}

describe("SQLite", () => {
	let folder = "";
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "parallax-database-"));
	});
	after(() => rmSync(folder, { recursive: true, force: true }));
	const file = () => join(folder, `${crypto.randomUUID()}.sqlite`);
	const open = (path = file()) =>
		openDatabase({ config: { kind: "sqlite", path }, bus: new EventBus(), log: silentLogger, onGivenUp() {} });

	suite(() => open());

	test("a commit waits for what waits with it: many writes, few flushes", async () => {
		const database = await open();
		const key = await organization(database);
		const order: number[] = [];
		const answers = Array.from({ length: 20 }, (_, i) =>
			database
				.write(async (tx) => {
					tx.afterCommit(() => order.push(i));
					await tx.run("UPDATE organization SET active_users_limit = $2 WHERE key = $1", key, i);
					const visible = await database.read((sql) =>
						sql.one<{ limit: bigint | null }>('SELECT active_users_limit AS "limit" FROM organization'),
					);
					return visible?.limit;
				})
				.then((limit) => ({ limit, told: order.length })),
		);
		const results = await Promise.all(answers);
		assert.deepEqual(
			order,
			results.map((_, i) => i),
		);
		// None saw the row of another: they were all one commit.
		assert.ok(results.every(({ limit }) => limit === null));
		await database.close();
	});

	test("more writes than a group holds are all done, in order", async () => {
		const database = await open();
		const key = await organization(database);
		const increment = () =>
			database.write(async (tx) => {
				const last = (await lockTopic(tx, key, "common", "exclusive")) ?? 0n;
				await advanceTopic(tx, key, "common", at(last + 1n));
				return last;
			});
		const results = await Promise.all(Array.from({ length: 700 }, increment));
		assert.deepEqual(
			results,
			results.map((_, i) => BigInt(i)),
		);
		await database.close();
	});

	test("one server at a time uses a file", async () => {
		const path = file();
		const database = await open(path);
		await assert.rejects(open(path), DatabaseUnusable);
		await database.close();
		await (await open(path)).close();
	});
});

describe("PostgreSQL", () => {
	let postgres: PostgresServer;
	before(async () => {
		postgres = await startPostgres();
	});
	after(() => postgres.stop());

	async function open(): Promise<Database> {
		const database = connectDatabase(postgresqlConfig(await postgres.createDatabase()), new EventBus(), silentLogger);
		await migrate(database);
		return database;
	}

	suite(open);

	test("a server refuses a database that lacks migrations, unless told to skip", async () => {
		const config = postgresqlConfig(await postgres.createDatabase());
		const options = { bus: new EventBus(), log: silentLogger, onGivenUp() {} };
		await assert.rejects(openDatabase({ config, ...options }), /lacks \d+ migration\(s\).*"migrate"/s);
		const database = await openDatabase({ config: { ...config, skipMigrationsCheck: true }, ...options });
		await database.close();
	});

	test("of two writes that wait for each other, one is run again", async () => {
		const database = await open();
		const key = await organization(database);
		await database.write((tx) => openTopic(tx, key, "sequester"));
		const meeting = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
		let runs = 0;
		const crossing = (first: "common" | "sequester", second: "common" | "sequester", mine: 0 | 1, other: 0 | 1) =>
			database.write(async (tx) => {
				runs++;
				await lockTopic(tx, key, first, "exclusive");
				meeting[mine].resolve();
				await meeting[other].promise;
				const last = (await lockTopic(tx, key, second, "exclusive")) ?? 0n;
				await advanceTopic(tx, key, second, at(last + 1n));
			});
		await Promise.all([crossing("common", "sequester", 0, 1), crossing("sequester", "common", 1, 0)]);
		// The one that is undone may be back before the other has woken up, and be undone again.
		assert.ok(runs >= 3, String(runs));
		await database.close();
	});

	test("a work that goes on after a failed statement is not told that it is done", async () => {
		const database = await open();
		const key = await organization(database);
		const write = database.write(async (tx) => {
			await openTopic(tx, key, "sequester");
			await tx.one("SELECT nothing FROM nowhere").catch(() => undefined);
		});
		await assert.rejects(write, /was rolled back/);
		await database.close();
	});

	test("the events of one process are heard by every other, in the order of the commits", async () => {
		const config = postgresqlConfig(await postgres.createDatabase());
		const database = connectDatabase(config, new EventBus(), silentLogger);
		await migrate(database);
		await database.close();
		const organization = OrganizationID.parse("CoolOrg");
		const heard: string[][] = [[], []];
		const full = Promise.withResolvers<void>();
		const processes = await Promise.all(
			heard.map((list) => {
				const bus = new EventBus();
				bus.publish = ({ id, kind }) => {
					list.push(`${kind} ${id}`);
					if (heard.every(({ length }) => length === 10)) full.resolve();
				};
				return openDatabase({ config, bus, log: silentLogger, onGivenUp() {} });
			}),
		);
		for (let i = 0; i < 5; i++)
			for (const process of processes)
				await process.write(async (tx) => tx.emit({ kind: "organization_expired", organization }));
		await full.promise;
		assert.deepEqual(heard[0], heard[1]);
		assert.equal(new Set(heard[0]).size, 10);
		for (const process of processes) await process.close();
	});

	test("when notifications are lost, streams end, and they come back", async () => {
		const config = postgresqlConfig(await postgres.createDatabase());
		const bus = new EventBus();
		const suspended = Promise.withResolvers<void>();
		const resumed = Promise.withResolvers<void>();
		const { suspend, resume } = { suspend: bus.suspend.bind(bus), resume: bus.resume.bind(bus) };
		bus.suspend = () => {
			suspend();
			suspended.resolve();
		};
		bus.resume = () => {
			resume();
			resumed.resolve();
		};
		const database = await openDatabase({
			config: { ...config, skipMigrationsCheck: true },
			bus,
			log: silentLogger,
			onGivenUp() {},
		});
		await postgres.query(
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'parallax events'",
		);
		await suspended.promise;
		await resumed.promise;
		assert.ok(bus.isOpen);
		await database.close();
	});
});
