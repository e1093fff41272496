import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import type { TestContext } from "node:test";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { ensureChromium } from "./ensure-chromium.ts";

/** What a module must export as `cases` to run in the browser. */
export interface BrowserCase {
	readonly name: string;
	check(): void | Promise<void>;
}

declare global {
	/** In the page only. */
	var parallaxCases: readonly BrowserCase[] | undefined;
}

const FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];
const PAGE =
	'<!doctype html><meta charset="utf-8"><title>Parallax</title><script type="module" src="/cases.js"></script>';

/**
 * Bundles the module, runs the cases that it exports in Chromium, and reports each as a subtest of `t`.
 * @param prepare what only who drives the browser can do, before the first case
 */
export async function runInChromium(
	t: TestContext,
	entry: string,
	prepare?: (page: Page) => Promise<void>,
): Promise<void> {
	const server = await serve(await bundle(entry));
	t.after(() => server.close());
	const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
	t.after(() => browser.close());
	const page = await open(browser, server);
	await prepare?.(page);
	const names = await page.evaluate(() => (globalThis.parallaxCases ?? []).map(({ name }) => name));
	if (names.length === 0) throw new Error("the module exports no case");
	for (const [index, name] of names.entries())
		await t.test(name, () => page.evaluate((index) => globalThis.parallaxCases?.[index]?.check(), index));
}

async function bundle(entry: string): Promise<string> {
	const { outputFiles } = await build({
		stdin: {
			contents: `import { cases } from ${JSON.stringify(entry)}; globalThis.parallaxCases = cases;`,
			resolveDir: dirname(entry),
		},
		bundle: true,
		write: false,
		format: "esm",
		platform: "browser",
		target: "esnext",
		logLevel: "error",
	});
	const [file] = outputFiles;
	if (!file) throw new Error("esbuild made no file");
	return file.text;
}

async function serve(script: string): Promise<Server> {
	const server = createServer((request, response) => {
		const isScript = request.url === "/cases.js";
		response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
		response.end(isScript ? script : PAGE);
	});
	const { promise, resolve } = Promise.withResolvers<void>();
	server.listen(0, "127.0.0.1", resolve);
	await promise;
	return server;
}

/** The page, its cases loaded; an error while loading them fails with that error. */
async function open(browser: Browser, server: Server): Promise<Page> {
	const page = await browser.newPage();
	const { promise: failed, reject } = Promise.withResolvers<never>();
	page.once("pageerror", reject);
	await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	await Promise.race([page.waitForFunction(() => globalThis.parallaxCases !== undefined), failed]);
	return page;
}
