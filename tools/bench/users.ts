import type { Page } from "playwright-core";
import { bringDevice } from "../../test/web/support/devices.ts";
import { measureWork, type Work } from "../../test/web/support/figures.ts";
import { Person } from "../../test/web/support/person.ts";
import { launchChromium } from "../../test/web/support/stage.ts";
import { BenchOrganization } from "./organization.ts";

const USERS = 2_000;
/** Half down, half up; a turn of a wheel is some five rows. */
const TURNS = 120;
const TURN_PX = 240;
const SOUGHT = "person19";

export interface UsersFigures {
	readonly users: number;
	/** Elements in the page, whatever the number of users. */
	readonly elements: number;
	/** From the press on the tab to the rows in sight. */
	readonly open: Work;
	/** From there to all of them, while the page answers. */
	readonly rest: Work;
	/** For each turn of the wheel. */
	readonly scroll: Work;
	/** For each letter in the search field. */
	readonly letter: Work;
}

/** What a list of many users costs the page of a computer. */
export async function measureUsers(port: number): Promise<UsersFigures> {
	const organization = await BenchOrganization.create(port, "Crowd");
	await organization.createUsers(USERS - 1);
	const browser = await launchChromium();
	try {
		const admin = await Person.open(browser, "Admin", {});
		const { page, t } = admin;
		await page.goto(`http://127.0.0.1:${port}/`);
		await bringDevice(admin, organization.device);
		const grid = page.getByRole("grid", { name: t("organization.users.list") });
		await page.getByText(t("organization.users.count", { count: USERS }), { exact: true }).waitFor({ timeout: 60_000 });
		const tabs = page.getByRole("navigation", { name: t("organization.title") });
		await tabs.getByRole("link", { name: t("organization.tab.information") }).click();
		await grid.waitFor({ state: "detached" });
		const open = await measureWork(page, async () => {
			await tabs.getByRole("link", { name: t("organization.tab.users") }).click();
			await grid.getByRole("row").nth(10).waitFor();
		});
		const rest = await measureWork(page, () => grid.and(page.locator(`[aria-rowcount="${USERS + 1}"]`)).waitFor());
		const elements = await page.evaluate(() => document.querySelectorAll("*").length);
		await grid.hover();
		const scroll = await measureWork(page, async () => {
			for (let turn = 0; turn < TURNS; turn++) {
				await page.mouse.wheel(0, turn < TURNS / 2 ? TURN_PX : -TURN_PX);
				await nextFrame(page);
			}
		});
		const search = page.getByRole("searchbox", { name: t("organization.users.search") });
		await search.focus();
		const letter = await measureWork(page, async () => {
			for (const typed of SOUGHT) {
				await page.keyboard.type(typed);
				await nextFrame(page);
			}
		});
		return { users: USERS, elements, open, rest, scroll: each(scroll, TURNS), letter: each(letter, SOUGHT.length) };
	} finally {
		await browser.close();
	}
}

function nextFrame(page: Page): Promise<unknown> {
	return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

function each({ script, style, layout, total }: Work, count: number): Work {
	return { script: script / count, style: style / count, layout: layout / count, total: total / count };
}
