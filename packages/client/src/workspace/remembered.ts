import { DecryptionError, decryptObject, encryptObject } from "@parallax/crypto";
import {
	DateTime,
	DecodeError,
	dataType,
	EntryName,
	type Infer,
	type LocalDevice,
	nullable,
	VlobID,
} from "@parallax/protocol";
import type { WorkspaceStorage } from "../storage/workspaceStorage.ts";

/**
 * What a device remembers of a workspace, because nothing else can tell it: the roles, members and archiving that official
 * clients keep beside (workspace-data.md §8) are in the certificates here.
 */
export type RememberedWorkspace = Infer<typeof RememberedWorkspace>;
const RememberedWorkspace = dataType("parallax_remembered_workspace", {
	id: VlobID,
	name: EntryName,
	/** Of the certificate that the name was read from; `null`: the name that this device means to give it. */
	name_certified: nullable(DateTime),
	/**
	 * When this device made the workspace; `null`: another did. As long as no root was stored here, its root begins as known to
	 * be empty rather than as unknown (workspace-data.md §4, §12.1: not speculative): then `rootStored` ends that.
	 */
	root_to_create: nullable(DateTime),
});

/** Read once, then kept in memory as on the disk. */
export class RememberedWorkspaces {
	readonly #storage: WorkspaceStorage;
	readonly #device: LocalDevice;
	#known: Promise<Map<VlobID, RememberedWorkspace>> | undefined;
	#writing: Promise<unknown> = Promise.resolve();

	constructor(storage: WorkspaceStorage, device: LocalDevice) {
		this.#storage = storage;
		this.#device = device;
	}

	async all(): Promise<ReadonlyMap<VlobID, RememberedWorkspace>> {
		if (!this.#known) {
			const reading = this.#read();
			this.#known = reading;
			reading.catch(() => {
				if (this.#known === reading) this.#known = undefined;
			});
		}
		return this.#known;
	}

	/** On the disk once settled, all of it or nothing. */
	commit(put: readonly RememberedWorkspace[], forget: readonly VlobID[] = []): Promise<void> {
		const write = this.#writing.then(() => this.#commit(put, forget));
		this.#writing = write.catch(() => {});
		return write;
	}

	async close(): Promise<void> {
		await this.#writing;
		await this.#storage.close();
	}

	async #commit(put: readonly RememberedWorkspace[], forget: readonly VlobID[]): Promise<void> {
		if (put.length === 0 && forget.length === 0) return;
		const known = (await this.all()) as Map<VlobID, RememberedWorkspace>;
		await this.#storage.commit({
			put: put.map((each) => ({
				id: each.id,
				blob: encryptObject(RememberedWorkspace, each, this.#device.local_symkey),
			})),
			forget,
		});
		for (const id of forget) known.delete(id);
		for (const each of put) known.set(each.id, each);
	}

	async #read(): Promise<Map<VlobID, RememberedWorkspace>> {
		const known = new Map<VlobID, RememberedWorkspace>();
		for (const { id, blob } of await this.#storage.all()) {
			const workspace = this.#open(id, blob);
			if (workspace) known.set(id, workspace);
		}
		return known;
	}

	/** A row that is damaged, or stands in the place of another, is as good as none: names are read again. */
	#open(id: VlobID, blob: Uint8Array): RememberedWorkspace | undefined {
		try {
			const workspace = decryptObject(RememberedWorkspace, blob, this.#device.local_symkey);
			return workspace.id === id ? workspace : undefined;
		} catch (error) {
			if (error instanceof DecryptionError || error instanceof DecodeError) return undefined;
			throw error;
		}
	}
}
