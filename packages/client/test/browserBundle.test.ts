import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";

/** Fails on the first import that a browser cannot follow. */
async function bundle(entry: string): Promise<void> {
	const entryPoint = join(import.meta.dirname, "../src", entry);
	const options = { bundle: true, write: false, format: "esm", platform: "browser", target: "esnext" } as const;
	await build({ ...options, entryPoints: [entryPoint], logLevel: "silent" });
}

test("the client is one code for Node and browsers: nothing that it exports needs Node", async () => {
	await bundle("index.ts");
});

test("what needs Node is behind an entry of its own", async () => {
	await assert.rejects(bundle("node.ts"), /Could not resolve "node:/);
});
