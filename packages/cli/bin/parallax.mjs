#!/usr/bin/env node
// Runs the command line on the Node that the project depends on, whatever Node started this file.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const require = createRequire(import.meta.url);
const node = join(dirname(require.resolve("node/package.json")), "bin", "node");
const child = spawn(node, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
	stdio: "inherit",
	// It also answers to parsec-cli, through a symbolic link of that name.
	env: { ...process.env, PARALLAX_PROGRAM_NAME: basename(process.argv[1]) },
});
// A terminal sends its Ctrl-C to both processes; any other signal has reached only this one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => {
		if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
	});
}
child.on("exit", (code, signal) => {
	if (!signal) process.exit(code ?? 1);
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
});
