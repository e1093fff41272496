import type { DateTime, EntryName, VlobID } from "@parallax/protocol";
import { nameOf, updateChildren, withDeparture, withoutDeparture } from "../manifest/children.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "../manifest/localFolder.ts";
import type { Child } from "../path/resolve.ts";
import { aside, type Circumstances } from "./create.ts";

/** What may stand at the destination (workspace-engine.md §4.4). */
export type MoveMode = "can_replace" | "can_replace_file_only" | "no_replace" | "exchange";

/** One end of a move, in a folder that was found. */
export interface End {
	readonly parent: LocalFolder;
	readonly name: EntryName;
	/** What `parent` has under that name. */
	readonly child: Child;
	/** From the root to `parent`, both included. */
	readonly chain: readonly VlobID[];
}

export type Move =
	/** What is to be stored together, in the order in which it is told: nothing when nothing changes. */
	| { readonly kind: "ok"; readonly changed: readonly LocalEntry[] }
	| { readonly kind: "source_not_found" | "destination_not_found" }
	| { readonly kind: "destination_exists"; readonly id: VlobID }
	/** A folder cannot be in itself: neither it nor what it holds could be reached any more. */
	| { readonly kind: "into_itself" };

type Listing = readonly [EntryName, VlobID | null];

/** Moves, renames, replaces or exchanges. What is replaced is only unlisted, as by a removal; ids never change. */
export function move(source: End, destination: End, mode: MoveMode, circumstances: Circumstances): Move {
	const child = validOf(source);
	const there = validOf(destination);
	if (!child) return { kind: "source_not_found" };
	if (mode === "exchange" && !there) return { kind: "destination_not_found" };
	if (there && !mayStandAt(there, mode)) return { kind: "destination_exists", id: there.base.id };
	const sameFolder = source.parent.base.id === destination.parent.base.id;
	if (sameFolder && source.name === destination.name) return { kind: "ok", changed: [] };
	if (destination.chain.includes(child.base.id)) return { kind: "into_itself" };
	if (mode === "exchange" && there && source.chain.includes(there.base.id)) return { kind: "into_itself" };
	const swapped = mode === "exchange" ? there : null;
	const { now, pattern } = circumstances;
	const leaves: Listing = [source.name, swapped?.base.id ?? null];
	const arrives: Listing[] = [
		...aside(destination.parent, destination.name, destination.child, child.base.id),
		[destination.name, child.base.id],
	];
	// What is replaced is removed.
	const into = there && !swapped ? withoutDeparture(destination.parent, there.base.id) : destination.parent;
	if (sameFolder) return { kind: "ok", changed: [updateChildren(into, new Map([leaves, ...arrives]), pattern, now)] };
	const from = withDeparture(source.parent, child.base.id, source.name);
	const to = swapped ? withDeparture(into, swapped.base.id, destination.name) : into;
	return {
		kind: "ok",
		changed: [
			updateChildren(to, new Map([...listed(to, child), ...arrives]), pattern, now),
			withParent(child, destination.parent.base.id, now),
			updateChildren(from, new Map([...listed(from, swapped), leaves]), pattern, now),
			...(swapped ? [withParent(swapped, source.parent.base.id, now)] : []),
		],
	};
}

/** A folder where an entry arrives may list it already, unseen, under another name: one name is enough. */
function listed(folder: LocalFolder, arriving: LocalEntry | null): Listing[] {
	const name = arriving && nameOf(folder.children, arriving.base.id);
	return name ? [[name, null]] : [];
}

const validOf = ({ child }: End) => (child.kind === "valid" ? child.entry : null);

function mayStandAt(there: LocalEntry, mode: MoveMode): boolean {
	switch (mode) {
		case "can_replace":
		case "exchange":
			return true;
		case "can_replace_file_only":
			return !isFolder(there);
		case "no_replace":
			return false;
	}
}

function withParent<E extends LocalEntry>(entry: E, parent: VlobID, now: DateTime): E {
	return { ...entry, parent, need_sync: true, updated: now };
}
