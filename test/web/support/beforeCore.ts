import type { Page } from "playwright-core";

const CORE = "**/core.worker-*.js";

/** Has something happen in the worker of the next pages before the core begins there: only there is it another world. */
export async function beforeCore(page: Page, script: string): Promise<void> {
	await page.route(CORE, async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: `{ ${script} }\n${await response.text()}` });
	});
}

/** The core lives an hour ago; only its clock is another one. */
export const AN_HOUR_AGO = "const now = Date.now; Date.now = () => now() - 3_600_000;";

/** What browsers do whose settings let no site keep anything. */
export const NOTHING_KEPT = `
	IDBFactory.prototype.open = () => { throw new DOMException("refused", "SecurityError"); };
`;

/** The core of the next pages is that of everybody again. */
export async function asEverybody(page: Page): Promise<void> {
	await page.unroute(CORE);
}
