import type { VlobID } from "@parallax/protocol";
import type { FileStorage } from "../../storage/fileStorage.ts";
import { FileFailure, type FileFailureReason, isFailure } from "../failure.ts";
import type { EntryStore } from "../local/entryStore.ts";
import type { RemoteFiles } from "../remote/remoteFiles.ts";
import type { InboundOutcome, InboundSync } from "./inbound.ts";
import type { OutboundOutcome, OutboundSync } from "./outbound.ts";

/** Why an entry is not synchronized, though nothing failed: it stays on this device, nobody sees it, or it is being changed. */
export type WaitReason = "confined" | "unreachable" | "busy";

export interface SyncReport {
	/** What is left, and why. */
	readonly waiting: ReadonlyMap<VlobID, WaitReason>;
	/** What the server gave, or has, of these entries is wrong; the others are synchronized. */
	readonly failures: ReadonlyMap<VlobID, FileFailure>;
}

/** Failures of one entry, which leave the others alone. */
const OF_ONE_ENTRY: ReadonlySet<FileFailureReason["kind"]> = new Set([
	"invalid_manifest",
	"invalid_block",
	"damaged_storage",
	"entry_too_large",
	"rejected_by_sequester_service",
]);

export function isOfOneEntry(error: unknown): error is FileFailure {
	return error instanceof FileFailure && OF_ONE_ENTRY.has(error.reason.kind);
}

/** How many entries are sent at once. */
const AT_ONCE = 16;
/** A server may announce whatever it likes, and never give it. */
const MOST_ANNOUNCED = 10_000;
/** How many are fetched at once. */
const PAGE = 1000;
/** An entry that others change all the time is left for the next occasion. */
const MOST_ROUNDS = 20;

/** Both directions, for one entry or for all. */
export class Synchronizer {
	readonly #storage: FileStorage;
	readonly #store: EntryStore;
	readonly #remote: RemoteFiles;
	readonly #inbound: InboundSync;
	readonly #outbound: OutboundSync;
	/** What the server has announced: nothing older is to be believed. */
	readonly #announced = new Map<VlobID, number>();
	/** What left folders is sent by one at a time: who sends a folder meanwhile waits for it. */
	#sendingMoved: Promise<unknown> = Promise.resolve();
	#refreshing: Promise<unknown> = Promise.resolve();

	constructor(
		storage: FileStorage,
		store: EntryStore,
		remote: RemoteFiles,
		inbound: InboundSync,
		outbound: OutboundSync,
	) {
		this.#storage = storage;
		this.#store = store;
		this.#remote = remote;
		this.#inbound = inbound;
		this.#outbound = outbound;
	}

	/** Learns which entries have changed on the server. */
	refresh(): Promise<void> {
		const refresh = this.#refreshing.then(async () => {
			const known = await this.#storage.checkpoint();
			const { checkpoint, changes } = await this.#remote.changesSince(known);
			if (checkpoint === known) return;
			await this.#store.announce(checkpoint, changes);
		});
		this.#refreshing = refresh.catch(() => {});
		return refresh;
	}

	/** The server told that it has this version. */
	announced(id: VlobID, version: number): void {
		if (version <= (this.#announced.get(id) ?? 0)) return;
		this.#announced.set(id, version);
		for (const oldest of this.#announced.keys()) {
			if (this.#announced.size <= MOST_ANNOUNCED) break;
			this.#announced.delete(oldest);
		}
	}

	async inbound(id: VlobID): Promise<InboundOutcome> {
		const expected = this.#announced.get(id);
		const outcome = await this.#inbound.sync(id, expected);
		if ((outcome.kind === "updated" || outcome.kind === "no_change") && this.#announced.get(id) === expected)
			this.#announced.delete(id);
		return outcome;
	}

	/** Sends an entry, after what left it, and after what the server has of it if need be. */
	async outbound(id: VlobID): Promise<OutboundOutcome> {
		if ((await this.#outbound.toSendBefore(id)).length > 0) {
			const sending = this.#sendingMoved.then(() => this.#sendMoved(id, new Set()));
			this.#sendingMoved = sending.catch(() => {});
			await sending;
		}
		return this.#send(id);
	}

	/** Folders may have been moved into what was below them: `above` wait for this one already. */
	async #sendMoved(id: VlobID, above: Set<VlobID>): Promise<void> {
		if (above.has(id)) return;
		above.add(id);
		for (const moved of await this.#outbound.toSendBefore(id)) {
			try {
				await this.#sendMoved(moved, above);
				await this.#send(moved);
			} catch (error) {
				// Told when its own turn comes.
				if (!isOfOneEntry(error)) throw error;
			}
		}
	}

	async #send(id: VlobID): Promise<OutboundOutcome> {
		for (let round = 0; round < MOST_ROUNDS; round++) {
			const outcome = await this.#outbound.sync(id);
			if (outcome.kind !== "inbound_needed") return outcome;
			this.announced(id, outcome.version);
			const merged = await this.inbound(id);
			if (merged.kind === "busy" || merged.kind === "confined") return merged;
		}
		return { kind: "busy" };
	}

	/**
	 * Once, everything that can be: what the server has first, then what this device has.
	 * @throws FileFailure, ConnectionError, InvalidCertificate when nothing can be synchronized now
	 */
	async all({ upload }: { readonly upload: boolean }): Promise<SyncReport> {
		const waiting = new Map<VlobID, WaitReason>();
		const failures = new Map<VlobID, FileFailure>();
		for (let round = 0; round < MOST_ROUNDS; round++) {
			const done = new Set([...waiting.keys(), ...failures.keys()].filter((id) => waiting.get(id) !== "busy"));
			const inbound = (await this.#isThere()) ? await this.#inboundAll(done, waiting, failures) : 0;
			const outbound = upload ? await this.#outboundAll(done, waiting, failures) : 0;
			if (inbound + outbound === 0) break;
		}
		return { waiting, failures };
	}

	/** False for a workspace that this device has made: the server gets it with the first entry that is sent. */
	async #isThere(): Promise<boolean> {
		try {
			await this.refresh();
			return true;
		} catch (error) {
			if (isFailure(error, "not_bootstrapped")) return false;
			throw error;
		}
	}

	/** Gives how many entries changed. */
	async #inboundAll(
		done: ReadonlySet<VlobID>,
		waiting: Map<VlobID, WaitReason>,
		failures: Map<VlobID, FileFailure>,
	): Promise<number> {
		let changed = 0;
		const known = await this.#storage.toUpdate();
		const ids = [...known.keys()].filter((id) => !done.has(id));
		for (let from = 0; from < ids.length; from += PAGE) {
			const page = ids.slice(from, from + PAGE);
			const fetched = await this.#remote.fetch(page, null);
			const settled = await this.#inbound.mergeUnchanged(fetched, known);
			for (const isChanged of settled.values()) if (isChanged) changed++;
			for (const id of page) {
				if (settled.has(id)) continue;
				const work = () => this.#inbound.merge(id, fetched.get(id), known.get(id));
				if (await this.#one(id, work, waiting, failures)) changed++;
			}
		}
		return changed;
	}

	async #outboundAll(
		done: ReadonlySet<VlobID>,
		waiting: Map<VlobID, WaitReason>,
		failures: Map<VlobID, FileFailure>,
	): Promise<number> {
		let changed = 0;
		let fatal: { readonly error: unknown } | undefined;
		const rest = (await this.#storage.toUpload()).filter((id) => !done.has(id)).values();
		const worker = async () => {
			for (const id of rest) {
				if (fatal) return;
				try {
					if (await this.#one(id, () => this.outbound(id), waiting, failures)) changed++;
				} catch (error) {
					fatal ??= { error };
				}
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
		if (fatal) throw fatal.error;
		return changed;
	}

	/** Whether something changed. */
	async #one(
		id: VlobID,
		work: () => Promise<InboundOutcome | OutboundOutcome>,
		waiting: Map<VlobID, WaitReason>,
		failures: Map<VlobID, FileFailure>,
	): Promise<boolean> {
		try {
			const { kind } = await work();
			if (kind === "confined" || kind === "unreachable" || kind === "busy") waiting.set(id, kind);
			else waiting.delete(id);
			return kind === "updated" || kind === "done";
		} catch (error) {
			if (!isOfOneEntry(error)) throw error;
			failures.set(id, error);
			return false;
		}
	}
}
