import type { Snapshot, WorkspaceFiles } from "@parallax/client";
import { DateTime, DecodeError, FsPath } from "@parallax/protocol";
import { argument, command, optional } from "../../arguments/command.ts";
import { Failure, UsageError } from "../../failure.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { atOption, snapshotAt } from "../../file/past.ts";
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
		...atOption,
		// Not `--version`, which is that of this program.
		atVersion: optional("--at-version <NUMBER>", "That version, as “history” shows them", { parse: versionNumber }),
		to: optional("--to <PATH>", "Where it is brought back to (default: where it was)", { parse: pathInside }),
	},
	arguments: [argument("<PATH>", "The file or folder, where it was then", place)],
	run: async (context, options, [typed]) => {
		const { at, atVersion: version, to } = options;
		if ((at === undefined) === (version === undefined))
			throw new UsageError("exactly one of '--at <DATE>' and '--at-version <NUMBER>' must be given");
		await changing(context, options, [typed], async ([{ files, path }]) => {
			const { terminal } = context;
			const report = await terminal.step("Restoring", async () => {
				const snapshot = at !== undefined ? await snapshotAt(files, at) : await snapshotOf(files, path, version ?? 0);
				return files.restore(snapshot, path, to ?? path);
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

/** The workspace as it was when that version came. */
async function snapshotOf(files: WorkspaceFiles, path: FsPath, version: number): Promise<Snapshot> {
	const there = await files.stat(path);
	if (there.kind !== "ok") {
		throw new Failure("entry_not_found", "Path doesn't exist", {
			causes: [FsPath.format(path)],
			next: "Give the date at which it was there with --at",
		});
	}
	const { id } = there.stat;
	for await (const stat of files.history().versions(id)) {
		if (stat.version !== version) continue;
		const snapshot = await snapshotAt(files, stat.timestamp);
		const then = await snapshot.stat(path);
		if (then.kind === "ok" && then.stat.id === id) return snapshot;
		throw new Failure("was_elsewhere", "That version was at another path", {
			causes: [`it came on ${DateTime.format(stat.timestamp)}`],
			next: "Give that date with --at, the path that it had then, and with --to where it is to be",
		});
	}
	throw new Failure("version_not_found", `There is no version ${version}`, {
		causes: [FsPath.format(path)],
		next: "“parallax history” shows those that there are",
	});
}

function versionNumber(typed: string): number {
	if (!/^[1-9]\d{0,9}$/.test(typed)) throw new DecodeError("it must be a number, 1 at least");
	return Number(typed);
}

function pathInside(typed: string): FsPath {
	const { workspace, path } = place(typed);
	if (workspace) throw new DecodeError("it is in the same workspace: give a path that begins with /");
	return path;
}
