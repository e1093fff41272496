import type { Database } from "../../sql/database.ts";
import {
	type BlockAddress,
	type BlockStore,
	type GetOutcome,
	type PutOutcome,
	TOO_LATE,
	unavailable,
} from "./blockStore.ts";

/** Keeps blocks in the database, beside what is said of them. */
export class SqlBlockStore implements BlockStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	async put({ organization, block }: BlockAddress, bytes: Uint8Array, signal: AbortSignal): Promise<PutOutcome> {
		try {
			return await this.#database.write(async (tx) => {
				if (signal.aborted) return TOO_LATE;
				await tx.run(
					`INSERT INTO block_data (organization, id, data) VALUES ($1, $2, $3)
					ON CONFLICT (organization, id) DO UPDATE SET data = $3`,
					organization,
					block,
					bytes,
				);
				return { status: "stored" };
			});
		} catch (error) {
			return unavailable(error);
		}
	}

	async get({ organization, block }: BlockAddress): Promise<GetOutcome> {
		try {
			const row = await this.#database.read((sql) =>
				sql.one<{ data: Uint8Array }>(
					"SELECT data FROM block_data WHERE organization = $1 AND id = $2",
					organization,
					block,
				),
			);
			return row ? { status: "found", bytes: row.data } : { status: "missing" };
		} catch (error) {
			return unavailable(error);
		}
	}
}
