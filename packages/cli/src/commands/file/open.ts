import type { Session } from "@parallax/client";
import { FsPath, type VlobID, WorkspacePathAddr } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { entryJson } from "../../file/describe.ts";
import { fileOptions, withDesk } from "../../file/desk.ts";
import { treeOfNow } from "../../file/entry.ts";
import { linkRefusal } from "../../file/linkRefusal.ts";
import { text } from "../../terminal/text.ts";

const { workspace: _, ...options } = fileOptions;

export const open = command({
	name: "open",
	summary: "Tell where a link leads, as other commands take it: WORKSPACE:/PATH",
	examples: [
		"open --device 3f2 'https://…?a=path&p=…'",
		"cat -d 3f2 \"$(parallax open -d 3f2 'https://…?a=path&p=…')\"",
	],
	options,
	arguments: [argument("<LINK>", "The link", WorkspacePathAddr.parse)],
	run: (context, chosen, [link]) =>
		withDesk(context, { ...chosen, workspace: undefined }, [], async (desk) => {
			const outcome = await desk.session.workspaces.readLink(link);
			if (outcome.status !== "ok") throw linkRefusal(outcome);
			const { workspace, path } = outcome;
			const entry = await treeOfNow(await desk.open(workspace)).entry(path);
			const name = await nameOf(desk.session, workspace);
			const shown = FsPath.format(path);
			context.terminal.show(text`${name}:${shown}`, {
				workspace_id: workspace,
				workspace_name: name,
				...entryJson({ path: shown }, entry),
			});
			await desk.sendLeftovers();
		}),
});

/** What other commands find the workspace by. */
async function nameOf({ workspaces }: Session, id: VlobID): Promise<string> {
	const list = await workspaces.list();
	const name = list.find((each) => each.id === id)?.name;
	return name !== undefined && list.filter((each) => each.name === name).length === 1 ? name : id;
}
