import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { paint, text } from "../../terminal/text.ts";
import { workspaceJson, workspaceLine } from "../../workspace/describe.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const list = command({
	name: "list",
	summary: "List one's workspaces",
	examples: ["workspace list --device 3f2", "workspace list -d 3f2 --format json"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const workspaces = await session.workspaces.list();
			terminal.notice(
				workspaces.length === 0
					? text`No workspaces found`
					: text`Found ${paint("green", workspaces.length)} workspace(s)`,
			);
			terminal.showList(workspaces, workspaceLine, workspaceJson);
		}),
});
