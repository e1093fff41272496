import type { VlobID } from "@parallax/protocol";
import type { EventMonitor } from "../events/monitor.ts";
import type { FileStorages } from "../storage/fileStorage.ts";
import type { Timer } from "../timer.ts";
import type { WorkspaceAuthor } from "../workspace/author.ts";
import type { WorkspaceInfo } from "../workspace/list.ts";
import type { Workspaces } from "../workspace/workspaces.ts";
import { FileFailure } from "./failure.ts";
import { ServerFiles } from "./remote/serverFiles.ts";
import { TransferLimit } from "./remote/transferLimit.ts";
import { WorkspaceFiles, type WorkspaceFilesOptions } from "./workspaceFiles.ts";

/** What tells of the tasks that synchronize. */
interface Following {
	readonly monitor: EventMonitor;
	readonly onFailure: (error: unknown) => void;
	readonly timer: Timer | undefined;
}

interface Opened {
	readonly files: Promise<WorkspaceFiles>;
	writable: boolean;
}

/** The files of the workspaces of one device: each is opened once, when it is first asked for, and closed with its session. */
export class OpenWorkspaces {
	readonly #author: WorkspaceAuthor;
	readonly #workspaces: Workspaces;
	readonly #storages: FileStorages;
	readonly #options: WorkspaceFilesOptions;
	readonly #opened = new Map<VlobID, Opened>();
	readonly #leave: () => void;
	readonly #limit = new TransferLimit();
	#following: Following | undefined;
	#closed = false;

	constructor(
		author: WorkspaceAuthor,
		workspaces: Workspaces,
		storages: FileStorages,
		options: WorkspaceFilesOptions = {},
	) {
		this.#author = author;
		this.#workspaces = workspaces;
		this.#storages = storages;
		this.#options = options;
		this.#leave = workspaces.subscribe({
			listChanged: (list) => this.#accessMayHaveChanged(list),
		});
	}

	/**
	 * The files of a workspace of this user; `undefined` when there is no such workspace. Close nothing: the session does.
	 * @throws FileFailure `stopped` once the session is closed
	 */
	async files(id: VlobID): Promise<WorkspaceFiles | undefined> {
		if (this.#closed) throw new FileFailure({ kind: "stopped" });
		const known = this.#opened.get(id);
		if (known) return known.files;
		const workspace = await this.#workspaces.find(id);
		if (!workspace || workspace.deleted) return undefined;
		return (this.#opened.get(id) ?? this.#open(workspace)).files;
	}

	/** From now on the workspaces that are open, and those that will be, are synchronized by themselves. */
	follow(monitor: EventMonitor, onFailure: (error: unknown) => void, timer: Timer | undefined): void {
		this.#following = { monitor, onFailure, timer };
		for (const { files } of this.#opened.values()) void files.then((each) => this.#follow(each)).catch(() => {});
	}

	/** Closes the files of a workspace that this user has left; what could not be stored of them is to be erased anyway. */
	async drop(id: VlobID): Promise<void> {
		const opened = this.#opened.get(id);
		this.#opened.delete(id);
		await opened?.files.then((files) => files.close()).catch(() => {});
	}

	/** Stores and closes everything. @throws what made the first of them fail */
	async close(): Promise<void> {
		this.#closed = true;
		this.#leave();
		const closings = [...this.#opened.values()].map(({ files }) => files.then((each) => each.close()));
		this.#opened.clear();
		const results = await Promise.allSettled(closings);
		for (const result of results) if (result.status === "rejected") throw result.reason;
	}

	#open({ id, writable }: WorkspaceInfo): Opened {
		const opened: Opened = { writable, files: this.#start(id, () => opened.writable) };
		this.#opened.set(id, opened);
		// Whoever comes next tries again.
		opened.files.catch(() => this.#opened.get(id) === opened && this.#opened.delete(id));
		return opened;
	}

	async #start(id: VlobID, writable: () => boolean): Promise<WorkspaceFiles> {
		const { device } = this.#author;
		const host = {
			device: device.device_id,
			localKey: device.local_symkey,
			now: () => this.#author.now(),
			writable,
			bootstrap: () => this.#bootstrap(id),
		};
		const remote = new ServerFiles(this.#author, this.#workspaces, id, { limit: this.#limit });
		const made = (await this.#workspaces.rootToCreate(id)) !== null;
		const storage = await this.#storages.open(id);
		const files = await WorkspaceFiles.open(id, host, storage, remote, made, this.#options);
		if (made) await this.#workspaces.rootStored(id);
		this.#follow(files);
		return files;
	}

	async #bootstrap(id: VlobID): Promise<void> {
		const workspace = await this.#workspaces.find(id);
		if (workspace?.nameCertified) return;
		const outcome = await this.#workspaces.bootstrap(id);
		switch (outcome.status) {
			case "ok":
				return;
			case "author_not_allowed":
				// Another Owner makes what is missing; the server tells whether this is enough.
				return;
			case "realm_deleted":
				throw new FileFailure({ kind: "realm_deleted" });
			default:
				throw new FileFailure({ kind: "not_bootstrapped" });
		}
	}

	#follow(files: WorkspaceFiles): void {
		if (!this.#following || this.#closed) return;
		const { monitor, onFailure, timer } = this.#following;
		files.follow(monitor, onFailure, timer);
	}

	#accessMayHaveChanged(list: readonly WorkspaceInfo[]): void {
		for (const { id, writable } of list) {
			const opened = this.#opened.get(id);
			if (!opened || opened.writable === writable) continue;
			opened.writable = writable;
			void opened.files.then((files) => files.accessChanged()).catch(() => {});
		}
	}
}
