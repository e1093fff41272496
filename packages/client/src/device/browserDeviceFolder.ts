import { type DateTime, DecodeError, type DeviceID, type LocalDevice } from "@parallax/protocol";
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { fileDatabases } from "../storage/fileIndexedDb.ts";
import { certificateDatabase } from "../storage/indexedDb.ts";
import { workspaceDatabase } from "../storage/workspaceIndexedDb.ts";
import { type DeviceDescription, describe, protect, type Unlocked, unlock } from "./deviceFile.ts";

interface Schema extends DBSchema {
	/** The bytes of a device file, as they would be on a disk. */
	device: { key: DeviceID; value: Uint8Array };
	/** Those set aside, which `list` leaves out. */
	archived: { key: DeviceID; value: Uint8Array };
}

/** A device file as a person takes it elsewhere: named so, any program of this protocol finds it (device-files.md §5). */
export interface ExportedDevice {
	readonly fileName: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ImportOutcome =
	| { readonly status: "ok"; readonly device: DeviceDescription }
	/** These are not the bytes of a device file. */
	| { readonly status: "invalid_data" }
	/** It recovers a device, and is none itself (device-files.md §4). */
	| { readonly status: "recovery_file" }
	/** This browser keeps a file of that device already, which stays as it is. */
	| { readonly status: "already_here"; readonly device: DeviceDescription };

export type ChangePasswordOutcome =
	| { readonly status: "ok"; readonly device: DeviceDescription }
	| Exclude<Unlocked, { readonly status: "ok" }>
	| { readonly status: "not_found" };

/**
 * The device files that a browser keeps for this site, in IndexedDB (docs/decisions/021-indexeddb.md), seen alike by all its
 * tabs and workers. Only a password opens one here: a browser has neither keyring nor smart card. What the browser refuses
 * (no room, a private window) throws its `DOMException`.
 */
export class BrowserDeviceFolder {
	readonly #database: IDBPDatabase<Schema>;
	readonly #changes: BroadcastChannel;
	readonly #listeners = new Set<() => void>();

	private constructor(database: IDBPDatabase<Schema>) {
		this.#database = database;
		this.#changes = new BroadcastChannel(database.name);
		this.#changes.onmessage = () => this.#tell();
	}

	static async open(name = "parallax-devices"): Promise<BrowserDeviceFolder> {
		const database = await openDB<Schema>(name, 1, {
			upgrade: (database) => {
				database.createObjectStore("device");
				database.createObjectStore("archived");
			},
		});
		return new BrowserDeviceFolder(database);
	}

	/** All of them by id; what is no device file is skipped. */
	async list(): Promise<readonly DeviceDescription[]> {
		return (await this.#database.getAll("device")).flatMap((bytes) => readDescription(bytes) ?? []);
	}

	/** `undefined` when there is no such file. */
	async unlock(deviceId: DeviceID, password: string): Promise<Unlocked | undefined> {
		const bytes = await this.#database.get("device", deviceId);
		return bytes && unlock(bytes, password);
	}

	/** Makes sure that a new device could be saved, before anything is asked of a server: its keys would be lost otherwise. */
	async prepare(): Promise<void> {
		const probe = "probe" as DeviceID;
		const { store, done } = this.#writing();
		await Promise.all([store.put(new Uint8Array(4096), probe), store.delete(probe), done]);
	}

	/** Saves a new device, protected by a password. */
	async save(device: LocalDevice, password: string, now: DateTime): Promise<DeviceDescription> {
		const bytes = await protect(device, password, now, now);
		await this.#put(device.device_id, () => bytes);
		return describe(bytes);
	}

	/** Protects a device by another password, under a fresh salt (device-files.md §6.3). */
	async changePassword(
		deviceId: DeviceID,
		current: string,
		next: string,
		now: DateTime,
	): Promise<ChangePasswordOutcome> {
		const before = await this.#database.get("device", deviceId);
		if (!before) return { status: "not_found" };
		const unlocked = await unlock(before, current);
		if (unlocked.status !== "ok") return unlocked;
		const bytes = await protect(unlocked.device, next, describe(before).created_on, now);
		// Another tab may have forgotten the device meanwhile: it must not come back.
		const written = await this.#put(deviceId, (present) => present && bytes);
		return written ? { status: "ok", device: describe(written) } : { status: "not_found" };
	}

	/** `undefined` when there is no such file. */
	async export(deviceId: DeviceID): Promise<ExportedDevice | undefined> {
		const bytes = await this.#database.get("device", deviceId);
		return bytes && { fileName: `${deviceId}.keys`, bytes: bytes.slice() };
	}

	/** Keeps a device file that comes from elsewhere, protected as it is. */
	async import(bytes: Uint8Array): Promise<ImportOutcome> {
		const device = readDescription(bytes);
		if (!device) return { status: "invalid_data" };
		if (device.type === "recovery") return { status: "recovery_file" };
		let kept: Uint8Array | undefined;
		await this.#put(device.device_id, (present) => {
			kept = present;
			return present ? undefined : bytes.slice();
		});
		return kept ? { status: "already_here", device: describe(kept) } : { status: "ok", device };
	}

	/**
	 * Deletes the file, then everything this browser keeps for the device; a session that is open on it reads nothing any
	 * more. The device still exists on the server.
	 */
	async forget(deviceId: DeviceID): Promise<void> {
		const { store, done } = this.#writing();
		await Promise.all([store.delete(deviceId), done]);
		this.#changed();
		await deleteDatabases(deviceId);
	}

	/**
	 * Sets the file aside, where nothing finds it any more, and deletes everything else that this browser keeps for the device:
	 * for users who are revoked (device-files.md §6.4). Nothing happens when there is no such file.
	 */
	async archive(deviceId: DeviceID): Promise<void> {
		const transaction = this.#database.transaction(["device", "archived"], "readwrite", { durability: "strict" });
		const [present, aside] = [transaction.objectStore("device"), transaction.objectStore("archived")];
		const bytes = await present.get(deviceId);
		await Promise.all([bytes && aside.put(bytes, deviceId), present.delete(deviceId), transaction.done]);
		this.#changed();
		await deleteDatabases(deviceId);
	}

	/** Calls `listener` when `list` may have changed, be it by another tab. Returns what ends that. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	close(): void {
		this.#listeners.clear();
		this.#changes.close();
		this.#database.close();
	}

	/** Keys exist nowhere else: what is written is on the disk when this resolves. */
	#writing() {
		return this.#database.transaction("device", "readwrite", { durability: "strict" });
	}

	/** Writes what `decide` makes of the file that is there; nothing when it makes nothing of it. */
	async #put(
		deviceId: DeviceID,
		decide: (present: Uint8Array | undefined) => Uint8Array | undefined,
	): Promise<Uint8Array | undefined> {
		const { store, done } = this.#writing();
		const bytes = decide(await store.get(deviceId));
		await Promise.all([bytes && store.put(bytes, deviceId), done]);
		if (bytes) this.#changed();
		return bytes;
	}

	#changed(): void {
		this.#changes.postMessage(null);
		this.#tell();
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

/** All that this browser keeps for a device beside its file. */
async function deleteDatabases(deviceId: DeviceID): Promise<void> {
	const files = await fileDatabases(deviceId);
	await Promise.all(
		[certificateDatabase(deviceId), workspaceDatabase(deviceId), ...files].map((name) => deleteDB(name)),
	);
}

function readDescription(bytes: Uint8Array): DeviceDescription | undefined {
	try {
		return describe(bytes);
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}
