import type { EntryName, FsPath, VlobID } from "@parallax/protocol";
import { nameOf } from "../manifest/children.ts";
import { isFolder, isRoot, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";

// [Note: how an entry is asked for]
// These are generators, which yield each entry that they need and are given it back, or `null` when there is none: whoever drives
// them knows where entries are kept, and what it costs to get them; what is decided here depends on nothing else. An error of
// the driver ends them.

/** An entry that a path leads to. */
export interface Found {
	readonly kind: "found";
	readonly entry: LocalEntry;
	/** The ids from the root to the entry, both included. */
	readonly chain: readonly VlobID[];
	/** The root-most folder on the way that keeps the next entry on this device; `null`: nothing is kept from others. */
	readonly confinementPoint: VlobID | null;
}

/** Where a path stops leading anywhere. */
export interface NotFound {
	readonly kind: "not_found";
}

const NOT_FOUND: NotFound = { kind: "not_found" };

/** The entry at this path (workspace-engine.md §2). Yields ids; an entry may come from this device or from the server. */
export function* resolvePath(realmId: VlobID, path: FsPath): Generator<VlobID, Found | NotFound, LocalEntry | null> {
	let entry = yield realmId;
	if (!entry) return NOT_FOUND;
	const chain = [realmId];
	let confinementPoint: VlobID | null = null;
	for (const name of path) {
		if (!isFolder(entry)) return NOT_FOUND;
		const folder: LocalFolder = entry;
		const child: Child = yield* childOf(folder, name);
		if (child.kind !== "valid") return NOT_FOUND;
		const { id } = child.entry.base;
		if (folder.local_confinement_points.has(id)) confinementPoint ??= folder.base.id;
		chain.push(id);
		entry = child.entry;
	}
	return { kind: "found", entry, chain, confinementPoint };
}

/** What a folder has under a name. */
export type Child =
	| { readonly kind: "valid"; readonly entry: LocalEntry }
	/**
	 * Listed, but nobody sees it: it has not arrived yet, or says that it is in another folder. Whoever made or moved it may not
	 * have sent all of that.
	 */
	| { readonly kind: "unseen"; readonly id: VlobID }
	| { readonly kind: "none" };

/** Looks up one name. Only a valid child, whose own `parent` is this folder, can be seen. Yields ids. */
export function* childOf(folder: LocalFolder, name: EntryName): Generator<VlobID, Child, LocalEntry | null> {
	const id = folder.children.get(name);
	if (id === undefined) return { kind: "none" };
	const entry = yield id;
	return entry && isChildOf(entry, folder) ? { kind: "valid", entry } : { kind: "unseen", id };
}

/** A folder lists ids; each of these tells by its `parent` whether it is there. */
export function isChildOf(child: LocalEntry, folder: LocalFolder): boolean {
	return child.parent === folder.base.id && !isRoot(child);
}

/** Where an entry is, from its id (workspace-engine.md §2). */
export type Whereabouts =
	| (Found & { readonly path: FsPath })
	/** This device has nothing of it. */
	| { readonly kind: "missing" }
	/** No path leads to it: it, or a folder above it, was removed, or never arrived. `chain`: from where the way ends to the entry. */
	| { readonly kind: "unreachable"; readonly entry: LocalEntry; readonly chain: readonly VlobID[] };

export interface Wanted {
	readonly id: VlobID;
	/** The entry itself is only looked for on this device; the folders above it may come from the server. */
	readonly from: "device" | "anywhere";
}

/** The path of an entry. Yields what it needs; a parent that neither this device nor the server has makes it unreachable. */
export function* pathOf(realmId: VlobID, id: VlobID): Generator<Wanted, Whereabouts, LocalEntry | null> {
	const entry = yield { id, from: "device" };
	if (!entry) return { kind: "missing" };
	const names: EntryName[] = [];
	const chain = [id];
	const seen = new Set(chain);
	let confinementPoint: VlobID | null = null;
	for (let child = entry; child.base.id !== realmId; ) {
		const parent: LocalEntry | null = seen.has(child.parent) ? null : yield { id: child.parent, from: "anywhere" };
		const name = parent && isFolder(parent) ? nameOf(parent.children, child.base.id) : undefined;
		if (!parent || !isFolder(parent) || name === undefined)
			return { kind: "unreachable", entry, chain: [child.parent, ...chain.reverse()] };
		if (parent.local_confinement_points.has(child.base.id)) confinementPoint = parent.base.id;
		names.push(name);
		chain.push(parent.base.id);
		seen.add(parent.base.id);
		child = parent;
	}
	return { kind: "found", entry, path: names.reverse(), chain: chain.reverse(), confinementPoint };
}
