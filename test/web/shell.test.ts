import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { freePort } from "../support/officialServer.ts";
import { watchServer } from "../support/ourServer.ts";
import { Person } from "./support/person.ts";
import { launchChromium, scene } from "./support/stage.ts";

const DIST = join(import.meta.dirname, "../../packages/web/dist");

/** Waits until the service worker has everything that it keeps. */
async function shellKept(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
}

function shells(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => caches.keys());
}

scene("opened once, it opens without a network, at any address", {}, async (stage) => {
	const alice = await stage.person("Alice");
	const { page } = alice;
	await shellKept(page);
	const heading = await page.getByRole("heading", { level: 1 }).textContent();
	await alice.setOffline(true);
	await page.reload();
	assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), heading);
	await page.goto(new URL("/client/join", stage.url).href);
	await alice.sees(alice.t("join.problem.none.title"));
	await alice.setOffline(false);
});

scene("it can be installed, like a program", {}, async (stage) => {
	const { page, context } = await stage.person("Alice");
	await shellKept(page);
	const devTools = await context.newCDPSession(page);
	const { installabilityErrors } = await devTools.send("Page.getInstallabilityErrors");
	// A profile of a test is a private window to Chromium, which installs nothing from there; nothing else is wrong.
	assert.deepEqual(
		installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"),
		[],
	);
	const { errors, manifest } = await devTools.send("Page.getAppManifest");
	assert.deepEqual(errors, []);
	assert.equal(manifest?.name, "Parallax");
});

scene("nothing that comes into the page as text runs, and nothing leaves to another place", {}, async (stage) => {
	const alice = await stage.person("Alice");
	alice.expectProblem(/Content Security Policy|TrustedHTML|TrustedScript|ERR_BLOCKED_BY_CSP|Failed to fetch/);
	const outcome = await alice.page.evaluate(async () => {
		const thrown = (act: () => unknown) => {
			try {
				act();
				return "done";
			} catch (error) {
				return (error as Error).name;
			}
		};
		const script = document.createElement("script");
		return {
			html: thrown(() => {
				document.body.innerHTML = "<b>hello</b>";
			}),
			worker: thrown(() => new Worker("/client/assets/other.js")),
			inline: thrown(() => {
				script.text = "document.title = 'taken'";
				document.head.append(script);
			}),
			title: document.title,
			elsewhere: await fetch("https://example.org/").then(
				() => "done",
				(error: Error) => error.name,
			),
			isolated: crossOriginIsolated,
		};
	});
	assert.equal(outcome.html, "TypeError");
	assert.equal(outcome.worker, "TypeError");
	assert.equal(outcome.inline, "TypeError");
	assert.notEqual(outcome.title, "taken");
	assert.equal(outcome.elsewhere, "TypeError");
	assert.equal(outcome.isolated, true);
});

test("a new build on the server is told to the page, which loads it when the person wants", async () => {
	const folder = mkdtempSync(join(tmpdir(), "parallax-build-"));
	const build = join(folder, "dist");
	cpSync(DIST, build, { recursive: true });
	const port = await freePort();
	const server = await watchServer(port, [
		...["run", "--data", join(folder, "data"), "--port", String(port)],
		...["--with-client-web-app", build],
	]);
	const browser = await launchChromium();
	try {
		const alice = await Person.open(browser, "Alice", {});
		const { page } = alice;
		await page.goto(`http://127.0.0.1:${port}/`);
		await shellKept(page);
		// From here on the page is one that a service worker serves, as on every later visit.
		await page.reload();
		const [first] = await shells(page);

		replaceBuild(build);
		await page.evaluate(async () => {
			await (await navigator.serviceWorker.ready).update();
		});
		await page.getByText("A new version of Parallax is ready.").waitFor();
		assert.deepEqual((await shells(page)).length, 2, "the page that is open keeps what it was made of");
		await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload" }).click()]);
		await page.locator("meta[name=build]").waitFor({ state: "attached" });
		assert.deepEqual(await shells(page), [first, "parallax-shell-0123456789abcdef"]);
		assert.deepEqual(alice.takeProblems(), []);
	} finally {
		await browser.close();
		await server.stop();
		rmSync(folder, { recursive: true });
	}
});

/** As a build of changed sources would be: another document, and a service worker with another list. */
function replaceBuild(build: string): void {
	const [worker, document] = [join(build, "serviceWorker.js"), join(build, "index.html")];
	for (const file of [worker, document]) rmSync(`${file}.br`, { force: true });
	const text = readFileSync(worker, "utf8");
	const changed = text.replace(/(version\\":\\")[0-9a-f]{16}/, "$10123456789abcdef");
	assert.notEqual(changed, text);
	writeFileSync(worker, changed);
	writeFileSync(document, readFileSync(document, "utf8").replace("<head>", '<head><meta name="build" content="new">'));
}
