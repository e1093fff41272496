import { FsPath } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { authorText } from "../../file/authors.ts";
import { entryJson, entryText } from "../../file/describe.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { treeOfNow, treeOfPast } from "../../file/entry.ts";
import { chosenPast, pastOptions } from "../../file/past.ts";
import { place } from "../../file/place.ts";

export const stat = command({
	name: "stat",
	summary: "Show what is known of a file or a folder",
	examples: ["stat --device 3f2 --workspace Contracts /2026/lease.pdf", "stat -d 3f2 --json Contracts:/2026"],
	options: { ...fileOptions, ...pastOptions },
	arguments: [argument("<PATH>", "The file or folder", place)],
	run: (context, options, [typed]) =>
		reading(context, options, [typed], async ([{ files, path }], session) => {
			const snapshot = await chosenPast(files, path, options);
			const tree = snapshot ? treeOfPast(snapshot) : treeOfNow(files);
			const entry = await tree.entry(path);
			const [shownPath, author] = [FsPath.format(path), await authorText(session, entry.author)];
			context.terminal.show(entryText(shownPath, entry, author), {
				...entryJson({ path: shownPath }, entry),
				author_name: author,
			});
		}),
});
