import { FsPath } from "@parallax/protocol";
import { argumentList, command, flag } from "../../arguments/command.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { isRoot, place } from "../../file/place.ts";
import { pathRefusal } from "../../file/refusal.ts";
import { escapeControls, text } from "../../terminal/text.ts";

export const rm = command({
	name: "rm",
	summary: "Remove files, and folders with all that they have; “restore” brings them back",
	examples: [
		"rm --device 3f2 --workspace Contracts /2026/draft.odt",
		"rm -d 3f2 --force Contracts:/2025 Contracts:/2024",
	],
	options: {
		...fileOptions,
		force: flag("-f, --force", "Ask no question; what is not there is no error"),
		recursive: flag("-r, --recursive", "Folders are removed anyway", { hidden: true }),
	},
	arguments: [argumentList("<PATH...>", "What to remove", place)],
	run: (context, options, [places]) =>
		changing(context, options, places, async (located) => {
			const { terminal } = context;
			const removed: string[] = [];
			for (const { files, path } of located) {
				if (isRoot(path)) throw pathRefusal("cannot_remove_root", path);
				const there = await files.stat(path);
				const isFolder = there.kind === "ok" && there.stat.type === "folder";
				if (isFolder && !options.force && terminal.interactive) {
					const question = `Remove the folder ${escapeControls(FsPath.format(path))} and all that it has?`;
					if (!(await terminal.confirm(question))) {
						terminal.notice(text`Operation cancelled`);
						continue;
					}
				}
				const outcome = await files.remove(path, "entry");
				if (outcome.kind === "ok") removed.push(FsPath.format(path));
				else if (!(outcome.kind === "entry_not_found" && options.force)) throw pathRefusal(outcome.kind, path);
			}
			return { removed };
		}),
});
