import { statfs } from "node:fs/promises";
import { join } from "node:path";
import {
	ImportDisturbed,
	type ImportFailure,
	type ImportProblem,
	type ImportReport,
	SourceError,
	type SourceNode,
} from "@parallax/client";
import { diskSource } from "@parallax/client/node";
import { FsPath } from "@parallax/protocol";
import { argument, command, flag } from "../../arguments/command.ts";
import { chosenDirectories } from "../../device/choose.ts";
import { Failure } from "../../failure.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { place } from "../../file/place.ts";
import { leftText, transferring, updateOption } from "../../file/transfer.ts";

export const importCommand = command({
	name: "import",
	summary: "Bring a file or a folder of this computer into a workspace; run again, it goes on where it was ended",
	examples: [
		"workspace import --device 3f2 --workspace Contracts ~/Documents/2026 /2026",
		"workspace import -d 3f2 --update all --stream film.mkv Videos:/film.mkv",
	],
	options: {
		...fileOptions,
		...updateOption,
		parents: flag("-p, --parents", "Make the folders that it is to be in"),
		stream: flag("--stream", "Send large files straight to the server, without a copy on this device"),
	},
	arguments: [
		argument("<SRC>", "The file, or the folder with all that it has", (typed) => typed),
		argument("<DEST>", "The path that it is to have: /PATH or WORKSPACE:/PATH", place),
	],
	async run(context, options, [from, to]) {
		// Before a password is asked for in vain.
		const source = await sourceAt(from);
		const local = options.offline || options.noSync;
		await changing(context, options, [to], async ([{ files, path, workspace }]) => {
			const { data } = chosenDirectories(context.environment, options);
			const report = await transferring(context, "Importing", ({ progress, signal }) =>
				files.import(source, path, {
					...(options.update && { onConflict: options.update }),
					parents: options.parents,
					stream: local ? "never" : options.stream ? "always" : "auto",
					...(local && { send: false }),
					freeSpace: () => freeSpace(data),
					progress,
					signal,
				}),
			).catch((error) => {
				throw error instanceof ImportDisturbed ? disturbed(error) : error;
			});
			const left = leftText(report);
			if (left) context.terminal.notice(left);
			if (report.failures.length > 0) throw notImported(from, source, report);
			const { files: count, folders, bytes, same, skipped } = report;
			return { workspace_id: workspace.id, path: FsPath.format(path), files: count, folders, bytes, same, skipped };
		});
	},
});

async function sourceAt(from: string): Promise<SourceNode> {
	try {
		return await diskSource(from);
	} catch (error) {
		if (!(error instanceof SourceError)) throw error;
		throw new Failure("source_unreadable", `${from}: ${error.message}`, {
			next: "Check the path, and that you may read it",
		});
	}
}

/** Of the disk where the data of devices are; `null` when the system does not tell. */
async function freeSpace(data: string): Promise<bigint | null> {
	for (const folder of [data, join(data, "..")]) {
		const found = await statfs(folder, { bigint: true }).catch(() => null);
		if (found) return found.bavail * found.bsize;
	}
	return null;
}

function disturbed({ how }: ImportDisturbed): Failure {
	return new Failure("import_disturbed", "Somebody else worked in the folder that the files go to", {
		causes: [how === "removed" ? "it was removed meanwhile" : "it has got files of the same names meanwhile"],
		next: "Run the same command again: it goes on where this one was ended",
	});
}

/** In the words of the official command line (cli.md §3.27). */
function notImported(from: string, source: SourceNode, { failures }: ImportReport): Failure {
	const lines = failures.map((failure) => lineOf(from, source, failure));
	const next = failures.some(({ problem }) => problem.kind === "exists")
		? "Replace what is there with “--update all”, keep both with “--update rename”, or leave it with “--update skip”"
		: "What could be imported is; the same command, run again, imports the rest";
	const [only] = lines;
	if (source.kind !== "folder" && only !== undefined) return new Failure("not_imported", only, { next });
	return new Failure("not_imported", `Errors during folder import:\n${lines.join("\n")}`, {
		causes: [`${failures.length} errors during folder import`],
		next,
	});
}

function lineOf(from: string, source: SourceNode, { path, problem }: ImportFailure): string {
	const below = source.kind === "folder" ? path : [];
	return `${[from, ...below].join("/")}: ${problemText(problem)}`;
}

function problemText(problem: ImportProblem): string {
	switch (problem.kind) {
		case "exists":
			return "already exists";
		case "other_kind":
			return "already exists, as a folder where it is a file or the other way round";
		case "invalid_name":
			return `its name cannot be that of an entry: ${problem.detail}`;
		case "same_name":
			return "another one has the same name once it is normalized";
		case "parent_not_found":
			return "the folder that it would be in doesn't exist: --parents makes it";
		case "busy":
			return "the file that is there is being written";
		case "unreadable":
			return problem.detail;
	}
}
