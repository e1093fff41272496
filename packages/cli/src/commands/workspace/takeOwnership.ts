import { command } from "../../arguments/command.ts";
import { forceOption, unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { refusal } from "../../workspace/refusal.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const takeOwnership = command({
	name: "take-ownership",
	summary: "Become the Owner of a workspace whose Owners have all been revoked",
	examples: [
		"workspace take-ownership --device 3f2 --workspace Contracts",
		"workspace take-ownership -d 3f2 -w Contracts --force",
	],
	options: { ...unlockOptions, ...workspaceOption, ...forceOption },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const { id, name } = await findWorkspace(session, options.workspace);
			if (!options.force && terminal.interactive) {
				if (!(await terminal.confirm(`Become the Owner of ${name}?`)))
					return terminal.notice(text`Operation cancelled`);
			}
			await terminal.step(
				"Taking ownership",
				async () => {
					const outcome = await session.workspaces.takeOwnership(id);
					if (outcome.status !== "ok") throw refusal(outcome, NOT_ALLOWED);
				},
				text`You are now an Owner of the workspace`,
			);
			terminal.showOutcome({ workspace_id: id, workspace_name: name, user_role: "OWNER" });
		}),
});

const NOT_ALLOWED = {
	message: "Not allowed",
	next: "Somebody with a higher role is left: ask them. “parallax workspace list-users” shows who they are",
} as const;
