import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, parse } from "node:path";
import { type DateTime, DecodeError, type DeviceID, type LocalDevice } from "@parallax/protocol";
import { type Directories, deviceDataDirectory } from "../configuration/directories.ts";
import {
	type DeviceDescription,
	describe,
	type Protection,
	protect,
	type Unlocked,
	type UnlockedByKeyring,
	unlock,
	unlockByKeyring,
} from "./deviceFile.ts";
import type { Keyring } from "./keyring.ts";
import { makePrivateFolder, writePrivateFile } from "./privateFiles.ts";

const EXTENSION = ".keys";

/** A device file on disk. */
export interface StoredDevice extends DeviceDescription {
	readonly path: string;
}

/** The device files of one person, in the folder that the official programs use too (device-files.md §5, §6). */
export class DeviceFolder {
	readonly #directories: Directories;

	constructor(directories: Directories) {
		this.#directories = directories;
	}

	get path(): string {
		return join(this.#directories.config, "devices");
	}

	/** All of them by path; what is no device file is skipped, and the first file of a device hides its others. */
	async list(): Promise<readonly StoredDevice[]> {
		const found = new Map<DeviceID, StoredDevice>();
		for (const path of (await keyFiles(this.path)).sort()) {
			const device = await readDescription(path);
			if (device && !found.has(device.device_id)) found.set(device.device_id, device);
		}
		return [...found.values()];
	}

	async unlock(stored: StoredDevice, password: string): Promise<Unlocked> {
		return unlock(await readFile(stored.path), password);
	}

	async unlockByKeyring(stored: StoredDevice, keyring: Keyring): Promise<UnlockedByKeyring> {
		return unlockByKeyring(await readFile(stored.path), keyring);
	}

	/**
	 * Makes sure that a new device could be saved, before anything is asked of a server: its keys would be lost otherwise.
	 * @throws Error of the file system.
	 */
	async prepare(): Promise<void> {
		await makePrivateFolder(this.path);
		const probe = join(this.path, `probe-${process.pid}.tmp`);
		await (await open(probe, "w", 0o600)).close();
		await rm(probe);
	}

	/** Saves a new device under its usual name. */
	async save(device: LocalDevice, protection: Protection, now: DateTime): Promise<StoredDevice> {
		return this.#write(join(this.path, `${device.device_id}${EXTENSION}`), await protect(device, protection, now, now));
	}

	/** Protects a device again, in place, otherwise or with other content. */
	async protectAgain(
		stored: StoredDevice,
		device: LocalDevice,
		protection: Protection,
		now: DateTime,
	): Promise<StoredDevice> {
		return this.#write(stored.path, await protect(device, protection, stored.created_on, now));
	}

	/** Puts the file aside: the device is no longer listed, its data stay (device-files.md §6.4). */
	async archive(stored: StoredDevice): Promise<void> {
		await rename(stored.path, `${stored.path}.archived`);
	}

	/** Deletes the file, then everything this computer keeps for the device. The device still exists on the server. */
	async forget(stored: StoredDevice): Promise<void> {
		await rm(stored.path);
		await rm(deviceDataDirectory(this.#directories, stored.device_id), { recursive: true, force: true });
	}

	async #write(path: string, bytes: Uint8Array): Promise<StoredDevice> {
		await writePrivateFile(path, bytes);
		return { ...describe(bytes), path };
	}
}

/** Regular files whose last extension is exactly `keys`; links are not followed, a missing folder is empty. */
async function keyFiles(folder: string): Promise<string[]> {
	let entries: Awaited<ReturnType<typeof readFolder>>;
	try {
		entries = await readFolder(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw error;
	}
	const files: string[] = [];
	for (const entry of entries) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) files.push(...(await keyFiles(path)));
		else if (entry.isFile() && parse(entry.name).ext === EXTENSION) files.push(path);
	}
	return files;
}

function readFolder(folder: string) {
	return readdir(folder, { withFileTypes: true });
}

async function readDescription(path: string): Promise<StoredDevice | undefined> {
	try {
		return { ...describe(await readFile(path)), path };
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}
