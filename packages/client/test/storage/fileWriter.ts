import { writeSync } from "node:fs";
import { ChunkID, DateTime, VlobID } from "@parallax/protocol";
import { SqliteFileStorages } from "../../src/storage/fileSqlite.ts";

export const REALM = VlobID.parse("f".repeat(32));
/** The entries that every generation puts again. */
export const ENTRIES = [1, 2, 3].map((number) => VlobID.parse(`${number}`.repeat(32)));
const SIZE = 150_000;
const KEPT = 10;

export interface Generation {
	readonly waiting: readonly ChunkID[];
	readonly kept: ChunkID;
}

/** The chunks that come with a generation. */
export function chunksOf(generation: number): Generation {
	const id = (kind: string) => ChunkID.parse(kind + generation.toString(16).padStart(31, "0"));
	return { waiting: [id("a"), id("b")], kept: id("c") };
}

/** What entries and chunks of a generation hold. */
export function contentOf(generation: number, size = SIZE): Uint8Array {
	return new Uint8Array(size).fill((generation % 255) + 1);
}

/** Writes one generation after the other, tells on standard output which are settled, and never ends by itself. */
async function write(folder: string, first: number): Promise<void> {
	const storage = await new SqliteFileStorages(folder).open(REALM);
	for (let generation = first; ; generation++) {
		const { waiting, kept } = chunksOf(generation);
		const now = DateTime.fromMicroseconds(BigInt(generation));
		await storage.commit({
			put: ENTRIES.map((id) => ({ id, blob: contentOf(generation, 300), baseVersion: generation, needSync: true })),
			unused: chunksOf(generation - 1).waiting,
			waiting: waiting.map((id) => ({ id, data: contentOf(generation) })),
		});
		await storage.advance(
			BigInt(generation),
			ENTRIES.map((id) => [id, generation]),
		);
		writeSync(1, `${generation}\n`);
		await storage.keep([{ id: kept, data: contentOf(generation) }], now);
		await storage.evict(KEPT);
	}
}

if (import.meta.main) await write(process.argv[2] ?? "", Number(process.argv[3]));
