/** Gives the path of Chromium, which it installs when it is missing. As a program: does so and prints the path. */
import { existsSync } from "node:fs";
import { installPackages } from "../debian.ts";

const CHROMIUM = "/usr/bin/chromium";

/** @throws Error that says what to do, when there is no Chromium and it cannot be installed. */
export function ensureChromium(): string {
	const chosen = process.env["PARALLAX_CHROMIUM"] ?? CHROMIUM;
	if (existsSync(chosen)) return chosen;
	if (chosen !== CHROMIUM) throw new Error(`PARALLAX_CHROMIUM names ${chosen}, which does not exist.`);
	if (installPackages("chromium") && existsSync(CHROMIUM)) return CHROMIUM;
	throw new Error(
		"The browser tests need Chromium, which could not be installed from Debian's packages (that takes root and a network). " +
			"Install it by hand, then name the program in the variable PARALLAX_CHROMIUM.",
	);
}

if (import.meta.main) console.log(ensureChromium());
