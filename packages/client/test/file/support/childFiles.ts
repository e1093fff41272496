import { DateTime, SecretKey } from "@parallax/protocol";
import { PreventSyncPattern } from "../../../src/file/name/preventSync.ts";
import { WorkspaceFiles, type WorkspaceFilesOptions } from "../../../src/file/workspaceFiles.ts";
import { SqliteFileStorages } from "../../../src/storage/fileSqlite.ts";
import { device, vlob } from "./entries.ts";
import { ParentRealm } from "./remoteCalls.ts";

/** The files of a program that may be killed at any time: on a disk, with the server that its parent plays. */
export async function childFiles(
	folder: string,
	name: string,
	options: Pick<WorkspaceFilesOptions, "keptBlocks"> = {},
): Promise<WorkspaceFiles> {
	const id = device(name);
	const host = {
		device: id,
		localKey: SecretKey.decode(new Uint8Array(32).fill(7)),
		now: () => DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n),
		writable: () => true,
		bootstrap: async () => {},
	};
	const storage = await new SqliteFileStorages(folder).open(vlob("realm"));
	const pattern = PreventSyncPattern.parse("*.tmp");
	return WorkspaceFiles.open(vlob("realm"), host, storage, new ParentRealm(id), true, { pattern, ...options });
}
