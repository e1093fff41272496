import { matchesGlob } from "node:path";
import type { DateTime } from "@parallax/protocol";
import { DecodeError, FsPath } from "@parallax/protocol";
import { command, flag, optional, optionalArgument, repeated } from "../../arguments/command.ts";
import { byteCount, instant } from "../../arguments/shared.ts";
import { entryJson, longLine } from "../../file/describe.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { type NamedEntry, treeOfNow, treeOfPast, type Walked, walk } from "../../file/entry.ts";
import { namesListing } from "../../file/listing.ts";
import { atOption, snapshotAt } from "../../file/past.ts";
import { place, rootPlace } from "../../file/place.ts";

export const find = command({
	name: "find",
	summary: "Find the files and folders below a folder, by name, type, date or size",
	examples: [
		"find --device 3f2 --workspace Contracts --name '*.pdf' --name '*.odt'",
		"find -d 3f2 Contracts:/2026 --type file --larger 10M --newer 2026-11-01T00:00:00Z --print0 | xargs -0 -n1 echo",
	],
	options: {
		...fileOptions,
		...atOption,
		name: repeated("--name <GLOB>", "Called so, with * ? [a-z] {one,other}; may be given several times", {
			parse: (typed) => typed.normalize("NFC"),
		}),
		type: optional("--type <TYPE>", "Only files, or only folders", {
			choices: ["file", "folder"],
			parse: (typed) => typed,
		}),
		newer: optional("--newer <DATE>", "Changed after that date, such as 2026-11-24T07:52:55Z", { parse: instant }),
		older: optional("--older <DATE>", "Changed before that date", { parse: instant }),
		larger: optional("--larger <SIZE>", "Files of more bytes: 1500, 10k, 2.5M", { parse: byteCount }),
		smaller: optional("--smaller <SIZE>", "Files of fewer bytes", { parse: byteCount }),
		maxDepth: optional("--max-depth <LEVELS>", "How far below the folder; 1: what is in itself", { parse: levels }),
		waiting: flag("--waiting", "Only what the server has not yet"),
		long: flag("-l, --long", "Type, size in bytes, date, version, and whether the server has it"),
		print0: flag("--print0", "Paths as they are, each followed by a NUL: for xargs -0"),
	},
	arguments: [optionalArgument("[PATH]", "The folder (default: /)", place)],
	run: (context, options, [typed = rootPlace]) =>
		reading(context, options, [typed], async ([{ files, path: folder }]) => {
			const { terminal } = context;
			const tree = options.at === undefined ? treeOfNow(files) : treeOfPast(await snapshotAt(files, options.at));
			const listing = namesListing<Walked>(terminal, options.print0, ({ path }) => FsPath.format(path), {
				...(options.long ? { plain: ({ path, entry }) => longLine(FsPath.format(path), entry) } : {}),
				json: ({ path, entry }) => entryJson({ path: FsPath.format(path) }, entry),
			});
			for await (const page of walk(tree, folder, options.maxDepth)) {
				listing.add(page.filter(({ entry }) => isWanted(entry, options)));
				if (!terminal.outIsOpen) return;
			}
			listing.end();
		}),
});

interface Wanted {
	readonly name: readonly string[];
	readonly type: string | undefined;
	readonly newer: DateTime | undefined;
	readonly older: DateTime | undefined;
	readonly larger: bigint | undefined;
	readonly smaller: bigint | undefined;
	readonly waiting: boolean;
}

function isWanted(entry: NamedEntry, { name, type, newer, older, larger, smaller, waiting }: Wanted): boolean {
	if (type !== undefined && entry.type !== type) return false;
	if (name.length > 0 && !name.some((glob) => isNamed(entry.name, glob))) return false;
	if (newer !== undefined && entry.updated <= newer) return false;
	if (older !== undefined && entry.updated >= older) return false;
	if ((larger !== undefined || smaller !== undefined) && entry.type !== "file") return false;
	if (larger !== undefined && entry.size <= larger) return false;
	if (smaller !== undefined && entry.size >= smaller) return false;
	return !waiting || entry.state === "waiting";
}

/** As `find` does: a dot, or anything else, at the beginning of a name means nothing special. */
function isNamed(name: string, glob: string): boolean {
	return matchesGlob(`_${name}`, `_${glob}`);
}

function levels(typed: string): number {
	if (!/^[1-9]\d{0,5}$/.test(typed)) throw new DecodeError("it must be a number of levels, 1 at least");
	return Number(typed);
}
