import type { Snapshot, WorkspaceFiles } from "@parallax/client";
import { DateTime } from "@parallax/protocol";
import { optional } from "../arguments/command.ts";
import { instant } from "../arguments/shared.ts";
import { Failure } from "../failure.ts";

export const atOption = {
	at: optional("--at <DATE>", "As it was at that date, such as 2026-11-24T07:52:55Z", { parse: instant }),
};

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
