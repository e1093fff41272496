import type { EntryName, VlobID } from "@parallax/protocol";
import { nameOf, namesById, updateChildren } from "../manifest/children.ts";
import type { LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import { LOST_AND_FOUND, nameConflict } from "../name/conflictName.ts";
import { pathOf, type Wanted } from "../path/resolve.ts";
import { conflictCopy } from "./conflictCopy.ts";
import type { MergeContext } from "./context.ts";
import type { Merge } from "./entry.ts";
import { welcoming } from "./parent.ts";

// [Note: what a merge may hide]
// An entry is where its own `parent` and the listing of that folder agree. The two are merged apart, and sent apart, so that a
// merge can leave an entry that no folder lists though nobody removed it, or folders that are in each other. The device that
// makes such a merge is the one to mend it:
// - the folder where the server has an entry, which this device had somewhere else, lists it (`welcoming`);
// - a folder goes on listing what this device moved there and has not sent, although it was not listed on the server any more:
//   who moves wins over who removed, as who renames does (workspace-engine.md §7.2);
// - a folder lists again what this device had moved away, if that is there after all. Its departure was sent, or not, and
//   another device, that did not know of it, brought the entry back: to that device nothing was missing in the folder;
// - of folders that are in each other, one leaves: see `leaving`. All devices choose the same one.

/** A merge that changes something. */
type Merged = Exclude<Merge, { readonly kind: "no_change" }>;

/** Like the generators of `path/resolve.ts`: yields what it needs, and is given it, or `null`. */
type Asking<T> = Generator<Wanted, T, LocalEntry | null>;

/**
 * What is to be stored together after a merge with what was `before` on this device: the merged entry first, then what keeps
 * everything in reach that nobody removed, and what was overwritten (`conflictCopy`, as `copyId`). Entries are asked for as
 * they are before this.
 */
export function* keepReachable(
	realmId: VlobID,
	before: LocalEntry | null,
	merge: Merged,
	copyId: VlobID,
	context: MergeContext,
): Asking<LocalEntry[]> {
	const { entry: merged } = merge;
	const changed = new Changed(merged);
	if (before && before.parent !== merged.parent) {
		const left = yield* changed.folder(before.parent);
		const into = yield* changed.folder(merged.parent);
		const welcome = into && welcoming(before, merged, left, into, context);
		if (welcome) changed.set(welcome);
	}
	yield* listReturned(changed, merged, context);
	if (isFolder(merged)) {
		if (before && isFolder(before)) yield* listArrived(changed, before, merged, context);
		yield* openCycle(realmId, changed, before, merged, context);
	}
	if (merge.kind === "conflict") yield* keepOverwritten(realmId, changed, merge.overwritten, copyId, context);
	return changed.entries();
}

/** In the root when the folder is not there: it may be on its way, and what was written would be gone when it comes. */
function* keepOverwritten(
	realmId: VlobID,
	changed: Changed,
	overwritten: LocalFile,
	copyId: VlobID,
	context: MergeContext,
): Asking<void> {
	const folder = (yield* changed.folder(overwritten.parent)) ?? (yield* changed.folder(realmId));
	if (!folder) return;
	const { copy, parent } = conflictCopy({ ...overwritten, parent: folder.base.id }, folder, copyId, context);
	changed.set(parent);
	changed.set(copy);
}

/** Entries, some of which are about to change. */
class Changed {
	readonly #changed: Map<VlobID, LocalEntry>;

	constructor(merged: LocalEntry) {
		this.#changed = new Map([[merged.base.id, merged]]);
	}

	set(entry: LocalEntry): void {
		this.#changed.set(entry.base.id, entry);
	}

	*get(id: VlobID, from: Wanted["from"] = "anywhere"): Asking<LocalEntry | null> {
		return this.#changed.get(id) ?? (yield { id, from });
	}

	*folder(id: VlobID, from: Wanted["from"] = "anywhere"): Asking<LocalFolder | null> {
		const entry = yield* this.get(id, from);
		return entry && isFolder(entry) ? entry : null;
	}

	entries(): LocalEntry[] {
		return [...this.#changed.values()];
	}
}

function* listReturned(changed: Changed, merged: LocalEntry, context: MergeContext): Asking<void> {
	const { id } = merged.base;
	const into = yield* changed.folder(merged.parent, "device");
	const name = into?.departed.get(id);
	if (into && name !== undefined) changed.set(listing(into, id, name, context));
	if (!isFolder(merged)) return;
	for (const [away, formerName] of merged.departed) {
		const entry = yield* changed.get(away, "device");
		const folder = yield* changed.folder(id);
		if (folder && entry?.parent === id) changed.set(listing(folder, away, formerName, context));
	}
}

function* listArrived(changed: Changed, before: LocalFolder, merged: LocalFolder, context: MergeContext): Asking<void> {
	const { id } = merged.base;
	for (const [child, name] of namesById(before.children)) {
		if (nameOf(merged.children, child) !== undefined) continue;
		const entry = yield* changed.get(child, "device");
		const folder = yield* changed.folder(id);
		if (folder && entry?.parent === id && entry.base.parent !== id) changed.set(listing(folder, child, name, context));
	}
}

/** The folder with this child, under another name if its own is taken; the same folder when it lists it already. */
function listing(folder: LocalFolder, id: VlobID, name: EntryName, { now, pattern }: MergeContext): LocalFolder {
	const { children } = folder;
	if (nameOf(children, id) !== undefined) return folder;
	const isUsed = (candidate: EntryName) => children.has(candidate);
	return updateChildren(folder, new Map([[isUsed(name) ? nameConflict(name, isUsed) : name, id]]), pattern, now);
}

/** Gives back to the tree the folders that can only be reached from each other, if `merged` is below or among them. */
function* openCycle(
	realmId: VlobID,
	changed: Changed,
	before: LocalEntry | null,
	merged: LocalFolder,
	context: MergeContext,
): Asking<void> {
	const cycle = yield* cycleAbove(realmId, changed, merged);
	const folder = cycle.length > 0 ? leaving(cycle) : null;
	if (!folder) return;
	const { id, parent: known } = folder.base;
	const within = yield* changed.folder(folder.parent);
	const left = before?.base.id === id ? yield* changed.folder(before.parent) : null;
	// Where it went may not list it yet, and whence it came not any more.
	const name = [within, left].map((each) => each && nameOf(each.children, id)).find((each) => each) ?? LOST_AND_FOUND;
	const home = folder.parent !== known && (yield* isReachable(realmId, changed, known)) ? known : realmId;
	const into = yield* changed.folder(home);
	if (!into) return;
	changed.set({ ...folder, parent: home, need_sync: true, updated: context.now });
	changed.set(listing(into, id, name, context));
}

function* cycleAbove(realmId: VlobID, changed: Changed, merged: LocalFolder): Asking<LocalFolder[]> {
	const chain: LocalFolder[] = [];
	for (let folder: LocalFolder | null = merged; folder && folder.base.id !== realmId; ) {
		const at = chain.indexOf(folder);
		if (at >= 0) return chain.slice(at);
		chain.push(folder);
		folder = yield* changed.folder(folder.parent);
	}
	return [];
}

/**
 * The one whose move is undone: one that only this device has moved, since no other has to know; else the one that came last to
 * the server, which all devices tell alike. They cannot all remember whence it came: it goes to the root.
 */
function leaving(cycle: readonly LocalFolder[]): LocalFolder | null {
	const unsent = cycle.filter(({ base, parent }) => base.parent !== parent);
	const candidates = unsent.length > 0 ? unsent : cycle;
	return candidates.reduce((last, each) => (isLater(each, last) ? each : last));
}

function isLater({ base: a }: LocalFolder, { base: b }: LocalFolder): boolean {
	return a.timestamp === b.timestamp ? a.id > b.id : a.timestamp > b.timestamp;
}

function* isReachable(realmId: VlobID, changed: Changed, id: VlobID): Asking<boolean> {
	const steps = pathOf(realmId, id);
	let step = steps.next();
	while (!step.done) step = steps.next(yield* changed.get(step.value.id, step.value.from));
	return step.value.kind === "found";
}
