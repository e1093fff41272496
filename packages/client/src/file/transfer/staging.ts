import { newId, sha256 } from "@parallax/crypto";
import { type BlockAccess, BlockID, type ChunkID, EntryName, FsPath, type VlobID } from "@parallax/protocol";
import { ConnectionError } from "../../transport/index.ts";
import { Spans } from "../chunk/spans.ts";
import { chunkId, chunkOfBlock, dropped, onlyBlock } from "../chunk/view.ts";
import { FileFailure } from "../failure.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { UpdateLocks } from "../local/updateLocks.ts";
import { BLOCKSIZE, type LocalFile } from "../manifest/localFile.ts";
import { isFolder } from "../manifest/localFolder.ts";
import type { FolderOperations } from "../operation/folderOperations.ts";
import type { RemoteFiles } from "../remote/remoteFiles.ts";
import { isBlock } from "./compare.ts";
import { pieces } from "./pieces.ts";
import type { Content } from "./placement.ts";
import type { SourceFile } from "./source.ts";

/** How many blocks of one file are held in memory. */
const WINDOW = 12;
/** Most blocks that the manifest of a file can list, with some to spare (transport.md §2: a request has a mebibyte at most). */
const MOST_BLOCKS = 18_000n;
/** As large as a block can be, for files that would have too many of the usual size: what is around it fits in the rest of a mebibyte. */
const LARGE_BLOCKSIZE = 1_044_480n;

export function blocksizeFor(size: bigint): bigint {
	return size > MOST_BLOCKS * BLOCKSIZE ? LARGE_BLOCKSIZE : BLOCKSIZE;
}

/** Where the blocks of a file go: to the server at once, here until they are synchronized, or to the server as long as it is reached. */
export type Route = "server" | "here" | "server_if_reached";

/** A file that is made under a name that stays on this device. */
export interface Staged {
	readonly id: VlobID;
	readonly name: EntryName;
	readonly content: Content;
}

export interface StagingOptions {
	readonly signal: AbortSignal | undefined;
	/** Told how many bytes of the content are here, or on the server; `again` of them were before. */
	readonly progress: (bytes: number, again: boolean) => void;
}

/**
 * Makes large files block by block, in the root of the workspace under a name that nobody else sees and that tells where the file
 * is to go. What was sent is stored with it now and then: when the same file is imported again, the blocks that it had already, which
 * their digests tell, are not sent twice.
 */
export class Staging {
	readonly #realmId: VlobID;
	readonly #store: EntryStore;
	readonly #locks: UpdateLocks;
	readonly #operations: FolderOperations;
	readonly #remote: RemoteFiles;

	constructor(
		realmId: VlobID,
		store: EntryStore,
		locks: UpdateLocks,
		operations: FolderOperations,
		remote: RemoteFiles,
	) {
		this.#realmId = realmId;
		this.#store = store;
		this.#locks = locks;
		this.#operations = operations;
		this.#remote = remote;
	}

	/** @throws SourceError, FileFailure, ConnectionError, FileStorageError, and the reason of `signal`; what was done is kept */
	async make(file: SourceFile, to: FsPath, route: Route, options: StagingOptions): Promise<Staged> {
		const name = stageName(to);
		const made = await this.#operations.create([name], "file");
		if (made.kind !== "ok" && made.kind !== "entry_exists") throw new Error(`The root has no room: ${made.kind}`);
		const release = await this.#locks.take(made.id);
		try {
			const entry = await this.#store.get(made.id);
			if (!entry || isFolder(entry)) throw new FileFailure({ kind: "damaged_storage", detail: `entry ${made.id}` });
			const work = new Work(this.#store, this.#remote, entry, blocksizeFor(file.size), route, options);
			await work.run(file);
			return { id: made.id, name, content: { ...work.content, modified: file.modified } };
		} finally {
			release();
		}
	}

	get root(): VlobID {
		return this.#realmId;
	}
}

/** The blocks of one file. */
class Work {
	readonly #store: EntryStore;
	readonly #remote: RemoteFiles;
	readonly #options: StagingOptions;
	readonly #blocksize: bigint;
	#route: Route;
	/** As it is stored. */
	#file: LocalFile;
	#spans: Spans;
	#size = 0n;
	/** Made, and not stored yet. */
	readonly #fresh = new Map<ChunkID, Uint8Array>();
	#unstored = 0;
	readonly #sending = new Set<Promise<void>>();
	#failure: { readonly error: unknown } | undefined;

	constructor(
		store: EntryStore,
		remote: RemoteFiles,
		file: LocalFile,
		blocksize: bigint,
		route: Route,
		options: StagingOptions,
	) {
		this.#store = store;
		this.#remote = remote;
		this.#file = file;
		this.#blocksize = blocksize;
		this.#route = route;
		this.#options = options;
		this.#spans = file.blocksize === blocksize ? file.spans : Spans.none;
	}

	get content(): Omit<Content, "modified"> {
		return { size: this.#size, blocksize: this.#blocksize, spans: this.#spans };
	}

	async run(file: SourceFile): Promise<void> {
		try {
			let index = 0n;
			for await (const piece of pieces(file.content(), Number(this.#blocksize))) {
				this.#check();
				await this.#take(index++, piece);
				this.#size += BigInt(piece.length);
			}
			await this.#settled();
			// What an earlier, longer version has left.
			this.#spans = this.#spans.before(index);
		} finally {
			await Promise.allSettled(this.#sending);
			await this.#record();
		}
		this.#check();
	}

	#check(): void {
		if (this.#failure) throw this.#failure.error;
		this.#options.signal?.throwIfAborted();
	}

	async #take(index: bigint, data: Uint8Array): Promise<void> {
		const digest = sha256(data);
		const known = onlyBlock(this.#spans.get(index));
		if (known && isBlock(known, data.length, digest)) {
			this.#options.progress(data.length, true);
			return;
		}
		const access = { id: newId(BlockID), offset: index * this.#blocksize, size: BigInt(data.length), digest };
		if (this.#route === "here") await this.#keep(access, data);
		else {
			while (this.#sending.size >= WINDOW) await Promise.race(this.#sending);
			const sending: Promise<void> = this.#send(access, data)
				.catch((error) => {
					this.#failure ??= { error };
				})
				.finally(() => this.#sending.delete(sending));
			this.#sending.add(sending);
			if (this.#isDue()) await this.#record();
		}
	}

	async #send(access: BlockAccess, data: Uint8Array): Promise<void> {
		try {
			await this.#remote.uploadBlock(access.id, data);
		} catch (error) {
			const unreached = error instanceof ConnectionError && error.kind === "offline";
			if (this.#route === "server" || !unreached) throw error;
			this.#route = "here";
		}
		if (this.#route === "here") this.#fresh.set(chunkId(access.id), data);
		this.#made(access);
	}

	async #keep(access: BlockAccess, data: Uint8Array): Promise<void> {
		this.#fresh.set(chunkId(access.id), data);
		this.#made(access);
		if (this.#fresh.size >= WINDOW) await this.#record();
	}

	#made(access: BlockAccess): void {
		this.#spans = this.#spans.with(access.offset / this.#blocksize, [chunkOfBlock(access)]);
		this.#unstored++;
		this.#options.progress(Number(access.size), false);
	}

	async #settled(): Promise<void> {
		while (this.#sending.size > 0) await Promise.race(this.#sending);
	}

	/** What it costs to store the list of blocks grows with it, thus it is done the less often the longer it is. */
	#isDue(): boolean {
		return this.#fresh.size >= WINDOW || this.#unstored >= Math.max(WINDOW, this.#spans.count / 16);
	}

	async #record(): Promise<void> {
		if (this.#unstored === 0) return;
		const [fresh, spans] = [new Map(this.#fresh), this.#spans];
		this.#unstored = 0;
		this.#fresh.clear();
		const last = spans.last?.chunks.at(-1);
		const size = last ? last.stop : 0n;
		const stored = { ...this.#file, spans, blocksize: this.#blocksize, size, need_sync: true };
		await this.#store.put([stored], { waiting: fresh, unused: dropped(this.#file.spans.chunks(), spans.chunks()) });
		this.#file = stored;
	}
}

/** Where a file is made that is to go there. */
export function stageName(to: FsPath): EntryName {
	const digest = sha256(new TextEncoder().encode(FsPath.format(to))).toHex();
	return EntryName.parse(`.parallax-import-${digest.slice(0, 16)}.tmp`);
}
