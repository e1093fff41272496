import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { VlobID } from "@parallax/protocol";
import { makePrivateFolder } from "../device/privateFiles.ts";
import type { WorkspaceChange, WorkspaceRow, WorkspaceStorage } from "./workspaceStorage.ts";

const SCHEMA = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = FULL;
	CREATE TABLE IF NOT EXISTS workspace (id BLOB PRIMARY KEY, blob BLOB NOT NULL) WITHOUT ROWID;
`;

/** One SQLite file per device. */
export class SqliteWorkspaceStorage implements WorkspaceStorage {
	readonly #database: DatabaseSync;

	private constructor(database: DatabaseSync) {
		this.#database = database;
		database.exec(SCHEMA);
	}

	static async open(path: string): Promise<SqliteWorkspaceStorage> {
		await makePrivateFolder(dirname(path));
		return new SqliteWorkspaceStorage(new DatabaseSync(path));
	}

	async all(): Promise<readonly WorkspaceRow[]> {
		const rows = this.#database.prepare("SELECT id, blob FROM workspace ORDER BY id").all();
		return (rows as unknown as { id: Uint8Array; blob: Uint8Array }[]).map(({ id, blob }) => ({
			id: VlobID.fromBytes(id),
			blob,
		}));
	}

	async commit({ put = [], forget = [] }: WorkspaceChange): Promise<void> {
		this.#database.exec("BEGIN IMMEDIATE");
		try {
			const drop = this.#database.prepare("DELETE FROM workspace WHERE id = ?");
			for (const id of forget) drop.run(VlobID.toBytes(id));
			const keep = this.#database.prepare("INSERT OR REPLACE INTO workspace (id, blob) VALUES (?, ?)");
			for (const { id, blob } of put) keep.run(VlobID.toBytes(id), blob);
			this.#database.exec("COMMIT");
		} catch (error) {
			this.#database.exec("ROLLBACK");
			throw error;
		}
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}
