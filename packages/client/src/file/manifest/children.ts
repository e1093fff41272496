import type { DateTime, EntryName, VlobID } from "@parallax/protocol";
import type { PreventSyncPattern } from "../name/preventSync.ts";
import type { Children, LocalFolder } from "./localFolder.ts";

/** Per name, what it is to lead to; `null` removes it. */
export type ChildrenChange = ReadonlyMap<EntryName, VlobID | null>;

/**
 * Adds, replaces and removes children. The folder becomes one to upload only when something that other devices see changed:
 * neither the coming nor the going of a name that stays on this device counts (workspace-data.md §13.3).
 */
export function updateChildren(
	folder: LocalFolder,
	changes: ChildrenChange,
	pattern: PreventSyncPattern,
	now: DateTime,
): LocalFolder {
	const children = new Map(folder.children);
	const confined = new Set(folder.local_confinement_points);
	let visible = false;
	for (const name of changes.keys()) {
		const removed = children.get(name);
		if (removed === undefined) continue;
		children.delete(name);
		visible = !confined.delete(removed) || visible;
	}
	for (const [name, id] of changes) {
		if (id === null) continue;
		children.set(name, id);
		if (pattern.matches(name)) confined.add(id);
		else visible = true;
	}
	return {
		...folder,
		children,
		local_confinement_points: confined,
		...(visible && { need_sync: true, updated: now }),
	};
}

/** Of more than these, what departed first is forgotten. */
const DEPARTED_KEPT = 256;

/** The folder, remembering that this device moves `id` away, which it listed under `name`. */
export function withDeparture(folder: LocalFolder, id: VlobID, name: EntryName): LocalFolder {
	const departed = [...folder.departed].filter(([known]) => known !== id).slice(1 - DEPARTED_KEPT);
	return { ...folder, departed: new Map([...departed, [id, name]]) };
}

/** The folder, without memory of what is removed from it: that is not to come back. */
export function withoutDeparture(folder: LocalFolder, id: VlobID): LocalFolder {
	if (!folder.departed.has(id)) return folder;
	const departed = new Map(folder.departed);
	departed.delete(id);
	return { ...folder, departed };
}

export function sameChildren(a: Children, b: Children): boolean {
	if (a === b) return true;
	if (a.size !== b.size) return false;
	for (const [name, id] of a) if (b.get(name) !== id) return false;
	return true;
}

/** In the order of names, which is the same on every device. */
export function byName(children: Iterable<readonly [EntryName, VlobID]>): (readonly [EntryName, VlobID])[] {
	return [...children].sort(([a], [b]) => (a < b ? -1 : 1));
}

const knownNames = new WeakMap<Children, ReadonlyMap<VlobID, EntryName>>();

/**
 * The name of each child; nothing forbids a manifest to list one twice: then its first name, in their order. Kept with the
 * children, which do not change: each entry that is synchronized asks for its own.
 */
export function namesById(children: Children): ReadonlyMap<VlobID, EntryName> {
	const ready = knownNames.get(children);
	if (ready) return ready;
	const names = new Map<VlobID, EntryName>();
	for (const [name, id] of children) {
		const known = names.get(id);
		if (known === undefined || name < known) names.set(id, name);
	}
	knownNames.set(children, names);
	return names;
}

/** The name under which a folder lists this id. */
export function nameOf(children: Children, id: VlobID): EntryName | undefined {
	return namesById(children).get(id);
}
