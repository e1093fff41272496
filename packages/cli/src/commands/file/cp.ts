import { FsPath } from "@parallax/protocol";
import { argument, command, flag } from "../../arguments/command.ts";
import { Copy } from "../../file/copy.ts";
import { changing, fileOptions } from "../../file/desk.ts";
import { place } from "../../file/place.ts";
import { byteText } from "../../terminal/quantity.ts";

/** How what is copied or moved finds its place. */
export const destinationOptions = {
	noClobber: flag("-n, --no-clobber", "Replace nothing: what is there already is an error"),
	noTargetDirectory: flag("-T, --no-target-directory", "TO is the new path itself, even where a folder is"),
};

export const cp = command({
	name: "cp",
	summary: "Copy a file or a folder, within a workspace or to another one",
	examples: [
		"cp --device 3f2 --workspace Contracts /model.odt /2026",
		"cp -d 3f2 --recursive Contracts:/2026 Archive:/contracts-2026",
	],
	options: {
		...fileOptions,
		...destinationOptions,
		recursive: flag("-r, --recursive", "Copy folders, with all that they have"),
	},
	arguments: [
		argument("<FROM>", "What to copy: /PATH or WORKSPACE:/PATH", place),
		argument("<TO>", "Where to: the folder that it goes into, or its new path", place),
	],
	run: (context, options, [from, to]) =>
		changing(context, options, [from, to], ([source, destination]) =>
			context.terminal.step("Copying", async (tell) => {
				let copied = 0n;
				const copy = new Copy(source, destination, {
					noClobber: options.noClobber,
					exact: options.noTargetDirectory,
					recursive: options.recursive,
					progress(bytes) {
						copied += bytes;
						tell(byteText(Number(copied)));
					},
				});
				const path = (await copy.isPlaced()) ? destination.path : await copy.place();
				await copy.forget();
				return { workspace_id: destination.workspace.id, path: FsPath.format(path) };
			}),
		),
});
