import { newId, sha256 } from "@parallax/crypto";
import { BlockID, type ChunkID, DecodeError, EntryName, type FsPath, VlobID } from "@parallax/protocol";
import { Spans } from "../chunk/spans.ts";
import { chunkId, chunkOfBlock } from "../chunk/view.ts";
import { FileFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import { BLOCKSIZE, type LocalFile, newFile } from "../manifest/localFile.ts";
import { isFolder, type LocalFolder, newFolder } from "../manifest/localFolder.ts";
import type { FolderOperations, NewChild } from "../operation/folderOperations.ts";
import type { EntryTree } from "../tree.ts";
import { ahead } from "./ahead.ts";
import { isSameFile } from "./compare.ts";
import { Meter, type ProgressListener } from "./meter.ts";
import { numberedName } from "./numberedName.ts";
import { pieces } from "./pieces.ts";
import { type Content, type Placement, type PlacementOutcome, withContent } from "./placement.ts";
import { Sender } from "./sender.ts";
import type { ConflictChoice } from "./sink.ts";
import { SourceError, type SourceFile, type SourceFolder, type SourceNode } from "./source.ts";
import type { Route, Staging } from "./staging.ts";

export interface ImportOptions {
	/** Default: `fail`. A file that was imported before is no conflict. */
	readonly onConflict?: ConflictChoice;
	/** Makes the folders that the destination is in. */
	readonly parents?: boolean;
	/**
	 * Whether large files go to the server without a copy on this device: `auto`, the default, when the server is reached and
	 * they are very large, or the disk is short.
	 */
	readonly stream?: "auto" | "always" | "never";
	/** Sends what is imported while the rest is. Default: yes, unless the workspace is followed, which does so anyway. */
	readonly send?: boolean;
	/** How many bytes the disk of this device has left; `null` when nobody knows. */
	readonly freeSpace?: () => Promise<bigint | null>;
	readonly progress?: ProgressListener;
	readonly signal?: AbortSignal;
}

export type ImportProblem =
	/** A file of that name, which is another one, is there. */
	| { readonly kind: "exists" }
	/** A folder is where the file would be, or a file where the folder would be. */
	| { readonly kind: "other_kind" }
	/** No entry of a workspace can have that name. */
	| { readonly kind: "invalid_name"; readonly detail: string }
	/** Two names of the source are the same in a workspace. */
	| { readonly kind: "same_name" }
	/** The folder that it would be in is not there. */
	| { readonly kind: "parent_not_found" }
	/** Somebody is writing in the file that it would replace. */
	| { readonly kind: "busy" }
	| { readonly kind: "unreadable"; readonly detail: string };

export interface ImportFailure {
	/** Names from inside the folder that was imported down to what failed: none when that is the folder; the name of a file alone. */
	readonly path: readonly string[];
	readonly problem: ImportProblem;
}

export interface ImportReport {
	/** Files that were imported now, folders that were made. */
	readonly files: number;
	readonly folders: number;
	readonly bytes: number;
	/** Files that were there already, the same. */
	readonly same: number;
	/** Files left out because another one was there. */
	readonly skipped: number;
	readonly failures: readonly ImportFailure[];
}

/** What an import works with. */
export interface ImportDesk {
	readonly realmId: VlobID;
	readonly host: FileHost;
	readonly tree: EntryTree;
	readonly operations: FolderOperations;
	readonly placement: Placement;
	readonly staging: Staging;
	/** Sends one entry to the server. */
	send(id: VlobID): Promise<unknown>;
}

/** A file of so many bytes is held in memory, and stored together with its neighbours. */
const SMALL = 1024n * 1024n;
/** How many of them are read at once. */
const READ_AT_ONCE = 8;
/**
 * How much is stored together: nothing of it is sent before, but its folder is written anew each time, thus a very large one
 * gets a quarter more each time.
 */
const BATCH = { first: 32, most: 1024, bytes: 8 * 1024 * 1024 } as const;
/** From so many bytes on a file is sent without a copy on this device. */
const STREAMED = 64n * 1024n * 1024n;
/** What an import leaves of the disk. */
const RESERVE = 512n * 1024n * 1024n;

/**
 * Brings a file, or a folder with all it has, to the path `to`; a folder that is there gets what it has not. Each file is seen
 * whole or not at all, and one that it replaces stays until then. What was imported before is not imported again, thus the same
 * import goes on where one was ended, whatever ended it.
 * @throws FileFailure, ConnectionError (only when everything is to be streamed), FileStorageError, or the reason of `signal`
 */
export async function importTree(
	desk: ImportDesk,
	source: SourceNode,
	to: FsPath,
	options: ImportOptions,
): Promise<ImportReport> {
	if (!desk.host.writable()) throw new FileFailure({ kind: "read_only" });
	const work = new Import(desk, options);
	return work.run(source, to);
}

/** A file that is to be imported, with what is known of its place. */
interface Planned {
	readonly file: SourceFile;
	readonly name: EntryName;
	readonly replaced: LocalFile | null;
}

type Prepared =
	| { readonly kind: "nothing" }
	| ({ readonly kind: "large" } & Planned)
	| ({ readonly kind: "small"; readonly content: Content } & Planned);

class Import {
	readonly #desk: ImportDesk;
	readonly #options: ImportOptions;
	readonly #onConflict: ConflictChoice;
	readonly #meter: Meter;
	readonly #sender: Sender;
	readonly #done = { files: 0, folders: 0, bytes: 0, same: 0, skipped: 0 };
	readonly #failures: ImportFailure[] = [];
	#batchSize: number = BATCH.first;
	#bootstrapped = false;
	#counting = true;

	constructor(desk: ImportDesk, options: ImportOptions) {
		this.#desk = desk;
		this.#options = options;
		this.#onConflict = options.onConflict ?? "fail";
		this.#meter = new Meter(options.progress);
		this.#sender = new Sender(options.send === false ? async () => {} : desk.send);
	}

	async run(source: SourceNode, to: FsPath): Promise<ImportReport> {
		const counting = this.#count(source).then(() => this.#meter.counted());
		// What cannot be counted cannot be imported either: that is where it is told.
		counting.catch(() => {});
		const { signal } = this.#options;
		const stop = () => void this.#sender.stop();
		signal?.addEventListener("abort", stop);
		try {
			signal?.throwIfAborted();
			if (source.kind === "folder") await this.#folderAt(source, to);
			else await this.#fileAt(source, to);
			await this.#sender.drain();
			signal?.throwIfAborted();
		} finally {
			signal?.removeEventListener("abort", stop);
			this.#counting = false;
			await Promise.allSettled([counting, this.#sender.stop()]);
		}
		this.#meter.end();
		return { ...this.#done, failures: this.#failures };
	}

	async #count(node: SourceNode): Promise<void> {
		if (node.kind === "file") this.#meter.expect(Number(node.size));
		if (node.kind !== "folder") return;
		for await (const entry of node.entries()) {
			if (!this.#counting) return;
			await this.#count(entry);
		}
	}

	async #folderAt(source: SourceFolder, to: FsPath): Promise<void> {
		const name = to.at(-1);
		if (name === undefined) return this.#into(await this.#root(), source, []);
		const parent = await this.#parentOf(to);
		if (!parent) return this.#fail([], { kind: "parent_not_found" });
		const there = await this.#desk.tree.child(parent, name);
		if (there.kind === "valid") {
			if (!isFolder(there.entry)) return this.#fail([], { kind: "other_kind" });
			return this.#into(there.entry, source, to);
		}
		const made = this.#newFolder(parent);
		await this.#adopt(parent, [{ name, entry: made }]);
		await this.#into(made, source, to);
	}

	/** One file alone, or an oddity. */
	async #fileAt(source: Exclude<SourceNode, SourceFolder>, to: FsPath): Promise<void> {
		const name = to.at(-1);
		if (name === undefined) return this.#fail([source.name], { kind: "other_kind" });
		const parent = await this.#parentOf(to);
		if (!parent) return this.#fail([source.name], { kind: "parent_not_found" });
		await this.#children(parent, [{ node: source, name }], to.slice(0, -1), []);
	}

	async #parentOf(to: FsPath): Promise<LocalFolder | null> {
		const path = to.slice(0, -1);
		if (this.#options.parents && path.length > 0) await this.#desk.operations.createFolders(path);
		const found = await this.#desk.tree.resolve(path);
		return found.kind === "found" && isFolder(found.entry) ? found.entry : null;
	}

	async #root(): Promise<LocalFolder> {
		const root = await this.#desk.tree.folder(this.#desk.realmId);
		if (!root) throw new FileFailure({ kind: "damaged_storage", detail: "root" });
		return root;
	}

	/** @param trail names of the source, for what fails */
	async #into(folder: LocalFolder, source: SourceFolder, path: FsPath, trail: readonly string[] = []): Promise<void> {
		const names = new Set<EntryName>();
		const named: { readonly node: SourceNode; readonly name: EntryName }[] = [];
		try {
			for await (const node of source.entries()) {
				const name = this.#nameOf(node, [...trail, node.name]);
				if (name === null) continue;
				if (names.has(name)) this.#fail([...trail, node.name], { kind: "same_name" });
				else named.push({ node, name });
				names.add(name);
			}
		} catch (error) {
			this.#note(error, trail);
		}
		await this.#children(folder, named, path, trail);
	}

	/** A folder is listed before anything of it is imported; one after the other is in memory, never the tree. */
	async #children(
		folder: LocalFolder,
		named: readonly { readonly node: SourceNode; readonly name: EntryName }[],
		path: FsPath,
		trail: readonly string[],
	): Promise<void> {
		const folders: { readonly node: SourceFolder; readonly name: EntryName; readonly folder: LocalFolder }[] = [];
		const files: { readonly file: SourceFile; readonly name: EntryName }[] = [];
		const batch = new Batch();
		for (const { node, name } of named) {
			if (node.kind === "file") files.push({ file: node, name });
			else if (node.kind === "oddity") this.#fail([...trail, node.name], { kind: "unreadable", detail: node.problem });
			else {
				const there = await this.#desk.tree.child(folder, name);
				if (there.kind !== "valid") {
					const made = this.#newFolder(folder);
					batch.add({ name, entry: made });
					folders.push({ node, name, folder: made });
				} else if (isFolder(there.entry)) folders.push({ node, name, folder: there.entry });
				else this.#fail([...trail, node.name], { kind: "other_kind" });
			}
		}
		const taken = new Set<string>(named.map(({ name }) => name));
		for await (const prepared of ahead(files, READ_AT_ONCE, (each) => this.#prepare(folder, each, taken, trail))) {
			this.#options.signal?.throwIfAborted();
			if (prepared.kind === "large") await this.#large(folder, prepared, path, trail);
			if (prepared.kind !== "small") continue;
			if (prepared.replaced) await this.#replace(prepared.replaced, prepared, trail);
			else batch.add(this.#newChild(folder, prepared));
			if (batch.children.length >= this.#batchSize || batch.bytes >= BATCH.bytes) await this.#flush(folder, batch);
		}
		await this.#flush(folder, batch);
		for (const { node, name, folder: below } of folders) {
			this.#options.signal?.throwIfAborted();
			await this.#into(below, node, [...path, name], [...trail, node.name]);
			await this.#sender.push(below.base.id);
		}
	}

	/** Looks at what is there, and reads what is small. */
	async #prepare(
		folder: LocalFolder,
		{ file, name }: { readonly file: SourceFile; readonly name: EntryName },
		taken: Set<string>,
		trail: readonly string[],
	): Promise<Prepared> {
		try {
			const planned = await this.#plan(folder, file, name, taken, trail);
			if (!planned) return { kind: "nothing" };
			if (file.size > SMALL) return { kind: "large", ...planned };
			return { kind: "small", ...planned, content: await contentOf(file) };
		} catch (error) {
			this.#note(error, [...trail, file.name], file);
			return { kind: "nothing" };
		}
	}

	/** `null` when nothing is to be imported. */
	async #plan(
		folder: LocalFolder,
		file: SourceFile,
		name: EntryName,
		taken: Set<string>,
		trail: readonly string[],
	): Promise<Planned | null> {
		const there = await this.#desk.tree.child(folder, name);
		if (there.kind !== "valid") return { file, name, replaced: null };
		const { entry } = there;
		if (!isFolder(entry) && (await this.#isSame(entry, file))) return null;
		switch (this.#onConflict) {
			case "skip":
				this.#done.skipped++;
				this.#meter.file(Number(file.size));
				return null;
			case "keep_both":
				return this.#beside(folder, file, name, taken);
			case "replace":
				if (!isFolder(entry)) return { file, name, replaced: entry };
				break;
			case "fail":
				break;
		}
		this.#fail([...trail, file.name], { kind: isFolder(entry) ? "other_kind" : "exists" }, file);
		return null;
	}

	async #isSame(entry: LocalFile, file: SourceFile): Promise<boolean> {
		if (!(await isSameFile(entry, file))) return false;
		this.#done.same++;
		this.#meter.file(Number(file.size));
		// An earlier import may have been ended before this.
		if (entry.need_sync) await this.#sender.push(entry.base.id);
		return true;
	}

	/** The first name with a number that is free, unless the file is there under one of those that are not. */
	async #beside(folder: LocalFolder, file: SourceFile, name: EntryName, taken: Set<string>): Promise<Planned | null> {
		for (let number = 2; ; number++) {
			const candidate = numberedName(name, number);
			if (taken.has(candidate)) continue;
			const there = await this.#desk.tree.child(folder, candidate);
			if (there.kind !== "valid") {
				if (taken.has(candidate)) continue;
				taken.add(candidate);
				return { file, name: candidate, replaced: null };
			}
			if (!isFolder(there.entry) && (await this.#isSame(there.entry, file))) return null;
		}
	}

	async #large(folder: LocalFolder, planned: Planned, path: FsPath, trail: readonly string[]): Promise<void> {
		const { file, name, replaced } = planned;
		const { signal } = this.#options;
		try {
			const to = [...path, name];
			const route = await this.#route(file, to);
			let read = 0;
			const staged = await this.#desk.staging.make(file, to, route, {
				signal,
				progress: (bytes) => {
					read += bytes;
					this.#meter.bytes(bytes);
				},
			});
			const place = { parent: folder.base.id, name, replaced: replaced?.base.id ?? null };
			const { id, name: stage, content } = staged;
			const { staging, placement } = this.#desk;
			const outcome = await placement.settle({ id, name: stage, root: staging.root }, place, content);
			await this.#placed(outcome, [...trail, file.name], read, 0);
		} catch (error) {
			this.#note(error, [...trail, file.name], file);
		}
	}

	/** Where the content of a large file goes. */
	async #route(file: SourceFile, to: FsPath): Promise<Route> {
		const { stream = "auto", freeSpace } = this.#options;
		const { pattern } = this.#desk.tree.context();
		// What stays on this device goes nowhere.
		if (stream === "never" || to.some((name) => pattern.matches(name))) return "here";
		const free = file.size < STREAMED && stream === "auto" ? ((await freeSpace?.()) ?? null) : null;
		if (stream === "auto" && file.size < STREAMED && (free === null || free > file.size + RESERVE)) return "here";
		if (!this.#bootstrapped) {
			try {
				await this.#desk.host.bootstrap();
				this.#bootstrapped = true;
			} catch (error) {
				if (stream === "always") throw error;
				return "here";
			}
		}
		return stream === "always" ? "server" : "server_if_reached";
	}

	async #replace(
		{ base }: LocalFile,
		{ content, file }: Extract<Prepared, { kind: "small" }>,
		trail: readonly string[],
	): Promise<void> {
		const outcome = await this.#desk.placement.replace(base.id, content);
		await this.#placed(outcome, [...trail, file.name], Number(content.size), Number(content.size));
	}

	async #placed(outcome: PlacementOutcome, trail: readonly string[], size: number, unmetered: number): Promise<void> {
		if (unmetered > 0) this.#meter.bytes(unmetered);
		this.#meter.file();
		if (outcome.kind !== "ok") {
			this.#failures.push({ path: trail, problem: { kind: outcome.kind } });
			return;
		}
		this.#done.files++;
		this.#done.bytes += size;
		await this.#sender.push(outcome.id);
	}

	#newFolder(parent: LocalFolder): LocalFolder {
		const { device, now } = this.#desk.tree.context();
		this.#done.folders++;
		return newFolder(newId(VlobID), parent.base.id, device, now);
	}

	#newChild(parent: LocalFolder, { name, content }: Extract<Prepared, { kind: "small" }>): NewChild {
		const { device, now } = this.#desk.tree.context();
		const entry = withContent(newFile(newId(VlobID), parent.base.id, device, now), content);
		return { name, entry, ...(content.data && { data: content.data }) };
	}

	async #flush(folder: LocalFolder, batch: Batch): Promise<void> {
		if (batch.children.length === 0) return;
		const children = batch.take();
		await this.#adopt(folder, children);
		const files = children.flatMap(({ entry }) => (isFolder(entry) ? [] : [entry]));
		for (const { size } of files) {
			this.#done.files++;
			this.#done.bytes += Number(size);
			this.#meter.bytes(Number(size));
			this.#meter.file();
		}
		await this.#sender.push(...files.map(({ base }) => base.id));
		batch.stored += children.length;
		this.#batchSize = Math.min(2 * this.#batchSize, Math.max(BATCH.most, batch.stored / 4));
	}

	/** What another program, or person, made meanwhile under these names is moved aside by nobody: the import is to be run again. */
	async #adopt(folder: LocalFolder, children: readonly NewChild[]): Promise<void> {
		const outcome = await this.#desk.operations.adopt(folder.base.id, children);
		if (outcome.kind === "ok") return;
		throw new ImportDisturbed(outcome.kind === "parent_not_found" ? "removed" : "filled");
	}

	#nameOf({ name }: SourceNode, trail: readonly string[]): EntryName | null {
		try {
			return EntryName.parse(name);
		} catch (error) {
			if (!(error instanceof DecodeError)) throw error;
			this.#fail(trail, { kind: "invalid_name", detail: error.message });
			return null;
		}
	}

	/** An error of one item; others end the import. */
	#note(error: unknown, trail: readonly string[], file?: SourceFile): void {
		if (!(error instanceof SourceError)) throw error;
		this.#fail(trail, { kind: "unreadable", detail: error.message }, file);
	}

	#fail(path: readonly string[], problem: ImportProblem, file?: SourceFile): void {
		this.#failures.push({ path, problem });
		if (file) this.#meter.file(Number(file.size));
	}
}

/** Somebody else removed a folder that was being imported into, or made what was about to be: the same import goes on. */
export class ImportDisturbed extends Error {
	readonly how: "removed" | "filled";

	constructor(how: "removed" | "filled") {
		super(`A folder was ${how} while files were imported into it`);
		this.name = "ImportDisturbed";
		this.how = how;
	}
}

/** What one folder is about to get. */
class Batch {
	/** How many the folder has got before. */
	stored = 0;
	#children: NewChild[] = [];
	#bytes = 0;

	get children(): readonly NewChild[] {
		return this.#children;
	}

	get bytes(): number {
		return this.#bytes;
	}

	add(child: NewChild): void {
		this.#children.push(child);
		if (!isFolder(child.entry)) this.#bytes += Number(child.entry.size);
	}

	take(): readonly NewChild[] {
		const children = this.#children;
		this.#children = [];
		this.#bytes = 0;
		return children;
	}
}

/** A small file, in memory, in blocks. */
async function contentOf(file: SourceFile): Promise<Content> {
	const data = new Map<ChunkID, Uint8Array>();
	const chunks = [];
	let size = 0n;
	for await (const piece of pieces(file.content(), Number(BLOCKSIZE))) {
		const access = { id: newId(BlockID), offset: size, size: BigInt(piece.length), digest: sha256(piece) };
		data.set(chunkId(access.id), piece);
		chunks.push(chunkOfBlock(access));
		size += access.size;
	}
	return { size, blocksize: BLOCKSIZE, spans: Spans.of(chunks, BLOCKSIZE), modified: file.modified, data };
}
