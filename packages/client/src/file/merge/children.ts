import type { EntryName, VlobID } from "@parallax/protocol";
import { byName, namesById } from "../manifest/children.ts";
import type { Children } from "../manifest/localFolder.ts";
import { nameConflict } from "../name/conflictName.ts";

/**
 * The children of a folder that changed on both sides, each entry for itself (workspace-engine.md §7.2). One whose name the
 * server gave to another gets a conflict name. Names are given in their own order, so that the result depends on nothing else:
 * first all those that are free, then the others.
 */
export function mergeChildren(base: Children, local: Children, remote: Children): Children {
	const ofBase = namesById(base);
	const ofLocal = namesById(local);
	const ofRemote = namesById(remote);
	const merged = new Map<EntryName, VlobID>();
	const ours: (readonly [EntryName, VlobID])[] = [];
	for (const id of new Set([...ofLocal.keys(), ...ofRemote.keys()])) {
		const choice = choose(ofBase.get(id), ofLocal.get(id), ofRemote.get(id));
		if (choice?.side === "remote") merged.set(choice.name, id);
		else if (choice) ours.push([choice.name, id]);
	}
	const conflicting: (readonly [EntryName, VlobID])[] = [];
	for (const [name, id] of byName(ours)) {
		if (merged.has(name)) conflicting.push([name, id]);
		else merged.set(name, id);
	}
	for (const [name, id] of conflicting)
		merged.set(
			nameConflict(name, (candidate) => merged.has(candidate)),
			id,
		);
	return merged;
}

/** A name that the server has, thus no two of them alike, or one that only this device has. */
interface Choice {
	readonly name: EntryName;
	readonly side: "remote" | "local";
}

/** The table of workspace-engine.md §7.2 for one entry, by its names in the base, here and on the server; `null`: it is gone. */
function choose(
	base: EntryName | undefined,
	local: EntryName | undefined,
	remote: EntryName | undefined,
): Choice | null {
	if (local === undefined) {
		const removedHere = remote === undefined || remote === base;
		return removedHere ? null : { name: remote, side: "remote" };
	}
	if (remote === undefined) return local === base ? null : { name: local, side: "local" };
	const renamedOnlyHere = remote === base && local !== base;
	return renamedOnlyHere ? { name: local, side: "local" } : { name: remote, side: "remote" };
}
