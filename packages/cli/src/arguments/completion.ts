import type { Option, Command as Parser } from "commander";

/** The shells that a completion script is made for. */
export const SHELLS = ["bash", "fish", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];

/** One place of the command line, and what may come there. */
interface Place {
	/** The words that lead there: a group, or a group and a command. */
	readonly path: readonly string[];
	readonly commands: readonly Parser[];
	readonly options: readonly Option[];
}

/** A script that completes groups, commands, options, closed values and files; made of what the parser declares. */
export function completionScript(program: Parser, shell: Shell): string {
	const places = placesOf(program, [], program.options);
	const name = program.name();
	switch (shell) {
		case "bash":
			return bash(name, places);
		case "zsh":
			return `#compdef ${name}\nautoload -U +X bashcompinit && bashcompinit\n${bash(name, places)}`;
		case "fish":
			return fish(name, places);
	}
}

function placesOf(parser: Parser, path: readonly string[], globals: readonly Option[]): Place[] {
	const help = parser.createHelp();
	const commands = help.visibleCommands(parser);
	const here = { path, commands, options: [...new Set([...help.visibleOptions(parser), ...globals])] };
	const named = parser.commands.filter((command) => command.name() !== "help");
	return [here, ...named.flatMap((command) => placesOf(command, [...path, command.name()], globals))];
}

function bash(name: string, places: readonly Place[]): string {
	const known = places.filter(({ path }) => path.length > 0).map(({ path }) => `"${path.join(" ")}"`);
	const values = places.flatMap(({ path, options }) =>
		options
			.filter(({ argChoices }) => argChoices)
			.map(
				(option) =>
					`    ${flags(option)
						.map((word) => `"${path.join(" ")},${word}"`)
						.join("|")}) words="${option.argChoices?.join(" ")}" ;;`,
			),
	);
	const words = places.map(({ path, commands, options }) => {
		const all = [...commands.map((command) => command.name()), ...options.flatMap(flags)];
		return `      "${path.join(" ")}") words="${all.join(" ")}" ;;`;
	});
	return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${place:+$place }$word" in
      ${known.join("|")}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place,$previous" in
${values.join("\n")}
    *) case "$place" in
${words.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _${name} ${name}
`;
}

function fish(name: string, places: readonly Place[]): string {
	const lines = places.flatMap(({ path, commands, options }) => {
		const here = path.map((word) => `__fish_seen_subcommand_from ${word}`);
		const names = commands.map((command) => command.name());
		const begun = names.length > 0 ? [`not __fish_seen_subcommand_from ${names.join(" ")}`] : [];
		const when = (conditions: readonly string[]) => (conditions.length > 0 ? ` -n "${conditions.join("; and ")}"` : "");
		return [
			...commands.map(
				(command) =>
					`complete -c ${name}${when([...here, ...begun])} -f -a ${command.name()} -d ${quoted(command.summary())}`,
			),
			...options.map((option) => {
				const short = option.short ? ` -s ${option.short.slice(1)}` : "";
				const long = option.long ? ` -l ${option.long.slice(2)}` : "";
				const value = option.argChoices ? ` -x -a "${option.argChoices.join(" ")}"` : option.required ? " -r" : "";
				return `complete -c ${name}${when(here)}${short}${long}${value} -d ${quoted(option.description)}`;
			}),
		];
	});
	return `${[...new Set(lines)].join("\n")}\n`;
}

function flags({ short, long }: Option): string[] {
	return [short, long].filter((word) => word !== undefined);
}

function quoted(description: string): string {
	return `'${description.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
