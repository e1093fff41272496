import { FsPath } from "@parallax/protocol";
import { argument, command, flag } from "../../arguments/command.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { treeOfNow } from "../../file/entry.ts";
import { linkRefusal } from "../../file/linkRefusal.ts";
import { place } from "../../file/place.ts";
import { text } from "../../terminal/text.ts";

export const link = command({
	name: "link",
	summary: "Make a link to a file or a folder, which only those who are in the workspace can open",
	examples: ["link --device 3f2 --workspace Contracts /2026/lease.pdf", "link -d 3f2 --parsec3 Contracts:/2026"],
	options: { ...fileOptions, parsec3: flag("--parsec3", "In the form that only programs open: parsec3://…") },
	arguments: [argument("<PATH>", "The file or folder", place)],
	run: (context, options, [typed]) =>
		reading(context, options, [typed], async ([{ files, path, workspace }], session) => {
			await treeOfNow(files).entry(path);
			const outcome = await session.workspaces.linkTo(workspace.id, path);
			if (outcome.status !== "ok") throw linkRefusal(outcome);
			const url = options.parsec3 ? outcome.link.toParsec3() : outcome.link.toHttpRedirection();
			context.terminal.show(text`${url}`, { url, workspace_id: workspace.id, path: FsPath.format(path) });
		}),
});
