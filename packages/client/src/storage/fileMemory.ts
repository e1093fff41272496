import type { ChunkID, DateTime, VlobID } from "@parallax/protocol";
import type {
	Backlog,
	DataRow,
	EntryRow,
	FileChange,
	FileStorage,
	FileStorages,
	Page,
	StoredPattern,
} from "./fileStorage.ts";

interface Entry extends EntryRow {
	readonly remoteVersion: number;
}

interface Chunk {
	readonly data: Uint8Array;
	/** `null`: it waits. */
	readonly usedOn: DateTime | null;
}

/** What is left when nobody has it open. */
class Kept {
	readonly entries = new Map<VlobID, Entry>();
	readonly chunks = new Map<ChunkID, Chunk>();
	checkpoint = 0n;
	pattern: StoredPattern | null = null;
}

/** Keeps everything in memory, for tests: what was kept of a workspace is there again when it is opened again. */
export class MemoryFileStorages implements FileStorages {
	readonly #kept = new Map<VlobID, Kept>();

	async open(realmId: VlobID): Promise<FileStorage> {
		return new MemoryFileStorage(this.#kept.getOrInsertComputed(realmId, () => new Kept()));
	}

	async erase(realmId: VlobID): Promise<void> {
		this.#kept.delete(realmId);
	}
}

class MemoryFileStorage implements FileStorage {
	#open: Kept | null;

	constructor(kept: Kept) {
		this.#open = kept;
	}

	get #kept(): Kept {
		if (!this.#open) throw new Error("the storage is closed");
		return this.#open;
	}

	async entries(ids: readonly VlobID[]): Promise<ReadonlyMap<VlobID, Uint8Array>> {
		const { entries } = this.#kept;
		const found = new Map<VlobID, Uint8Array>();
		for (const id of ids) {
			const entry = entries.get(id);
			if (entry) found.set(id, entry.blob.slice());
		}
		return found;
	}

	async page({ after, limit }: Page): Promise<readonly { readonly id: VlobID; readonly blob: Uint8Array }[]> {
		return [...this.#kept.entries.values()]
			.filter(({ id }) => after === null || id > after)
			.sort((a, b) => (a.id < b.id ? -1 : 1))
			.slice(0, limit)
			.map(({ id, blob }) => ({ id, blob: blob.slice() }));
	}

	async commit({ put = [], unused = [], waiting = [] }: FileChange): Promise<void> {
		const { entries, chunks } = this.#kept;
		// Copied before anything is changed: what fails here changes nothing.
		const rows = put.map(({ id, blob, baseVersion, needSync }) => ({ id, blob: blob.slice(), baseVersion, needSync }));
		const data = waiting.map(copy);
		for (const row of rows) {
			const remoteVersion = Math.max(entries.get(row.id)?.remoteVersion ?? 0, row.baseVersion);
			entries.set(row.id, { ...row, remoteVersion });
		}
		for (const id of unused) if (chunks.get(id)?.usedOn === null) chunks.delete(id);
		for (const row of data) chunks.set(row.id, { data: row.data, usedOn: null });
	}

	async toUpload(): Promise<readonly VlobID[]> {
		return this.#idsOf(({ needSync }) => needSync);
	}

	async toUpdate(): Promise<ReadonlyMap<VlobID, number>> {
		const entries = [...this.#kept.entries.values()];
		const stale = entries.filter(({ baseVersion, remoteVersion }) => baseVersion !== remoteVersion);
		return new Map(stale.map(({ id, remoteVersion }) => [id, remoteVersion]));
	}

	async backlog(): Promise<Backlog> {
		let bytes = 0;
		for (const { data, usedOn } of this.#kept.chunks.values()) if (usedOn === null) bytes += data.length;
		return { entries: this.#idsOf(({ needSync }) => needSync).length, bytes };
	}

	async checkpoint(): Promise<bigint> {
		return this.#kept.checkpoint;
	}

	async advance(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]): Promise<void> {
		const { entries } = this.#kept;
		for (const [id, remoteVersion] of changes) {
			const entry = entries.get(id);
			if (entry) entries.set(id, { ...entry, remoteVersion });
		}
		this.#kept.checkpoint = checkpoint;
	}

	async pattern(): Promise<StoredPattern | null> {
		return this.#kept.pattern;
	}

	async setPattern({ text, applied }: StoredPattern): Promise<void> {
		this.#kept.pattern = { text, applied };
	}

	async data(id: ChunkID, now: DateTime): Promise<Uint8Array | null> {
		const { chunks } = this.#kept;
		const chunk = chunks.get(id);
		if (!chunk) return null;
		if (chunk.usedOn !== null) chunks.set(id, { ...chunk, usedOn: now });
		return chunk.data.slice();
	}

	async present(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		const { chunks } = this.#kept;
		return new Set(ids.filter((id) => chunks.has(id)));
	}

	async waiting(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		const { chunks } = this.#kept;
		return new Set(ids.filter((id) => chunks.get(id)?.usedOn === null));
	}

	async keep(rows: readonly DataRow[], now: DateTime): Promise<void> {
		const { chunks } = this.#kept;
		for (const { id, data } of rows.map(copy))
			if (chunks.get(id)?.usedOn !== null) chunks.set(id, { data, usedOn: now });
	}

	async uploaded(ids: readonly ChunkID[], now: DateTime): Promise<void> {
		const { chunks } = this.#kept;
		for (const id of ids) {
			const chunk = chunks.get(id);
			if (chunk?.usedOn === null) chunks.set(id, { ...chunk, usedOn: now });
		}
	}

	async evict(limit: number): Promise<void> {
		const { chunks } = this.#kept;
		const kept: [ChunkID, DateTime][] = [];
		for (const [id, { usedOn }] of chunks) if (usedOn !== null) kept.push([id, usedOn]);
		if (kept.length <= limit) return;
		kept.sort(([, a], [, b]) => (a < b ? -1 : 1));
		for (const [id] of kept.slice(0, kept.length - limit + Math.floor(limit / 10))) chunks.delete(id);
	}

	async close(): Promise<void> {
		this.#open = null;
	}

	#idsOf(wanted: (entry: Entry) => boolean): VlobID[] {
		return [...this.#kept.entries.values()].filter(wanted).map(({ id }) => id);
	}
}

/** So that nobody changes what is kept. */
function copy({ id, data }: DataRow): DataRow {
	return { id, data: data.slice() };
}
