import type { FolderManifest } from "@parallax/protocol";
import { sameChildren } from "../manifest/children.ts";
import { confine, unconfine } from "../manifest/confinement.ts";
import { type LocalFolder, unfilteredFolder } from "../manifest/localFolder.ts";
import { mergeChildren } from "./children.ts";
import type { MergeContext } from "./context.ts";
import { mergeParent } from "./parent.ts";

/** A folder with a newer version of the server (workspace-engine.md §7.2). */
export function mergeFolder(local: LocalFolder, remote: FolderManifest, context: MergeContext): LocalFolder {
	const { device, now, pattern } = context;
	if (!local.need_sync) return confine(unfilteredFolder(remote), local, pattern, now);
	const ours = unconfine(local);
	// What a speculative root lacks is unknown, not removed: not even our own upload tells otherwise.
	if (remote.author === device && !local.speculative) return confine({ ...ours, base: remote }, local, pattern, now);
	const children = mergeChildren(ours.base.children, ours.children, remote.children);
	const parent = mergeParent(ours.base.parent, ours.parent, remote.parent);
	const need_sync = !sameChildren(children, remote.children) || parent !== remote.parent;
	const updated = need_sync ? now : remote.updated;
	return confine({ ...unfilteredFolder(remote), children, parent, need_sync, updated }, local, pattern, now);
}
