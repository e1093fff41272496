import assert from "node:assert/strict";
import { ServerUrl } from "@parallax/protocol";
import { newOrganization } from "../support/meeting.ts";
import { bringDevice, importDevice } from "./support/devices.ts";
import { scenesOf } from "./support/stage.ts";

/** Each in an organization of its own. */
const scene = scenesOf({}, async () => {});

scene("a device of another server is not taken in, since this page may not ask that server", async (stage) => {
	const { device } = await newOrganization(stage.address, "Abroad");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await importDevice(alice, { ...device, server_url: ServerUrl.parse("https://elsewhere.example/") });
	await page.getByText(t("home.imported.elsewhere", { server: "elsewhere.example" })).waitFor();
	await page.reload();
	await alice.sees(t("home.headline"));
	assert.equal(await page.getByText("Abroad").count(), 0);
});

scene("a device that is open in another tab cannot be forgotten before it is closed there", async (stage) => {
	const { device } = await newOrganization(stage.address, "Twice");
	const alice = await stage.person("Alice");
	const { t } = alice;
	await bringDevice(alice, device);
	const first = alice.page;
	await first.getByText("alice@example.com").first().waitFor();

	const forget = async () => {
		const menu = t("home.list.menu", { organization: "Twice", name: "Alice" });
		await alice.press(menu);
		await alice.page.getByRole("menuitem", { name: t("home.list.forget") }).click();
		await alice.press(t("home.forget.confirm"), alice.page.getByRole("alertdialog"));
	};
	const second = await alice.openTab();
	await second.goto(stage.url);
	await forget();
	await second.getByText(t("home.forget.inUse", { organization: "Twice" })).waitFor();
	await second.getByRole("link", { name: "Twice" }).waitFor();

	await first.bringToFront();
	await first.getByRole("button", { name: t("session.frame.menu.title") }).click();
	await first.getByRole("menuitem", { name: t("session.frame.menu.logOut") }).click();
	await alice.press(t("session.frame.logOut.confirm"), first.getByRole("alertdialog"));
	await first.getByRole("heading", { name: t("home.list.title") }).waitFor();
	await second.bringToFront();
	await forget();
	await second.getByText(t("home.forget.done", { organization: "Twice" })).waitFor();
	await alice.sees(t("home.headline"));
});
