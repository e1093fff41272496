import { join } from "node:path";
import { protect } from "@parallax/client";
import { DateTime, type LocalDevice } from "@parallax/protocol";
import type { Person } from "./person.ts";
import { PASSWORD } from "./story.ts";

// People whose devices were made by a program (test/support/meeting.ts), which is quicker than by hand: they bring the file in.

/** Chooses the file of a device on the first page, as it is in a browser without devices. */
export async function importDevice({ page, t }: Person, device: LocalDevice): Promise<void> {
	const now = DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n);
	const buffer = Buffer.from(await protect(device, PASSWORD, now, now));
	await page.getByRole("button", { name: t("home.lostAccess.title") }).click();
	const choosing = page.waitForEvent("filechooser");
	await page.getByRole("button", { name: t("home.lostAccess.importFile") }).click();
	await (await choosing).setFiles({ name: `${device.device_id}.keys`, mimeType: "application/octet-stream", buffer });
}

/** On the page that asks for the password of a device. */
export async function givePassword(person: Person): Promise<void> {
	await person.fill(person.t("common.field.password"), PASSWORD);
	await person.press(person.t("login.button"));
}

/** From the first page to the inside of the organization. */
export async function bringDevice(person: Person, device: LocalDevice): Promise<void> {
	await importDevice(person, device);
	await givePassword(person);
	await inOrganization(person);
}

/** Inside, wherever that is: an External begins with oneself. */
export async function inOrganization({ page, t }: Person): Promise<void> {
	await page.getByRole("button", { name: t("session.frame.menu.title") }).waitFor();
}

/** Brings the file of the device of an organization out of the browser, into a folder; gives its path. */
export async function exportDevice(person: Person, organization: string, to: string): Promise<string> {
	const { page, t, name } = person;
	await person.press(t("home.list.menu", { organization, name }));
	const downloading = page.waitForEvent("download");
	await page.getByRole("menuitem", { name: t("home.list.export"), exact: true }).click();
	const download = await downloading;
	const file = join(to, download.suggestedFilename());
	await download.saveAs(file);
	await page.getByText(t("home.exported.done")).waitFor();
	return file;
}
