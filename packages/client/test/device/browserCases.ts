import {
	BrowserDeviceFolder,
	certificateDatabase,
	fileDatabase,
	IndexedDbCertificateStorage,
	IndexedDbFileStorages,
	IndexedDbWorkspaceStorage,
	workspaceDatabase,
} from "@parallax/client/browser";
import { DateTime, DeviceFile, type DeviceID, encodeBare, type LocalDevice, VlobID } from "@parallax/protocol";
import { type Case, ok, same } from "../../../crypto/test/suite/check.ts";
import { unlock } from "../../src/device/deviceFile.ts";
import { cheapFile, DEVICE, NEW_YEAR, PASSWORD } from "./example.ts";

const LATER = DateTime.parse("2021-01-01T00:00:00Z");
const OTHER = "de10a11cec0020000000000000000000" as DeviceID;
const REALM = VlobID.parse("f".repeat(32));

/** A folder of its own for each case. */
function inFolder(name: string, check: (folder: BrowserDeviceFolder) => Promise<void>): Case {
	return {
		name,
		async check() {
			const folder = await BrowserDeviceFolder.open(name);
			await check(folder);
			folder.close();
		},
	};
}

/** With one device in it, whose password costs nothing to try. */
function withDevice(name: string, check: (folder: BrowserDeviceFolder, bytes: Uint8Array) => Promise<void>): Case {
	return inFolder(name, async (folder) => {
		const bytes = encodeBare(DeviceFile, await cheapFile());
		same((await folder.import(bytes)).status, "ok");
		await check(folder, bytes);
	});
}

/** The secrets of a device do not print: what tells devices apart is asked of each. */
function sameDevice(device: LocalDevice | undefined): void {
	ok(device !== undefined, "a device");
	same(device?.signing_key.expose(), DEVICE.signing_key.expose());
	same(device?.local_symkey.expose(), DEVICE.local_symkey.expose());
}

/** No database of the device is there any more. */
async function nothingLeft(): Promise<void> {
	const names = (await indexedDB.databases()).map(({ name }) => name);
	const { device_id: id } = DEVICE;
	for (const name of [certificateDatabase(id), workspaceDatabase(id), fileDatabase(id, REALM)])
		ok(!names.includes(name), `${name} to be gone`);
}

async function unlocked(folder: BrowserDeviceFolder, password: string): Promise<LocalDevice | undefined> {
	const outcome = await folder.unlock(DEVICE.device_id, password);
	return outcome?.status === "ok" ? outcome.device : undefined;
}

export const cases: readonly Case[] = [
	inFolder("a new device is saved, listed, and opened with its password alone", async (folder) => {
		await folder.prepare();
		same(await folder.list(), []);
		const saved = await folder.save(DEVICE, PASSWORD, NEW_YEAR);
		same(saved.device_id, DEVICE.device_id);
		same(saved.created_on, NEW_YEAR);
		same(await folder.list(), [saved]);
		sameDevice(await unlocked(folder, PASSWORD));
		same(await folder.unlock(DEVICE.device_id, "wrong"), { status: "wrong_password" });
		same(await folder.unlock(OTHER, PASSWORD), undefined);
	}),
	withDevice("what is there is there again when the browser comes back", async (folder) => {
		const again = await BrowserDeviceFolder.open("what is there is there again when the browser comes back");
		same(await again.list(), await folder.list());
		sameDevice(await unlocked(again, PASSWORD));
		again.close();
	}),
	withDevice("a device goes elsewhere as the file that every program reads, and comes back", async (folder, bytes) => {
		const exported = await folder.export(DEVICE.device_id);
		same(exported, { fileName: `${DEVICE.device_id}.keys`, bytes });
		same((await unlock(exported?.bytes ?? new Uint8Array(), PASSWORD)).status, "ok");
		await folder.forget(DEVICE.device_id);
		same(await folder.export(DEVICE.device_id), undefined);
		const back = await folder.import(exported?.bytes ?? new Uint8Array());
		same(back, { status: "ok", device: (await folder.list())[0] });
		sameDevice(await unlocked(folder, PASSWORD));
	}),
	withDevice("an import leaves a device that is there as it is", async (folder) => {
		const [present] = await folder.list();
		const newer = encodeBare(DeviceFile, { ...(await cheapFile()), protected_on: LATER });
		same(await folder.import(newer), { status: "already_here", device: present });
		same(await folder.list(), [present]);
	}),
	inFolder("what is no device file is not imported", async (folder) => {
		const file = await cheapFile();
		for (const bytes of [new Uint8Array(), Uint8Array.of(0xc0), encodeBare(DeviceFile, file).slice(0, -1)]) {
			same(await folder.import(bytes), { status: "invalid_data" });
		}
		const { server_url, organization_id, user_id, device_id, human_handle, device_label } = file;
		const recovery = encodeBare(DeviceFile, {
			type: "recovery",
			created_on: NEW_YEAR,
			protected_on: NEW_YEAR,
			...{ server_url, organization_id, user_id, device_id, human_handle, device_label },
			ciphertext: file.ciphertext,
		});
		same(await folder.import(recovery), { status: "recovery_file" });
		same(await folder.list(), []);
	}),
	withDevice("a password is changed by who knows it: the old one opens nothing any more", async (folder) => {
		same(await folder.changePassword(DEVICE.device_id, "wrong", "next", LATER), { status: "wrong_password" });
		same(await folder.changePassword(OTHER, PASSWORD, "next", LATER), { status: "not_found" });
		sameDevice(await unlocked(folder, PASSWORD));
		const changed = await folder.changePassword(DEVICE.device_id, PASSWORD, "next", LATER);
		const [device] = await folder.list();
		same(changed, { status: "ok", device });
		same([device?.created_on, device?.protected_on], [NEW_YEAR, LATER]);
		same(await folder.unlock(DEVICE.device_id, PASSWORD), { status: "wrong_password" });
		sameDevice(await unlocked(folder, "next"));
	}),
	withDevice("a device that is forgotten while its password changes does not come back", async (folder) => {
		const changing = folder.changePassword(DEVICE.device_id, PASSWORD, "next", LATER);
		await folder.forget(DEVICE.device_id);
		same(await changing, { status: "not_found" });
		same(await folder.list(), []);
	}),
	withDevice("a forgotten device leaves nothing, be its databases open elsewhere", async (folder) => {
		const storage = await IndexedDbCertificateStorage.open(certificateDatabase(DEVICE.device_id));
		const row = {
			type: "user_certificate",
			timestamp: NEW_YEAR,
			filter1: null,
			filter2: null,
			blob: new Uint8Array(1),
		};
		await storage.commit({ forget: false, rows: [row] });
		await IndexedDbWorkspaceStorage.open(workspaceDatabase(DEVICE.device_id));
		await new IndexedDbFileStorages(DEVICE.device_id).open(REALM);
		const ofOther = await new IndexedDbFileStorages(OTHER).open(REALM);
		await folder.forget(DEVICE.device_id);
		same(await folder.list(), []);
		await nothingLeft();
		same(await ofOther.checkpoint(), 0n);
		await ofOther.close();
	}),
	withDevice("a device that is set aside is no longer found, and its databases are gone", async (folder) => {
		await (await IndexedDbCertificateStorage.open(certificateDatabase(DEVICE.device_id))).close();
		await (await IndexedDbWorkspaceStorage.open(workspaceDatabase(DEVICE.device_id))).close();
		await folder.archive(DEVICE.device_id);
		same(await folder.list(), []);
		same(await folder.unlock(DEVICE.device_id, PASSWORD), undefined);
		await nothingLeft();
		await folder.archive(OTHER);
		same(await folder.list(), []);
	}),
	withDevice("every tab is told of what changes", async (folder) => {
		const elsewhere = await BrowserDeviceFolder.open("every tab is told of what changes");
		const changed = () =>
			new Promise<void>((resolve) => {
				const leave = elsewhere.subscribe(() => {
					leave();
					resolve();
				});
			});
		const forgotten = changed();
		await folder.forget(DEVICE.device_id);
		await forgotten;
		same(await elsewhere.list(), []);
		const imported = changed();
		await folder.import(encodeBare(DeviceFile, await cheapFile()));
		await imported;
		same((await elsewhere.list()).length, 1);
		elsewhere.close();
	}),
];
