import type { Snapshot, WorkspaceFiles } from "@parallax/client";
import { DateTime, DecodeError, FsPath } from "@parallax/protocol";
import { optional } from "../arguments/command.ts";
import { instant } from "../arguments/shared.ts";
import { Failure, UsageError } from "../failure.ts";

export const atOption = {
	at: optional("--at <DATE>", "As it was at that date, such as 2026-11-24T07:52:55Z", { parse: instant }),
};

/** For one file or folder: at a date, or in one of its versions. */
export const pastOptions = {
	...atOption,
	// Not `--version`, which is that of this program.
	atVersion: optional("--at-version <NUMBER>", "As that version was, of those that “history” shows", {
		parse: versionNumber,
	}),
};

/** What `pastOptions` tell; `null`: now. */
export async function chosenPast(
	files: WorkspaceFiles,
	path: FsPath,
	{ at, atVersion }: { readonly at: DateTime | undefined; readonly atVersion: number | undefined },
): Promise<Snapshot | null> {
	if (at !== undefined && atVersion !== undefined)
		throw new UsageError("'--at <DATE>' cannot be used with '--at-version <NUMBER>'");
	if (at !== undefined) return snapshotAt(files, at);
	return atVersion === undefined ? null : snapshotOf(files, path, atVersion);
}

/** The workspace while what has that path now was in that version. */
async function snapshotOf(files: WorkspaceFiles, path: FsPath, version: number): Promise<Snapshot> {
	const there = await files.stat(path);
	if (there.kind !== "ok") {
		throw new Failure("entry_not_found", "Path doesn't exist", {
			causes: [FsPath.format(path)],
			next: "Give the date at which it was there with --at",
		});
	}
	const { id } = there.stat;
	const history = files.history();
	let next: DateTime | undefined;
	for await (const { version: found, timestamp } of history.versions(id)) {
		if (found === version) {
			// As late as can be: a new file comes to the server before the folder that lists it.
			const last = next === undefined ? (await history.bounds())?.last : DateTime.add(next, -1n);
			for (const date of [last ?? timestamp, timestamp]) {
				const snapshot = await snapshotAt(files, date);
				const then = await snapshot.stat(path);
				if (then.kind === "ok" && then.stat.id === id && then.stat.version === version) return snapshot;
			}
			throw new Failure("was_elsewhere", "That version was at another path", {
				causes: [`it came on ${DateTime.format(timestamp)}`],
				next: "Give that date with --at, the path that it had then, and to “restore”, with --to, where it is to be",
			});
		}
		next = timestamp;
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

/** The workspace as it was. @throws Failure when there was none at that date */
export async function snapshotAt(files: WorkspaceFiles, date: DateTime): Promise<Snapshot> {
	const outcome = await files.history().at(date);
	switch (outcome.kind) {
		case "ok":
			return outcome.snapshot;
		case "no_history":
			throw new Failure(outcome.kind, "The workspace has no past yet", {
				causes: ["nothing of it has reached the server"],
				next: "“parallax workspace sync” sends what is on this device",
			});
		case "out_of_bounds": {
			const [first, last] = [outcome.first, outcome.last].map(DateTime.format);
			throw new Failure(outcome.kind, "The workspace was not there at that date", {
				causes: [`its past goes from ${first} to ${last}`],
				next: "Give a date between these",
			});
		}
	}
}
