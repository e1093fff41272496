import { open } from "node:fs/promises";
import { DateTime, DecodeError, OrganizationID, VlobID } from "@parallax/protocol";
import { findOrganization } from "../administration/store.ts";
import { type Environment, loadDatabaseConfig } from "../config/load.ts";
import { DELETE_REALM_OPTIONS, LIST_DELETABLE_REALMS_OPTIONS, readOptions } from "../config/options.ts";
import { ConfigError } from "../config/values.ts";
import { EventBus } from "../events/bus.ts";
import { openLogger } from "../log/logger.ts";
import type { Database } from "../sql/database.ts";
import { connectDatabase } from "../sql/open.ts";
import { type DeletionOutcome, deleteRealm, listBlocks, listDeletable } from "./deletion.ts";

/** What a command of the operator cannot do, and what to do about it. */
export class OperatorError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "OperatorError";
	}
}

type Print = (text: string) => void;

/** `list_deletable_realms` (server.md §5). @throws ConfigError, OperatorError */
export async function listDeletableRealms(args: readonly string[], env: Environment, print: Print): Promise<void> {
	const given = readOptions(LIST_DELETABLE_REALMS_OPTIONS, args, env);
	const id = required("organization", given.text("organization"), OrganizationID.parse);
	await withDatabase(loadDatabaseConfig(given, env), async (database) => {
		const organization = await keyOf(database, id);
		const realms = await database.snapshot((sql) => listDeletable(sql, organization, now()));
		if (given.flag("json")) {
			print(
				`${JSON.stringify(realms, (_, value) => (typeof value === "bigint" ? DateTime.format(value as DateTime) : value), 2)}\n`,
			);
			return;
		}
		for (const realm of realms)
			print(
				realm.kind === "orphaned"
					? `${realm.realm_id} orphaned since ${DateTime.format(realm.orphaned_since)}\n`
					: `${realm.realm_id} deletion planned for ${DateTime.format(realm.deletion_date)}\n`,
			);
		if (realms.length === 0) print("No realm may be deleted.\n");
	});
}

const REFUSALS: Readonly<Record<Exclude<DeletionOutcome, "deleted">, string>> = {
	unknown: "this organization has no such realm; list_deletable_realms gives those that may be deleted",
	"deleted already": "this realm is deleted already",
	"not allowed": "somebody still has access to this realm, and its deletion is not planned, or not yet due",
};

/** `delete_realm` (server.md §5): first the list of its blocks, then the deletion. @throws ConfigError, OperatorError */
export async function deleteOneRealm(args: readonly string[], env: Environment, print: Print): Promise<void> {
	const given = readOptions(DELETE_REALM_OPTIONS, args, env);
	const id = required("organization", given.text("organization"), OrganizationID.parse);
	const realm = required("realm", given.text("realm"), VlobID.parse);
	const dump = required("dump-realm-blocks", given.text("dump-realm-blocks"), (path) => path);
	await withDatabase(loadDatabaseConfig(given, env), async (database) => {
		const organization = await keyOf(database, id);
		const file = await open(dump, "wx", 0o600);
		let blocks = 0;
		try {
			await database.read(async (sql) => {
				for await (const batch of listBlocks(sql, organization, realm)) {
					await file.appendFile(batch.map((block) => `${id}/${block}\n`).join(""));
					blocks += batch.length;
				}
			});
			await file.sync();
		} finally {
			await file.close();
		}
		print(`${blocks} block(s) listed in ${dump}\n`);
		if (given.flag("dry-run")) return;
		const outcome = await database.write((tx) => deleteRealm(tx, organization, realm, now()));
		if (outcome !== "deleted") throw new OperatorError(REFUSALS[outcome]);
		print(`The realm ${realm} is deleted. Its blocks can now be removed from their store.\n`);
	});
}

function now(): DateTime {
	return DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n);
}

function required<T>(name: string, value: string | undefined, parse: (text: string) => T): T {
	if (value === undefined) throw new ConfigError(`--${name} is required`);
	try {
		return parse(value);
	} catch (error) {
		if (error instanceof DecodeError) throw new ConfigError(`--${name}: ${error.message}`);
		throw error;
	}
}

async function withDatabase(
	settings: ReturnType<typeof loadDatabaseConfig>,
	work: (database: Database) => Promise<void>,
): Promise<void> {
	const database = connectDatabase(settings.database, new EventBus(), openLogger(settings.log));
	try {
		await work(database);
	} finally {
		await database.close();
	}
}

async function keyOf(database: Database, id: OrganizationID): Promise<bigint> {
	const row = await database.read((sql) => findOrganization(sql, id));
	if (!row) throw new OperatorError(`there is no organization ${id}`);
	return row.key;
}
