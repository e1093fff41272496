import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInChromium } from "../../../../tools/browser/runner.ts";
import { QUOTA } from "./fileQuotaCases.ts";

test("files are kept in IndexedDB, in Chromium", (t) =>
	runInChromium(t, fileURLToPath(import.meta.resolve("./fileBrowserCases.ts"))));

test("files are kept in IndexedDB, in a Chromium that has little room", (t) =>
	runInChromium(t, fileURLToPath(import.meta.resolve("./fileQuotaCases.ts")), async (page) => {
		const browser = await page.context().newCDPSession(page);
		await browser.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, quotaSize: QUOTA });
	}));
