import type { ChunkID, DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import {
	type Backlog,
	type DataRow,
	type FileChange,
	type FileStorage,
	FileStorageError,
	type FileStorageProblem,
	type FileStorages,
	type Page,
	type StoredPattern,
} from "./fileStorage.ts";

/** What is absent is not in the index of that name. */
interface Versions {
	readonly base: number;
	readonly remote: number;
	readonly toUpload?: 1;
	readonly toUpdate?: 1;
}

type Chunk =
	/** Its size, as stored. */
	| { readonly waiting: number }
	/** When it was used, in microseconds: a key of IndexedDB is no big integer, and the order of uses need not be exact. */
	| { readonly used: number };

/** What is large is apart from what changes often. */
interface Schema extends DBSchema {
	entry: { key: VlobID; value: Uint8Array };
	versions: { key: VlobID; value: Versions; indexes: { toUpload: number; toUpdate: number } };
	chunk: { key: ChunkID; value: Chunk; indexes: { waiting: number; used: number } };
	data: { key: ChunkID; value: Uint8Array };
	checkpoint: { key: 0; value: bigint };
	pattern: { key: 0; value: StoredPattern };
}

type Stores = StoreNames<Schema>[];
type Writing = IDBPTransaction<Schema, Stores, "readwrite">;

/** How many requests are under way at most, when there may be any number of them. */
const AT_ONCE = 256;

/** One IndexedDB database per workspace. */
export class IndexedDbFileStorages implements FileStorages {
	readonly #deviceId: DeviceID;

	constructor(deviceId: DeviceID) {
		this.#deviceId = deviceId;
	}

	open(realmId: VlobID): Promise<FileStorage> {
		return IndexedDbFileStorage.open(fileDatabase(this.#deviceId, realmId));
	}

	async erase(realmId: VlobID): Promise<void> {
		await deleteDB(fileDatabase(this.#deviceId, realmId));
	}
}

/** A name that the official program does not use: each keeps its own (device-files.md §8). */
export function fileDatabase(deviceId: DeviceID, realmId: VlobID): string {
	return `parallax-${deviceId}-${realmId}-files`;
}

/** The names of the databases that there are, of every workspace of a device. */
export async function fileDatabases(deviceId: DeviceID): Promise<readonly string[]> {
	const known = await indexedDB.databases();
	return known.flatMap(({ name }) =>
		name?.startsWith(`parallax-${deviceId}-`) && name.endsWith("-files") ? [name] : [],
	);
}

class IndexedDbFileStorage implements FileStorage {
	readonly #database: IDBPDatabase<Schema>;
	/** When kept chunks were last used, as far as it is not stored: reading writes nothing. */
	readonly #used = new Map<ChunkID, DateTime>();

	private constructor(database: IDBPDatabase<Schema>) {
		this.#database = database;
	}

	static async open(name: string): Promise<IndexedDbFileStorage> {
		const database = await explaining(() =>
			openDB<Schema>(name, 1, {
				upgrade(database) {
					database.createObjectStore("entry");
					const versions = database.createObjectStore("versions");
					versions.createIndex("toUpload", "toUpload");
					versions.createIndex("toUpdate", "toUpdate");
					const chunk = database.createObjectStore("chunk");
					chunk.createIndex("waiting", "waiting");
					chunk.createIndex("used", "used");
					database.createObjectStore("data");
					database.createObjectStore("checkpoint");
					database.createObjectStore("pattern");
				},
				// The workspace is being erased, maybe by another tab: nobody waits for this one.
				blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
			}),
		);
		return new IndexedDbFileStorage(database);
	}

	async entries(ids: readonly VlobID[]): Promise<ReadonlyMap<VlobID, Uint8Array>> {
		return this.#do(async (database) => {
			const { store } = database.transaction("entry");
			const blobs = await Promise.all(ids.map((id) => store.get(id)));
			const found = new Map<VlobID, Uint8Array>();
			for (const [index, id] of ids.entries()) {
				const blob = blobs[index];
				if (blob) found.set(id, blob);
			}
			return found;
		});
	}

	async page({ after, limit }: Page): Promise<readonly { readonly id: VlobID; readonly blob: Uint8Array }[]> {
		// For IndexedDB, none would mean all.
		if (limit === 0) return [];
		const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
		return this.#do(async (database) => {
			const { store } = database.transaction("entry");
			const [ids, blobs] = await Promise.all([store.getAllKeys(range, limit), store.getAll(range, limit)]);
			return ids.flatMap((id, index) => {
				const blob = blobs[index];
				return blob ? [{ id, blob }] : [];
			});
		});
	}

	async commit({ put = [], unused = [], waiting = [], relaxed = false }: FileChange): Promise<void> {
		// A view would be stored together with the whole of the memory that it looks at. Copied before anything is begun: what
		// fails here changes nothing.
		const entries = put.map(({ id, blob, baseVersion, needSync }) => ({
			id,
			blob: blob.slice(),
			baseVersion,
			needSync,
		}));
		const data = waiting.map(copy);
		const durability = relaxed ? "relaxed" : "strict";
		await this.#change(["entry", "versions", "chunk", "data"], durability, async (transaction) => {
			const [versions, chunk] = [transaction.objectStore("versions"), transaction.objectStore("chunk")];
			const putEntry = async ({ id, blob, baseVersion: base, needSync }: (typeof entries)[number]) => {
				const known = await versions.get(id);
				const remote = Math.max(known?.remote ?? 0, base);
				await Promise.all([
					transaction.objectStore("entry").put(blob, id),
					versions.put(asStored(base, remote, needSync), id),
				]);
			};
			const drop = async (id: ChunkID) => {
				const known = await chunk.get(id);
				if (known && "waiting" in known) await deleteChunk(transaction, id);
			};
			await inTurn(entries, putEntry);
			await inTurn(unused, drop);
			await inTurn(data, (row) => putChunk(transaction, row, { waiting: row.data.length }));
		});
	}

	async toUpload(): Promise<readonly VlobID[]> {
		return this.#do((database) => database.getAllKeysFromIndex("versions", "toUpload"));
	}

	async toUpdate(): Promise<ReadonlyMap<VlobID, number>> {
		return this.#do(async (database) => {
			const index = database.transaction("versions").store.index("toUpdate");
			const [ids, versions] = await Promise.all([index.getAllKeys(), index.getAll()]);
			return new Map(versions.map(({ remote }, at) => [ids[at] as VlobID, remote]));
		});
	}

	async backlog(): Promise<Backlog> {
		return this.#do(async (database) => {
			const transaction = database.transaction(["versions", "chunk"]);
			const [entries, waiting] = await Promise.all([
				transaction.objectStore("versions").index("toUpload").count(),
				transaction.objectStore("chunk").index("waiting").getAll(),
			]);
			return { entries, bytes: waiting.reduce((sum, chunk) => sum + ("waiting" in chunk ? chunk.waiting : 0), 0) };
		});
	}

	async checkpoint(): Promise<bigint> {
		return this.#do(async (database) => (await database.get("checkpoint", 0)) ?? 0n);
	}

	async advance(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]): Promise<void> {
		await this.#change(["versions", "checkpoint"], "strict", async (transaction) => {
			const versions = transaction.objectStore("versions");
			let concerned = changes;
			// A whole realm is announced to a device that has little of it.
			if (changes.length > (await versions.count())) {
				const stored = new Set(await versions.getAllKeys());
				concerned = changes.filter(([id]) => stored.has(id));
			}
			await inTurn(concerned, async ([id, remote]) => {
				const known = await versions.get(id);
				if (known) await versions.put(asStored(known.base, remote, known.toUpload === 1), id);
			});
			await transaction.objectStore("checkpoint").put(checkpoint, 0);
		});
	}

	async pattern(): Promise<StoredPattern | null> {
		return this.#do(async (database) => (await database.get("pattern", 0)) ?? null);
	}

	async setPattern({ text, applied }: StoredPattern): Promise<void> {
		await this.#change(["pattern"], "strict", async (transaction) => {
			await transaction.objectStore("pattern").put({ text, applied }, 0);
		});
	}

	async data(id: ChunkID, now: DateTime): Promise<Uint8Array | null> {
		return this.#do(async (database) => {
			const transaction = database.transaction(["chunk", "data"]);
			const [chunk, data] = await Promise.all([
				transaction.objectStore("chunk").get(id),
				transaction.objectStore("data").get(id),
			]);
			if (chunk && "used" in chunk) this.#used.set(id, now);
			return data ?? null;
		});
	}

	async present(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#among(ids, () => true);
	}

	async waiting(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#among(ids, (chunk) => "waiting" in chunk);
	}

	async keep(rows: readonly DataRow[], now: DateTime): Promise<void> {
		const copies = rows.map(copy);
		await this.#change(["chunk", "data"], "relaxed", async (transaction) => {
			await this.#storeUses(transaction);
			await inTurn(copies, async (row) => {
				const known = await transaction.objectStore("chunk").get(row.id);
				if (!known || "used" in known) await putChunk(transaction, row, { used: Number(now) });
			});
		});
	}

	async uploaded(ids: readonly ChunkID[], now: DateTime): Promise<void> {
		await this.#change(["chunk"], "relaxed", async (transaction) => {
			const chunk = transaction.objectStore("chunk");
			await inTurn(ids, async (id) => {
				const known = await chunk.get(id);
				if (known && "waiting" in known) await chunk.put({ used: Number(now) }, id);
			});
		});
	}

	async evict(limit: number): Promise<void> {
		await this.#change(["chunk", "data"], "relaxed", async (transaction) => {
			const byUse = transaction.objectStore("chunk").index("used");
			const kept = await byUse.count();
			if (kept <= limit) return;
			await this.#storeUses(transaction);
			const longestUnused = await byUse.getAllKeys(null, kept - limit + Math.floor(limit / 10));
			await inTurn(longestUnused, (id) => deleteChunk(transaction, id));
		});
	}

	async close(): Promise<void> {
		try {
			if (this.#used.size > 0)
				await this.#change(["chunk", "data"], "relaxed", (transaction) => this.#storeUses(transaction));
		} catch (error) {
			// When the disk is full, or all was erased, there is nothing more to lose.
			if (!(error instanceof FileStorageError)) throw error;
		} finally {
			this.#database.close();
		}
	}

	async #storeUses(transaction: Writing): Promise<void> {
		const uses = [...this.#used];
		this.#used.clear();
		const chunk = transaction.objectStore("chunk");
		await inTurn(uses, async ([id, usedOn]) => {
			const known = await chunk.get(id);
			if (known && "used" in known) await chunk.put({ used: Number(usedOn) }, id);
		});
	}

	async #among(ids: readonly ChunkID[], wanted: (chunk: Chunk) => boolean): Promise<ReadonlySet<ChunkID>> {
		return this.#do(async (database) => {
			const { store } = database.transaction("chunk");
			const chunks = await Promise.all(ids.map((id) => store.get(id)));
			return new Set(
				ids.filter((_, index) => {
					const chunk = chunks[index];
					return chunk !== undefined && wanted(chunk);
				}),
			);
		});
	}

	/** All of what `work` does, or nothing. */
	async #change(
		stores: Stores,
		durability: IDBTransactionDurability,
		work: (transaction: Writing) => Promise<void>,
	): Promise<void> {
		await this.#do(async (database) => {
			const transaction = database.transaction(stores, "readwrite", { durability });
			try {
				await Promise.all([work(transaction), transaction.done]);
			} catch (error) {
				abort(transaction);
				await transaction.done.catch(() => {});
				// When a transaction ends by itself, its requests say no more than that it has ended.
				throw transaction.error ?? error;
			}
		});
	}

	#do<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
		return explaining(() => work(this.#database));
	}
}

function abort(transaction: Writing): void {
	try {
		transaction.abort();
	} catch {
		// It has ended already.
	}
}

/** Some of the work under way at once: a transaction with many thousands of requests would hold a copy of each. */
async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
	for (let start = 0; start < items.length; start += AT_ONCE)
		await Promise.all(items.slice(start, start + AT_ONCE).map(work));
}

async function putChunk(transaction: Writing, { id, data }: DataRow, chunk: Chunk): Promise<void> {
	await Promise.all([transaction.objectStore("chunk").put(chunk, id), transaction.objectStore("data").put(data, id)]);
}

async function deleteChunk(transaction: Writing, id: ChunkID): Promise<void> {
	await Promise.all([transaction.objectStore("chunk").delete(id), transaction.objectStore("data").delete(id)]);
}

function asStored(base: number, remote: number, needSync: boolean): Versions {
	return { base, remote, ...(needSync && { toUpload: 1 }), ...(base !== remote && { toUpdate: 1 }) };
}

function copy({ id, data }: DataRow): DataRow {
	return { id, data: data.slice() };
}

/** What the failures of a browser that a person can do something about come to, by their name. */
const PROBLEMS: { readonly [name: string]: readonly [FileStorageProblem, string] } = {
	QuotaExceededError: [
		"full",
		"Nothing more can be stored: this browser gives no more room. Make room on the disk of this computer, then try again",
	],
	InvalidStateError: [
		"gone",
		"What this browser kept of the files of the workspace was erased, by another tab or by the browser. Open the workspace again",
	],
	VersionError: [
		"newer",
		"The files of this workspace were kept by a newer version of this application. Reload the page to have that version",
	],
	NotReadableError: [
		"damaged",
		"This browser cannot read what it kept of the files of the workspace. Start it again; the server has all but what was not sent yet",
	],
	UnknownError: [
		"damaged",
		"This browser cannot read or write what it keeps of the files of the workspace. Start it again; the server has all but what was not sent yet",
	],
};

async function explaining<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const [problem, message] = (error instanceof DOMException && PROBLEMS[error.name]) || [];
		throw problem && message ? new FileStorageError(problem, message, error) : error;
	}
}
