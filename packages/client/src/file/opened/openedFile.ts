import { newId, sha256 } from "@parallax/crypto";
import { ChunkID } from "@parallax/protocol";
import { readPlan } from "../chunk/read.ts";
import { reshaped, reshapePlan } from "../chunk/reshape.ts";
import { type Rewritten, resize, writeAt } from "../chunk/write.ts";
import type { Contents } from "../contents.ts";
import type { FileHost } from "../host.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { LocalFile } from "../manifest/localFile.ts";

/** A write of more than this is stored piece by piece. */
const PIECE = 4 * 1024 * 1024;

/**
 * A file that is open, shared by all who have opened it: what was written and is not stored yet is here (workspace-engine.md
 * §4.5, §4.6). Changes come one after the other; reading sees them at once.
 */
export class OpenedFile {
	readonly #host: FileHost;
	readonly #store: EntryStore;
	readonly #contents: Contents;
	#file: LocalFile;
	/** Written, and stored nowhere yet. */
	#fresh = new Map<ChunkID, Uint8Array>();
	#unused = new Set<ChunkID>();
	#unstoredBytes = 0n;
	#stored = true;
	#modified = false;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(host: FileHost, store: EntryStore, contents: Contents, file: LocalFile) {
		this.#host = host;
		this.#store = store;
		this.#contents = contents;
		this.#file = file;
	}

	/** As it is now, what is not stored included. */
	get file(): LocalFile {
		return this.#file;
	}

	/** Something was changed since it was opened, be it stored or not. */
	get modified(): boolean {
		return this.#modified;
	}

	/** `[offset, offset + length)`, cut at the end of the file. @throws FileFailure, ConnectionError */
	read(offset: bigint, length: bigint): Promise<Uint8Array> {
		return this.#contents.read(readPlan(this.#file, offset, length), this.#fresh);
	}

	/** @param at where to write, from the file as it is once all that came before is done; `limit` cuts what goes beyond. */
	write(data: Uint8Array, at: (file: LocalFile) => bigint, limit?: (file: LocalFile) => bigint): Promise<number> {
		return this.#exclusively(async () => {
			const offset = at(this.#file);
			const end = limit?.(this.#file);
			const room = end === undefined ? data.length : Number(end > offset ? end - offset : 0n);
			const length = Math.min(data.length, room);
			for (let from = 0; from < length; from += PIECE) {
				const piece = data.subarray(from, Math.min(from + PIECE, length));
				await this.#write(offset + BigInt(from), piece);
			}
			return length;
		});
	}

	async #write(offset: bigint, data: Uint8Array): Promise<void> {
		const now = this.#host.now();
		const { written, ...rewritten } = writeAt(this.#file, offset, data.length, () => newId(ChunkID), now);
		// The caller may do what it likes with its bytes afterwards. A slice of a `Buffer` is no copy.
		for (const { id, from, to } of written) this.#fresh.set(id, new Uint8Array(data.subarray(from, to)));
		this.#take(rewritten);
		this.#unstoredBytes += BigInt(data.length);
		if (this.#unstoredBytes >= this.#file.blocksize) await this.#flush();
	}

	/** @param onlyShorter never makes the file longer. */
	resize(size: bigint, onlyShorter: boolean): Promise<void> {
		return this.#exclusively(async () => {
			if (size === this.#file.size || (onlyShorter && size > this.#file.size)) return;
			this.#take(resize(this.#file, size, this.#host.now()));
		});
	}

	/** Empties the file as it is opened. */
	truncate(): Promise<void> {
		return this.#exclusively(async () => {
			if (this.#file.size > 0n) this.#take(resize(this.#file, 0n, this.#host.now()));
		});
	}

	/** Everything written so far is on the disk once settled. */
	flush(): Promise<void> {
		return this.#exclusively(() => this.#flush());
	}

	/** `work` on the file as it is stored; nothing else changes it meanwhile. */
	still<T>(work: () => Promise<T>): Promise<T> {
		return this.#exclusively(async () => {
			await this.#flush();
			return work();
		});
	}

	/** Stores everything, then, whatever came of that and before anything else happens to the file, does `last`. */
	finish(last: () => void): Promise<void> {
		return this.#exclusively(() => this.#flush().finally(last));
	}

	/** Another place of the file, which is stored already. What is not stored of it stays to be. */
	movedTo(stored: LocalFile): void {
		this.#file = this.#stored ? stored : { ...this.#file, parent: stored.parent, base: stored.base };
	}

	/** Nothing else changes the file while `work` runs. */
	#exclusively<T>(work: () => Promise<T>): Promise<T> {
		const mine = this.#turn.then(work);
		this.#turn = mine.catch(() => {});
		return mine;
	}

	#take({ file, unused }: Rewritten): void {
		this.#file = file;
		for (const id of unused) if (!this.#fresh.delete(id)) this.#unused.add(id);
		this.#stored = false;
		this.#modified = true;
	}

	async #flush(): Promise<void> {
		if (this.#stored) return;
		await this.#reshape();
		await this.#store.put([this.#file], { waiting: this.#fresh, unused: [...this.#unused] });
		this.#fresh = new Map();
		this.#unused = new Set();
		this.#unstoredBytes = 0n;
		this.#stored = true;
	}

	/** Makes blocks of the spans all whose data is here: many small writes become one. */
	async #reshape(): Promise<void> {
		for (const step of reshapePlan(this.#file)) {
			const data = await this.#contents.readHere(step.extents, this.#fresh);
			if (!data) continue;
			const id = step.whole?.id ?? newId(ChunkID);
			const made = reshaped(this.#file, step, sha256(data), id);
			if (!made) continue;
			if (!step.whole) this.#fresh.set(id, data);
			this.#take(made);
		}
	}
}
