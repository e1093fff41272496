import { chmod, mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Creates a folder that nobody else reads, with its parents. */
export async function makePrivateFolder(path: string): Promise<void> {
	await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Writes a file that nobody else reads, whole or not at all: beside, flushed, then renamed (device-files.md §6.2). */
export async function writePrivateFile(path: string, content: Uint8Array | string): Promise<void> {
	await makePrivateFolder(dirname(path));
	const beside = `${path}.tmp`;
	const file = await open(beside, "w", 0o600);
	try {
		await file.writeFile(content);
		await file.sync();
	} finally {
		await file.close();
	}
	await chmod(beside, 0o600);
	await rename(beside, path);
}
