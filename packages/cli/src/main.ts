import { createRequire } from "node:module";
import { useNetworkSettings } from "@parallax/client/node";
import { CommanderError } from "commander";
import { completionScript } from "./arguments/completion.ts";
import type { Globals } from "./arguments/globals.ts";
import { surroundings } from "./context.ts";
import { failureOf, Interrupted, UsageError } from "./failure.ts";
import { Interruption } from "./interruption.ts";
import { makeProgram } from "./program.ts";
import { Terminal } from "./terminal/terminal.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { readonly version: string };

/** What errors are shown with when the command line was not understood. */
const FALLBACK: Globals = {
	format: wantsJson(process.argv) ? "json" : "plain",
	progress: undefined,
	color: "auto",
	yes: false,
	noInput: false,
	lockTimeout: undefined,
};

await main();

async function main(): Promise<void> {
	const interruption = new Interruption((code) => process.exit(code));
	interruption.listen();
	let terminal = new Terminal(FALLBACK, process.env, interruption);
	const program = makeProgram(programName(), version, async (globals) => {
		terminal = new Terminal(globals, process.env, interruption);
		await useNetworkSettings(process.env);
		const { lockTimeout } = globals;
		const environment = process.env;
		return {
			terminal,
			interruption,
			environment,
			lockTimeout,
			completionScript: (shell) => completionScript(program, shell),
			...surroundings(environment, version),
		};
	});
	try {
		await program.parseAsync();
	} catch (error) {
		process.exitCode = report(error, terminal);
	} finally {
		terminal.close();
	}
}

/** Tells what went wrong, if something did; gives the exit code. */
function report(error: unknown, terminal: Terminal): number {
	if (error instanceof CommanderError) {
		// Help and version were asked for, or were printed for want of a command.
		if (error.exitCode === 0) return 0;
		if (error.code === "commander.help") return 2;
	}
	const failure = error instanceof CommanderError ? usageError(error) : failureOf(error);
	// An interruption exits by itself, once everything has been told to stop.
	if (!(failure instanceof Interrupted)) terminal.fail(failure);
	return failure.exitCode;
}

function usageError({ message }: CommanderError): UsageError {
	return new UsageError(message.replace(/^error: /, ""));
}

/** The launcher tells the name that it was called by (cli.md §4). */
function programName(): string {
	return process.env["PARALLAX_PROGRAM_NAME"] === "parsec-cli" ? "parsec-cli" : "parallax";
}

function wantsJson(argv: readonly string[]): boolean {
	return argv.some(
		(word, index) =>
			word === "--json" ||
			/^--format=jsonl?$/.test(word) ||
			(word === "--format" && /^jsonl?$/.test(argv[index + 1] ?? "")),
	);
}
