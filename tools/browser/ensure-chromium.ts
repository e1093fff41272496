/** Gives the path of Chromium, which it installs when it is missing. As a program: does so and prints the path. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CHROMIUM = "/usr/bin/chromium";

/** @throws Error that says what to do, when there is no Chromium and it cannot be installed. */
export function ensureChromium(): string {
	const chosen = process.env["PARALLAX_CHROMIUM"] ?? CHROMIUM;
	if (existsSync(chosen)) return chosen;
	if (chosen !== CHROMIUM) throw new Error(`PARALLAX_CHROMIUM names ${chosen}, which does not exist.`);
	const installed = apt("update") && apt("install", "-y", "chromium");
	if (installed && existsSync(CHROMIUM)) return CHROMIUM;
	throw new Error(
		"The browser tests need Chromium, which could not be installed from Debian's packages (that takes root and a network). " +
			"Install it by hand, then name the program in the variable PARALLAX_CHROMIUM.",
	);
}

function apt(...args: string[]): boolean {
	const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	// Its output goes to standard error: standard output is for the path, or for the reporter of the tests.
	return spawnSync("apt-get", args, { stdio: ["ignore", 2, 2], env: environment }).status === 0;
}

if (import.meta.main) console.log(ensureChromium());
