import { sha256 } from "@parallax/crypto";
import type { EntryName, FsPath } from "@parallax/protocol";
import { assemble, readPlan } from "../chunk/read.ts";
import { onlyBlock } from "../chunk/view.ts";
import type { Contents } from "../contents.ts";
import type { FileFailure } from "../failure.ts";
import type { LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import { isOfOneEntry } from "../sync/synchronizer.ts";
import { ahead } from "./ahead.ts";
import { isBlock } from "./compare.ts";
import { Meter, type ProgressListener } from "./meter.ts";
import type { ConflictChoice, SinkFile, SinkFolder } from "./sink.ts";

export interface ExportOptions {
	/** Default: `fail`. A file that was exported before is no conflict. */
	readonly onConflict?: ConflictChoice;
	readonly progress?: ProgressListener;
	readonly signal?: AbortSignal;
}

export interface ExportFailure {
	/** Names from what was exported down to what failed. */
	readonly path: FsPath;
	readonly problem: /** Nothing of that name can be there; why, for a person. */
		| { readonly kind: "refused"; readonly why: string }
		/** What the server has of it is not to be believed. */
		| { readonly kind: "unreadable"; readonly failure: FileFailure };
}

export interface ExportReport {
	readonly files: number;
	readonly folders: number;
	readonly bytes: number;
	readonly same: number;
	readonly skipped: number;
	readonly failures: readonly ExportFailure[];
}

/** Where entries are taken from: a workspace now, or as it was. */
export interface ExportOrigin {
	readonly contents: Contents;
	/** `null` when nothing is there. */
	entry(path: FsPath): Promise<LocalEntry | null>;
	children(folder: LocalFolder): AsyncIterable<readonly ExportedEntry[]>;
}

export interface ExportedEntry {
	readonly name: EntryName;
	readonly entry: LocalEntry;
}

export type ExportOutcome =
	| { readonly kind: "ok"; readonly report: ExportReport }
	| { readonly kind: "entry_not_found" };

/** Files of so many bytes go several at once; larger ones are read ahead, one after the other. */
const SMALL = 1024n * 1024n;
const SMALL_AT_ONCE = 16;
/** How much of a large file is held in memory: so many pieces, each a block unless those are much smaller or larger. */
const PIECE = { least: 524_288n, most: 1_048_576n } as const;
const PIECES_AHEAD = 12;

/**
 * Takes the file at a path, or what a folder has, to `sink`, under `name` when it is a file. What was exported before is not exported again, and a file that
 * was begun is continued, as far as its blocks are those of now. Nothing of what is read is kept on this device.
 * @throws FileFailure, ConnectionError, InvalidCertificate, what `sink` throws, or the reason of `signal`
 */
export async function exportTree(
	origin: ExportOrigin,
	from: FsPath,
	sink: SinkFolder,
	name: EntryName | undefined,
	options: ExportOptions,
): Promise<ExportOutcome> {
	const entry = await origin.entry(from);
	if (!entry) return { kind: "entry_not_found" };
	return { kind: "ok", report: await new Export(origin, options).run(entry, sink, name) };
}

class Export {
	readonly #origin: ExportOrigin;
	readonly #options: ExportOptions;
	readonly #meter: Meter;
	readonly #done = { files: 0, folders: 0, bytes: 0, same: 0, skipped: 0 };
	readonly #failures: ExportFailure[] = [];
	#counting = true;

	constructor(origin: ExportOrigin, options: ExportOptions) {
		this.#origin = origin;
		this.#options = options;
		this.#meter = new Meter(options.progress);
	}

	async run(entry: LocalEntry, sink: SinkFolder, name: EntryName | undefined): Promise<ExportReport> {
		this.#options.signal?.throwIfAborted();
		const counting = this.#count(entry).then(() => this.#meter.counted());
		counting.catch(() => {});
		try {
			if (isFolder(entry)) await this.#folder(entry, sink, []);
			else if (name !== undefined) await this.#file(entry, name, sink, [name]);
		} finally {
			this.#counting = false;
			await Promise.allSettled([counting]);
		}
		this.#meter.end();
		return { ...this.#done, failures: this.#failures };
	}

	async #count(entry: LocalEntry): Promise<void> {
		if (!isFolder(entry)) return this.#meter.expect(Number(entry.size));
		for await (const page of this.#origin.children(entry))
			for (const child of page) {
				if (!this.#counting) return;
				await this.#count(child.entry);
			}
	}

	/** One folder after the other is in memory, never the tree. */
	async #folder(folder: LocalFolder, sink: SinkFolder, path: FsPath): Promise<void> {
		const files: ExportedEntry[] = [];
		const folders: ExportedEntry[] = [];
		for await (const page of this.#origin.children(folder))
			for (const each of page) (isFolder(each.entry) ? folders : files).push(each);
		// The same files again are in the same order, thus have the same names where some are too alike.
		for (const list of [files, folders]) list.sort((a, b) => (a.name < b.name ? -1 : 1));
		const small = files.filter(({ entry }) => (entry as LocalFile).size <= SMALL);
		const large = files.filter(({ entry }) => (entry as LocalFile).size > SMALL);
		const work = ({ name, entry }: ExportedEntry) => this.#file(entry as LocalFile, name, sink, [...path, name]);
		for await (const _ of ahead(small, SMALL_AT_ONCE, work)) this.#options.signal?.throwIfAborted();
		for (const each of large) await work(each);
		for (const { name, entry } of folders) {
			this.#options.signal?.throwIfAborted();
			const made = await sink.folder(name);
			if (made.kind === "refused") {
				this.#failures.push({ path: [...path, name], problem: made });
				continue;
			}
			await this.#folder(entry as LocalFolder, made.folder, [...path, name]);
			this.#done.folders++;
		}
		await sink.finish(folder.updated);
	}

	async #file(file: LocalFile, name: EntryName, sink: SinkFolder, path: FsPath): Promise<void> {
		const { onConflict = "fail" } = this.#options;
		const size = Number(file.size);
		const outcome = await sink.file(name, { size: file.size, modified: file.updated }, onConflict);
		switch (outcome.kind) {
			case "refused":
				this.#failures.push({ path, problem: outcome });
				return this.#meter.file(size);
			case "complete":
				this.#done.same++;
				return this.#meter.file(size);
			case "skipped":
				this.#done.skipped++;
				return this.#meter.file(size);
			case "ok":
				return this.#write(file, outcome.file, path);
		}
	}

	async #write(file: LocalFile, sink: SinkFile, path: FsPath): Promise<void> {
		let written: bigint;
		try {
			written = await verified(file, sink);
			this.#meter.bytes(Number(written));
			for await (const bytes of read(file, this.#origin.contents, written)) {
				this.#options.signal?.throwIfAborted();
				await sink.write(written, bytes);
				written += BigInt(bytes.length);
				this.#meter.bytes(bytes.length);
			}
		} catch (error) {
			await sink.leave();
			if (!isOfOneEntry(error)) throw error;
			this.#failures.push({ path, problem: { kind: "unreadable", failure: error } });
			return this.#meter.file();
		}
		const finished = await sink.finish(written);
		if (finished.kind === "refused") this.#failures.push({ path, problem: finished });
		else {
			this.#done.files++;
			this.#done.bytes += Number(written);
		}
		this.#meter.file();
	}
}

/** How many of the bytes that an earlier export has left are those of the file: its first blocks. */
async function verified({ spans }: LocalFile, sink: SinkFile): Promise<bigint> {
	let end = 0n;
	for (const { chunks } of spans) {
		const block = onlyBlock(chunks);
		if (!block || block.offset !== end || block.offset + block.size > sink.written) break;
		const bytes = await sink.read(block.offset, Number(block.size));
		if (!isBlock(block, bytes.length, sha256(bytes))) break;
		end += block.size;
	}
	return end;
}

/** The bytes of a file from `offset` on, of which a few pieces are on their way while one is used. */
async function* read(file: LocalFile, contents: Contents, offset: bigint): AsyncGenerator<Uint8Array, void> {
	const piece = pieceOf(file.blocksize);
	yield* ahead(stretches(offset, file.size, piece), PIECES_AHEAD, async (from) => {
		const plan = readPlan(file, from, piece - (from % piece));
		const [first] = plan;
		if (first?.kind === "data" && plan.length === 1) {
			const whole = await contents.pass(first.chunk);
			// As it mostly is: a copy would be half a megabyte more.
			if (BigInt(whole.length) === first.stop - first.start) return whole;
		}
		const loaded = await Promise.all(
			plan.map(async (extent) =>
				extent.kind === "data" ? [[extent.chunk.id, await contents.pass(extent.chunk)] as const] : [],
			),
		);
		const data = new Map(loaded.flat());
		return assemble(plan, (id) => data.get(id));
	});
}

function pieceOf(blocksize: bigint): bigint {
	if (blocksize < PIECE.least) return PIECE.least - (PIECE.least % blocksize);
	return blocksize < PIECE.most ? blocksize : PIECE.most;
}

/** Where the pieces begin: as blocks do, but for the first. */
function* stretches(from: bigint, to: bigint, piece: bigint): Generator<bigint, void> {
	for (let at = from; at < to; at += piece - (at % piece)) yield at;
}
