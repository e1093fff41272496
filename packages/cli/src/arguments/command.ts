import { DecodeError } from "@parallax/protocol";
import { Argument, InvalidArgumentError, Option, type Command as Parser } from "commander";
import type { Context } from "../context.ts";

/** Reads what was typed. @throws DecodeError or UsageError when it is wrong. */
type Parse<T> = (typed: string) => T;

/** One option of a command, as a value of type `T`. */
export interface OptionSpec<T> {
	readonly flags: string;
	readonly description: string;
	/** The variable of the environment that stands for the option when it is not given. */
	readonly variable?: string;
	readonly choices?: readonly string[];
	readonly kind: "flag" | "optional" | "required" | "repeated";
	readonly parse?: Parse<T>;
	readonly hidden?: boolean;
}

interface More<T> {
	readonly variable?: string;
	readonly choices?: readonly string[];
	readonly parse: Parse<T>;
}

export function flag(
	flags: string,
	description: string,
	more: { readonly hidden?: boolean } = {},
): OptionSpec<boolean> {
	return { flags, description, kind: "flag", ...more };
}

export function optional(flags: string, description: string): OptionSpec<string | undefined>;
export function optional<T>(flags: string, description: string, more: More<T>): OptionSpec<T | undefined>;
export function optional<T>(flags: string, description: string, more?: More<T>): OptionSpec<T | undefined> {
	return { flags, description, kind: "optional", ...more };
}

export function required<T>(flags: string, description: string, more: More<T>): OptionSpec<T> {
	return { flags, description, kind: "required", ...more };
}

/** May be given several times; none is an empty list. */
export function repeated<T>(flags: string, description: string, more: More<T>): OptionSpec<readonly T[]> {
	return { flags, description, kind: "repeated", ...more } as OptionSpec<readonly T[]>;
}

/** One argument of a command. */
export interface ArgumentSpec<T> {
	/** `<NAME>`, `[NAME]`, `<NAME...>` or `[NAME...]`. */
	readonly name: string;
	readonly description: string;
	readonly parse: Parse<unknown>;
	readonly choices?: readonly string[];
	/** Only in the types. */
	readonly value?: T;
}

export function argument<T>(
	name: `<${string}>`,
	description: string,
	parse: Parse<T>,
	choices?: readonly string[],
): ArgumentSpec<T> {
	return { name, description, parse, ...(choices ? { choices } : {}) };
}

/** An argument that may be left out. */
export function optionalArgument<T>(
	name: `[${string}]`,
	description: string,
	parse: Parse<T>,
): ArgumentSpec<T | undefined> {
	return { name, description, parse };
}

/** The rest of the line; `<NAME...>`: one at least. */
export function argumentList<T>(
	name: `[${string}...]` | `<${string}...>`,
	description: string,
	parse: Parse<T>,
): ArgumentSpec<readonly T[]> {
	return { name, description, parse };
}

type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;
type ArgumentSpecs = readonly ArgumentSpec<unknown>[];
export type OptionValues<O extends OptionSpecs> = {
	readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};
type ArgumentValues<A extends ArgumentSpecs> = {
	readonly [K in keyof A]: A[K] extends ArgumentSpec<infer T> ? T : never;
};

interface Definition<O extends OptionSpecs, A extends ArgumentSpecs> {
	readonly name: string;
	/** One line, as it is listed in the help of the group. */
	readonly summary: string;
	/** Two command lines, without the name of the program. */
	readonly examples: readonly [string, string];
	readonly options: O;
	readonly arguments: A;
	run(context: Context, options: OptionValues<O>, args: ArgumentValues<A>): Promise<void>;
}

/** A command as the parser of the command line takes it. */
export interface Command {
	readonly name: string;
	readonly summary: string;
	/** Declares it inside `parser`; `begin` makes the context that it runs in. */
	declare(parser: Parser, begin: (parser: Parser) => Promise<Context>): void;
}

/** A command: its words, its options, and what it does. Every file of `commands/` is one of these. */
export function command<const O extends OptionSpecs, const A extends ArgumentSpecs>(
	definition: Definition<O, A>,
): Command {
	return {
		name: definition.name,
		summary: definition.summary,
		declare(parent, begin) {
			const parser = parent.command(definition.name).summary(definition.summary).description(definition.summary);
			const declared = Object.entries(definition.options).map(([key, spec]) => ({ key, option: optionOf(spec) }));
			for (const { option } of declared) parser.addOption(option);
			for (const spec of definition.arguments) parser.addArgument(argumentOf(spec));
			parser.addHelpText("after", `\nExamples:\n${definition.examples.map((line) => `  parallax ${line}`).join("\n")}`);
			parser.action(async () => {
				const values: Record<string, unknown> = parser.opts();
				const options = Object.fromEntries(
					declared.map(({ key, option }) => [
						key,
						given(option, values) ?? nothingGiven(option, definition.options[key]),
					]),
				);
				await definition.run(
					await begin(parser),
					options as OptionValues<O>,
					parser.processedArgs as unknown as ArgumentValues<A>,
				);
			});
		},
	};
}

/** `--no-x` is kept as an `x` that is true unless it is given. */
function given(option: Option, values: Readonly<Record<string, unknown>>): unknown {
	const value = values[option.attributeName()];
	return option.negate ? value === false : value;
}

function nothingGiven(option: Option, spec: OptionSpec<unknown> | undefined): unknown {
	if (spec?.kind === "repeated") return [];
	return option.isBoolean() ? false : undefined;
}

/** Several commands under one word. */
export interface Group {
	readonly name: string;
	readonly summary: string;
	readonly commands: readonly Command[];
}

export function optionOf(spec: OptionSpec<unknown>): Option {
	const option = new Option(spec.flags, spec.description);
	if (spec.variable) option.env(spec.variable);
	if (spec.kind === "required") option.makeOptionMandatory();
	if (spec.hidden) option.hideHelp();
	if (spec.kind !== "flag") {
		const parse = parsing(spec.parse ?? ((typed) => typed), spec.choices);
		option.argParser((typed: string, before: unknown) => {
			if (spec.kind === "repeated") return [...((before as readonly unknown[] | undefined) ?? []), parse(typed)];
			if (before !== undefined) throw new InvalidArgumentError("It is given more than once.");
			return parse(typed);
		});
		if (spec.choices) option.argChoices = [...spec.choices];
	}
	return option;
}

function argumentOf(spec: ArgumentSpec<unknown>): Argument {
	const argument = new Argument(spec.name, spec.description);
	const parse = parsing(spec.parse, spec.choices);
	argument.argParser<unknown>((typed, before) =>
		argument.variadic ? [...((before as readonly unknown[] | undefined) ?? []), parse(typed)] : parse(typed),
	);
	if (argument.variadic && !argument.required) argument.default([], "none");
	if (spec.choices) argument.argChoices = [...spec.choices];
	return argument;
}

function parsing<T>(parse: Parse<T>, choices: readonly string[] | undefined): Parse<T> {
	return (typed) => {
		if (choices && !choices.includes(typed)) {
			throw new InvalidArgumentError(`Possible values: ${choices.join(", ")}.`);
		}
		try {
			return parse(typed);
		} catch (error) {
			if (error instanceof DecodeError) throw new InvalidArgumentError(`${error.message}.`);
			throw error;
		}
	};
}
