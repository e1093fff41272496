import type { EntryStat, PastStat, Snapshot, WorkspaceFiles } from "@parallax/client";
import { type DateTime, type DeviceID, type EntryName, FsPath, type VlobID } from "@parallax/protocol";
import { below } from "./place.ts";
import { pathRefusal } from "./refusal.ts";

const PAGE = 1000;

/** Whether the server has what this device has of an entry. */
export type SyncState =
	| "synchronized"
	/** It has something that is to be sent. */
	| "waiting"
	/** Its name, or that of a folder above it, stays on this device. */
	| "local";

/** An entry as commands show it, be it of now or of the past. */
export interface Entry {
	readonly type: "file" | "folder";
	readonly id: VlobID;
	readonly size: bigint;
	readonly created: DateTime;
	readonly updated: DateTime;
	/** 0: the server has none. */
	readonly version: number;
	/** The device that made that version. */
	readonly author: DeviceID;
	/** `null` for the past. */
	readonly state: SyncState | null;
}

export interface NamedEntry extends Entry {
	readonly name: EntryName;
}

/** Where entries are read: a workspace now, or as it was. */
export interface Tree {
	/** @throws Failure when nothing is there. */
	entry(path: FsPath): Promise<Entry>;
	/** What a folder has, a page at a time, in no order. @throws Failure when it is none */
	pages(path: FsPath): Promise<AsyncIterable<readonly NamedEntry[]>>;
}

export function treeOfNow(files: WorkspaceFiles): Tree {
	return {
		async entry(path) {
			const outcome = await files.stat(path);
			if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
			return entryOfNow(outcome.stat);
		},
		async pages(path) {
			const outcome = await files.list(path);
			if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
			const { entries } = outcome;
			return (async function* () {
				for await (const page of entries) yield page.map(({ name, stat }) => ({ name, ...entryOfNow(stat) }));
			})();
		},
	};
}

export function treeOfPast(snapshot: Snapshot): Tree {
	return {
		async entry(path) {
			const outcome = await snapshot.stat(path);
			if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
			return entryOfPast(outcome.stat);
		},
		async pages(path) {
			const outcome = await snapshot.list(path);
			if (outcome.kind !== "ok") throw pathRefusal(outcome.kind, path);
			const page = outcome.entries.map(({ name, stat }) => ({ name, ...entryOfPast(stat) }));
			return (async function* () {
				yield page;
			})();
		},
	};
}

/** The whole of a folder, by name. */
export async function sorted(pages: AsyncIterable<readonly NamedEntry[]>): Promise<readonly NamedEntry[]> {
	const all: NamedEntry[] = [];
	for await (const page of pages) for (const entry of page) all.push(entry);
	return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is below a folder. */
export interface Walked {
	readonly path: FsPath;
	readonly entry: NamedEntry;
}

/**
 * Everything below a folder, each folder before what it has, by name. One folder after the other is in memory, never the tree.
 * @param depth how many levels; 1: the folder alone.
 */
export async function* walk(
	tree: Tree,
	folder: FsPath,
	depth = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Walked[], void> {
	// Those of one folder are written together, unless they have anything below them.
	let page: Walked[] = [];
	for (const entry of await sorted(await tree.pages(folder))) {
		const path = below(folder, entry.name);
		page.push({ path, entry });
		const goesBelow = entry.type === "folder" && depth > 1;
		if (!goesBelow && page.length < PAGE) continue;
		yield page;
		page = [];
		if (goesBelow) yield* walk(tree, path, depth - 1);
	}
	if (page.length > 0) yield page;
}

export function pathFrom(folder: FsPath, path: FsPath): string {
	return FsPath.format(path.slice(folder.length)).slice(1);
}

export function entryOfNow(stat: EntryStat): Entry {
	const { type, id, size, created, updated, baseVersion, lastUpdater, confinementPoint, needSync } = stat;
	const state = confinementPoint !== null ? "local" : needSync ? "waiting" : "synchronized";
	return { type, id, size, created, updated, version: baseVersion, author: lastUpdater, state };
}

function entryOfPast({ type, id, size, created, updated, version, author }: PastStat): Entry {
	return { type, id, size, created, updated, version, author, state: null };
}
