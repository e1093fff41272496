import type { WorkspaceFiles } from "@parallax/client";
import { type FsPath, FsPath as Path, type VlobID } from "@parallax/protocol";
import { argumentList, command, flag } from "../../arguments/command.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { place } from "../../file/place.ts";
import { pathRefusal } from "../../file/refusal.ts";

export const mkdir = command({
	name: "mkdir",
	summary: "Make folders",
	examples: ["mkdir --device 3f2 --workspace Contracts /2026", "mkdir -d 3f2 --parents Contracts:/2026/11/signed"],
	options: {
		...fileOptions,
		parents: flag("-p, --parents", "With the folders on the way; no error when the folder is there"),
	},
	arguments: [argumentList("<PATH...>", "The folders", place)],
	run: (context, options, [places]) =>
		changing(context, options, places, async (located) => {
			const folders: { readonly path: string; readonly id: VlobID }[] = [];
			for (const { files, path } of located)
				folders.push({ path: Path.format(path), id: await make(files, path, options.parents) });
			return { folders };
		}),
});

async function make(files: WorkspaceFiles, path: FsPath, parents: boolean): Promise<VlobID> {
	const made = await (parents ? files.createFolders(path) : files.createFolder(path));
	if (made.kind === "ok") return made.id;
	if (made.kind !== "entry_exists" || !parents) throw pathRefusal(made.kind, path);
	const there = await files.statById(made.id);
	if (there.kind !== "ok" || there.stat.type === "file") throw pathRefusal("entry_exists", path);
	return made.id;
}
