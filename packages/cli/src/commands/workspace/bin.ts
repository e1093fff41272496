import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { paint, text } from "../../terminal/text.ts";
import { workspaceJson, workspaceLine } from "../../workspace/describe.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const bin = command({
	name: "bin",
	summary: "List one's workspaces that are to be deleted; “workspace archive --available” takes one out",
	examples: ["workspace bin --device 3f2", "workspace bin -d 3f2 --json"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const workspaces = await session.workspaces.bin();
			terminal.notice(
				workspaces.length === 0
					? text`No workspace is to be deleted`
					: text`Found ${paint("green", workspaces.length)} workspace(s) to be deleted`,
			);
			terminal.showList(workspaces, workspaceLine, workspaceJson);
		}),
});
