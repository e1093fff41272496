import { flushCompileCache } from "node:module";
import { DateTime, FsPath } from "@parallax/protocol";
import type { WorkspaceFiles } from "../../../src/file/workspaceFiles.ts";
import { childFiles } from "./childFiles.ts";
import { fileOf, folderOf, type Tree } from "./sources.ts";

/** What the importer tells its parent: what it finds, then each import that is on the server. */
export type ImporterTold =
	| { readonly tells: "has"; readonly files: ReadonlyMap<string, string> }
	| { readonly tells: "imported"; readonly number: number };

export const SMALL_FILES = 6;
/** Three blocks, the last one not full. */
export const LARGE_BYTES = 1_100_000;

/** What is imported as the `number`-th: the same names each time, with other contents, and one file that stays. */
export function treeOf(number: number): Tree {
	const modified = DateTime.fromMicroseconds(BigInt(number) * 1_000_000n);
	const names = Array.from({ length: SMALL_FILES }, (_, index) => `${index}.txt`);
	return {
		"large.bin": fileOf("large.bin", new Uint8Array(LARGE_BYTES).fill(number), modified),
		deep: Object.fromEntries(names.map((name) => [name, fileOf(name, `${number}`, modified)])),
		[`only ${number}`]: fileOf(`only ${number}`, `${number}`, modified),
	};
}

/** Imports one after the other, for ever. */
async function work(folder: string, name: string, first: number): Promise<void> {
	const tell = (told: ImporterTold) => process.send?.(told);
	const files = await childFiles(folder, name);
	if (first === 1) flushCompileCache();
	tell({ tells: "has", files: await contents(files, []) });
	for (let number = first; ; number++) {
		const stream = number % 2 === 0 ? "always" : "never";
		const report = await files.import(folderOf(treeOf(number)), FsPath.parse("/in"), { onConflict: "replace", stream });
		for (const failure of report.failures) throw new Error(JSON.stringify(failure));
		const { failures } = await files.synchronize();
		for (const failure of failures.values()) throw failure;
		tell({ tells: "imported", number });
	}
}

/** By their paths, what is not staged: a text, or the only byte that a large file has over and over. */
async function contents(files: WorkspaceFiles, folder: FsPath): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	const listed = await files.list(folder);
	if (listed.kind !== "ok") throw new Error(listed.kind);
	for await (const page of listed.entries)
		for (const { name, stat } of page) {
			const path = [...folder, name];
			if (name.endsWith(".tmp")) continue;
			if (stat.type === "folder") for (const each of await contents(files, path)) found.set(...each);
			else found.set(FsPath.format(path), await content(files, path));
		}
	return found;
}

async function content(files: WorkspaceFiles, path: FsPath): Promise<string> {
	const opened = await files.open(path, { read: true });
	if (opened.kind !== "ok") throw new Error(opened.kind);
	const bytes = await opened.file.read(0n, Number(opened.file.stat().size));
	await opened.file.close();
	if (bytes.length < 10) return new TextDecoder().decode(bytes);
	const whole = bytes.length === LARGE_BYTES && bytes.every((byte) => byte === bytes[0]);
	return whole ? `${bytes[0]}` : `${bytes.length} bytes, not all alike`;
}

if (import.meta.main) await work(process.argv[2] ?? "", process.argv[3] ?? "", Number(process.argv[4]));
