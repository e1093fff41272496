// Plain JavaScript, for the same reason as run.mjs, which is its only user.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const app = join(root, "packages/web");

/** The web app as the server hosts it. */
export const webAppDirectory = join(app, "dist");

/** What the bundle is made of. */
const sources = [
	...["index.html", "package.json", "vite.config.ts", "build", "public", "src"].map((name) => join(app, name)),
	...["client", "crypto", "protocol"].map((name) => join(root, "packages", name, "src")),
	join(root, "package-lock.json"),
];

/**
 * Builds the web app, unless what is there is newer than all that it is made of. The new one takes its place whole, so that a
 * server that runs never sees a half. Returns false, after the reason was printed, when it cannot be built.
 */
export function buildWebApp() {
	const document = join(webAppDirectory, "index.html");
	const started = new Date();
	if (existsSync(document) && sources.every((source) => newest(source) < statSync(document).mtimeMs)) return true;
	console.error("Building the web app (after each change of its sources, some seconds)…");
	const fresh = `${webAppDirectory}.${process.pid}.new`;
	const old = `${webAppDirectory}.${process.pid}.old`;
	const { status } = spawnSync(
		join(root, "node_modules/node/bin/node"),
		[join(root, "node_modules/vite/bin/vite.js"), "build", "--outDir", fresh, "--emptyOutDir", "--logLevel", "warn"],
		// Standard output belongs to the task that needs the app.
		{ cwd: app, stdio: ["ignore", 2, 2], env: { ...process.env, NODE_ENV: "production" } },
	);
	if (status !== 0) {
		rmSync(fresh, { recursive: true, force: true });
		console.error(
			"\nThe web app could not be built: see above. To start the server without it: PARSEC_WITH_CLIENT_WEB_APP= npm start",
		);
		return false;
	}
	// A source that was saved while it was being built makes it out of date.
	utimesSync(join(fresh, "index.html"), started, started);
	if (existsSync(webAppDirectory)) renameSync(webAppDirectory, old);
	renameSync(fresh, webAppDirectory);
	rmSync(old, { recursive: true, force: true });
	return true;
}

/** When something below was last changed; removing a file changes its folder. 0 when there is nothing. */
function newest(path) {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (!stat) return 0;
	if (!stat.isDirectory()) return stat.mtimeMs;
	return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
