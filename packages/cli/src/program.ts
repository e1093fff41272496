import { Command as Parser } from "commander";
import { declareGlobals, readGlobals } from "./arguments/globals.ts";
import { groups, rootCommands } from "./commands/index.ts";
import type { Context } from "./context.ts";

/** Makes the context of a command, once the whole line was understood. */
export type Begin = (globals: ReturnType<typeof readGlobals>) => Promise<Context>;

/** The whole command line. Its errors are `CommanderError`s; nothing is printed but help, and nothing exits. */
export function makeProgram(name: string, version: string, begin: Begin): Parser {
	const program = new Parser(name);
	program
		.description("Parallax: share, end-to-end encrypted, on any Parsec server")
		// Errors are shown in one place, in the format asked for: here they are only thrown.
		.configureOutput({ outputError() {} })
		.exitOverride()
		.showSuggestionAfterError()
		.version(`${name} ${version}`, "-V, --version", "Show the version");
	declareGlobals(program);
	const start = () => begin(readGlobals(program));
	for (const group of groups) {
		const parser = program.command(group.name).summary(group.summary).description(group.summary);
		for (const command of group.commands) command.declare(parser, start);
	}
	for (const command of rootCommands) command.declare(program, start);
	return program;
}
