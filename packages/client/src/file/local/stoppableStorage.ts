import type { ChunkID, DateTime, VlobID } from "@parallax/protocol";
import type { DataRow, FileChange, FileStorage, Page, StoredPattern } from "../../storage/fileStorage.ts";
import { FileFailure } from "../failure.ts";

/**
 * A storage that can be closed at any time: whatever is under way then, be it a synchronization or an import, ends with `stopped`
 * the next time that it needs it. What was begun is waited for.
 */
export class StoppableStorage implements FileStorage {
	readonly #storage: FileStorage;
	readonly #running = new Set<Promise<unknown>>();
	#closing: Promise<void> | undefined;

	constructor(storage: FileStorage) {
		this.#storage = storage;
	}

	entries(ids: readonly VlobID[]) {
		return this.#do((storage) => storage.entries(ids));
	}

	page(page: Page) {
		return this.#do((storage) => storage.page(page));
	}

	commit(change: FileChange) {
		return this.#do((storage) => storage.commit(change));
	}

	toUpload() {
		return this.#do((storage) => storage.toUpload());
	}

	toUpdate() {
		return this.#do((storage) => storage.toUpdate());
	}

	backlog() {
		return this.#do((storage) => storage.backlog());
	}

	checkpoint() {
		return this.#do((storage) => storage.checkpoint());
	}

	advance(checkpoint: bigint, changes: readonly (readonly [VlobID, number])[]) {
		return this.#do((storage) => storage.advance(checkpoint, changes));
	}

	pattern() {
		return this.#do((storage) => storage.pattern());
	}

	setPattern(pattern: StoredPattern) {
		return this.#do((storage) => storage.setPattern(pattern));
	}

	data(id: ChunkID, now: DateTime) {
		return this.#do((storage) => storage.data(id, now));
	}

	present(ids: readonly ChunkID[]) {
		return this.#do((storage) => storage.present(ids));
	}

	waiting(ids: readonly ChunkID[]) {
		return this.#do((storage) => storage.waiting(ids));
	}

	keep(rows: readonly DataRow[], now: DateTime) {
		return this.#do((storage) => storage.keep(rows, now));
	}

	uploaded(ids: readonly ChunkID[], now: DateTime) {
		return this.#do((storage) => storage.uploaded(ids, now));
	}

	evict(limit: number) {
		return this.#do((storage) => storage.evict(limit));
	}

	close(): Promise<void> {
		this.#closing ??= Promise.allSettled(this.#running).then(() => this.#storage.close());
		return this.#closing;
	}

	async #do<T>(work: (storage: FileStorage) => Promise<T>): Promise<T> {
		if (this.#closing) throw new FileFailure({ kind: "stopped" });
		const running = work(this.#storage);
		this.#running.add(running);
		try {
			return await running;
		} finally {
			this.#running.delete(running);
		}
	}
}
