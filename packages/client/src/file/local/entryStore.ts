import type { ChunkID, SecretKey, VlobID } from "@parallax/protocol";
import { Slices } from "../../slices.ts";
import type { FileStorage } from "../../storage/fileStorage.ts";
import { isFailure } from "../failure.ts";
import type { LocalEntry } from "../manifest/localFolder.ts";
import type { DataStore } from "./dataStore.ts";
import { EntryCache } from "./entryCache.ts";
import { loadEntry, storedEntry } from "./storedEntry.ts";

/** What is stored together with entries. */
export interface WithData {
	/** Written on this device, in plain. */
	readonly waiting?: ReadonlyMap<ChunkID, Uint8Array>;
	/** Chunks that wait and that no entry needs any more. */
	readonly unused?: readonly ChunkID[];
	/** The server has all of it: it need not be on the disk at once. */
	readonly relaxed?: boolean;
}

/** The entries of one workspace that this device has: on its disk, encrypted, and in memory. */
export class EntryStore {
	readonly #storage: FileStorage;
	readonly #data: DataStore;
	readonly #key: SecretKey;
	readonly #realmId: VlobID;
	readonly #cache = new EntryCache();
	/** Readings under way: two at once must end with the same object. */
	readonly #reading = new Map<VlobID, Promise<LocalEntry | null>>();
	/** Changes come one after the other: what one of them relies on stands until it is stored. */
	#turn: Promise<unknown> = Promise.resolve();
	#announcements = 0;

	constructor(storage: FileStorage, data: DataStore, key: SecretKey, realmId: VlobID) {
		this.#storage = storage;
		this.#data = data;
		this.#key = key;
		this.#realmId = realmId;
	}

	/** What is in memory, at once. */
	peek(id: VlobID): LocalEntry | undefined {
		return this.#cache.get(id);
	}

	/** `null` when this device does not have it. */
	async get(id: VlobID): Promise<LocalEntry | null> {
		return this.#cache.get(id) ?? (await this.getMany([id])).get(id) ?? null;
	}

	/** Those of these entries that this device has. */
	async getMany(ids: readonly VlobID[]): Promise<Map<VlobID, LocalEntry>> {
		const found = new Map<VlobID, LocalEntry>();
		const absent: VlobID[] = [];
		// A folder may list an entry twice.
		for (const id of new Set(ids)) {
			const entry = this.#cache.get(id);
			if (entry) found.set(id, entry);
			else absent.push(id);
		}
		const unread = absent.filter((id) => !this.#reading.has(id));
		if (unread.length > 0) this.#read(unread);
		// All of them are held from now on: of many large ones, those that were read first may have left the cache at the end.
		const readings = absent.map((id) => [id, this.#reading.get(id)] as const);
		for (const [id, reading] of readings) {
			const entry = this.#cache.get(id) ?? (await reading);
			if (entry) found.set(id, entry);
		}
		return found;
	}

	#read(ids: readonly VlobID[]): void {
		const rows = this.#storage.entries(ids);
		const slices = new Slices();
		let before: Promise<unknown> = rows;
		for (const id of ids) {
			const reading: Promise<LocalEntry | null> = before.then(async () => {
				if (slices.due) await slices.rest();
				// Somebody may have stored another value meanwhile: that one is newer.
				const newer = this.#reading.get(id);
				const known = newer === reading ? this.#cache.get(id) : newer;
				if (known) return known;
				const blob = (await rows).get(id);
				if (!blob) return null;
				const entry = loadEntry(id, blob, this.#key, this.#realmId);
				this.#cache.set(id, entry);
				return entry;
			});
			before = reading.catch(() => {});
			this.#reading.set(id, reading);
			reading.catch(() => {}).finally(() => this.#reading.delete(id));
		}
	}

	/** Stores all of this or nothing; on the disk once settled, and in memory from then on. */
	put(entries: readonly LocalEntry[], data: WithData = {}): Promise<void> {
		return this.#inTurn(() => this.#put(entries, data));
	}

	/**
	 * The same, if `stands` finds that what it was made from is still so: nothing is stored in between. Gives whether it was.
	 * @param stands reads here, and stores nothing
	 */
	putIf(stands: () => Promise<boolean>, entries: readonly LocalEntry[]): Promise<boolean> {
		return this.#inTurn(async () => {
			if (!(await stands())) return false;
			await this.#put(entries);
			return true;
		});
	}

	/** Whether this is what is stored, once what is being stored now is. */
	isStill(entry: LocalEntry): Promise<boolean> {
		return this.#inTurn(async () => (await this.get(entry.base.id)) === entry);
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const mine = this.#turn.then(work);
		this.#turn = mine.catch(() => {});
		return mine;
	}

	async #put(entries: readonly LocalEntry[], { waiting, unused = [], relaxed = false }: WithData = {}): Promise<void> {
		if (entries.length === 0 && !waiting && unused.length === 0) return;
		await this.#storage.commit({
			put: entries.map((entry) => storedEntry(entry, this.#key)),
			waiting: waiting ? this.#data.encrypted(waiting) : [],
			unused,
			relaxed,
		});
		if (waiting) this.#data.remember(waiting);
		for (const entry of entries) {
			const { id } = entry.base;
			this.#cache.set(id, entry);
			if (this.#reading.has(id)) this.#reading.set(id, Promise.resolve(entry));
		}
	}

	/** How often the server has told of changes so far. */
	get announcements(): number {
		return this.#announcements;
	}

	/** Notes what the server told: which version it has of entries. Of those that this device does not have, nothing is noted. */
	announce(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]): Promise<void> {
		return this.#inTurn(() => {
			this.#announcements++;
			return this.#storage.advance(checkpoint, changes);
		});
	}

	/**
	 * Stores what was received and this device did not have; gives what it has now of each. `null` when the server told of changes
	 * since `announcements` was read, before it was asked: what it gave may be outdated, and that would not be noted.
	 */
	insert(entries: readonly LocalEntry[], announcements: number): Promise<readonly LocalEntry[] | null> {
		return this.#inTurn(async () => {
			if (announcements !== this.#announcements) return null;
			const known = await this.getMany(entries.map(({ base }) => base.id));
			await this.#put(
				entries.filter(({ base }) => !known.has(base.id)),
				{ relaxed: true },
			);
			return entries.map((entry) => known.get(entry.base.id) ?? entry);
		});
	}

	/** Every stored entry that can be read, a page at a time. Whoever asks for a damaged one is told. */
	async *pages(limit: number): AsyncGenerator<readonly LocalEntry[], void> {
		for (let after: VlobID | null = null; ; ) {
			const rows: readonly { readonly id: VlobID }[] = await this.#storage.page({ after, limit });
			const last = rows.at(-1);
			if (!last) return;
			after = last.id;
			const ids = rows.map(({ id }) => id);
			yield await this.getMany(ids).then(
				(found) => [...found.values()],
				() => this.#readable(ids),
			);
		}
	}

	async #readable(ids: readonly VlobID[]): Promise<readonly LocalEntry[]> {
		const found: LocalEntry[] = [];
		for (const id of ids) {
			try {
				const entry = await this.get(id);
				if (entry) found.push(entry);
			} catch (error) {
				if (!isFailure(error, "damaged_storage")) throw error;
			}
		}
		return found;
	}
}
