import { dirname } from "node:path";
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { makePrivateFolder } from "../device/privateFiles.ts";

/** Opens a database of a device, made with its folders when it is not there. */
export async function openSqlite(path: string, options: DatabaseSyncOptions = {}): Promise<DatabaseSync> {
	await makePrivateFolder(dirname(path));
	return new DatabaseSync(path, options);
}

/** All of what `change` does, or nothing. */
export function atomically(database: DatabaseSync, change: () => void): void {
	database.exec("BEGIN IMMEDIATE");
	try {
		change();
		database.exec("COMMIT");
	} catch (error) {
		// A full disk may have undone it already.
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}
