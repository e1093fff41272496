import { newId } from "@parallax/crypto";
import { VlobID } from "@parallax/protocol";
import type { FileEvents } from "../events.ts";
import { FileFailure, isFailure } from "../failure.ts";
import { standingFor, versionsToTry } from "../inbound/selfHeal.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { Release, UpdateLocks } from "../local/updateLocks.ts";
import { isFolder, type LocalEntry } from "../manifest/localFolder.ts";
import { type Merge, mergeEntry, type RemoteEntry } from "../merge/entry.ts";
import { keepReachable } from "../merge/reachable.ts";
import type { OpenedFiles } from "../opened/openedFiles.ts";
import type { Whereabouts } from "../path/resolve.ts";
import type { Fetched, RemoteFiles } from "../remote/remoteFiles.ts";
import type { EntryTree } from "../tree.ts";

export type InboundOutcome =
	/** The entry has changed on this device. */
	| { readonly kind: "updated" }
	| { readonly kind: "no_change" }
	/** Somebody is changing it, or has it open: to be tried again. */
	| { readonly kind: "busy" }
	/** It stays on this device, as does all below `confinementPoint`; `chain` leads from the root to it. */
	| { readonly kind: "confined"; readonly confinementPoint: VlobID; readonly chain: readonly VlobID[] };

/** Brings what the server has of an entry to this device (workspace-engine.md §6). */
export class InboundSync {
	readonly #realmId: VlobID;
	readonly #tree: EntryTree;
	readonly #store: EntryStore;
	readonly #remote: RemoteFiles;
	readonly #locks: UpdateLocks;
	readonly #opened: OpenedFiles;
	readonly #events: FileEvents;

	constructor(
		realmId: VlobID,
		tree: EntryTree,
		store: EntryStore,
		remote: RemoteFiles,
		locks: UpdateLocks,
		opened: OpenedFiles,
		events: FileEvents,
	) {
		this.#realmId = realmId;
		this.#tree = tree;
		this.#store = store;
		this.#remote = remote;
		this.#locks = locks;
		this.#opened = opened;
		this.#events = events;
	}

	/**
	 * @param expected a version that the server has announced: an older one is not to be believed.
	 * @throws FileFailure, ConnectionError, InvalidCertificate
	 */
	async sync(id: VlobID, expected?: number): Promise<InboundOutcome> {
		if (this.#isBusy(id)) return { kind: "busy" };
		const fetched = (await this.#remote.fetch([id], null)).get(id);
		return this.merge(id, fetched, expected);
	}

	/** The same with what was fetched already. */
	async merge(id: VlobID, fetched: Fetched | undefined, expected = 0): Promise<InboundOutcome> {
		const remote = fetched && (await this.#believed(id, fetched));
		const release = this.#opened.isOpen(id) ? null : this.#locks.tryTake(id);
		if (!release) return { kind: "busy" };
		try {
			return await this.#merge(id, remote, expected);
		} finally {
			release();
		}
	}

	/**
	 * The same for many entries, with one write to the disk for all those that did not change here. Those for which anything is to be
	 * decided are left out, for `merge`; gives whether the others changed.
	 * @param expected which version of each the server has announced
	 */
	async mergeUnchanged(
		fetched: ReadonlyMap<VlobID, Fetched>,
		expected: ReadonlyMap<VlobID, number>,
	): Promise<ReadonlyMap<VlobID, boolean>> {
		const releases: Release[] = [];
		const merged: LocalEntry[] = [];
		const settled = new Map<VlobID, boolean>();
		try {
			for (const [id, remote] of fetched) {
				const release = remote.kind === "valid" && !this.#opened.isOpen(id) ? this.#locks.tryTake(id) : null;
				if (!release) continue;
				releases.push(release);
				const where = await this.#whereIs(id);
				if (where?.kind !== "found" || where.confinementPoint !== null || where.entry.need_sync) continue;
				const known = Math.max(where.entry.base.version, expected.get(id) ?? 0);
				if (remote.kind !== "valid" || remote.manifest.version < known) continue;
				const merge = mergeEntry(where.entry, remote.manifest, this.#tree.context());
				if (merge.kind === "conflict" || this.#opened.isOpen(id)) continue;
				if (merge.kind === "merged") {
					// Folders that move into each other only show when they are merged one after the other.
					if (isFolder(merge.entry) && merge.entry.parent !== where.entry.parent) continue;
					const reach = keepReachable(this.#realmId, where.entry, merge, newId(VlobID), this.#tree.context());
					if ((await this.#tree.answer(reach)).length > 1) continue;
					merged.push(merge.entry);
				}
				settled.set(id, merge.kind === "merged");
			}
			if (merged.length > 0) await this.#store.put(merged);
			for (const entry of merged) this.#opened.replaced(entry);
		} finally {
			for (const release of releases) release();
		}
		for (const { base, parent } of merged) this.#events.tell((listener) => listener.inboundDone?.(base.id, parent));
		this.#events.changed(merged);
		return settled;
	}

	/** `null` when one of those that are asked for is damaged: who is asked for it alone tells. */
	async #whereIs(id: VlobID): Promise<Whereabouts | null> {
		try {
			return await this.#tree.whereIs(id);
		} catch (error) {
			if (isFailure(error, "damaged_storage", "invalid_manifest")) return null;
			throw error;
		}
	}

	#isBusy(id: VlobID): boolean {
		return this.#locks.isTaken(id) || this.#opened.isOpen(id);
	}

	async #merge(id: VlobID, remote: RemoteEntry | undefined, expected: number): Promise<InboundOutcome> {
		const where = await this.#tree.whereIs(id);
		if (where.kind === "found" && where.confinementPoint !== null)
			return { kind: "confined", confinementPoint: where.confinementPoint, chain: where.chain };
		const local = where.kind === "missing" ? null : where.entry;
		const known = Math.max(expected, local?.base.version ?? 0);
		if (!remote) {
			// Only this device may have it, so far.
			if (known === 0) return { kind: "no_change" };
			throw new FileFailure({ kind: "invalid_manifest", detail: "not_there" });
		}
		if (remote.version < known) throw new FileFailure({ kind: "invalid_manifest", detail: "older_than_known" });
		// It may have been opened while its place was looked for.
		if (this.#opened.isOpen(id)) return { kind: "busy" };
		const merge = mergeEntry(local, remote, this.#tree.context());
		if (merge.kind === "no_change") return { kind: "no_change" };
		return this.#settle(local, merge);
	}

	/** Stores what a merge came to, with what keeps everything in reach: together, and only if none of it has changed meanwhile. */
	async #settle(
		local: LocalEntry | null,
		merge: Exclude<Merge, { readonly kind: "no_change" }>,
	): Promise<InboundOutcome> {
		const { entry } = merge;
		const { id } = entry.base;
		const seen = new Map<VlobID, LocalEntry | null>([[id, local]]);
		const reach = keepReachable(this.#realmId, local, merge, newId(VlobID), this.#tree.context());
		const changed = await this.#tree.answer(reach, (asked, found) => seen.set(asked, found));
		const others = changed.map(({ base }) => base.id).filter((each) => each !== id);
		const release = this.#locks.tryTake(...others);
		if (!release) return { kind: "busy" };
		try {
			const stands = async () => {
				for (const [each, found] of seen) if ((await this.#store.get(each)) !== found) return false;
				return ![id, ...others].some((each) => this.#opened.isOpen(each));
			};
			if (!(await this.#store.putIf(stands, changed))) return { kind: "busy" };
			// It may have been opened to be read as it was stored.
			for (const each of changed) this.#opened.replaced(each);
		} finally {
			release();
		}
		this.#events.tell((listener) => listener.inboundDone?.(id, entry.parent));
		this.#events.changed(changed);
		return { kind: "updated" };
	}

	/** An invalid version does not hold an entry for ever: the last valid one stands for it, so that the next upload can follow it. */
	async #believed(id: VlobID, fetched: Fetched): Promise<RemoteEntry> {
		if (fetched.kind === "valid") return fetched.manifest;
		const local = await this.#store.get(id);
		const { version: invalid, reason } = fetched;
		if (local && invalid < local.base.version)
			throw new FileFailure({ kind: "invalid_manifest", detail: "older_than_known" });
		for (const version of versionsToTry(invalid, local?.base.version ?? null)) {
			const older = await this.#remote.fetchVersion(id, version);
			if (older?.kind === "valid") return standingFor(older.manifest, invalid);
		}
		if (!local || local.base.version === 0) throw new FileFailure({ kind: "invalid_manifest", detail: reason });
		return standingFor<RemoteEntry>(local.base, invalid);
	}
}
