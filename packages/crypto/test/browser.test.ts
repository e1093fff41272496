import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInChromium } from "../../../tools/browser/runner.ts";

test("the whole suite holds in Chromium", (t) =>
	runInChromium(t, fileURLToPath(import.meta.resolve("./browserCases.ts"))));
