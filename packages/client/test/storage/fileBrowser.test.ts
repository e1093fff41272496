import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInChromium } from "../../../../tools/browser/runner.ts";

test("files are kept in IndexedDB, in Chromium", (t) =>
	runInChromium(t, fileURLToPath(import.meta.resolve("./fileBrowserCases.ts"))));
