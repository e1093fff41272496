import type { Page } from "playwright-core";
import { artifact } from "./artifacts.ts";
import { accessibilityProblems } from "./axe.ts";
import type { Person } from "./person.ts";

const THEMES = ["light", "dark"] as const;

/** A telephone held upright, an ordinary window, and all of a large screen, where nothing else than the space changes. */
const SIZES = [
	{ width: 360, height: 780, audited: true },
	{ width: 1280, height: 900, audited: true },
	{ width: 2560, height: 1440, audited: false },
] as const;

/**
 * Looks at the present screen of somebody as everybody may see it: in both themes, narrow, wide and very wide. Keeps a picture of
 * each (`artifacts/screens/LANGUAGE/NAME-WIDTH-THEME.png`) and returns what is wrong with any: what axe finds, and what does not
 * fit.
 */
export async function inspect(person: Person, name: string): Promise<string[]> {
	const { page, language } = person;
	const before = page.viewportSize();
	const problems = new Map<string, string[]>();
	for (const { width, height, audited } of SIZES) {
		await page.setViewportSize({ width, height });
		for (const theme of THEMES) {
			await page.emulateMedia({ colorScheme: theme });
			await settled(page);
			await page.screenshot({ path: artifact("screens", language, `${name}-${width}-${theme}.png`) });
			const found = [...(audited ? await accessibilityProblems(page) : []), ...(await misfits(page))];
			for (const problem of found) problems.set(problem, [...(problems.get(problem) ?? []), `${width} px ${theme}`]);
		}
	}
	await page.emulateMedia({ colorScheme: "light" });
	if (before) await page.setViewportSize(before);
	return [...problems].map(([problem, where]) => `${name} (${where.join(", ")}): ${problem}`);
}

/** Once fonts are there and whatever moves for a while has arrived. */
export async function settled(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await document.fonts.ready;
		const endless = (animation: Animation) =>
			animation.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
		const moving = document.getAnimations().filter((animation) => !endless(animation));
		// One that is cancelled has gone too.
		await Promise.allSettled(moving.map((animation) => animation.finished));
	});
}

/** Whoever holds a telephone scrolls one way only, and reads every label whole. */
async function misfits(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		const wide = scrollWidth > clientWidth ? [`wider than the window: ${scrollWidth} px in ${clientWidth}`] : [];
		const cut = [...document.querySelectorAll("nav a, nav button, main button, [role=dialog] button")]
			.filter((element) => element.checkVisibility() && getComputedStyle(element).overflowX !== "visible")
			.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
			.map(({ textContent }) => `cut off: ${textContent}`);
		const tabs = [...document.querySelectorAll<HTMLElement>(".px-tabs")]
			.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
			.map(({ textContent }) => `tabs that do not fit: ${textContent}`);
		const hints = [...document.querySelectorAll("input")]
			.filter(({ value, placeholder }) => value === "" && placeholder !== "")
			.filter((input) => {
				const { fontWeight, fontSize, fontFamily, letterSpacing, paddingInlineStart, paddingInlineEnd } =
					getComputedStyle(input);
				const brush = document.createElement("canvas").getContext("2d");
				if (!brush) throw new Error("nothing measures texts here");
				Object.assign(brush, { font: `${fontWeight} ${fontSize} ${fontFamily}`, letterSpacing });
				const room = input.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
				return brush.measureText(input.placeholder).width > room + 1;
			})
			.map(({ placeholder }) => `placeholder cut off: ${placeholder}`);
		return [...wide, ...cut, ...tabs, ...hints];
	});
}
