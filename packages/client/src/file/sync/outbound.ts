import { newId, sha256 } from "@parallax/crypto";
import { BlockID, ChunkID, type VlobID } from "@parallax/protocol";
import { isReshaped, reshaped, reshapePlan } from "../chunk/reshape.ts";
import { chunkId } from "../chunk/view.ts";
import type { Contents } from "../contents.ts";
import type { FileEvents } from "../events.ts";
import { FileFailure, isFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import type { DataStore } from "../local/dataStore.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { UpdateLocks } from "../local/updateLocks.ts";
import type { LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import { movedBack } from "../merge/parent.ts";
import type { OpenedFiles } from "../opened/openedFiles.ts";
import { toSendBefore } from "../outbound/order.ts";
import {
	blocksToUpload,
	fileAfterUpload,
	fileToUpload,
	folderAfterUpload,
	folderToUpload,
	holesToFill,
	type ZeroBlock,
} from "../outbound/upload.ts";
import type { RemoteFiles } from "../remote/remoteFiles.ts";
import type { EntryTree } from "../tree.ts";

export type OutboundOutcome =
	/** The server has all that this device has of it. */
	| { readonly kind: "done" }
	/** No path leads to it: it waits until one does. `chain`: from where the way ends to the entry. */
	| { readonly kind: "unreachable"; readonly chain: readonly VlobID[] }
	/** It stays on this device, as does all below `confinementPoint`; `chain` leads from the root to it. */
	| { readonly kind: "confined"; readonly confinementPoint: VlobID; readonly chain: readonly VlobID[] }
	/** Somebody is changing it: to be tried again. */
	| { readonly kind: "busy" }
	/** The server has this version, or a newer one: to be merged first. */
	| { readonly kind: "inbound_needed"; readonly version: number };

/** How many blocks of one file are read ahead of those being uploaded. */
const BLOCKS_AT_ONCE = 16;

/** Sends what this device has of an entry to the server (workspace-engine.md §8). */
export class OutboundSync {
	readonly #host: FileHost;
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #data: DataStore;
	readonly #contents: Contents;
	readonly #remote: RemoteFiles;
	readonly #locks: UpdateLocks;
	readonly #opened: OpenedFiles;
	readonly #events: FileEvents;

	constructor(
		host: FileHost,
		tree: EntryTree,
		store: EntryStore,
		data: DataStore,
		contents: Contents,
		remote: RemoteFiles,
		locks: UpdateLocks,
		opened: OpenedFiles,
		events: FileEvents,
	) {
		this.#host = host;
		this.#tree = tree;
		this.#store = store;
		this.#data = data;
		this.#contents = contents;
		this.#remote = remote;
		this.#locks = locks;
		this.#opened = opened;
		this.#events = events;
	}

	/** What is to be sent before this entry, whatever comes of it: see `outbound/order.ts`. */
	async toSendBefore(id: VlobID): Promise<readonly VlobID[]> {
		const entry = await this.#store.get(id);
		return entry?.need_sync && isFolder(entry) ? this.#tree.answer(toSendBefore(entry)) : [];
	}

	/** @throws FileFailure, ConnectionError, InvalidCertificate */
	async sync(id: VlobID): Promise<OutboundOutcome> {
		const where = await this.#tree.whereIs(id);
		if (this.#locks.isTaken(id)) return { kind: "busy" };
		if (where.kind === "missing") return { kind: "done" };
		if (where.kind === "unreachable") return this.#moveBack(where.entry, where.chain);
		if (where.confinementPoint !== null)
			return { kind: "confined", confinementPoint: where.confinementPoint, chain: where.chain };
		if (!where.entry.need_sync) return { kind: "done" };
		if (where.entry.base.version === 0) await this.#host.bootstrap();
		this.#events.tell((listener) => listener.outboundStarted?.(id));
		let done = false;
		try {
			const outcome = isFolder(where.entry) ? await this.#folder(where.entry) : await this.#file(where.entry);
			done = outcome.kind === "done";
			return outcome;
		} finally {
			this.#events.tell((listener) => (done ? listener.outboundDone?.(id) : listener.outboundAborted?.(id)));
		}
	}

	async #folder(sent: LocalFolder): Promise<OutboundOutcome> {
		const upload = await this.#remote.upload((signature) => folderToUpload(sent, signature));
		if (upload.kind === "version_conflict") return { kind: "inbound_needed", version: sent.base.version + 1 };
		const { manifest } = upload;
		if (manifest.type !== "folder_manifest") throw new TypeError("A folder was uploaded as something else");
		const { pattern } = this.#tree.context();
		return this.#settle(sent, (current) => isFolder(current) && folderAfterUpload(current, sent, manifest, pattern));
	}

	async #file(before: LocalFile): Promise<OutboundOutcome> {
		const sent = await this.#unlessChanged(before, () => this.#reshape(before));
		if (!sent) return { kind: "busy" };
		if (!(await this.#unlessChanged(sent, () => this.#uploadBlocks(sent)))) return { kind: "busy" };
		const zeros = await this.#uploadZeros(sent);
		const upload = await this.#remote.upload((signature) => fileToUpload(sent, signature, zeros));
		if (upload.kind === "version_conflict") return { kind: "inbound_needed", version: sent.base.version + 1 };
		const { manifest } = upload;
		if (manifest.type !== "file_manifest") throw new TypeError("A file was uploaded as something else");
		return this.#settle(sent, (current) => !isFolder(current) && fileAfterUpload(current, sent, manifest));
	}

	/** Stores what the server has now, under what may have changed meanwhile. */
	async #settle(sent: LocalEntry, after: (current: LocalEntry) => LocalEntry | false): Promise<OutboundOutcome> {
		const { id } = sent.base;
		const release = this.#locks.tryTake(id);
		// The next version of the server is known to be our own (`mergeEntry`): nothing is lost, only sent again.
		if (!release) return { kind: "busy" };
		try {
			const current = await this.#store.get(id);
			const settled = current && after(current);
			if (!settled) return { kind: "busy" };
			// Whoever loses this sends it again, and learns that the server has it.
			await this.#store.put([settled], { relaxed: true });
			this.#opened.replaced(settled);
			return settled.need_sync ? { kind: "busy" } : { kind: "done" };
		} finally {
			release();
		}
	}

	/** Whoever changes a file deletes what it does not need any more: that is not to be taken for damage. `null`: it was changed. */
	async #unlessChanged<T>(file: LocalFile, work: () => Promise<T>): Promise<T | null> {
		try {
			return await work();
		} catch (error) {
			if (isFailure(error, "damaged_storage") && !(await this.#store.isStill(file))) return null;
			throw error;
		}
	}

	/** Until each span is empty or one block; `null` when somebody changes the file. What is only on the server is brought. */
	async #reshape(file: LocalFile): Promise<LocalFile | null> {
		let current = file;
		for (const step of reshapePlan(file)) {
			const data = await this.#contents.read(step.extents);
			const release = this.#locks.tryTake(file.base.id);
			if (!release) return null;
			try {
				if ((await this.#store.get(file.base.id)) !== current) return null;
				const id = step.whole?.id ?? newId(ChunkID);
				const made = reshaped(current, step, sha256(data), id);
				if (!made) return null;
				await this.#store.put([made.file], {
					waiting: step.whole ? new Map() : new Map([[id, data]]),
					unused: made.unused,
				});
				current = made.file;
			} finally {
				release();
			}
		}
		return isReshaped(current) ? current : null;
	}

	/** Those that the server has not; several at once. False when somebody changed the file before it was known which. */
	async #uploadBlocks(file: LocalFile): Promise<boolean> {
		const { id, blocksize } = { id: file.base.id, blocksize: file.blocksize };
		const blocks = blocksToUpload(file);
		const waiting = await this.#data.waiting(blocks.map((block) => chunkId(block.id)));
		// What does not wait is on the server, unless it was deleted here, unsent, as the file does not need it any more.
		if (!(await this.#store.isStill(file))) return false;
		const rest = blocks.entries();
		const failed = { yet: false };
		const worker = async () => {
			for (const [index, block] of rest) {
				const chunk = chunkId(block.id);
				if (failed.yet || !waiting.has(chunk)) continue;
				this.#events.tell((listener) => listener.outboundProgress?.(id, { index, blocks: blocks.length, blocksize }));
				const data = await this.#data.get(chunk);
				if (!data) throw new FileFailure({ kind: "damaged_storage", detail: `content ${chunk}` });
				await this.#remote.uploadBlock(block.id, data);
				await this.#data.uploaded([chunk]);
			}
		};
		const workers = Array.from({ length: Math.min(BLOCKS_AT_ONCE, waiting.size) }, () =>
			worker().catch((error) => {
				failed.yet = true;
				throw error;
			}),
		);
		// All of them are over before anybody tries again.
		for (const result of await Promise.allSettled(workers)) if (result.status === "rejected") throw result.reason;
		return true;
	}

	/** Gives the block of zeros that stands for holes, if any do. */
	async #uploadZeros(file: LocalFile): Promise<ZeroBlock | null> {
		if (holesToFill(file) === 0) return null;
		const zeros = new Uint8Array(Number(file.blocksize));
		const id = newId(BlockID);
		await this.#remote.uploadBlock(id, zeros);
		return { id, digest: sha256(zeros) };
	}

	async #moveBack(entry: LocalEntry, chain: readonly VlobID[]): Promise<OutboundOutcome> {
		const known = await this.#tree.folder(entry.base.parent);
		const back = known && movedBack(entry, known, this.#host.now());
		if (!back) return { kind: "unreachable", chain };
		const { id } = entry.base;
		const release = this.#locks.tryTake(id);
		if (!release) return { kind: "busy" };
		try {
			if ((await this.#store.get(id)) !== entry) return { kind: "busy" };
			await this.#store.put([back]);
			this.#opened.replaced(back);
		} finally {
			release();
		}
		this.#events.tell((listener) => listener.inboundDone?.(id, back.parent));
		return this.sync(id);
	}
}
