import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInChromium } from "../../../../tools/browser/runner.ts";

test("long work lets others have their turn, in Chromium", (t) =>
	runInChromium(t, fileURLToPath(import.meta.resolve("./browserCases.ts"))));
