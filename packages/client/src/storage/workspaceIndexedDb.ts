import type { DeviceID, VlobID } from "@parallax/protocol";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { WorkspaceChange, WorkspaceRow, WorkspaceStorage } from "./workspaceStorage.ts";

interface Schema extends DBSchema {
	workspace: { key: VlobID; value: Uint8Array };
}

/** One IndexedDB database per device. */
export class IndexedDbWorkspaceStorage implements WorkspaceStorage {
	readonly #database: IDBPDatabase<Schema>;

	private constructor(database: IDBPDatabase<Schema>) {
		this.#database = database;
	}

	/** @param name `workspaceDatabase` gives that of a device. */
	static async open(name: string): Promise<IndexedDbWorkspaceStorage> {
		const database = await openDB<Schema>(name, 1, {
			upgrade: (database) => void database.createObjectStore("workspace"),
			// The device is being forgotten, maybe by another tab: nobody waits for this one.
			blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
		});
		return new IndexedDbWorkspaceStorage(database);
	}

	async all(): Promise<readonly WorkspaceRow[]> {
		const { store } = this.#database.transaction("workspace");
		const [ids, blobs] = await Promise.all([store.getAllKeys(), store.getAll()]);
		return ids.flatMap((id, index) => {
			const blob = blobs[index];
			return blob ? [{ id, blob }] : [];
		});
	}

	async commit({ put = [], forget = [] }: WorkspaceChange): Promise<void> {
		// A view would be stored together with the whole of the memory that it looks at. Copied before anything is begun: what
		// fails here changes nothing.
		const rows = put.map(({ id, blob }) => ({ id, blob: blob.slice() }));
		const { store, done } = this.#database.transaction("workspace", "readwrite", { durability: "strict" });
		await Promise.all([
			...forget.map((id) => store.delete(id)),
			...rows.map(({ id, blob }) => store.put(blob, id)),
			done,
		]);
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}

/** A name that the official program does not use: each keeps its own (device-files.md §8). */
export function workspaceDatabase(deviceId: DeviceID): string {
	return `parallax-${deviceId}-workspaces`;
}
