import type { FileManifest, FileManifestOrigin } from "@parallax/protocol";
import { isContentChanged, isContentDifferent } from "../chunk/changed.ts";
import { fileFromRemote, type LocalFile, withContentOf } from "../manifest/localFile.ts";
import type { MergeContext } from "./context.ts";
import { keepingMove } from "./parent.ts";

/** A file with a newer version of the server (workspace-engine.md §7.3); `null` when both changed what is in it. */
export function mergeFile(local: LocalFile, remote: FileManifest, { device, now }: MergeContext): LocalFile | null {
	const theirs = fileFromRemote(remote);
	if (!local.need_sync) return theirs;
	const ours = { ...local, base: remote };
	if (remote.author === device) return ours;
	const session = sameSession(local.origin, remote.origin);
	if (session) return session.newest === "local" ? ours : keepingMove(theirs, local, now);
	const changed = isContentChanged(local);
	if (changed && isContentDifferent(local.base, remote)) return null;
	const merged = keepingMove(theirs, local, now);
	return changed ? { ...withContentOf(merged, local), need_sync: true, updated: now } : merged;
}

/** Two saves of one CryptPad session are not in conflict: the later one has all that the other has. */
function sameSession(
	local: FileManifestOrigin | undefined,
	remote: FileManifestOrigin | undefined,
): { readonly newest: "local" | "remote" } | null {
	if (local?.type !== "CRYPTPAD" || remote?.type !== "CRYPTPAD") return null;
	if (local.channel_id !== remote.channel_id) return null;
	return { newest: local.timestamp >= remote.timestamp ? "local" : "remote" };
}
