import { DecodeError } from "@parallax/protocol";
import { argument, command } from "../arguments/command.ts";
import { SHELLS, type Shell } from "../arguments/completion.ts";

export const autoComplete = command({
	name: "auto-complete",
	summary: "Print the script that lets a shell complete the command line",
	examples: ["auto-complete bash > ~/.local/share/bash-completion/completions/parallax", 'auto-complete "$SHELL"'],
	options: {},
	arguments: [argument("<SHELL>", `${SHELLS.join(", ")}, or the path of one`, shell)],
	run: async ({ terminal, completionScript }, _options, [wanted]) => terminal.showRaw(completionScript(wanted)),
});

/** People write `$SHELL`, which is a path. */
function shell(typed: string): Shell {
	const name = typed.slice(typed.lastIndexOf("/") + 1);
	const found = SHELLS.find((each) => each === name);
	if (!found) throw new DecodeError(`Possible values: ${SHELLS.join(", ")}`);
	return found;
}
