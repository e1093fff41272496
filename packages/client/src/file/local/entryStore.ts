import type { ChunkID, SecretKey, VlobID } from "@parallax/protocol";
import { Slices } from "../../slices.ts";
import type { FileStorage } from "../../storage/fileStorage.ts";
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
	#inserting: Promise<unknown> = Promise.resolve();

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
		for (const id of ids) {
			const entry = this.#cache.get(id);
			if (entry) found.set(id, entry);
			else absent.push(id);
		}
		const unread = absent.filter((id) => !this.#reading.has(id));
		if (unread.length > 0) this.#read(unread);
		for (const id of absent) {
			const entry = this.#cache.get(id) ?? (await this.#reading.get(id));
			if (entry) found.set(id, entry);
		}
		return found;
	}

	#read(ids: readonly VlobID[]): void {
		const rows = this.#storage.entries(ids);
		const slices = new Slices();
		let before: Promise<unknown> = rows;
		for (const id of ids) {
			const reading = before.then(async () => {
				if (slices.due) await slices.rest();
				// Somebody may have stored another value meanwhile: that one is newer.
				const known = this.#cache.get(id);
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
	async put(entries: readonly LocalEntry[], { waiting, unused = [] }: WithData = {}): Promise<void> {
		await this.#storage.commit({
			put: entries.map((entry) => storedEntry(entry, this.#key)),
			waiting: waiting ? this.#data.encrypted(waiting) : [],
			unused,
		});
		if (waiting) this.#data.remember(waiting);
		for (const entry of entries) this.#cache.set(entry.base.id, entry);
	}

	/** Stores what was received and this device did not have; gives what it has now of each. */
	insert(entries: readonly LocalEntry[]): Promise<readonly LocalEntry[]> {
		const insertion = this.#inserting.then(async () => {
			const known = await this.getMany(entries.map(({ base }) => base.id));
			await this.put(entries.filter(({ base }) => !known.has(base.id)));
			return entries.map((entry) => known.get(entry.base.id) ?? entry);
		});
		this.#inserting = insertion.catch(() => {});
		return insertion;
	}

	/** Every stored entry, a page at a time. */
	async *pages(limit: number): AsyncGenerator<readonly LocalEntry[], void> {
		for (let after: VlobID | null = null; ; ) {
			const rows: readonly { readonly id: VlobID }[] = await this.#storage.page({ after, limit });
			const last = rows.at(-1);
			if (!last) return;
			after = last.id;
			yield [...(await this.getMany(rows.map(({ id }) => id))).values()];
		}
	}
}
