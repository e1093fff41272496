import { DecodeError, FsPath } from "@parallax/protocol";
import { argument, command, optional } from "../../arguments/command.ts";
import { Failure, UsageError } from "../../failure.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { chosenPast, pastOptions } from "../../file/past.ts";
import { place } from "../../file/place.ts";
import { pathRefusal } from "../../file/refusal.ts";
import { countText } from "../../terminal/quantity.ts";
import { text } from "../../terminal/text.ts";

export const restore = command({
	name: "restore",
	summary: "Bring back a file, or a folder with all that it had; nothing that came since is removed",
	examples: [
		"restore --device 3f2 --workspace Contracts /2026 --at 2026-11-01T00:00:00Z",
		"restore -d 3f2 Contracts:/2026/lease.pdf --at-version 3 --to /2026/lease-v3.pdf",
	],
	options: {
		...fileOptions,
		...pastOptions,
		to: optional("--to <PATH>", "Where it is brought back to (default: where it was)", { parse: pathInside }),
	},
	arguments: [argument("<PATH>", "The file or folder, where it was then", place)],
	run: async (context, options, [typed]) => {
		const { to } = options;
		if (options.at === undefined && options.atVersion === undefined)
			throw new UsageError("either '--at <DATE>' or '--at-version <NUMBER>' must be given");
		await changing(context, options, [typed], async ([{ files, path }]) => {
			const { terminal } = context;
			const report = await terminal.step("Restoring", async () => {
				const snapshot = await chosenPast(files, path, options);
				return snapshot && files.restore(snapshot, path, to ?? path);
			});
			if (!report) throw pathRefusal("entry_not_found", path);
			const { restored, refused } = report;
			terminal.notice(text`${countText(restored, "file")} restored`);
			if (refused.size > 0) {
				throw new Failure("not_restored", `${countText(refused.size, "entry", "entries")} could not be restored`, {
					causes: [...refused].slice(0, 8).map(([where, why]) => `${where}: ${REASONS[why]}`),
					next: "Restore them elsewhere with --to, or move away what is there, and run the command again",
				});
			}
			return { path: FsPath.format(to ?? path), restored };
		});
	},
});

const REASONS = {
	other_kind: "a file stands where a folder was, or a folder where a file was",
	busy: "it is being written",
} as const;

function pathInside(typed: string): FsPath {
	const { workspace, path } = place(typed);
	if (workspace) throw new DecodeError("it is in the same workspace: give a path that begins with /");
	return path;
}
