import type { DateTime, DeviceID, EntryName, FsPath, VlobID } from "@parallax/protocol";
import { FileFailure, isFailure } from "./failure.ts";
import type { EntryStore } from "./local/entryStore.ts";
import { isFolder, type LocalEntry, type LocalFolder } from "./manifest/localFolder.ts";
import type { MergeContext } from "./merge/context.ts";
import { mergeEntry } from "./merge/entry.ts";
import type { PreventSyncPattern } from "./name/preventSync.ts";
import {
	type Child,
	childOf,
	type Found,
	isChildOf,
	type NotFound,
	pathOf,
	resolvePath,
	type Wanted,
	type Whereabouts,
} from "./path/resolve.ts";
import type { RemoteFiles } from "./remote/remoteFiles.ts";

/** At most this many entries are read, or asked for, at once. */
const PAGE = 1000;

/** A child as its folder lists it. */
export interface ListedEntry {
	readonly name: EntryName;
	readonly entry: LocalEntry;
}

/**
 * The entries of a workspace, wherever they are: what this device does not have is asked of the server when it is first
 * needed, and stored.
 */
export class EntryTree {
	readonly #realmId: VlobID;
	readonly #store: EntryStore;
	readonly #remote: RemoteFiles;
	readonly #device: DeviceID;
	readonly #now: () => DateTime;
	readonly #pattern: PreventSyncPattern;
	/** Those asked for since the last request was sent: one request for all of them. */
	#wanted: Map<VlobID, PromiseWithResolvers<LocalEntry | null>> | undefined;
	readonly #coming = new Map<VlobID, Promise<LocalEntry | null>>();

	constructor(
		realmId: VlobID,
		store: EntryStore,
		remote: RemoteFiles,
		device: DeviceID,
		now: () => DateTime,
		pattern: PreventSyncPattern,
	) {
		this.#realmId = realmId;
		this.#store = store;
		this.#remote = remote;
		this.#device = device;
		this.#now = now;
		this.#pattern = pattern;
	}

	/** What an operation or a merge made now depends on. */
	context(): MergeContext {
		return { device: this.#device, now: this.#now(), pattern: this.#pattern };
	}

	/** From this device, else from the server; `null` when neither has it. @throws FileFailure when it is not to be believed. */
	async get(id: VlobID): Promise<LocalEntry | null> {
		return this.#store.peek(id) ?? (await this.#store.get(id)) ?? this.#fetch(id);
	}

	async folder(id: VlobID): Promise<LocalFolder | null> {
		const entry = await this.get(id);
		return entry && isFolder(entry) ? entry : null;
	}

	async resolve(path: FsPath): Promise<Found | NotFound> {
		const steps = resolvePath(this.#realmId, path);
		for (let step = steps.next(); ; step = steps.next(await this.get(step.value))) if (step.done) return step.value;
	}

	/** What a folder has under a name. */
	async child(folder: LocalFolder, name: EntryName): Promise<Child> {
		const steps = childOf(folder, name);
		for (let step = steps.next(); ; step = steps.next(await this.get(step.value))) if (step.done) return step.value;
	}

	/** Where an entry is that this device has. */
	whereIs(id: VlobID): Promise<Whereabouts> {
		return this.answer(pathOf(this.#realmId, id));
	}

	/** The same without asking the server for folders above it: one that is not here leads nowhere. */
	async whereIsHere(id: VlobID): Promise<Whereabouts> {
		const steps = pathOf(this.#realmId, id);
		for (let step = steps.next(); ; step = steps.next(await this.#store.get(step.value.id)))
			if (step.done) return step.value;
	}

	/** What a rule comes to that asks for entries; `seen` is told what it was given. */
	async answer<T>(
		steps: Generator<Wanted, T, LocalEntry | null>,
		seen: (id: VlobID, entry: LocalEntry | null) => void = () => {},
	): Promise<T> {
		for (let step = steps.next(); ; ) {
			if (step.done) return step.value;
			const { id, from } = step.value;
			const entry = await (from === "device" ? this.#store.get(id) : this.get(id));
			seen(id, entry);
			step = steps.next(entry);
		}
	}

	/** The valid children of a folder, in the order in which it lists them; a page is read, or asked for, at a time. */
	async *children(folder: LocalFolder): AsyncGenerator<readonly ListedEntry[], void> {
		const listed = [...folder.children];
		for (let from = 0; from < listed.length; from += PAGE) {
			const page = listed.slice(from, from + PAGE);
			const entries = await this.#getMany(page.map(([, id]) => id));
			yield page.flatMap(([name, id]) => {
				const entry = entries.get(id);
				return entry && isChildOf(entry, folder) ? [{ name, entry }] : [];
			});
		}
	}

	async hasChildren(folder: LocalFolder): Promise<boolean> {
		for await (const page of this.children(folder)) if (page.length > 0) return true;
		return false;
	}

	async #getMany(ids: readonly VlobID[]): Promise<ReadonlyMap<VlobID, LocalEntry>> {
		const found = await this.#store.getMany(ids);
		if (found.size === ids.length) return found;
		const absent = ids.filter((id) => !found.has(id));
		// One that is not to be believed is shown by whoever asks for it alone: the others are there.
		const fetched = await Promise.all(
			absent.map((id) =>
				this.#fetch(id).catch((error) => {
					if (isFailure(error, "invalid_manifest")) return null;
					throw error;
				}),
			),
		);
		for (const entry of fetched) if (entry) found.set(entry.base.id, entry);
		return found;
	}

	#fetch(id: VlobID): Promise<LocalEntry | null> {
		const coming = this.#coming.get(id);
		if (coming) return coming;
		const answer = Promise.withResolvers<LocalEntry | null>();
		const { promise } = answer;
		this.#coming.set(id, promise);
		promise.catch(() => {}).finally(() => this.#coming.delete(id));
		if (!this.#wanted) {
			const wanted = new Map<VlobID, PromiseWithResolvers<LocalEntry | null>>();
			this.#wanted = wanted;
			queueMicrotask(() => {
				this.#wanted = undefined;
				void this.#bring(wanted);
			});
		}
		this.#wanted.set(id, answer);
		return promise;
	}

	async #bring(wanted: ReadonlyMap<VlobID, PromiseWithResolvers<LocalEntry | null>>): Promise<void> {
		try {
			const { announcements } = this.#store;
			const fetched = await this.#remote.fetch([...wanted.keys()], null);
			const context = this.context();
			const fresh: LocalEntry[] = [];
			const absent: VlobID[] = [];
			for (const [id, answer] of wanted) {
				const version = fetched.get(id);
				if (!version) absent.push(id);
				else if (version.kind === "invalid")
					answer.reject(new FileFailure({ kind: "invalid_manifest", detail: version.reason }));
				else {
					const merge = mergeEntry(null, version.manifest, context);
					if (merge.kind === "merged") fresh.push(merge.entry);
				}
			}
			// A synchronization may have stored it meanwhile: then that is what everybody sees.
			const stored = await this.#store.insert(fresh, announcements);
			if (!stored) return await this.#bring(wanted);
			for (const entry of stored) wanted.get(entry.base.id)?.resolve(entry);
			for (const id of absent) wanted.get(id)?.resolve(await this.#store.get(id));
		} catch (error) {
			const nowhere = isFailure(error, "not_bootstrapped");
			for (const answer of wanted.values()) nowhere ? answer.resolve(null) : answer.reject(error);
		}
	}
}
