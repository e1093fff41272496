import {
	Bool,
	DateTime,
	type DeviceID,
	dataType,
	EntryName,
	FolderManifest,
	type Infer,
	map,
	SizeLimit,
	set,
	VlobID,
} from "@parallax/protocol";
import type { LocalFile } from "./localFile.ts";

/** A folder as this device sees it (workspace-data.md §12.1), and stores it. */
export type LocalFolder = Infer<typeof LocalFolder>;
export const LocalFolder = dataType(
	"local_folder_manifest",
	{
		base: FolderManifest,
		parent: VlobID,
		need_sync: Bool,
		updated: DateTime,
		children: map(EntryName, VlobID),
		local_confinement_points: set(VlobID),
		remote_confinement_points: set(VlobID),
		speculative: Bool,
		/**
		 * What this device moved away, by the name that it had. Only this tells one that left from one that was removed, should
		 * the server have it here again: see `keepReachable`.
		 */
		departed: map(VlobID, EntryName),
	},
	{ maxSize: SizeLimit.manifest },
);

/** What this device keeps of a vlob of a workspace. */
export type LocalEntry = LocalFile | LocalFolder;

export type Children = ReadonlyMap<EntryName, VlobID>;

export function isFolder(entry: LocalEntry): entry is LocalFolder {
	return entry.type === "local_folder_manifest";
}

/** Whether it is the root of its workspace, the only entry that is its own parent. */
export function isRoot({ base, parent }: LocalEntry): boolean {
	return base.id === parent;
}

/** A folder that no other device knows yet: version 0, empty. */
export function newFolder(id: VlobID, parent: VlobID, author: DeviceID, now: DateTime): LocalFolder {
	const base: FolderManifest = {
		type: "folder_manifest",
		author,
		timestamp: now,
		id,
		parent,
		version: 0,
		created: now,
		updated: now,
		children: new Map(),
	};
	return { ...unfilteredFolder(base), need_sync: true };
}

/**
 * The root of a workspace until the server's is known. `speculative` unless this device has just made the workspace: what it
 * does not list is then unknown, rather than removed.
 */
export function newRoot(realmId: VlobID, author: DeviceID, now: DateTime, speculative: boolean): LocalFolder {
	return { ...newFolder(realmId, realmId, author, now), speculative };
}

/** As on the server, before the names that stay on this device are told apart: see `confine`. */
export function unfilteredFolder(remote: FolderManifest): LocalFolder {
	return {
		type: "local_folder_manifest",
		base: remote,
		parent: remote.parent,
		need_sync: false,
		updated: remote.updated,
		children: remote.children,
		local_confinement_points: new Set(),
		remote_confinement_points: new Set(),
		speculative: false,
		departed: new Map(),
	};
}
