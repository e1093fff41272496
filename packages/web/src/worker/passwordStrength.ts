import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";
import * as french from "@zxcvbn-ts/language-fr";
import type { PasswordStrength } from "../core/api.ts";

/** What no password may fall in: with Argon2id, years of a computer (web-app.md §5.3). */
const STRONG = 1e10;
const MODERATE = 1e6;

/** More is not read: what is so long is strong already, and the estimate takes its time with the length. */
const LONGEST = 64;

/** Passwords that one computer tries in a second when it has the device file: Argon2id takes it a tenth of that. */
const GUESSES_A_SECOND = 10;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const CRACK_TIMES: readonly (readonly [below: number, name: PasswordStrength["crackTime"]])[] = [
	[MINUTE, "seconds"],
	[HOUR, "minutes"],
	[DAY, "hours"],
	[MONTH, "days"],
	[YEAR, "months"],
	[100 * YEAR, "years"],
];

let estimator: ZxcvbnFactory | undefined;

/** How hard a password is to guess for somebody who knows words of both languages, common passwords, and `personal`. */
export function passwordStrength(password: string, personal: readonly string[]): PasswordStrength {
	estimator ??= new ZxcvbnFactory({
		dictionary: { ...common.dictionary, ...english.dictionary, ...french.dictionary },
		graphs: common.adjacencyGraphs,
	});
	const { guesses } = estimator.check(password.slice(0, LONGEST), personal.flatMap(words));
	const seconds = guesses / GUESSES_A_SECOND;
	return {
		level: guesses >= STRONG ? "strong" : guesses >= MODERATE ? "moderate" : "low",
		crackTime: CRACK_TIMES.find(([below]) => seconds < below)?.[1] ?? "centuries",
	};
}

/** An address or a name as a whole, and each of its parts. */
function words(text: string): string[] {
	return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length > 2);
}
