import type { PastStat } from "@parallax/client";
import { DateTime, FsPath } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { authorText } from "../../file/authors.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { treeOfNow, treeOfPast } from "../../file/entry.ts";
import { atOption, snapshotAt } from "../../file/past.ts";
import { place } from "../../file/place.ts";
import { jsonTime } from "../../terminal/json.ts";
import { paint, text } from "../../terminal/text.ts";

export const history = command({
	name: "history",
	summary: "List the versions of a file or a folder, the last one first",
	examples: [
		"history --device 3f2 --workspace Contracts /2026/lease.pdf",
		"history -d 3f2 Contracts:/removed.odt --at 2026-11-01T00:00:00Z",
	],
	options: { ...fileOptions, ...atOption },
	arguments: [argument("<PATH>", "The file or folder; with --at, what had that path then", place)],
	run: (context, options, [typed]) =>
		reading(context, options, [typed], async ([{ files, path }], session) => {
			const { terminal } = context;
			const tree = options.at === undefined ? treeOfNow(files) : treeOfPast(await snapshotAt(files, options.at));
			const { id } = await tree.entry(path);
			const listing = terminal.listing<Version>(
				({ stat: { version, timestamp, type, size }, author }) =>
					text`- ${paint("yellow", `v${version}`)} ${DateTime.format(timestamp)} ${type === "file" ? String(size) : "-"} ${author}`,
				({ stat, author }) => ({
					version: stat.version,
					timestamp: jsonTime(stat.timestamp),
					updated: jsonTime(stat.updated),
					type: stat.type,
					...(stat.type === "file" ? { size: Number(stat.size) } : {}),
					author: stat.author,
					author_name: author,
				}),
			);
			let found = false;
			for await (const stat of files.history().versions(id)) {
				listing.add([{ stat, author: await authorText(session, stat.author) }]);
				found = true;
				if (!terminal.outIsOpen) return;
			}
			listing.end();
			if (!found) terminal.notice(text`The server has no version of ${FsPath.format(path)} yet`);
		}),
});

interface Version {
	readonly stat: PastStat;
	readonly author: string;
}
