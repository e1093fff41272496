import { argument, command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { refusal } from "../../workspace/refusal.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";
import { workspaceName } from "./create.ts";

export const rename = command({
	name: "rename",
	summary: "Give another name to a workspace, for everybody who is in it",
	examples: [
		"workspace rename --device 3f2 --workspace Contracts 'Signed contracts'",
		"workspace rename -d 3f2 -w Contracts --json Archive",
	],
	options: { ...unlockOptions, ...workspaceOption },
	arguments: [argument("<NAME>", "The new name", workspaceName)],
	run: (context, options, [name]) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const { id } = await findWorkspace(session, options.workspace);
			await terminal.step(
				"Renaming workspace",
				async () => {
					const outcome = await session.workspaces.rename(id, name);
					if (outcome.status !== "ok") throw refusal(outcome, NOT_ALLOWED);
				},
				text`Workspace has been renamed`,
			);
			terminal.showOutcome({ workspace_id: id, workspace_name: name });
		}),
});

const NOT_ALLOWED = {
	message: "Author not allowed",
	next: "Ask an Owner of the workspace; “parallax workspace list-users” shows who they are",
} as const;
