// The one script that must run on whatever Node started npm: it installs what is missing,
// then hands over to the Node that the project depends on. Plain JavaScript, no dependency.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWebApp, webAppDirectory } from "./webApp.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");

/** Installs the locked dependencies, unless npm has already installed those of this lock file. */
function install() {
	const installed = join(modules, ".package-lock.json");
	const wanted = join(root, "package-lock.json");
	if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
	console.error("Installing what Parallax needs (once, about a minute)…");
	const npm = spawnSync("npm", ["ci", "--no-progress"], {
		cwd: root,
		stdio: ["ignore", 2, 2],
		shell: process.platform === "win32",
	});
	if (npm.status !== 0) {
		console.error(
			"\nThe installation failed: see what npm says above. Is the network reachable? Then run the same command again.",
		);
		process.exit(1);
	}
}

/** Runs the project's own Node; terminal signals reach it too, so this process only waits for its end. */
function node(...args) {
	const child = spawn(join(modules, "node", "bin", "node"), args, { cwd: process.cwd(), stdio: "inherit" });
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
		process.on(signal, () => {
			if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
		});
	}
	child.on("error", (error) => {
		console.error(`Could not start the project's Node: ${error.message}\nDelete node_modules and try again.`);
		process.exit(1);
	});
	child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Hosts the web app, unless the operator chose another one, or (with an empty variable) none. */
function start(args) {
	if (process.env.PARSEC_WITH_CLIENT_WEB_APP === undefined) {
		if (!buildWebApp()) process.exit(1);
		process.env.PARSEC_WITH_CLIENT_WEB_APP = webAppDirectory;
	}
	node(join(root, "packages/server/src/main.ts"), "run", ...args);
}

/** The tests say themselves what is wrong with an app that cannot be built. */
function test(args) {
	buildWebApp();
	node(join(root, "tools/test.ts"), ...args);
}

const tasks = {
	start,
	build: () => process.exit(buildWebApp() ? 0 : 1),
	test,
	"test:vectors": (args) => node(join(root, "tools/test.ts"), "--vectors", ...args),
	check: (args) => node(join(root, "tools/test.ts"), "--check", ...args),
	bench: (args) => node(join(root, "tools/bench/main.ts"), ...args),
};

const [task, ...args] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task ?? "")) {
	console.error(`Usage: node tools/run.mjs ${Object.keys(tasks).join("|")} [options]`);
	process.exit(2);
}
install();
tasks[task](args);
