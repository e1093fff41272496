import type { DatabaseSync } from "node:sqlite";
import { VlobID } from "@parallax/protocol";
import { atomically, openSqlite } from "./sqliteFile.ts";
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
		return new SqliteWorkspaceStorage(await openSqlite(path));
	}

	async all(): Promise<readonly WorkspaceRow[]> {
		const rows = this.#database.prepare("SELECT id, blob FROM workspace ORDER BY id").all();
		return (rows as unknown as { id: Uint8Array; blob: Uint8Array }[]).map(({ id, blob }) => ({
			id: VlobID.fromBytes(id),
			blob,
		}));
	}

	async commit({ put = [], forget = [] }: WorkspaceChange): Promise<void> {
		atomically(this.#database, () => {
			const drop = this.#database.prepare("DELETE FROM workspace WHERE id = ?");
			for (const id of forget) drop.run(VlobID.toBytes(id));
			const keep = this.#database.prepare("INSERT OR REPLACE INTO workspace (id, blob) VALUES (?, ?)");
			for (const { id, blob } of put) keep.run(VlobID.toBytes(id), blob);
		});
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}
