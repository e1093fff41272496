import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { BlockID, type OrganizationID } from "@parallax/protocol";
import {
	type BlockAddress,
	type BlockStore,
	type GetOutcome,
	type PutOutcome,
	TOO_LATE,
	unavailable,
} from "./blockStore.ts";

/** Files on their way; no organization has such a name. */
const WRITING = ".writing";
/** A file that has been on its way for this long was left by a process that died: milliseconds. */
const ABANDONED_AFTER = 3600_000;

/** Folders of an organization: 16 of 16, so that none gets too large for the file systems that read one as a whole. */
const DIGITS = "0123456789abcdef";

/**
 * One file per block: `ORGANIZATION/a/b/BLOCK`, where `ab` starts the id of the block. A file is written aside, put in its place by a rename, then
 * it and its folder are flushed: a reader finds the whole block or none, and what was acknowledged survives a power cut. Flushing after the
 * rename costs one commit of the file system's journal, not two; what a power cut leaves before it is unacknowledged, hence never read.
 */
export class FolderBlockStore implements BlockStore {
	readonly #root: string;
	/** Organizations whose folders are known to be there, durably. */
	readonly #prepared = new Map<OrganizationID, Promise<void>>();

	private constructor(root: string) {
		this.#root = root;
	}

	/** Makes the folder, or finds it and clears it of what a death left half written. @throws when it cannot be used. */
	static async open(root: string): Promise<FolderBlockStore> {
		const writing = join(root, WRITING);
		await mkdir(writing, { recursive: true });
		for (const name of await readdir(writing)) {
			const file = join(writing, name);
			// Another server may share the folder, and finish any of them in between.
			const found = await stat(file).catch(() => undefined);
			if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(file, { force: true });
		}
		return new FolderBlockStore(root);
	}

	async put(address: BlockAddress, bytes: Uint8Array, signal: AbortSignal): Promise<PutOutcome> {
		const aside = join(this.#root, WRITING, `${address.block}-${crypto.randomUUID()}`);
		try {
			await this.#prepare(address.organization);
			const file = await open(aside, "wx", 0o600);
			try {
				await writeWhole(file, bytes);
				if (signal.aborted) {
					await rm(aside, { force: true });
					return TOO_LATE;
				}
				const folder = this.#folderOf(address);
				await rename(aside, join(folder, BlockID.hyphenated(address.block)));
				await Promise.all([file.datasync(), flushFolder(folder)]);
				return { status: "stored" };
			} finally {
				await file.close();
			}
		} catch (error) {
			await rm(aside, { force: true }).catch(() => {});
			return unavailable(error);
		}
	}

	async get(address: BlockAddress): Promise<GetOutcome> {
		try {
			const bytes = await readFile(join(this.#folderOf(address), BlockID.hyphenated(address.block)));
			return { status: "found", bytes };
		} catch (error) {
			return (error as NodeJS.ErrnoException).code === "ENOENT" ? { status: "missing" } : unavailable(error);
		}
	}

	#folderOf({ organization, block }: BlockAddress): string {
		return join(this.#root, folderName(organization), block.charAt(0), block.charAt(1));
	}

	/** Once per process and organization; again after a failure. */
	#prepare(organization: OrganizationID): Promise<void> {
		let prepared = this.#prepared.get(organization);
		if (!prepared) {
			prepared = this.#makeFolders(join(this.#root, folderName(organization)));
			this.#prepared.set(organization, prepared);
			prepared.catch(() => this.#prepared.delete(organization));
		}
		return prepared;
	}

	async #makeFolders(home: string): Promise<void> {
		for (const first of DIGITS) {
			for (const second of DIGITS) await mkdir(join(home, first, second), { recursive: true });
			await flushFolder(join(home, first));
		}
		await flushFolder(home);
		await flushFolder(this.#root);
	}
}

/** Names that differ by their case alone stay apart where file systems do not tell them apart. At most 96 characters. */
function folderName(organization: OrganizationID): string {
	return organization.replaceAll(/[^a-z0-9_-]/gu, (character) =>
		[...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16)}`).join(""),
	);
}

/** In one call of the system, which `FileHandle.writeFile` makes two for a block that is a little longer than 512 KiB. */
async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
	for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** Makes the names in a folder durable. Windows does so by itself, and has no such call. */
async function flushFolder(path: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(path, "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
