import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { findUsers, findWorkspace, userOptions, workspaceOption } from "../../workspace/choose.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";
import { takeAccess } from "./share.ts";

export const unshare = command({
	name: "unshare",
	summary: "Take from users their access to a workspace; its key is changed then",
	examples: [
		"workspace unshare --device 3f2 --workspace Contracts --email bob@example.com",
		"workspace unshare -d 3f2 -w Contracts -u 5aa1c8f4c4fa4e1c8d3e8d2f0c6b7a99",
	],
	options: { ...unlockOptions, ...workspaceOption, ...userOptions },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			await bringUpToDate(context, session);
			const { id } = await findWorkspace(session, options.workspace);
			await takeAccess(context, session, id, await findUsers(session, options));
		}),
});
