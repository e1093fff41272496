import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { ExportFailure, ExportReport } from "@parallax/client";
import { diskSink } from "@parallax/client/node";
import { EntryName, FsPath } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { Failure } from "../../failure.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { atOption, snapshotAt } from "../../file/past.ts";
import { place } from "../../file/place.ts";
import { fileRefusal, pathRefusal } from "../../file/refusal.ts";
import { leftText, transferring, updateOption } from "../../file/transfer.ts";

export const exportCommand = command({
	name: "export",
	summary: "Take a file or a folder of a workspace to this computer; run again, it goes on where it was ended",
	examples: [
		"workspace export --device 3f2 --workspace Contracts /2026 ~/Documents/2026",
		"workspace export -d 3f2 Videos:/film.mkv . --at 2026-11-01T00:00:00Z",
	],
	options: { ...fileOptions, ...updateOption, ...atOption },
	arguments: [
		argument("<PATH>", "The file, or the folder with all that it has", place),
		argument(
			"<LOCAL>",
			"The path that it is to have on this computer; a file also goes into a folder",
			(typed) => typed,
		),
	],
	run: (context, options, [from, to]) =>
		reading(context, options, [from], async ([{ files, path, workspace }]) => {
			const snapshot = options.at === undefined ? undefined : await snapshotAt(files, options.at);
			const found = await (snapshot ?? files).stat(path);
			if (found.kind !== "ok") throw pathRefusal("entry_not_found", path);
			const { folder, name } = await destination(found.stat.type, path, to);
			const sink = await diskSink(folder);
			const outcome = await transferring(context, "Exporting", ({ progress, signal }) =>
				files.export(path, sink, {
					...(options.update && { onConflict: options.update }),
					...(snapshot && { snapshot }),
					...(name !== undefined && { name }),
					progress,
					signal,
				}),
			);
			if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
			const { report } = outcome;
			const left = leftText(report);
			if (left) context.terminal.notice(left);
			if (report.failures.length > 0) throw notExported(report);
			const { files: count, folders, bytes, same, skipped } = report;
			context.terminal.showOutcome({
				workspace_id: workspace.id,
				path: resolve(to),
				files: count,
				folders,
				bytes,
				same,
				skipped,
			});
		}),
});

/** The folder that it goes to, which is there afterwards, and the name that a file has in it. */
async function destination(
	type: "file" | "folder",
	path: FsPath,
	to: string,
): Promise<{ readonly folder: string; readonly name: EntryName | undefined }> {
	const isFolder = await stat(to).then(
		(found) => found.isDirectory(),
		() => false,
	);
	if (type === "file") {
		if (isFolder) return { folder: to, name: path.at(-1) };
		return { folder: dirname(resolve(to)), name: EntryName.parse(basename(to)) };
	}
	if (!isFolder) await mkdir(to);
	return { folder: to, name: undefined };
}

function notExported({ failures }: ExportReport): Failure {
	const lines = failures.map((failure) => `${FsPath.format(failure.path).slice(1)}: ${problemText(failure)}`);
	return new Failure("not_exported", `${failures.length === 1 ? "An entry was" : "Some entries were"} not exported`, {
		causes: lines,
		next: "Replace what is there with “--update all”, or keep both with “--update rename”; the same command, run again, exports the rest",
	});
}

function problemText({ problem }: ExportFailure): string {
	if (problem.kind === "refused") return problem.why;
	const { message, causes } = fileRefusal(problem.failure);
	return [message, ...causes].join(": ");
}
