import type { FsPath } from "@parallax/protocol";
import { command, flag, optionalArgument } from "../../arguments/command.ts";
import type { Context } from "../../context.ts";
import { entryJson, longLine } from "../../file/describe.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { type Entry, pathFrom, sorted, type Tree, treeOfNow, treeOfPast, walk } from "../../file/entry.ts";
import { namesListing } from "../../file/listing.ts";
import { atOption, snapshotAt } from "../../file/past.ts";
import { place, rootPlace } from "../../file/place.ts";

/** How many lines are written at once. */
const PAGE = 1000;

export const ls = command({
	name: "ls",
	summary: "List a folder",
	examples: ["ls --device 3f2 --workspace Contracts", "ls -d 3f2 --long Contracts:/2026"],
	options: {
		...fileOptions,
		...atOption,
		long: flag("-l, --long", "Type, size in bytes, date, version, and whether the server has it"),
		recursive: flag("-R, --recursive", "And what is in its folders"),
		print0: flag("--print0", "Names as they are, each followed by a NUL: for xargs -0"),
		all: flag("-a, --all", "Everything is listed anyway", { hidden: true }),
	},
	arguments: [optionalArgument("[PATH]", "The folder (default: /)", place)],
	run: (context, options, [typed = rootPlace]) =>
		reading(context, options, [typed], async ([{ files, path }]) => {
			const tree = options.at === undefined ? treeOfNow(files) : treeOfPast(await snapshotAt(files, options.at));
			await list(context, tree, path, options);
		}),
});

async function list(
	{ terminal }: Context,
	tree: Tree,
	folder: FsPath,
	{ long, recursive, print0 }: { readonly long: boolean; readonly recursive: boolean; readonly print0: boolean },
): Promise<void> {
	const listing = namesListing<Named>(
		terminal,
		print0,
		({ name }) => name,
		long
			? { plain: ({ name, entry }) => longLine(name, entry), json: ({ name, entry }) => entryJson({ name }, entry) }
			: {},
	);
	for await (const page of recursive ? below(tree, folder) : inside(tree, folder)) {
		listing.add(page);
		if (!terminal.outIsOpen) return;
	}
	listing.end();
}

interface Named {
	readonly name: string;
	readonly entry: Entry;
}

async function* inside(tree: Tree, folder: FsPath): AsyncGenerator<readonly Named[], void> {
	const entries = await sorted(await tree.pages(folder));
	for (let from = 0; from < entries.length; from += PAGE)
		yield entries.slice(from, from + PAGE).map((entry) => ({ name: entry.name, entry }));
}

async function* below(tree: Tree, folder: FsPath): AsyncGenerator<readonly Named[], void> {
	for await (const page of walk(tree, folder))
		yield page.map(({ path, entry }) => ({ name: pathFrom(folder, path), entry }));
}
