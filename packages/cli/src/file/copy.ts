import { createHash } from "node:crypto";
import type { WorkspaceFiles } from "@parallax/client";
import { EntryName, type FsPath, FsPath as Path } from "@parallax/protocol";
import { Failure } from "../failure.ts";
import type { Located } from "./desk.ts";
import { type Entry, treeOfNow, walk } from "./entry.ts";
import { below, isRoot } from "./place.ts";
import { readAhead } from "./readAhead.ts";
import { pathRefusal } from "./refusal.ts";

/** What a copy is told, and tells. */
export interface CopyOptions {
	/** What is there already is left as it is, and the copy refused. */
	readonly noClobber: boolean;
	/** The destination is the new path itself, be it that of a folder. */
	readonly exact: boolean;
	readonly recursive: boolean;
	/** Told how many bytes were copied so far. */
	readonly progress: (bytes: bigint) => void;
}

/** Where something goes: into the folder that is there, under its own name, or to that very path; as in a shell. */
export async function destinationOf(name: EntryName | undefined, to: Located, exact: boolean): Promise<FsPath> {
	if (exact) return to.path;
	const there = await to.files.stat(to.path);
	if (there.kind !== "ok" && to.asFolder) throw pathRefusal("destination_not_found", to.path);
	const isFolder = there.kind === "ok" && there.stat.type === "folder";
	if (to.asFolder && !isFolder) throw pathRefusal("entry_is_file", to.path);
	return isFolder && name !== undefined ? below(to.path, name) : to.path;
}

/** The copy, until it is in its place. */
const CONTENT = EntryName.parse("content");
/** What the copy is of: a fingerprint. */
const SOURCE = EntryName.parse("source");
/** The copy is in its place, or about to be. */
const PLACED = EntryName.parse("placed");
const FINGERPRINT_BYTES = 32;

/**
 * A copy under way. It is made in a folder that stays on this device, whose name tells what is copied where, and moved to its place
 * once it is whole: nobody ever sees half of it, and the same command, run again, goes on where the first one was ended.
 */
export class Copy {
	readonly #from: Located;
	readonly #to: Located;
	readonly #stage: FsPath;
	readonly #options: CopyOptions;

	constructor(from: Located, to: Located, options: CopyOptions) {
		this.#from = from;
		this.#to = to;
		this.#options = options;
		const words = [from.workspace.id, Path.format(from.path), to.workspace.id, Path.format(to.path)];
		const digest = createHash("sha256").update(words.join("\0")).digest("hex").slice(0, 16);
		// A name that is never synchronized (workspace-data.md §13.1).
		this.#stage = [EntryName.parse(`.parallax-copy-${digest}.tmp`)];
	}

	/** Whether an earlier command has put the copy in its place, and was ended before `forget`; what was copied is the same since. */
	async isPlaced(): Promise<boolean> {
		if (!(await this.#has(PLACED)) || (await this.#has(CONTENT))) return false;
		const now = await fingerprint(this.#from);
		return now === null || this.#isOf(now);
	}

	/** Copies, and puts the copy in its place. Gives the path that it has then. */
	async place(): Promise<FsPath> {
		const { files } = this.#to;
		const source = await treeOfNow(this.#from.files).entry(this.#from.path);
		if (source.type === "folder" && !this.#options.recursive) {
			throw new Failure("entry_is_folder", "Path points to a folder", {
				causes: [Path.format(this.#from.path)],
				next: "Add --recursive to copy it with all that it has",
			});
		}
		const target = await destinationOf(this.#from.path.at(-1), this.#to, this.#options.exact);
		await this.#check(target, source.type);
		await this.#begin();
		await this.#copyAll(source.type);
		await made(files.createFile(below(this.#stage, PLACED)), below(this.#stage, PLACED));
		const mode = this.#options.noClobber ? "no_replace" : "can_replace_file_only";
		const moved = await files.move(below(this.#stage, CONTENT), target, mode);
		if (moved.kind !== "ok") throw pathRefusal(moved.kind, target);
		return target;
	}

	/** It is done: the same command is another one from now on. */
	async forget(): Promise<void> {
		await this.#to.files.remove(this.#stage, "folder");
	}

	/** Before anything is copied in vain. */
	async #check(target: FsPath, type: "file" | "folder"): Promise<void> {
		const { files, workspace } = this.#to;
		if (isRoot(target)) throw pathRefusal("entry_exists", target);
		const there = await files.stat(target);
		const replaces = there.kind === "ok" && there.stat.type === "file" && type === "file" && !this.#options.noClobber;
		if (there.kind === "ok" && !replaces) throw pathRefusal("entry_exists", target);
		const parent = await files.stat(target.slice(0, -1));
		if (parent.kind !== "ok") throw pathRefusal("parent_not_found", target);
		if (parent.stat.type === "file") throw pathRefusal("parent_not_a_folder", target);
		const { path } = this.#from;
		const same = workspace.id === this.#from.workspace.id && path.every((name, index) => name === target[index]);
		if (same && (type === "folder" || path.length === target.length)) {
			throw new Failure("into_itself", `A ${type} cannot be copied ${type === "file" ? "onto" : "into"} itself`, {
				causes: [Path.format(target)],
				next: "Choose another path",
			});
		}
	}

	async #copyAll(type: "file" | "folder"): Promise<void> {
		const content = below(this.#stage, CONTENT);
		if (type === "file") return this.#copyFile(this.#from.path, content);
		await folder(this.#to.files, content);
		for await (const page of walk(treeOfNow(this.#from.files), this.#from.path)) {
			for (const { path, entry } of page) {
				const to = [...content, ...path.slice(this.#from.path.length)];
				if (entry.type === "folder") await folder(this.#to.files, to);
				else await this.#copyFile(path, to);
			}
		}
	}

	/** What an earlier command has copied is compared rather than written again. */
	async #copyFile(from: FsPath, to: FsPath): Promise<void> {
		const read = await this.#from.files.open(from, { read: true });
		if (read.kind !== "ok") throw pathRefusal(read.kind, from);
		try {
			const written = await this.#to.files.open(to, { read: true, write: true, create: true });
			if (written.kind !== "ok") throw pathRefusal(written.kind, to);
			try {
				const source = { size: read.file.stat().size, read: read.file.read.bind(read.file) };
				let offset = 0n;
				for await (const bytes of readAhead(source)) {
					const there = await written.file.read(offset, bytes.length);
					if (Buffer.compare(there, bytes) !== 0) await written.file.write(offset, bytes);
					offset += BigInt(bytes.length);
					this.#options.progress(BigInt(bytes.length));
				}
				await written.file.resize(offset);
			} finally {
				await written.file.close();
			}
		} finally {
			await read.file.close();
		}
	}

	/** Goes on with what an earlier command has left, if it is of what is to be copied now. */
	async #begin(): Promise<void> {
		const { files } = this.#to;
		const now = (await fingerprint(this.#from)) ?? new Uint8Array();
		if (await this.#isOf(now)) return;
		await files.remove(this.#stage, "folder");
		await folder(files, this.#stage);
		const path = below(this.#stage, SOURCE);
		const marker = await files.open(path, { write: true, create: true });
		if (marker.kind !== "ok") throw pathRefusal(marker.kind, path);
		await marker.file.write(0n, now);
		await marker.file.close();
	}

	async #isOf(fingerprint: Uint8Array): Promise<boolean> {
		const marker = await this.#to.files.open(below(this.#stage, SOURCE), { read: true });
		if (marker.kind !== "ok") return false;
		try {
			return Buffer.compare(await marker.file.read(0n, FINGERPRINT_BYTES), fingerprint) === 0;
		} finally {
			await marker.file.close();
		}
	}

	async #has(name: EntryName): Promise<boolean> {
		return (await this.#to.files.stat(below(this.#stage, name))).kind === "ok";
	}
}

/** Another one when anything in it has changed; `null` when there is nothing. */
async function fingerprint({ files, path }: Located): Promise<Uint8Array | null> {
	const there = await files.stat(path);
	if (there.kind !== "ok") return null;
	const hash = createHash("sha256");
	const add = (where: string, { id, updated }: Pick<Entry, "id" | "updated">) =>
		hash.update(`${where}\0${id}\0${updated}\0`);
	add("", there.stat);
	if (there.stat.type === "folder")
		for await (const page of walk(treeOfNow(files), path))
			for (const each of page) add(Path.format(each.path), each.entry);
	return hash.digest();
}

async function folder(files: WorkspaceFiles, path: FsPath): Promise<void> {
	await made(files.createFolder(path), path);
}

/** Made by this command, or by the one that was interrupted. */
async function made(making: ReturnType<WorkspaceFiles["createFolder"]>, path: FsPath): Promise<void> {
	const { kind } = await making;
	if (kind !== "ok" && kind !== "entry_exists") throw pathRefusal(kind, path);
}
