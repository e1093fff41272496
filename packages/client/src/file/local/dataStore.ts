import { DecryptionError, decrypt, encrypt } from "@parallax/crypto";
import type { ChunkID, DateTime, SecretKey } from "@parallax/protocol";
import { type DataRow, type FileStorage, FileStorageError } from "../../storage/fileStorage.ts";
import { FileFailure } from "../failure.ts";

/** How many chunks are kept in memory in plain: what is read or written piece by piece is not decrypted each time. */
const IN_MEMORY = 16;

/** What the files of one workspace hold, as far as it is on this device (workspace-engine.md §1). */
export class DataStore {
	readonly #storage: FileStorage;
	readonly #key: SecretKey;
	readonly #now: () => DateTime;
	/** Blocks that may be kept beside what waits. */
	readonly #limit: number;
	readonly #recent = new Map<ChunkID, Uint8Array>();

	constructor(storage: FileStorage, key: SecretKey, now: () => DateTime, limit: number) {
		this.#storage = storage;
		this.#key = key;
		this.#now = now;
		this.#limit = limit;
	}

	/** `null` when this device does not have it. @throws FileFailure when it is damaged, unless the server has it too. */
	async get(id: ChunkID): Promise<Uint8Array | null> {
		const ready = this.#recent.get(id);
		if (ready) {
			this.#remember(id, ready);
			return ready;
		}
		const stored = await this.#storage.data(id, this.#now());
		if (!stored) return null;
		const data = await this.#decrypt(id, stored);
		if (data) this.#remember(id, data);
		return data;
	}

	async #decrypt(id: ChunkID, stored: Uint8Array): Promise<Uint8Array | null> {
		try {
			return decrypt(this.#key, stored);
		} catch (error) {
			if (!(error instanceof DecryptionError)) throw error;
			if ((await this.#storage.waiting([id])).size === 0) return null;
			throw new FileFailure({ kind: "damaged_storage", detail: `content ${id}` });
		}
	}

	/** For a commit of the storage. */
	encrypted(data: ReadonlyMap<ChunkID, Uint8Array>): readonly DataRow[] {
		return [...data].map(([id, plain]) => ({ id, data: encrypt(this.#key, plain) }));
	}

	/** What has just been written, and may soon be read again. */
	remember(data: ReadonlyMap<ChunkID, Uint8Array>): void {
		for (const [id, plain] of data) this.#remember(id, plain);
	}

	/** Keeps a block that came from the server, if there is room for it. */
	async keep(id: ChunkID, plain: Uint8Array): Promise<void> {
		this.#remember(id, plain);
		try {
			await this.#storage.keep([{ id, data: encrypt(this.#key, plain) }], this.#now());
		} catch (error) {
			// Whoever reads a file has what was asked for, however full the disk is.
			if (!(error instanceof FileStorageError && error.problem === "full")) throw error;
		}
		await this.#storage.evict(this.#limit);
	}

	present(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#storage.present(ids);
	}

	waiting(ids: readonly ChunkID[]): Promise<ReadonlySet<ChunkID>> {
		return this.#storage.waiting(ids);
	}

	/** The server has these: they need not wait any more. */
	async uploaded(ids: readonly ChunkID[]): Promise<void> {
		if (ids.length === 0) return;
		await this.#storage.uploaded(ids, this.#now());
		await this.#storage.evict(this.#limit);
	}

	#remember(id: ChunkID, data: Uint8Array): void {
		this.#recent.delete(id);
		this.#recent.set(id, data);
		for (const oldest of this.#recent.keys()) {
			if (this.#recent.size <= IN_MEMORY) break;
			this.#recent.delete(oldest);
		}
	}
}
