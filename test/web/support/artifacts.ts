import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";

/** Outside of what git keeps. `PARALLAX_ARTIFACTS` names another folder. */
const FOLDER = process.env["PARALLAX_ARTIFACTS"] ?? join(import.meta.dirname, "../../../artifacts");

/** The path of an artifact, whose folder then exists. */
export function artifact(...path: readonly string[]): string {
	const file = join(FOLDER, ...path);
	mkdirSync(dirname(file), { recursive: true });
	return file;
}

/** What a page shows at this moment, as a picture and as assistive technology reads it. */
export async function keepTrace(page: Page, name: string): Promise<void> {
	if (page.isClosed()) return;
	const file = artifact("failures", name.replaceAll(/[^\p{L}\p{N}]+/gu, "-"));
	try {
		await page.screenshot({ path: `${file}.png`, timeout: 5_000 });
		writeFileSync(`${file}.yaml`, `${page.url()}\n${await page.locator("body").ariaSnapshot({ timeout: 5_000 })}\n`);
	} catch {
		// The page is in no state to be looked at: the failure itself tells why.
	}
}
