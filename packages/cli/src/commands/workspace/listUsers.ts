import { VlobID } from "@parallax/protocol";
import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { paint, text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { memberJson, memberLine } from "../../workspace/describe.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const listUsers = command({
	name: "list-users",
	summary: "List who is in a workspace, and with which role",
	examples: [
		"workspace list-users --device 3f2 --workspace Contracts",
		"workspace list-users -d 3f2 -w Contracts --json",
	],
	options: { ...unlockOptions, ...workspaceOption },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const { id } = await findWorkspace(session, options.workspace);
			const members = await session.workspaces.members(id);
			terminal.notice(
				members.length === 0
					? text`No user has access to that workspace`
					: text`Workspace ${VlobID.hyphenated(id)} is shared with ${paint("green", members.length)} user(s)`,
			);
			terminal.showList(members, memberLine, memberJson);
		}),
});
