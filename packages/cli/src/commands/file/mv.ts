import { FsPath } from "@parallax/protocol";
import { argument, command, flag } from "../../arguments/command.ts";
import type { Context } from "../../context.ts";
import { UsageError } from "../../failure.ts";
import { Copy, destinationOf } from "../../file/copy.ts";
import { changing, type Desk, fileOptions, type Located } from "../../file/desk.ts";
import { isRoot, place } from "../../file/place.ts";
import { pathRefusal } from "../../file/refusal.ts";
import { byteText } from "../../terminal/quantity.ts";
import { destinationOptions } from "./cp.ts";

export const mv = command({
	name: "mv",
	summary: "Move or rename a file or a folder, within a workspace or to another one",
	examples: ["mv --device 3f2 --workspace Contracts /draft.odt /2026/lease.odt", "mv -d 3f2 Contracts:/2025 Archive:/"],
	options: {
		...fileOptions,
		...destinationOptions,
		exchange: flag("--exchange", "Each takes the place of the other"),
	},
	arguments: [
		argument("<FROM>", "What to move: /PATH or WORKSPACE:/PATH", place),
		argument("<TO>", "Where to: the folder that it goes into, or its new path", place),
	],
	run: async (context, options, [from, to]) => {
		if (options.exchange && options.noClobber)
			throw new UsageError("'--exchange' cannot be used with '--no-clobber'", "An exchange replaces nothing");
		await changing(context, options, [from, to], async ([source, destination], desk) => {
			const within = source.workspace.id === destination.workspace.id;
			if (options.exchange && !within)
				throw new UsageError("'--exchange' is within one workspace", "Move one after the other");
			const path = within
				? await moveWithin(source, destination, options)
				: await moveAcross(context, desk, source, destination, options);
			return { workspace_id: destination.workspace.id, path: FsPath.format(path) };
		});
	},
});

interface MoveOptions {
	readonly noClobber: boolean;
	readonly noTargetDirectory: boolean;
	readonly exchange: boolean;
}

async function moveWithin(
	{ files, path }: Located,
	to: Located,
	{ noClobber, noTargetDirectory, exchange }: MoveOptions,
): Promise<FsPath> {
	const target = exchange ? to.path : await destinationOf(path.at(-1), to, noTargetDirectory);
	const [source, there] = [await files.stat(path), await files.stat(target)];
	const overFile = there.kind === "ok" && there.stat.type === "file";
	if (overFile && !exchange && source.kind === "ok" && source.stat.type === "folder")
		throw pathRefusal("destination_exists", target);
	const mode = exchange ? "exchange" : noClobber ? "no_replace" : "can_replace_file_only";
	const moved = await files.move(path, target, mode);
	if (moved.kind === "source_not_found" || moved.kind === "cannot_move_root") throw pathRefusal(moved.kind, path);
	if (moved.kind !== "ok") throw pathRefusal(moved.kind, target);
	return target;
}

/** A copy; what was copied is removed once the copy is in its place, and on the server as far as it is reached. */
async function moveAcross(
	{ terminal }: Context,
	desk: Desk,
	from: Located,
	to: Located,
	{ noClobber, noTargetDirectory }: MoveOptions,
): Promise<FsPath> {
	if (isRoot(from.path)) throw pathRefusal("cannot_move_root", from.path);
	let path = to.path;
	let copied = 0n;
	const copy = await terminal.step("Copying", async (tell) => {
		const copying = new Copy(from, to, {
			noClobber,
			exact: noTargetDirectory,
			recursive: true,
			progress(bytes) {
				copied += bytes;
				tell(byteText(Number(copied)));
			},
		});
		if (!(await copying.isPlaced())) path = await copying.place();
		return copying;
	});
	await desk.sendNow(to.files);
	const removed = await from.files.remove(from.path, "entry");
	// An earlier command may have been ended just after that.
	if (removed.kind !== "ok" && removed.kind !== "entry_not_found") throw pathRefusal(removed.kind, from.path);
	await copy.forget();
	return path;
}
