import { DecodeError } from "@parallax/protocol";
import { command, optional } from "../../arguments/command.ts";
import { forceOption, unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";
import { updateArchiving } from "./archive.ts";

/** What organizations ask for unless they were told otherwise (workspace-data.md §6). */
const DEFAULT_DAYS = 30;

export const deleteWorkspace = command({
	name: "delete",
	summary: "Plan the deletion of a workspace; until then it is read-only, and can be made available again",
	examples: [
		"workspace delete --device 3f2 --workspace Contracts",
		"workspace delete -d 3f2 -w Contracts --after-days 90 --force",
	],
	options: {
		...unlockOptions,
		...workspaceOption,
		...forceOption,
		afterDays: optional("--after-days <DAYS>", `How long it is kept (default: ${DEFAULT_DAYS})`, { parse: days }),
	},
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const { name } = await findWorkspace(session, options.workspace);
			const afterDays = options.afterDays ?? DEFAULT_DAYS;
			if (!options.force && terminal.interactive) {
				const question = `Delete the workspace ${name} in ${afterDays} days, for everybody who is in it?`;
				if (!(await terminal.confirm(question))) return terminal.notice(text`Operation cancelled`);
			}
			const afterSeconds = afterDays * 86_400;
			await updateArchiving(context, session, options.workspace, { type: "DELETION_PLANNED", afterSeconds });
		}),
});

function days(typed: string): number {
	const value = Number(typed);
	if (!/^\d+$/.test(typed) || value > 36_500) throw new DecodeError("it must be a number of days, from 0 to 36500");
	return value;
}
