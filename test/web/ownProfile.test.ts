import assert from "node:assert/strict";
import { newOrganization } from "../support/meeting.ts";
import { bringDevice, givePassword, inOrganization } from "./support/devices.ts";
import type { Person } from "./support/person.ts";
import { type Stage, scenesOf } from "./support/stage.ts";
import { logIn, logOut, PASSWORD } from "./support/story.ts";
import { wordsOf } from "./support/words.ts";

// What one changes for oneself, in this browser: the password of the device, the language, the theme.

/** Each in an organization of its own. */
const scene = scenesOf({}, async () => {});

/** Somebody in a new organization, on a tab of "My profile". */
async function inProfile(stage: Stage, organization: string, tab: "authentication" | "settings"): Promise<Person> {
	const { device } = await newOrganization(stage.address, organization);
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await bringDevice(alice, device);
	await page
		.getByRole("link", { name: t("session.frame.profile") })
		.first()
		.click();
	await page.getByRole("link", { name: t(`profile.tabs.${tab}`), exact: true }).click();
	await alice.sees(t(`profile.${tab}.title`));
	return alice;
}

scene("the password of a device is changed: the new one opens it, the former does not", async (stage) => {
	const alice = await inProfile(stage, "Locksmiths", "authentication");
	const { page, t } = alice;
	const next = "a heron waits beside the frozen canal";
	const button = page.getByRole("button", { name: t("profile.authentication.button"), exact: true });
	const choose = async (password: string) => {
		await alice.fill(t("profile.authentication.next"), password);
		await alice.fill(t("common.field.passwordAgain"), password);
	};

	await alice.fill(t("profile.authentication.current"), PASSWORD);
	await choose("locksmiths");
	await page.locator("[role=meter][aria-valuenow='1']").waitFor();
	await page.getByText(t("common.password.low", { time: t("common.password.time.seconds") })).waitFor();
	assert.equal(await button.getAttribute("aria-disabled"), "true", "too weak");

	await alice.fill(t("profile.authentication.current"), "not the password at all");
	await choose(next);
	await page.locator("[role=meter][aria-valuenow='3']").waitFor();
	await button.click();
	await page.getByText(t("profile.authentication.wrong")).waitFor();
	await alice.fill(t("profile.authentication.current"), PASSWORD);
	await button.click();
	await page.getByText(t("profile.authentication.changed")).waitFor();
	for (const field of [t("profile.authentication.current"), t("profile.authentication.next")])
		assert.equal(await page.getByLabel(field, { exact: true }).inputValue(), "", "nothing of it stays on the screen");

	await logOut(alice);
	await page.getByRole("link", { name: "Locksmiths" }).click();
	await givePassword(alice);
	await page.getByText(t("login.wrongPassword")).waitFor();
	await page.goto(stage.url);
	await logIn(alice, "Locksmiths", next);
});

scene("the language changes at once, on the same page, and is kept", async (stage) => {
	const alice = await inProfile(stage, "Translators", "settings");
	const { page, t } = alice;
	const french = wordsOf("fr");
	const isIn = (words: typeof t) =>
		page.getByRole("heading", { name: words("profile.settings.title"), exact: true }).waitFor();
	await page.evaluate(() => void Reflect.set(window, "neverReloaded", true));
	const choose = (language: string) => page.getByRole("radio", { name: language, exact: true }).click({ force: true });
	await choose("Français");
	await isIn(french);
	await page.getByRole("link", { name: french("profile.tabs.authentication"), exact: true }).waitFor();
	await page
		.getByRole("link", { name: french("session.frame.manage") })
		.first()
		.waitFor();
	assert.equal(await page.evaluate(() => document.documentElement.lang), "fr");
	await choose("English");
	await isIn(t);
	await choose("Français");
	await isIn(french);
	assert.equal(await page.evaluate(() => Reflect.get(window, "neverReloaded")), true);

	await page.reload();
	await page.getByLabel(french("common.field.password"), { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: french("login.button"), exact: true }).click();
	await isIn(french);
	assert(await page.getByRole("radio", { name: "Français", exact: true }).isChecked());
});

scene("a theme is applied at once, and kept; or it follows the system", async (stage) => {
	const alice = await inProfile(stage, "Painters", "settings");
	const { page, t } = alice;
	const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const choose = (theme: "system" | "light" | "dark") =>
		page.getByRole("radio", { name: t(`common.theme.${theme}`), exact: true }).check({ force: true });
	assert(await page.getByRole("radio", { name: t("common.theme.system"), exact: true }).isChecked());
	const light = await canvas();
	await page.emulateMedia({ colorScheme: "dark" });
	const dark = await canvas();
	assert.notEqual(dark, light);

	await choose("light");
	assert.equal(await canvas(), light, "whatever the system has");
	await page.emulateMedia({ colorScheme: "light" });
	await choose("dark");
	assert.equal(await canvas(), dark);

	await page.reload();
	await page.getByRole("button", { name: t("login.button"), exact: true }).waitFor();
	assert.equal(await canvas(), dark, "kept, before anybody has logged in");
	await givePassword(alice);
	await inOrganization(alice);
	assert(await page.getByRole("radio", { name: t("common.theme.dark"), exact: true }).isChecked());
	await choose("system");
	assert.equal(await canvas(), light);
	await page.reload();
	await page.getByRole("button", { name: t("login.button"), exact: true }).waitFor();
	assert.equal(await canvas(), light);
});
