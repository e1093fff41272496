import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { BenchOrganization } from "../../tools/bench/organization.ts";
import { artifact } from "./support/artifacts.ts";
import { bringDevice } from "./support/devices.ts";
import { countFrames } from "./support/figures.ts";
import { settled } from "./support/screens.ts";
import { scene } from "./support/stage.ts";

const USERS = 2_000;

/** As people sort names: by their numbers. */
const [FIRST, LAST] = ["Person of person1", `Person of person${USERS - 1}`];

/** A window shows some twenty rows; what is drawn around it makes scrolling smooth. Never a tenth of the list. */
const FEW_ROWS = 80;

scene("two thousand users are listed, scrolled, sought, sorted, filtered and selected", {}, async (stage) => {
	const organization = await BenchOrganization.create(stage.port, "Crowd");
	await organization.createUsers(USERS - 1);
	const admin = await stage.person("Admin");
	const { page, t } = admin;
	await bringDevice(admin, organization.device);
	const count = page.getByText(t("organization.users.count", { count: USERS }), { exact: true });
	await count.waitFor({ timeout: 60_000 });
	const grid = page.getByRole("grid", { name: t("organization.users.list") });
	const rows = grid.getByRole("row");
	await rows.nth(10).waitFor();
	const fewRows = async () => assert(((await rows.count()) as number) < FEW_ROWS, "only what is in sight is drawn");
	/** The cell that names a row. */
	const nameOf = (row: number) => grid.getByRole("rowheader").nth(row);

	// Readers hear how long it is, as soon as all of it is there.
	await grid.and(page.locator(`[aria-rowcount='${USERS + 1}']`)).waitFor();
	await fewRows();

	// To the end and back, by the keyboard: the focus goes along.
	await grid.getByRole("row", { name: "Admin" }).focus();
	await page.keyboard.press("End");
	const focused = page.locator("[role=row]:focus");
	await focused.waitFor();
	assert.equal(await focused.getAttribute("aria-rowindex"), String(USERS + 1));
	await fewRows();
	// Below the head and oneself, each in its place.
	const drawn = await rows.evaluateAll((all) =>
		all.map((row) => ({
			index: Number(row.getAttribute("aria-rowindex")),
			name: row.querySelector("[role=rowheader]")?.textContent,
		})),
	);
	const far = drawn.filter(({ index }) => index > 2);
	assert(far.length > 10, "a window of rows has come along");
	for (const { index, name } of far) assert.equal(name, `Person of person${index - 2}`);
	await page.keyboard.press("Home");
	assert.equal(await focused.getAttribute("aria-rowindex"), "2");

	// Smoothly: told in the artifacts, since a machine that is busy drops frames of anything.
	const scrolling = await countFrames(page, async () => {
		await grid.hover();
		for (let turn = 0; turn < 120; turn++) await page.mouse.wheel(0, turn < 60 ? 240 : -240);
		await settled(page);
	});
	writeFileSync(artifact("many-users.json"), `${JSON.stringify({ users: USERS, scrolling }, null, "\t")}\n`);
	await fewRows();

	// Search, sort, filters.
	const search = page.getByRole("searchbox", { name: t("organization.users.search") });
	await search.fill("admin@bench.invalid");
	await page.getByText(t("organization.users.shown", { count: 1, total: USERS }), { exact: true }).waitFor();
	await search.fill("");
	await count.waitFor();
	const byName = grid.getByRole("columnheader", { name: t("organization.users.column.name") });
	await byName.click();
	assert.equal(await byName.getAttribute("aria-sort"), "ascending");
	// Below oneself, who is always first.
	await grid.getByRole("row", { name: FIRST }).and(grid.locator("[aria-rowindex='3']")).waitFor();
	await byName.click();
	assert.equal(await byName.getAttribute("aria-sort"), "descending");
	await grid.getByRole("row", { name: LAST }).and(grid.locator("[aria-rowindex='3']")).waitFor();
	await page.getByRole("button", { name: t("organization.users.filter.profile"), exact: true }).click();
	await page.getByRole("menuitemcheckbox", { name: t("common.profile.STANDARD") }).click();
	await page.keyboard.press("Escape");
	await page.getByText(t("organization.users.shown", { count: 1, total: USERS }), { exact: true }).waitFor();
	await page
		.getByRole("button", {
			name: t("organization.users.filter.some", { heading: t("organization.users.filter.profile") }),
		})
		.click();
	await page.getByRole("menuitemcheckbox", { name: t("common.profile.STANDARD") }).click();
	await page.keyboard.press("Escape");
	await count.waitFor();

	// Everybody but oneself, then nobody.
	await nameOf(1).click({ position: { x: 120, y: 10 } });
	await page.getByText(t("organization.selection.count", { count: 1 }), { exact: true }).waitFor();
	await admin.press(t("organization.selection.all"));
	await page.getByText(t("organization.selection.count", { count: USERS - 1 }), { exact: true }).waitFor();
	await fewRows();
	await admin.press(t("organization.selection.clear"));
	await count.waitFor();

	// In a narrow window one may search while something is selected: who still is among those found stays selected.
	await page.setViewportSize({ width: 360, height: 780 });
	await admin.press(t("organization.users.filter.all"));
	await page.getByRole("menuitem", { name: t("organization.users.filter.select") }).click();
	const last = grid.getByRole("row", { name: LAST });
	await last.click();
	await page.getByText(t("organization.selection.count", { count: 1 }), { exact: true }).waitFor();
	await search.fill(LAST);
	await page.getByText(t("organization.users.shown", { count: 1, total: USERS }), { exact: true }).waitFor();
	assert.equal(await last.getAttribute("aria-selected"), "true");
	await search.fill("");
	await count.waitFor();
	assert.equal(await last.getAttribute("aria-selected"), "true");
});
