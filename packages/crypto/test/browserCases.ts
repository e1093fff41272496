import * as zstd from "../../protocol/src/data/zstd/browser.ts";
import { zstdSuite } from "../../protocol/test/zstdSuite.ts";
import type { Case } from "./suite/check.ts";
import { suite } from "./suite.ts";

/** What the browser runs: this package's suite, and protocol's for its own browser code. */
export const cases: Case[] = [
	...Object.entries(suite).flatMap(([part, cases]) => cases.map((one) => ({ ...one, name: `${part}: ${one.name}` }))),
	...zstdSuite.map(({ name, check }) => ({ name: `zstd: ${name}`, check: () => check(zstd) })),
].filter((one: Case) => one.only !== "node");
