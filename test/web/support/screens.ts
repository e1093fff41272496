import type { Page } from "playwright-core";
import { artifact } from "./artifacts.ts";
import { accessibilityProblems } from "./axe.ts";
import type { Person } from "./person.ts";

const THEMES = ["light", "dark"] as const;

/** A telephone held upright, and an ordinary window. */
const SIZES = [
	{ width: 360, height: 780 },
	{ width: 1280, height: 900 },
] as const;
const WIDE = { width: 2560, height: 1440 } as const;

/**
 * Looks at the present screen of somebody as everybody may see it: in both themes, narrow and wide. Keeps a picture of each
 * (`artifacts/screens/LANGUAGE/NAME-WIDTH-THEME.png`) and returns what is wrong with any: what axe finds, and what does not fit.
 */
export async function inspect(
	person: Person,
	name: string,
	{ veryWide = false }: { readonly veryWide?: boolean } = {},
): Promise<string[]> {
	const { page, language } = person;
	const before = page.viewportSize();
	const problems = new Map<string, string[]>();
	for (const size of veryWide ? [...SIZES, WIDE] : SIZES) {
		await page.setViewportSize(size);
		for (const theme of THEMES) {
			await page.emulateMedia({ colorScheme: theme });
			await settled(page);
			await page.screenshot({ path: artifact("screens", language, `${name}-${size.width}-${theme}.png`) });
			for (const problem of [...(await accessibilityProblems(page)), ...(await overflow(page))]) {
				const where = problems.get(problem) ?? [];
				problems.set(problem, [...where, `${size.width} px ${theme}`]);
			}
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

/** Whoever holds a telephone scrolls one way only. */
async function overflow(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth > clientWidth ? [`wider than the window: ${scrollWidth} px in ${clientWidth}`] : [];
	});
}
