import type { FileManifest, FolderManifest } from "@parallax/protocol";
import { fetchedFolder } from "../manifest/confinement.ts";
import { fileFromRemote, type LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry } from "../manifest/localFolder.ts";
import type { MergeContext } from "./context.ts";
import { mergeFile } from "./file.ts";
import { mergeFolder } from "./folder.ts";
import { keepingMove } from "./parent.ts";

/** One version of an entry on the server. */
export type RemoteEntry = FileManifest | FolderManifest;

export type Merge =
	/** This device has that version, or a newer one, as its base. */
	| { readonly kind: "no_change" }
	| { readonly kind: "merged"; readonly entry: LocalEntry }
	/** Both wrote: the entry takes what the server has, and `overwritten` is to be kept beside it: see `conflictCopy`. */
	| { readonly kind: "conflict"; readonly entry: LocalEntry; readonly overwritten: LocalFile };

/** What this device has of an entry, if anything, with a version of the server (workspace-engine.md §7.1). */
export function mergeEntry(local: LocalEntry | null, remote: RemoteEntry, context: MergeContext): Merge {
	if (local && remote.version <= local.base.version) return { kind: "no_change" };
	if (remote.type === "folder_manifest") {
		if (local && isFolder(local)) return { kind: "merged", entry: mergeFolder(local, remote, context) };
		const theirs = fetchedFolder(remote, context.pattern, context.now);
		// Without local change, what was in the file stays readable in the history of the workspace.
		if (!local?.need_sync) return { kind: "merged", entry: theirs };
		return { kind: "conflict", entry: keepingMove(theirs, local, context.now), overwritten: local };
	}
	const theirs = fileFromRemote(remote);
	if (!local) return { kind: "merged", entry: theirs };
	if (isFolder(local)) return { kind: "merged", entry: keepingMove(theirs, local, context.now) };
	const merged = mergeFile(local, remote, context);
	if (merged) return { kind: "merged", entry: merged };
	return { kind: "conflict", entry: keepingMove(theirs, local, context.now), overwritten: local };
}
