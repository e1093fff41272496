/** Programs that tests need from Debian's packages. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Installs packages; takes root and a network. False when it fails: apt has said why on standard error. */
export function installPackages(...packages: readonly string[]): boolean {
	return apt("update") && apt("install", "-y", ...packages);
}

function apt(...args: readonly string[]): boolean {
	// Test files run side by side, and apt refuses to run twice at once.
	const turn = join(tmpdir(), "parallax-apt.lock");
	const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	// Its output goes to standard error: standard output is for results, or for the reporter of the tests.
	return spawnSync("flock", [turn, "apt-get", ...args], { stdio: ["ignore", 2, 2], env: environment }).status === 0;
}
