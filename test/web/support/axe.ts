import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2, levels A and AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

declare global {
	/** In the page, once it was put there. */
	var axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } | undefined;
}

/**
 * What axe finds wrong on a page as it is now, one line for each; none is the rule. The script comes by the debugging protocol,
 * since the page's own policy lets nothing else in.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
	if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(axeSource);
	const { violations } = await page.evaluate(async (rules) => {
		if (!globalThis.axe) throw new Error("axe is not in the page");
		return globalThis.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
	}, RULES);
	return violations.flatMap(({ id, help, nodes }) =>
		nodes.map(
			({ target, failureSummary }) =>
				`${id} (${help}): ${target.join(" ")}\n    ${(failureSummary ?? "").replaceAll("\n", "\n    ")}`,
		),
	);
}
