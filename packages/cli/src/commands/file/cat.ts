import type { Snapshot, WorkspaceFiles } from "@parallax/client";
import type { FsPath } from "@parallax/protocol";
import { argumentList, command, optional } from "../../arguments/command.ts";
import { byteCount } from "../../arguments/shared.ts";
import { fileOptions, reading } from "../../file/desk.ts";
import { chosenPast, pastOptions } from "../../file/past.ts";
import { place } from "../../file/place.ts";
import { type Readable, readAhead } from "../../file/readAhead.ts";
import { pathRefusal } from "../../file/refusal.ts";

export const cat = command({
	name: "cat",
	summary: "Write the content of files to the standard output",
	examples: [
		"cat --device 3f2 --workspace Contracts /2026/lease.pdf > lease.pdf",
		"cat -d 3f2 Contracts:/notes.txt --at 2026-11-01T00:00:00Z --offset 100 --length 1k",
	],
	options: {
		...fileOptions,
		...pastOptions,
		offset: optional("--offset <SIZE>", "Leave out so many bytes of each file", { parse: byteCount }),
		length: optional("--length <SIZE>", "At most so many bytes of each file", { parse: byteCount }),
	},
	arguments: [argumentList("<PATH...>", "The files", place)],
	run: (context, options, [places]) =>
		reading(context, options, places, async (located) => {
			const { terminal } = context;
			for (const { files, path } of located) {
				const snapshot = await chosenPast(files, path, options);
				const file = await opened(files, snapshot, path);
				try {
					for await (const bytes of readAhead(file, options.offset, options.length)) {
						terminal.showBytes(bytes);
						if (!terminal.outIsOpen) return;
					}
				} finally {
					await file.close();
				}
			}
		}),
});

async function opened(
	files: WorkspaceFiles,
	snapshot: Snapshot | null,
	path: FsPath,
): Promise<Readable & { close(): Promise<void> }> {
	if (snapshot) {
		const outcome = await snapshot.open(path);
		if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
		const { file } = outcome;
		return { size: file.stat.size, read: (offset, length) => file.read(offset, length), close: async () => {} };
	}
	const outcome = await files.open(path, { read: true });
	if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
	const { file } = outcome;
	return { size: file.stat().size, read: (offset, length) => file.read(offset, length), close: () => file.close() };
}
