import { DecodeError } from "@parallax/protocol";
import type { Command as Parser } from "commander";
import type { Format } from "../terminal/json.ts";
import type { Progress } from "../terminal/steps.ts";
import type { ColorChoice, TerminalOptions } from "../terminal/terminal.ts";
import { flag, optional, optionOf } from "./command.ts";

/** Understood anywhere on the command line (cli.md §1, §7.3). */
const globals = {
	format: optional("--format <FORMAT>", "How data are written", {
		choices: ["plain", "json", "jsonl", "json-official"],
		parse: (typed) => typed as Format,
	}),
	json: flag("--json", "Same as --format json"),
	progress: optional("--progress <PROGRESS>", "How waiting is shown", {
		choices: ["quiet", "plain", "spinner"],
		parse: (typed) => typed as Progress,
	}),
	color: optional("--color <WHEN>", "When to use colours", {
		choices: ["auto", "always", "never"],
		parse: (typed) => typed as ColorChoice,
	}),
	yes: flag("-y, --yes", "Answer yes to every question that can be"),
	noInput: flag("--no-input", "Ask nothing: any question is an error"),
	lockTimeout: optional("--lock-timeout <SECONDS>", "How long to wait for a device that another process uses", {
		parse: seconds,
	}),
};

export interface Globals extends TerminalOptions {
	/** In milliseconds. */
	readonly lockTimeout: number | undefined;
}

export function declareGlobals(program: Parser): void {
	for (const spec of Object.values(globals)) program.addOption(optionOf(spec));
}

export function readGlobals(program: Parser): Globals {
	const { format, json, progress, color, yes, input, lockTimeout } = program.opts<{
		format?: Format;
		json?: true;
		progress?: Progress;
		color?: ColorChoice;
		yes?: true;
		input: boolean;
		lockTimeout?: number;
	}>();
	return {
		format: format ?? (json ? "json" : "plain"),
		progress,
		color: color ?? "auto",
		yes: yes ?? false,
		noInput: !input,
		lockTimeout,
	};
}

function seconds(typed: string): number {
	const value = Number(typed);
	if (!/^\d+(\.\d+)?$/.test(typed) || value > 1e6) throw new DecodeError("it must be a number of seconds");
	return value * 1000;
}
