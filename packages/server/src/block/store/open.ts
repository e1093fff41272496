import type { BlockstoreConfig } from "../../config/blockstore.ts";
import { ConfigError } from "../../config/values.ts";
import type { Database } from "../../sql/database.ts";
import type { BlockStore } from "./blockStore.ts";
import { FolderBlockStore } from "./folder.ts";
import { MemoryBlockStore } from "./memory.ts";
import { SqlBlockStore } from "./sql.ts";

/** @throws ConfigError, or the error of the file system when the folder cannot be used. */
export async function openBlockStore(config: BlockstoreConfig, database: Database): Promise<BlockStore> {
	switch (config.kind) {
		case "memory":
			return new MemoryBlockStore();
		case "postgresql":
			return new SqlBlockStore(database);
		case "folder":
			return FolderBlockStore.open(config.path);
		default:
			throw new ConfigError(
				`--blockstore: this version cannot keep blocks in ${config.kind.toUpperCase()} yet; use folder:PATH, or POSTGRESQL to keep them in the database`,
			);
	}
}
