import type { DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { isFolder, type LocalEntry } from "./manifest/localFolder.ts";

/** An entry as shown to people (workspace-engine.md §4.1). Plain data, which a worker may send to its page. */
export interface EntryStat {
	readonly type: "file" | "folder";
	readonly id: VlobID;
	readonly parent: VlobID;
	/** The root-most folder on the way that keeps the next entry on this device; `null`: it goes to the server. */
	readonly confinementPoint: VlobID | null;
	readonly created: DateTime;
	readonly updated: DateTime;
	/** 0: only this device has it. */
	readonly baseVersion: number;
	/** It has something that the server has not. */
	readonly needSync: boolean;
	/** The device that made the last version on the server. */
	readonly lastUpdater: DeviceID;
	/** In bytes; 0 for a folder. */
	readonly size: bigint;
}

export function statOf(entry: LocalEntry, confinementPoint: VlobID | null): EntryStat {
	const { base, parent, updated, need_sync } = entry;
	const folder = isFolder(entry);
	return {
		type: folder ? "folder" : "file",
		id: base.id,
		parent,
		confinementPoint,
		created: base.created,
		updated,
		baseVersion: base.version,
		needSync: need_sync,
		lastUpdater: base.author,
		size: folder ? 0n : entry.size,
	};
}
