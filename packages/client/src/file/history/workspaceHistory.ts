import type { DateTime, DeviceID, EntryName, FsPath, VlobID } from "@parallax/protocol";
import { readPlan } from "../chunk/read.ts";
import type { Contents } from "../contents.ts";
import { FileFailure } from "../failure.ts";
import { fileFromRemote, type LocalFile } from "../manifest/localFile.ts";
import { isFolder, type LocalEntry, unfilteredFolder } from "../manifest/localFolder.ts";
import type { RemoteEntry } from "../merge/entry.ts";
import { isChildOf, resolvePath } from "../path/resolve.ts";
import type { Fetched, RemoteFiles } from "../remote/remoteFiles.ts";
import { Timeline } from "./timeline.ts";

/** An entry as it was (workspace-data.md §14). Plain data. */
export interface PastStat {
	readonly type: "file" | "folder";
	readonly id: VlobID;
	readonly parent: VlobID;
	readonly created: DateTime;
	readonly updated: DateTime;
	readonly version: number;
	/** The device that made this version. */
	readonly author: DeviceID;
	/** When the server got it. */
	readonly timestamp: DateTime;
	/** In bytes; 0 for a folder. */
	readonly size: bigint;
}

export type AtOutcome =
	| { readonly kind: "ok"; readonly snapshot: Snapshot }
	/** The workspace has nothing on the server yet. */
	| { readonly kind: "no_history" }
	/** Before the first version of the workspace, or in the future. */
	| { readonly kind: "out_of_bounds"; readonly first: DateTime; readonly last: DateTime };

/** At most this many versions are asked for at once. */
const AT_ONCE = 16;
const PAGE = 1000;

/** A workspace as it was at any date since it was made. What is learnt once is never asked again: the past does not change. */
export class WorkspaceHistory {
	readonly #realmId: VlobID;
	readonly #remote: RemoteFiles;
	readonly #contents: Contents;
	readonly #timelines = new Map<VlobID, Timeline>();
	readonly #versions = new Map<string, RemoteEntry>();
	readonly #last: DateTime;
	#first: DateTime | undefined;

	/** @param now the last date that can be looked at. */
	constructor(realmId: VlobID, remote: RemoteFiles, contents: Contents, now: DateTime) {
		this.#realmId = realmId;
		this.#remote = remote;
		this.#contents = contents;
		this.#last = now;
	}

	/** The dates between which there is something to look at, both included; `null` as long as the server has nothing. */
	async bounds(): Promise<{ readonly first: DateTime; readonly last: DateTime } | null> {
		if (this.#first === undefined) {
			const root = await this.#remote.fetchVersion(this.#realmId, 1);
			if (!root) return null;
			this.#first = believed(root).timestamp;
		}
		return { first: this.#first, last: this.#last };
	}

	/** @throws FileFailure, ConnectionError, InvalidCertificate */
	async at(date: DateTime): Promise<AtOutcome> {
		const bounds = await this.bounds();
		if (!bounds) return { kind: "no_history" };
		if (date < bounds.first || date > bounds.last) return { kind: "out_of_bounds", ...bounds };
		if (!(await this.entryAt(this.#realmId, date)))
			throw new FileFailure({ kind: "invalid_manifest", detail: "not_there" });
		return { kind: "ok", snapshot: new Snapshot(this.#realmId, this, this.#contents, date) };
	}

	/** Every version of an entry, the last one first. */
	async *versions(id: VlobID): AsyncGenerator<PastStat, void> {
		const fetched = (await this.#remote.fetch([id], null)).get(id);
		if (!fetched) return;
		const last = fetched.kind === "valid" ? fetched.manifest.version : fetched.version;
		if (fetched.kind === "valid") yield pastStat(fetched.manifest);
		for (let from = last - 1; from > 0; from -= AT_ONCE) {
			const numbers = Array.from({ length: Math.min(AT_ONCE, from) }, (_, index) => from - index);
			// One that is not to be believed was never shown to anybody either.
			for (const version of await Promise.all(numbers.map((number) => this.#remote.fetchVersion(id, number))))
				if (version?.kind === "valid") yield pastStat(version.manifest);
		}
	}

	/** @returns `null` when there was none at that date. */
	async entryAt(id: VlobID, date: DateTime): Promise<LocalEntry | null> {
		return (await this.entriesAt([id], date)).get(id) ?? null;
	}

	/** Those of these entries that were there at that date. */
	async entriesAt(ids: readonly VlobID[], date: DateTime): Promise<ReadonlyMap<VlobID, LocalEntry>> {
		const unknown = ids.filter((id) => (this.#timelines.get(id) ?? Timeline.empty).at(date) === null);
		for (let from = 0; from < unknown.length; from += PAGE) {
			const page = unknown.slice(from, from + PAGE);
			const fetched = await this.#remote.fetch(page, date);
			for (const id of page) this.#learn(id, date, fetched.get(id));
		}
		const found = new Map<VlobID, LocalEntry>();
		for (const id of ids) {
			const version = this.#timelines.get(id)?.at(date);
			const manifest = typeof version === "number" ? this.#versions.get(`${id} ${version}`) : undefined;
			if (manifest) found.set(id, asEntry(manifest));
		}
		return found;
	}

	#learn(id: VlobID, date: DateTime, fetched: Fetched | undefined): void {
		const manifest = fetched && believed(fetched);
		const timeline = (this.#timelines.get(id) ?? Timeline.empty).learn(date, manifest ?? null);
		if (!(timeline instanceof Timeline)) throw new FileFailure({ kind: "invalid_history", detail: timeline });
		this.#timelines.set(id, timeline);
		if (manifest) this.#versions.set(`${id} ${manifest.version}`, manifest);
	}
}

export type PastOutcome<T> = ({ readonly kind: "ok" } & T) | { readonly kind: "entry_not_found" };

/** A workspace as it was at one date. Names that stay on a device are seen like all others. */
export class Snapshot {
	readonly date: DateTime;
	readonly #realmId: VlobID;
	readonly #history: WorkspaceHistory;
	readonly #contents: Contents;

	constructor(realmId: VlobID, history: WorkspaceHistory, contents: Contents, date: DateTime) {
		this.#realmId = realmId;
		this.#history = history;
		this.#contents = contents;
		this.date = date;
	}

	/** @throws FileFailure, ConnectionError, InvalidCertificate */
	async entry(path: FsPath): Promise<LocalEntry | null> {
		const steps = resolvePath(this.#realmId, path);
		for (let step = steps.next(); ; step = steps.next(await this.#history.entryAt(step.value, this.date)))
			if (step.done) return step.value.kind === "found" ? step.value.entry : null;
	}

	async stat(path: FsPath): Promise<PastOutcome<{ readonly stat: PastStat }>> {
		const entry = await this.entry(path);
		return entry ? { kind: "ok", stat: pastStat(entry.base) } : { kind: "entry_not_found" };
	}

	/** What a folder listed, in no order. */
	async list(
		path: FsPath,
	): Promise<
		| PastOutcome<{ readonly entries: readonly { readonly name: EntryName; readonly stat: PastStat }[] }>
		| { readonly kind: "entry_is_file" }
	> {
		const entry = await this.entry(path);
		if (!entry) return { kind: "entry_not_found" };
		if (!isFolder(entry)) return { kind: "entry_is_file" };
		const entries = (await this.children(entry)).map(({ name, entry: { base } }) => ({ name, stat: pastStat(base) }));
		return { kind: "ok", entries };
	}

	async children(
		folder: Extract<LocalEntry, { readonly children: unknown }>,
	): Promise<readonly { readonly name: EntryName; readonly entry: LocalEntry }[]> {
		const entries = await this.#history.entriesAt([...folder.children.values()], this.date);
		return [...folder.children].flatMap(([name, id]) => {
			const entry = entries.get(id);
			return entry && isChildOf(entry, folder) ? [{ name, entry }] : [];
		});
	}

	/** Opens a file as it was. */
	async open(path: FsPath): Promise<PastOutcome<{ readonly file: PastFile }> | { readonly kind: "entry_is_folder" }> {
		const entry = await this.entry(path);
		if (!entry) return { kind: "entry_not_found" };
		if (isFolder(entry)) return { kind: "entry_is_folder" };
		return { kind: "ok", file: new PastFile(entry, this.#contents) };
	}
}

/** A file as it was; there is nothing to close. */
export class PastFile {
	readonly stat: PastStat;
	readonly #file: LocalFile;
	readonly #contents: Contents;

	constructor(file: LocalFile, contents: Contents) {
		this.stat = pastStat(file.base);
		this.#file = file;
		this.#contents = contents;
	}

	/** The bytes of `[offset, offset + length)` that the file had. @throws FileFailure, ConnectionError */
	read(offset: bigint, length: number): Promise<Uint8Array> {
		return this.#contents.read(readPlan(this.#file, offset, BigInt(length)));
	}
}

function asEntry(manifest: RemoteEntry): LocalEntry {
	return manifest.type === "file_manifest" ? fileFromRemote(manifest) : unfilteredFolder(manifest);
}

function believed(fetched: Fetched): RemoteEntry {
	if (fetched.kind === "invalid") throw new FileFailure({ kind: "invalid_manifest", detail: fetched.reason });
	return fetched.manifest;
}

function pastStat(manifest: RemoteEntry): PastStat {
	const { id, parent, created, updated, version, author, timestamp } = manifest;
	const file = manifest.type === "file_manifest";
	return {
		type: file ? "file" : "folder",
		id,
		parent,
		created,
		updated,
		version,
		author,
		timestamp,
		size: file ? manifest.size : 0n,
	};
}
