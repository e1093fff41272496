import type { DeviceDescription } from "@parallax/client";
import { BrowserDeviceFolder } from "@parallax/client/browser";
import { DateTime, type DeviceID, ServerAddr } from "@parallax/protocol";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { EpochMilliseconds, KnownDevice } from "../core/api.ts";

interface Schema extends DBSchema {
	/** When each device was last logged in. */
	login: { key: DeviceID; value: EpochMilliseconds };
}

/** The devices whose files this browser keeps, and what it remembers of them beside the files. */
export class KnownDevices {
	readonly folder: BrowserDeviceFolder;
	readonly #logins: IDBPDatabase<Schema>;

	private constructor(folder: BrowserDeviceFolder, logins: IDBPDatabase<Schema>) {
		this.folder = folder;
		this.#logins = logins;
	}

	/** @throws DOMException when the browser does not let this site keep anything. */
	static async open(): Promise<KnownDevices> {
		const folder = await BrowserDeviceFolder.open();
		const logins = await openDB<Schema>("parallax-logins", 1, {
			upgrade: (database) => {
				database.createObjectStore("login");
			},
		});
		return new KnownDevices(folder, logins);
	}

	async list(isOpen: (device: DeviceID) => boolean): Promise<readonly KnownDevice[]> {
		const files = await this.folder.list();
		return Promise.all(
			files.map(async (file) => shown(file, await this.#logins.get("login", file.device_id), isOpen(file.device_id))),
		);
	}

	async loggedIn(device: DeviceID, on: EpochMilliseconds): Promise<void> {
		await this.#logins.put("login", on, device);
	}

	async forget(device: DeviceID): Promise<void> {
		await this.folder.forget(device);
		await this.#logins.delete("login", device);
	}

	/** Sets aside every device of a user who is revoked: they open nothing any more (web-app.md §3.4). */
	async setAside({ organization_id, user_id }: Pick<DeviceDescription, "organization_id" | "user_id">): Promise<void> {
		for (const file of await this.folder.list()) {
			if (file.user_id === user_id && file.organization_id === organization_id)
				await this.folder.archive(file.device_id);
		}
	}
}

function shown(file: DeviceDescription, lastLoginOn: EpochMilliseconds | undefined, open: boolean): KnownDevice {
	return {
		deviceId: file.device_id,
		userId: file.user_id,
		organizationId: file.organization_id,
		server: ServerAddr.fromUrl(file.server_url).host,
		name: file.human_handle.label,
		email: file.human_handle.email,
		deviceLabel: file.device_label,
		createdOn: DateTime.toMilliseconds(file.created_on),
		lastLoginOn: lastLoginOn ?? null,
		protection: file.type === "password" && !file.needsTotp ? "password" : "other",
		open,
	};
}
