import type { DateTime, EntryName, FolderManifest, VlobID } from "@parallax/protocol";
import { nameConflict } from "../name/conflictName.ts";
import type { PreventSyncPattern } from "../name/preventSync.ts";
import { byName, type ChildrenChange, nameOf, updateChildren } from "./children.ts";
import { type LocalFolder, unfilteredFolder } from "./localFolder.ts";

/** The folder as other devices are to see it: its children without those that stay here, with those hidden here (workspace-data.md §13.2). */
export function unconfine(folder: LocalFolder): LocalFolder {
	const { base, local_confinement_points: local, remote_confinement_points: remote } = folder;
	if (local.size === 0 && remote.size === 0) return folder;
	const children = new Map<EntryName, VlobID>();
	for (const [name, id] of folder.children) if (!local.has(id)) children.set(name, id);
	const kept = new Set(children.values());
	for (const [name, id] of base.children) if (remote.has(id) && !kept.has(id)) children.set(name, id);
	return { ...folder, children };
}

/**
 * The folder as this device is to see it: `unconfined`, without the names of the server that match the pattern, and with the
 * children that stay on this device, which are those of `previous` (workspace-data.md §13.2).
 *
 * Where that algorithm would put such a child over another one, the name now being an ordinary one on the server, it gets a
 * conflict name here: the other would be removed for everybody.
 */
export function confine(
	unconfined: LocalFolder,
	previous: LocalFolder,
	pattern: PreventSyncPattern,
	now: DateTime,
): LocalFolder {
	const children = new Map(unconfined.children);
	const remote = new Set<VlobID>();
	for (const [name, id] of unconfined.base.children) {
		if (!pattern.matches(name)) continue;
		remote.add(id);
		if (children.get(name) === id) children.delete(name);
	}
	const local = new Set<VlobID>();
	for (const [name, id] of children) if (pattern.matches(name)) local.add(id);
	const filtered: LocalFolder = {
		...unconfined,
		children,
		local_confinement_points: local,
		remote_confinement_points: remote,
	};
	const folder = updateChildren(filtered, restored(filtered, previous, pattern), pattern, now);
	return { ...folder, departed: stillAway(previous.departed, folder) };
}

/** What departed, without what has come back: here and on the server. */
function stillAway(departed: LocalFolder["departed"], { base, children }: LocalFolder): LocalFolder["departed"] {
	if (departed.size === 0) return departed;
	const isBack = (id: VlobID) => nameOf(children, id) !== undefined && nameOf(base.children, id) !== undefined;
	return new Map([...departed].filter(([id]) => !isBack(id)));
}

/** What puts back the children of `previous` that stay on this device. */
function restored(folder: LocalFolder, previous: LocalFolder, pattern: PreventSyncPattern): ChildrenChange {
	const changes = new Map<EntryName, VlobID | null>();
	const { children, remote_confinement_points: remote } = folder;
	const local = previous.local_confinement_points;
	if (local.size === 0 && remote.size === 0) return changes;
	const ids = new Set(children.values());
	const clashing: (readonly [EntryName, VlobID])[] = [];
	for (const [name, id] of previous.children) {
		const stays = local.has(id) ? children.get(name) !== id : !ids.has(id) && remote.has(id) && pattern.matches(name);
		if (!stays) continue;
		const other = ids.has(id) ? nameOf(children, id) : undefined;
		if (other !== undefined && !changes.has(other)) changes.set(other, null);
		if (children.has(name)) clashing.push([name, id]);
		else changes.set(name, id);
	}
	for (const [name, id] of byName(clashing)) {
		// The name may have been freed by what precedes.
		const free = (candidate: EntryName) =>
			changes.has(candidate) ? changes.get(candidate) === null : !children.has(candidate);
		changes.set(free(name) ? name : nameConflict(name, (candidate) => !free(candidate)), id);
	}
	return changes;
}

/** A folder just received, of which this device had nothing. */
export function fetchedFolder(remote: FolderManifest, pattern: PreventSyncPattern, now: DateTime): LocalFolder {
	const folder = unfilteredFolder(remote);
	return confine(folder, { ...folder, children: new Map() }, pattern, now);
}

/** The same folder under another pattern: all that are stored go through this when the pattern changed. */
export function reconfine(folder: LocalFolder, pattern: PreventSyncPattern, now: DateTime): LocalFolder {
	return confine(unconfine(folder), folder, pattern, now);
}
