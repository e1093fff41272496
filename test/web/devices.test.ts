import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Computer } from "../cli/support/commandLine.ts";
import { companyScenes } from "./support/company.ts";
import { exportDevice } from "./support/devices.ts";
import type { Person } from "./support/person.ts";
import { chooseCode, choosePassword, inside, logIn, logOut, openLink, PASSWORD, readCode } from "./support/story.ts";

// The devices of one person: another browser, another tab, a file, the command line.

const scene = companyScenes();

/** "My profile", "Devices", "Add a device": gives the link that the page shows. */
async function addDevice({ page, t }: Person): Promise<string> {
	await page
		.getByRole("link", { name: t("session.frame.profile") })
		.first()
		.click();
	await page.getByRole("link", { name: t("profile.tabs.devices"), exact: true }).click();
	await page.getByRole("button", { name: t("profile.devices.add"), exact: true }).click();
	await page.getByRole("heading", { name: t("greeting.addDevice.title") }).waitFor();
	return page.getByRole("textbox", { name: t("greeting.addDevice.link") }).inputValue();
}

scene("another browser of the same person becomes a device, by a link and two codes", async (company) => {
	const { stage, alice, organization } = company;
	await company.backToWork(alice);
	const link = await addDevice(alice);
	const phone = await stage.somebody("Alice", { width: 390, height: 844 });
	const { t } = phone;
	await openLink(phone, link);
	await phone.sees(t("join.meetDevice.title", { organization }));
	await alice.press(t("greeting.addDevice.start"));
	await phone.press(t("join.meetDevice.continue"));
	await chooseCode(phone, await readCode(alice));
	await chooseCode(alice, await readCode(phone));
	await phone.sees(t("join.password.title"));
	await choosePassword(phone);
	await phone.press(t("join.password.save"));
	await phone.sees(t("join.done.titleDevice", { name: "Alice" }));
	await alice.sees(t("greeting.addDevice.done.title", { organization }));
	await alice.press(t("greeting.addDevice.done.finish"));
	// Both stand in the list, at once, and the new one is at work.
	await alice.page.getByText(t("common.deviceLabel.Web"), { exact: true }).nth(1).waitFor();
	await phone.press(t("join.done.logIn"));
	await inside(phone);
});

scene(
	"the same device in a second tab is refused with words, and opens once the first has logged out",
	async (company) => {
		const { alice, organization } = company;
		const { t } = alice;
		await company.backToWork(alice);
		const first = alice.page;
		const second = await alice.openTab();
		await second.goto(company.stage.url);
		await second.getByRole("link", { name: organization }).click();
		await alice.sees(organization);
		await alice.fill(t("common.field.password"), PASSWORD);
		await alice.press(t("login.button"));
		await second.getByText(t("login.inUse")).waitFor();
		alice.page = first;
		await logOut(alice);
		await first.close();
		alice.page = second;
		await alice.press(t("login.button"));
		await inside(alice);
	},
);

scene("a device file is exported, forgotten, imported, and opens here and in the command line", async (company) => {
	const { alice, organization } = company;
	const { page, t } = alice;
	await company.backToWork(alice);
	await logOut(alice);
	const computer = new Computer();
	try {
		mkdirSync(computer.devicesFolder, { recursive: true });
		const file = await exportDevice(alice, organization, computer.devicesFolder);

		await alice.press(t("home.list.menu", { organization, name: "Alice" }));
		await page.getByRole("menuitem", { name: t("home.list.forget"), exact: true }).click();
		await alice.press(t("home.forget.confirm"), page.getByRole("alertdialog"));
		await page.getByText(t("home.forget.done", { organization })).waitFor();
		await page.getByRole("heading", { name: t("home.headline") }).waitFor();

		await page.getByText(t("home.lostAccess.title")).click();
		await choose(alice, file, t("home.lostAccess.importFile"));
		await page.getByText(t("home.imported.ok")).waitFor();
		await alice.fill(t("common.field.password"), "not the password at all");
		await alice.press(t("login.button"));
		await page.getByText(t("login.wrongPassword")).waitFor();
		await alice.fill(t("common.field.password"), PASSWORD);
		await alice.press(t("login.button"));
		await inside(alice);

		const users = await computer.json<readonly { readonly human_handle: readonly string[] }[]>(
			["user", "list", "--device", basename(file, ".keys"), "--password-stdin"],
			`${PASSWORD}\n`,
		);
		assert.deepEqual(
			users.map(({ human_handle }) => human_handle),
			[["alice@example.com", "Alice"]],
		);
	} finally {
		computer.discard();
	}
});

scene("what is no device file is refused with words, and so is one that is here already", async (company) => {
	const { alice, stage, organization } = company;
	const { t } = alice;
	await company.backToWork(alice);
	await logOut(alice);
	const computer = new Computer();
	try {
		const own = await exportDevice(alice, organization, computer.folder);
		await chooseFromMenu(alice, own);
		await alice.page.getByText(t("home.imported.already-here")).waitFor();
		const other = join(computer.folder, "holiday.keys");
		writeFileSync(other, "a picture of the sea");
		await chooseFromMenu(alice, other);
		await alice.page.getByText(t("home.imported.invalid")).waitFor();
		await alice.page.goto(stage.url);
		await logIn(alice, organization);
	} finally {
		computer.discard();
	}
});

async function choose({ page }: Person, file: string, button: string): Promise<void> {
	const asking = page.waitForEvent("filechooser");
	await page.getByRole("button", { name: button, exact: true }).click();
	await (await asking).setFiles(file);
}

async function chooseFromMenu(person: Person, file: string): Promise<void> {
	const { page, t } = person;
	await person.press(t("home.list.createOrJoin"));
	const asking = page.waitForEvent("filechooser");
	await page.getByRole("menuitem", { name: t("home.list.import"), exact: true }).click();
	await (await asking).setFiles(file);
}
