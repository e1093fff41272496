import type { VlobID } from "@parallax/protocol";
import type { EventMonitor } from "../events/monitor.ts";
import type { FileStorages } from "../storage/fileStorage.ts";
import type { Timer } from "../timer.ts";
import type { WorkspaceAuthor } from "../workspace/author.ts";
import type { Workspaces } from "../workspace/workspaces.ts";
import { FileFailure } from "./failure.ts";
import type { OpenWorkspaces } from "./openWorkspaces.ts";
import type { WorkspaceFiles } from "./workspaceFiles.ts";

/**
 * The files of the workspaces of one device. The engine of files is loaded when they are first asked for: a page that shows
 * none does not wait for it. What this user has left is erased all the same.
 */
export class FilesOnDemand {
	readonly #author: WorkspaceAuthor;
	readonly #workspaces: Workspaces;
	readonly #storages: FileStorages;
	readonly #leave: () => void;
	#loading: Promise<OpenWorkspaces> | undefined;
	#engine: OpenWorkspaces | undefined;
	#following: Parameters<OpenWorkspaces["follow"]> | undefined;
	#erasing: Promise<unknown> = Promise.resolve();
	#closed = false;

	constructor(author: WorkspaceAuthor, workspaces: Workspaces, storages: FileStorages) {
		this.#author = author;
		this.#workspaces = workspaces;
		this.#storages = storages;
		this.#leave = workspaces.subscribe({
			gone: (ids) => {
				for (const id of ids) this.#erase(id);
			},
		});
	}

	/**
	 * The files of a workspace of this user; `undefined` when there is no such workspace. Close nothing: the session does.
	 * @throws FileFailure `stopped` once the session is closed
	 */
	async files(id: VlobID): Promise<WorkspaceFiles | undefined> {
		const engine = await this.#load();
		await this.#erasing;
		return engine.files(id);
	}

	/** From now on the workspaces that are open, and those that will be, are synchronized by themselves. */
	follow(monitor: EventMonitor, onFailure: (error: unknown) => void, timer: Timer | undefined): void {
		this.#following = [monitor, onFailure, timer];
		this.#engine?.follow(monitor, onFailure, timer);
	}

	/** Stores and closes everything; an engine that is still being loaded is not waited for. @throws what made the first fail */
	async close(): Promise<void> {
		this.#closed = true;
		this.#leave();
		try {
			await this.#engine?.close();
		} finally {
			await this.#erasing;
		}
	}

	#load(): Promise<OpenWorkspaces> {
		if (!this.#loading) {
			this.#loading = this.#make();
			// Whoever comes next tries again.
			this.#loading.catch(() => {
				this.#loading = undefined;
			});
		}
		return this.#loading;
	}

	async #make(): Promise<OpenWorkspaces> {
		const { OpenWorkspaces } = await import("./openWorkspaces.ts");
		if (this.#closed) throw new FileFailure({ kind: "stopped" });
		this.#engine = new OpenWorkspaces(this.#author, this.#workspaces, this.#storages);
		if (this.#following) this.#engine.follow(...this.#following);
		return this.#engine;
	}

	/** Nothing of a workspace that this user has left stays here. */
	#erase(id: VlobID): void {
		const closed = this.#engine?.drop(id);
		this.#erasing = this.#erasing.then(async () => {
			await closed;
			// `Workspaces` tells of it again when the next program starts, which tries again.
			await this.#storages.erase(id).catch(() => {});
		});
	}
}
