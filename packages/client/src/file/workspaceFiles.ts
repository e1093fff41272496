import type { FsPath, VlobID } from "@parallax/protocol";
import type { EventMonitor } from "../events/monitor.ts";
import type { Backlog, FileStorage } from "../storage/fileStorage.ts";
import { realTimer, type Timer } from "../timer.ts";
import { Contents } from "./contents.ts";
import { FileEvents, type FileListener } from "./events.ts";
import { FileFailure } from "./failure.ts";
import { Restoration, type RestoreReport } from "./history/restore.ts";
import { type Snapshot, WorkspaceHistory } from "./history/workspaceHistory.ts";
import type { FileHost } from "./host.ts";
import { DataStore } from "./local/dataStore.ts";
import { EntryStore } from "./local/entryStore.ts";
import { StoppableStorage } from "./local/stoppableStorage.ts";
import { UpdateLocks } from "./local/updateLocks.ts";
import { isFolder, newRoot } from "./manifest/localFolder.ts";
import { PreventSyncPattern } from "./name/preventSync.ts";
import { OpenedFiles, type OpenOptions, type OpenOutcome } from "./opened/openedFiles.ts";
import {
	type CreateEntryOutcome,
	FolderOperations,
	type MoveEntryOutcome,
	type RemoveEntryOutcome,
} from "./operation/folderOperations.ts";
import type { MoveMode } from "./operation/move.ts";
import type { RemovalMode } from "./operation/remove.ts";
import { applyPattern } from "./pattern.ts";
import type { RemoteFiles } from "./remote/remoteFiles.ts";
import { type EntryStat, statOf } from "./stat.ts";
import { InboundSync } from "./sync/inbound.ts";
import { OutboundSync } from "./sync/outbound.ts";
import { Synchronizer, type SyncReport } from "./sync/synchronizer.ts";
import { SyncTasks } from "./sync/tasks.ts";
import { type ExportOptions, type ExportOrigin, type ExportOutcome, exportTree } from "./transfer/exportTree.ts";
import { type ImportDesk, type ImportOptions, type ImportReport, importTree } from "./transfer/importTree.ts";
import { Placement } from "./transfer/placement.ts";
import type { SinkFolder } from "./transfer/sink.ts";
import type { SourceNode } from "./transfer/source.ts";
import { Staging } from "./transfer/staging.ts";
import { EntryTree } from "./tree.ts";

/** Blocks kept on this device beside what waits for its upload: 512 MiB of those of 512 KiB. */
const KEPT_BLOCKS = 1024;

export interface WorkspaceFilesOptions {
	/** Names that stay on this device. */
	readonly pattern?: PreventSyncPattern;
	/** How many blocks that came from the server, or were sent there, are kept. */
	readonly keptBlocks?: number;
}

/** What a folder lists. */
export interface ListedStat {
	readonly name: FsPath[number];
	readonly stat: EntryStat;
}

export type StatOutcome = { readonly kind: "ok"; readonly stat: EntryStat } | { readonly kind: "entry_not_found" };
export type ListOutcome =
	| { readonly kind: "ok"; readonly stat: EntryStat; readonly entries: AsyncIterable<readonly ListedStat[]> }
	| { readonly kind: "entry_not_found" }
	| { readonly kind: "entry_is_file" };

/**
 * The files of one workspace on this device (workspace-engine.md): everything is done here first, at once or not at all, and
 * goes to the server when it is synchronized. Whatever is asked may throw `FileFailure`; what this device does not have is asked of
 * the server, which may throw `ConnectionError` or `InvalidCertificate`.
 */
export class WorkspaceFiles {
	readonly id: VlobID;
	readonly #host: FileHost;
	readonly #storage: FileStorage;
	readonly #tree: EntryTree;
	readonly #operations: FolderOperations;
	readonly #opened: OpenedFiles;
	readonly #contents: Contents;
	readonly #data: DataStore;
	readonly #remote: RemoteFiles;
	readonly #restoration: Restoration;
	readonly #imports: ImportDesk;
	readonly #synchronizer: Synchronizer;
	readonly #events: FileEvents;
	#tasks: SyncTasks | undefined;
	#closing: Promise<void> | undefined;

	private constructor(
		id: VlobID,
		host: FileHost,
		storage: FileStorage,
		store: EntryStore,
		data: DataStore,
		remote: RemoteFiles,
		pattern: PreventSyncPattern,
	) {
		this.id = id;
		this.#host = host;
		this.#storage = storage;
		this.#data = data;
		this.#remote = remote;
		this.#events = new FileEvents();
		const locks = new UpdateLocks();
		this.#tree = new EntryTree(id, store, remote, host.device, () => host.now(), pattern);
		this.#contents = new Contents(data, remote);
		this.#opened = new OpenedFiles(host, this.#tree, store, this.#contents, locks, this.#events);
		this.#operations = new FolderOperations(host, this.#tree, store, locks, this.#opened, this.#events);
		this.#restoration = new Restoration(host, this.#tree, store, locks, this.#opened, this.#operations, this.#events);
		const inbound = new InboundSync(id, this.#tree, store, remote, locks, this.#opened, this.#events);
		const outbound = new OutboundSync(
			host,
			this.#tree,
			store,
			data,
			this.#contents,
			remote,
			locks,
			this.#opened,
			this.#events,
		);
		this.#synchronizer = new Synchronizer(storage, store, remote, inbound, outbound);
		this.#imports = {
			realmId: id,
			host,
			tree: this.#tree,
			operations: this.#operations,
			placement: new Placement(this.#tree, store, locks, this.#opened, this.#events),
			staging: new Staging(id, store, locks, this.#operations, remote),
			send: (entry) => this.#synchronizer.outbound(entry),
		};
	}

	/**
	 * The storage is closed with what this gives, or when this fails.
	 * @param made when this device made the workspace and stored no root of it yet: its root is known to be empty. Else what a
	 * root that is not stored has is unknown until the server is asked.
	 */
	static async open(
		id: VlobID,
		host: FileHost,
		storage: FileStorage,
		remote: RemoteFiles,
		made: boolean,
		{ pattern = PreventSyncPattern.default, keptBlocks = KEPT_BLOCKS }: WorkspaceFilesOptions = {},
	): Promise<WorkspaceFiles> {
		const now = () => host.now();
		const own = new StoppableStorage(storage);
		try {
			const data = new DataStore(own, host.localKey, now, keptBlocks);
			const store = new EntryStore(own, data, host.localKey, id);
			await applyPattern(own, store, pattern, now);
			if (!(await store.get(id))) await store.put([newRoot(id, host.device, now(), !made)]);
			return new WorkspaceFiles(id, host, own, store, data, remote, pattern);
		} catch (error) {
			// Else nobody could try again before this program ends.
			await own.close();
			throw error;
		}
	}

	async stat(path: FsPath): Promise<StatOutcome> {
		this.#check();
		const found = await this.#tree.resolve(path);
		if (found.kind !== "found") return { kind: "entry_not_found" };
		return { kind: "ok", stat: this.#statOf(found.entry, found.confinementPoint) };
	}

	/** Also of an entry that no path leads to. */
	async statById(id: VlobID): Promise<StatOutcome> {
		this.#check();
		const entry = await this.#tree.get(id);
		if (!entry) return { kind: "entry_not_found" };
		const where = await this.#tree.whereIs(id);
		return { kind: "ok", stat: this.#statOf(entry, where.kind === "found" ? where.confinementPoint : null) };
	}

	/** The path of an entry; `null` when none leads to it. */
	async pathOf(id: VlobID): Promise<FsPath | null> {
		this.#check();
		if (!(await this.#tree.get(id))) return null;
		const where = await this.#tree.whereIs(id);
		return where.kind === "found" ? where.path : null;
	}

	/** What a folder lists now, a page at a time; in no order. */
	async list(path: FsPath): Promise<ListOutcome> {
		this.#check();
		const found = await this.#tree.resolve(path);
		if (found.kind !== "found") return { kind: "entry_not_found" };
		const { entry: folder, confinementPoint } = found;
		if (!isFolder(folder)) return { kind: "entry_is_file" };
		const children = this.#tree.children(folder);
		const stat = (child: Parameters<typeof statOf>[0]) => {
			const stays = folder.local_confinement_points.has(child.base.id) ? folder.base.id : null;
			return this.#statOf(child, confinementPoint ?? stays);
		};
		async function* entries() {
			for await (const page of children) yield page.map(({ name, entry }) => ({ name, stat: stat(entry) }));
		}
		return { kind: "ok", stat: this.#statOf(folder, confinementPoint), entries: entries() };
	}

	createFile(path: FsPath): Promise<CreateEntryOutcome> {
		this.#check();
		return this.#operations.create(path, "file");
	}

	createFolder(path: FsPath): Promise<CreateEntryOutcome> {
		this.#check();
		return this.#operations.create(path, "folder");
	}

	/** With every folder on the way that is missing; `ok` as well when it is there. */
	createFolders(path: FsPath): Promise<CreateEntryOutcome> {
		this.#check();
		return this.#operations.createFolders(path);
	}

	remove(path: FsPath, mode: RemovalMode): Promise<RemoveEntryOutcome> {
		this.#check();
		return this.#operations.remove(path, mode);
	}

	/** Moves, renames, or exchanges. */
	move(from: FsPath, to: FsPath, mode: MoveMode): Promise<MoveEntryOutcome> {
		this.#check();
		return this.#operations.move(from, to, mode);
	}

	/** @throws RangeError: `truncate` without `write`. */
	open(path: FsPath, options: OpenOptions): Promise<OpenOutcome> {
		this.#check();
		return this.#opened.open(path, options, () => this.#operations.create(path, "file"));
	}

	openById(id: VlobID, options: OpenOptions): Promise<OpenOutcome> {
		this.#check();
		if (options.write && !this.#host.writable()) throw new FileFailure({ kind: "read_only" });
		return this.#opened.openById(id, options);
	}

	/** Whether a file can be read without the server; `null` when there is no such file. */
	async isContentHere(path: FsPath): Promise<boolean | null> {
		this.#check();
		const found = await this.#tree.resolve(path);
		if (found.kind !== "found" || isFolder(found.entry)) return null;
		const ids = [...found.entry.spans.chunks()].map(({ id }) => id);
		return (await this.#data.present(ids)).size === new Set(ids).size;
	}

	/** The workspace as it was, up to now. */
	history(): WorkspaceHistory {
		this.#check();
		return new WorkspaceHistory(this.id, this.#remote, this.#contents, this.#host.now());
	}

	/** Brings back what was at `from`, there or at `to`; `null` when nothing was. */
	restore(snapshot: Snapshot, from: FsPath, to: FsPath = from): Promise<RestoreReport | null> {
		this.#check();
		return this.#restoration.restore(snapshot, from, to);
	}

	/** Brings a file, or a folder with all that it has, from elsewhere to a path: see `importTree`. */
	import(source: SourceNode, to: FsPath, options: ImportOptions = {}): Promise<ImportReport> {
		this.#check();
		return importTree(this.#imports, source, to, { send: !this.#tasks, ...options });
	}

	/** Takes the file at a path, or what a folder has, elsewhere: see `exportTree`. Of the past when `snapshot` is given. */
	export(
		from: FsPath,
		sink: SinkFolder,
		options: ExportOptions & { readonly name?: FsPath[number]; readonly snapshot?: Snapshot } = {},
	): Promise<ExportOutcome> {
		this.#check();
		const { snapshot, name = from.at(-1) } = options;
		return exportTree(snapshot ? this.#past(snapshot) : this.#present(), from, sink, name, options);
	}

	/** What waits to be sent to the server. */
	backlog(): Promise<Backlog> {
		this.#check();
		return this.#storage.backlog();
	}

	/** The entries that have something for the server; `statById` and `pathOf` tell more of each. */
	pending(): Promise<readonly VlobID[]> {
		this.#check();
		return this.#storage.toUpload();
	}

	/** Once, everything that can be: what the server has comes here, and, unless told otherwise, what this device has goes there. */
	synchronize({ upload = true } = {}): Promise<SyncReport> {
		this.#check();
		return this.#synchronizer.all({ upload: upload && this.#host.writable() });
	}

	/**
	 * From now on what changes goes to the server, and comes from there, by itself, until the end.
	 * @param onFailure told why an entry, or (`null`) all of them, could not be synchronized; it is tried again.
	 */
	follow(
		monitor: EventMonitor,
		onFailure: (error: unknown, id: VlobID | null) => void,
		timer: Timer = realTimer,
	): void {
		this.#check();
		if (this.#tasks) throw new Error("These files are followed already");
		this.#tasks = new SyncTasks(
			this.id,
			this.#host,
			this.#storage,
			this.#synchronizer,
			this.#events,
			monitor,
			timer,
			onFailure,
		);
		this.#tasks.start();
	}

	/** What this user may do in the workspace has changed. */
	accessChanged(): void {
		this.#tasks?.accessChanged();
	}

	/** Returns what ends the subscription. */
	subscribe(listener: FileListener): () => void {
		return this.#events.subscribe(listener);
	}

	/** Stores and closes the files that are open. @throws what made one of them fail; everything is closed nevertheless. */
	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<void> {
		await this.#tasks?.stop();
		try {
			await this.#opened.close();
		} finally {
			await this.#storage.close();
		}
	}

	#present(): ExportOrigin {
		return {
			contents: this.#contents,
			entry: async (path) => {
				const found = await this.#tree.resolve(path);
				return found.kind === "found" ? found.entry : null;
			},
			children: (folder) => this.#tree.children(folder),
		};
	}

	#past(snapshot: Snapshot): ExportOrigin {
		return {
			contents: this.#contents,
			entry: (path) => snapshot.entry(path),
			children: async function* (folder) {
				yield await snapshot.children(folder);
			},
		};
	}

	#statOf(entry: Parameters<typeof statOf>[0], confinementPoint: VlobID | null): EntryStat {
		return statOf(this.#opened.current(entry.base.id) ?? entry, confinementPoint);
	}

	#check(): void {
		if (this.#closing) throw new FileFailure({ kind: "stopped" });
	}
}
