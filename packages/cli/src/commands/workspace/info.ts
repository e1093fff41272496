import type { WorkspaceInfo, WorkspaceMember } from "@parallax/client";
import { DateTime } from "@parallax/protocol";
import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { jsonTime } from "../../terminal/json.ts";
import { join, type Text, text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { memberJson, memberLine, workspaceJson, workspaceLine } from "../../workspace/describe.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const info = command({
	name: "info",
	summary: "Show all that is known of a workspace",
	examples: ["workspace info --device 3f2 --workspace Contracts", "workspace info -d 3f2 -w Contracts --json"],
	options: { ...unlockOptions, ...workspaceOption },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			await bringUpToDate(context, session);
			const workspace = await findWorkspace(session, options.workspace, { deletedToo: true });
			const members = await session.workspaces.members(workspace.id);
			context.terminal.show(plain(workspace, members), {
				...workspaceJson(workspace),
				created_on: jsonTime(workspace.createdOn),
				can_write: workspace.writable,
				can_take_ownership: workspace.canTakeOwnership,
				users: members.map(memberJson),
			});
		}),
});

function plain(workspace: WorkspaceInfo, members: readonly WorkspaceMember[]): Text {
	const lines = [
		workspaceLine(workspace),
		text`Created on ${DateTime.format(workspace.createdOn)}`,
		...(workspace.canTakeOwnership ? [text`It has no Owner any more: “workspace take-ownership” makes you so`] : []),
		...members.map((member) => text`- ${memberLine(member)}`),
	];
	return join(lines, "\n");
}
