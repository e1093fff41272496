import { flushCompileCache } from "node:module";
import { FsPath } from "@parallax/protocol";
import { childFiles } from "./childFiles.ts";

/** What the editor tells its parent: first what it has, then what it is about to do, and what is settled. */
export type Told =
	| { readonly tells: "has"; readonly files: ReadonlyMap<string, string> }
	| { readonly tells: "begins" | "settled"; readonly path: string; readonly content: string | null }
	| { readonly tells: "synchronized" };

/** Three spans, so that a file is several chunks and blocks. */
const FAR = 1_100_000n;
const utf8 = new TextEncoder();

/** A program that edits files and synchronizes, for ever. */
async function edit(folder: string, name: string, first: number): Promise<void> {
	const tell = (told: Told) => process.send?.(told);
	const files = await childFiles(folder, name, { keptBlocks: 4 });

	const read = async (path: FsPath) => {
		const opened = await files.open(path, { read: true });
		if (opened.kind !== "ok") throw new Error(opened.kind);
		const bytes = await opened.file.read(0n, Number(opened.file.stat().size));
		await opened.file.close();
		return new TextDecoder().decode(bytes).replaceAll("\0", "");
	};
	const has = new Map<string, string>();
	const listed = await files.list([]);
	if (listed.kind !== "ok") throw new Error(listed.kind);
	for await (const page of listed.entries) for (const each of page) has.set(each.name, await read([each.name]));
	// The lives that follow begin in a third of the time.
	if (first === 1) flushCompileCache();
	tell({ tells: "has", files: has });

	for (let count = first; ; count++) {
		const path = `${count % 4}.txt`;
		const parsed = FsPath.parse(`/${path}`);
		if (count % 7 === 0) {
			tell({ tells: "begins", path, content: null });
			await files.remove(parsed, "file");
			tell({ tells: "settled", path, content: null });
			continue;
		}
		const [half, whole] = [`[${count}`, `[${count}]`];
		tell({ tells: "begins", path, content: half });
		tell({ tells: "begins", path, content: whole });
		const opened = await files.open(parsed, { write: true, create: true, truncate: true });
		if (opened.kind !== "ok") throw new Error(opened.kind);
		await opened.file.write(0n, utf8.encode(half));
		await opened.file.flush();
		tell({ tells: "settled", path, content: half });
		await opened.file.write(count % 3 === 0 ? FAR : opened.file.stat().size, utf8.encode("]"));
		await opened.file.close();
		tell({ tells: "settled", path, content: whole });
		if (count % 5 !== 0) continue;
		const { failures } = await files.synchronize();
		for (const failure of failures.values()) throw failure;
		tell({ tells: "synchronized" });
	}
}

if (import.meta.main) await edit(process.argv[2] ?? "", process.argv[3] ?? "", Number(process.argv[4]));
