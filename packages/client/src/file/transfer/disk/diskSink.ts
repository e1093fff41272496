import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, realpath, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { DateTime, EntryName } from "@parallax/protocol";
import { numberedName } from "../numberedName.ts";
import type { ConflictChoice, ExportedFile, Refused, SinkFile, SinkFolder, SinkOutcome } from "../sink.ts";
import { reasonOf } from "./reason.ts";

export interface DiskSinkOptions {
	readonly platform?: NodeJS.Platform;
	/** Whether the disk takes `A` and `a` for the same name; found out when not given. */
	readonly ignoresCase?: boolean;
}

/** A folder of this computer, as somewhere to export to. It is there; links to it are followed, but none below it. */
export async function diskSink(path: string, options: DiskSinkOptions = {}): Promise<SinkFolder> {
	const folder = await realpath(path);
	const { platform = process.platform, ignoresCase = await doesIgnoreCase(folder) } = options;
	return new DiskFolder(folder, { platform, ignoresCase });
}

type Disk = Required<DiskSinkOptions>;

class DiskFolder implements SinkFolder {
	readonly #path: string;
	readonly #disk: Disk;
	/** By what the disk makes of them, the names that were exported here. */
	readonly #names = new Map<string, EntryName>();

	constructor(path: string, disk: Disk) {
		this.#path = path;
		this.#disk = disk;
	}

	async folder(name: EntryName): Promise<{ readonly kind: "ok"; readonly folder: SinkFolder } | Refused> {
		const refused = this.#refusal(name);
		if (refused) return refused;
		const path = join(this.#path, name);
		return reasoned(async () => {
			await mkdir(path).catch((error) => {
				if (error.code !== "EEXIST") throw error;
			});
			const there = await lstat(path);
			// A link would lead out of where the person wants the files.
			if (there.isSymbolicLink()) return refusal("a symbolic link is there");
			if (!there.isDirectory()) return refusal("a file is there");
			return { kind: "ok", folder: new DiskFolder(path, this.#disk) };
		});
	}

	async file(name: EntryName, file: ExportedFile, onConflict: ConflictChoice): Promise<SinkOutcome> {
		const refused = this.#refusal(name);
		if (refused) return refused;
		return reasoned(async () => {
			const path = join(this.#path, name);
			const there = await lookAt(path);
			if (!there) return this.#begin(name, path, file, false);
			if (isSame(there, file)) return { kind: "complete" };
			switch (onConflict) {
				case "skip":
					return { kind: "skipped" };
				case "keep_both":
					return this.#beside(name, file);
				case "replace":
					if (there.isFile() || there.isSymbolicLink()) return this.#begin(name, path, file, true);
					return refusal("a folder is there");
				case "fail":
					return refusal(there.isDirectory() ? "a folder is there" : "already exists");
			}
		});
	}

	async finish(modified: DateTime): Promise<void> {
		// Dates of folders are a nicety: some disks have none.
		await utimes(this.#path, seconds(modified), seconds(modified)).catch(() => {});
	}

	async #beside(name: EntryName, file: ExportedFile): Promise<SinkOutcome> {
		for (let number = 2; ; number++) {
			const candidate = numberedName(name, number);
			const path = join(this.#path, candidate);
			const there = await lookAt(path);
			if (there && isSame(there, file)) return { kind: "complete" };
			if (!there && !this.#refusal(candidate)) return this.#begin(candidate, path, file, false);
		}
	}

	/** A file on its way has a name of its own, the same each time, so that the next export finds it. */
	async #begin(name: EntryName, path: string, file: ExportedFile, replaces: boolean): Promise<SinkOutcome> {
		const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
		const partial = join(this.#path, `.parallax-export-${digest}.part`);
		const there = await lookAt(partial);
		// Made by somebody else, to have it written elsewhere.
		if (there && (!there.isFile() || there.nlink > 1)) await rm(partial, { recursive: true });
		const handle = await open(partial, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666);
		const { size } = await handle.stat({ bigint: true });
		return { kind: "ok", file: new DiskFile(handle, partial, path, file.modified, size, replaces) };
	}

	/** Why nothing can have that name here. */
	#refusal(name: EntryName): Refused | null {
		const { platform, ignoresCase } = this.#disk;
		if (platform === "win32" && !isWindowsName(name)) return refusal("Windows allows no such name");
		const key = ignoresCase ? name.normalize("NFC").toLowerCase() : name;
		const other = this.#names.get(key);
		if (other !== undefined && other !== name) return refusal(`this disk takes its name for that of “${other}”`);
		this.#names.set(key, name);
		return null;
	}
}

class DiskFile implements SinkFile {
	readonly written: bigint;
	readonly #handle: FileHandle;
	readonly #partial: string;
	readonly #path: string;
	readonly #modified: DateTime;
	readonly #replaces: boolean;

	constructor(
		handle: FileHandle,
		partial: string,
		path: string,
		modified: DateTime,
		written: bigint,
		replaces: boolean,
	) {
		this.#handle = handle;
		this.#partial = partial;
		this.#path = path;
		this.#modified = modified;
		this.written = written;
		this.#replaces = replaces;
	}

	async read(offset: bigint, length: number): Promise<Uint8Array> {
		const bytes = new Uint8Array(length);
		let filled = 0;
		while (filled < length) {
			const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, Number(offset) + filled);
			if (bytesRead === 0) break;
			filled += bytesRead;
		}
		return bytes.subarray(0, filled);
	}

	async write(offset: bigint, bytes: Uint8Array): Promise<void> {
		let from = 0;
		while (from < bytes.length) {
			const position = Number(offset) + from;
			from += (await this.#handle.write(bytes, from, bytes.length - from, position)).bytesWritten;
		}
	}

	async finish(size: bigint): Promise<{ readonly kind: "ok" } | Refused> {
		try {
			await this.#handle.truncate(Number(size));
			await this.#handle.utimes(seconds(this.#modified), seconds(this.#modified));
			// Else a power cut could leave the name, the size and the date of a file without its bytes.
			await this.#handle.datasync();
		} finally {
			await this.#handle.close();
		}
		return reasoned(async () => {
			if (this.#replaces) await rename(this.#partial, this.#path);
			else await putUnlessThere(this.#partial, this.#path);
			return { kind: "ok" };
		});
	}

	async leave(): Promise<void> {
		await this.#handle.close();
	}
}

/** What has come under that name meanwhile stays. */
async function putUnlessThere(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		// Disks without links: FAT, some network shares.
		if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
		if (await lookAt(to)) throw Object.assign(new Error("already exists"), { code: "EEXIST" });
		return rename(from, to);
	}
	await rm(from);
}

async function lookAt(path: string): Promise<Stats | null> {
	try {
		return await lstat(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw error;
	}
}

/** A date in seconds, as a floating-point number, is that exact. */
const DATE_MARGIN_MS = 1;

function isSame(there: Stats, { size, modified }: ExportedFile): boolean {
	if (!there.isFile() || BigInt(there.size) !== size) return false;
	return Math.abs(there.mtimeMs - seconds(modified) * 1000) <= DATE_MARGIN_MS;
}

function seconds(date: DateTime): number {
	return Number(date) / 1e6;
}

/** What the disk has against one file is told; a disk that is full is everybody's business. */
async function reasoned<T>(work: () => Promise<T | Refused>): Promise<T | Refused> {
	try {
		return await work();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return refusal("already exists");
		if (code === undefined || ["ENOSPC", "EDQUOT", "EROFS", "EIO"].includes(code)) throw error;
		return refusal(reasonOf(error));
	}
}

function refusal(why: string): Refused {
	return { kind: "refused", why };
}

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

function isWindowsName(name: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what Windows refuses.
	return !/[<>:"/\\|?*\u0000-\u001f]/.test(name) && !/[. ]$/.test(name) && !RESERVED.test(name);
}

async function doesIgnoreCase(folder: string): Promise<boolean> {
	const name = `.parallax-export-case-${process.pid}`;
	const probe = join(folder, name);
	const handle = await open(probe, "wx").catch(() => null);
	if (!handle) return process.platform === "win32" || process.platform === "darwin";
	await handle.close();
	try {
		return (await lookAt(join(folder, name.toUpperCase()))) !== null;
	} finally {
		await rm(probe, { force: true });
	}
}
