import type { VlobID } from "@parallax/protocol";
import type { EventMonitor } from "../../events/monitor.ts";
import { reconnection } from "../../events/reconnection.ts";
import type { FileStorage } from "../../storage/fileStorage.ts";
import type { Timer } from "../../timer.ts";
import { ConnectionError } from "../../transport/index.ts";
import type { FileEvents } from "../events.ts";
import { isFailure } from "../failure.ts";
import type { FileHost } from "../host.ts";
import type { InboundOutcome } from "./inbound.ts";
import type { OutboundOutcome } from "./outbound.ts";
import type { Synchronizer } from "./synchronizer.ts";

/** How long a change waits for the next one of the same entry, in milliseconds. */
const QUIET = 1_000;
/** How long it waits at most. */
const PATIENCE = 60_000;
/** Before an entry that is being changed is tried again. */
const BUSY = 250;
/** Before a server whose block store fails is asked again. */
const STORE_UNAVAILABLE = 60_000;
const AT_ONCE = 16;

/** Why the tasks cannot do anything before something else changes: the role, the archiving, the certificates, the connection. */
const PAUSING = ["author_not_allowed", "realm_archived", "realm_deleted", "not_bootstrapped", "read_only"] as const;

interface Change {
	readonly since: number;
	due: number;
}

/**
 * Synchronizes a workspace as long as its device is followed: what the server tells, and what this device changes
 * (workspace-engine.md §9). A failure of one entry leaves the others alone.
 */
export class SyncTasks {
	readonly #realmId: VlobID;
	readonly #host: FileHost;
	readonly #storage: FileStorage;
	readonly #synchronizer: Synchronizer;
	readonly #events: FileEvents;
	readonly #monitor: EventMonitor;
	readonly #timer: Timer;
	readonly #onFailure: (error: unknown, id: VlobID | null) => void;
	readonly #over = new AbortController();
	readonly #inbound = new Set<VlobID>();
	readonly #outbound = new Map<VlobID, Change>();
	/** By each folder above them: entries that stay here as long as it is so, as their names do or as no path leads to them. */
	readonly #held = new Map<VlobID, Set<VlobID>>();
	#missed = true;
	#ends: readonly (() => void)[] = [];
	#wakeInbound: () => void = () => {};
	#wakeOutbound: () => void = () => {};
	#running: Promise<unknown> = Promise.resolve();

	/** @param onFailure told why an entry, or (`null`) all of them, could not be synchronized; it will be tried again. */
	constructor(
		realmId: VlobID,
		host: FileHost,
		storage: FileStorage,
		synchronizer: Synchronizer,
		events: FileEvents,
		monitor: EventMonitor,
		timer: Timer,
		onFailure: (error: unknown, id: VlobID | null) => void,
	) {
		this.#realmId = realmId;
		this.#host = host;
		this.#storage = storage;
		this.#synchronizer = synchronizer;
		this.#events = events;
		this.#monitor = monitor;
		this.#timer = timer;
		this.#onFailure = onFailure;
	}

	start(): void {
		this.#ends = [
			this.#monitor.subscribe({
				missedEvents: () => this.#everything(),
				event: (event) => {
					if (event.event !== "VLOB" || event.realm_id !== this.#realmId) return;
					this.#synchronizer.announced(event.vlob_id, event.version);
					this.#bring(event.vlob_id);
				},
			}),
			this.#events.subscribe({
				outboundNeeded: (id) => {
					this.#freed(id);
					this.#send(id);
				},
				inboundDone: (id) => this.#freed(id),
			}),
		];
		this.#running = Promise.all([this.#inboundLoop(), this.#outboundLoop()]);
	}

	/** What this user may do in the workspace has changed. */
	accessChanged(): void {
		this.#everything();
	}

	async stop(): Promise<void> {
		for (const end of this.#ends) end();
		this.#over.abort();
		this.#wakeInbound();
		this.#wakeOutbound();
		await this.#running;
	}

	#everything(): void {
		this.#missed = true;
		this.#wakeInbound();
	}

	#bring(id: VlobID): void {
		this.#inbound.add(id);
		this.#wakeInbound();
	}

	/** @param wait before it is sent, if nothing else changes it. */
	#send(id: VlobID, wait = QUIET): void {
		const now = this.#timer.now();
		const change = this.#outbound.get(id);
		if (!change) this.#outbound.set(id, { since: now, due: now + wait });
		else if (now + wait < change.since + PATIENCE) change.due = now + wait;
		this.#wakeOutbound();
	}

	/** A folder above entries that stay here has changed: they may not any more. */
	#freed(id: VlobID): void {
		const entries = this.#held.get(id);
		if (!entries) return;
		this.#held.delete(id);
		for (const entry of entries) {
			this.#bring(entry);
			this.#send(entry);
		}
	}

	/** Until one of these folders changes. */
	#hold(id: VlobID, folders: readonly VlobID[]): void {
		for (const folder of folders) {
			const entries = this.#held.get(folder) ?? new Set();
			this.#held.set(folder, entries.add(id));
		}
	}

	async #inboundLoop(): Promise<void> {
		while (!this.#over.signal.aborted) {
			if (this.#missed) {
				this.#missed = false;
				await this.#reaching(
					null,
					async () => {
						await this.#bringAll();
						for (const id of await this.#storage.toUpload()) this.#send(id);
					},
					() => this.#everything(),
				);
				continue;
			}
			const [id] = this.#inbound;
			if (id === undefined) {
				await new Promise<void>((resolve) => {
					this.#wakeInbound = resolve;
				});
				continue;
			}
			this.#inbound.delete(id);
			await this.#reaching(
				id,
				async () => {
					const outcome = await this.#synchronizer.inbound(id);
					if (outcome.kind === "busy") await this.#timer.sleep(BUSY, this.#over.signal);
					this.#note(id, outcome, (each) => this.#bring(each));
				},
				() => this.#bring(id),
			);
		}
	}

	async #bringAll(): Promise<void> {
		const report = await this.#synchronizer.all({ upload: false });
		for (const [id, reason] of report.waiting) if (reason === "busy") this.#bring(id);
		for (const [id, error] of report.failures) this.#onFailure(error, id);
	}

	#note(id: VlobID, outcome: InboundOutcome | OutboundOutcome, again: (id: VlobID) => void): void {
		const { kind } = outcome;
		if (kind === "busy") again(id);
		else if (kind === "confined")
			this.#hold(id, outcome.chain.slice(outcome.chain.indexOf(outcome.confinementPoint), -1));
		else if (kind === "unreachable") this.#hold(id, outcome.chain.slice(0, -1));
	}

	async #outboundLoop(): Promise<void> {
		const working = new Set<Promise<void>>();
		while (!this.#over.signal.aborted) {
			const now = this.#timer.now();
			let next = Number.POSITIVE_INFINITY;
			if (this.#host.writable())
				for (const [id, { due }] of this.#outbound) {
					if (working.size >= AT_ONCE) break;
					if (due > now) next = Math.min(next, due);
					else {
						this.#outbound.delete(id);
						const work = this.#sendNow(id).finally(() => {
							working.delete(work);
							this.#wakeOutbound();
						});
						working.add(work);
					}
				}
			const wake = new AbortController();
			this.#wakeOutbound = () => wake.abort();
			if (this.#over.signal.aborted) break;
			if (working.size >= AT_ONCE || next === Number.POSITIVE_INFINITY)
				await new Promise<void>((resolve) => wake.signal.addEventListener("abort", () => resolve()));
			else await this.#timer.sleep(Math.max(0, next - this.#timer.now()), wake.signal);
		}
		await Promise.all(working);
	}

	#sendNow(id: VlobID): Promise<void> {
		return this.#reaching(
			id,
			async () => {
				this.#note(id, await this.#synchronizer.outbound(id), (each) => this.#send(each));
			},
			(wait) => this.#send(id, wait),
		);
	}

	/** @param again what is to be tried again when the server could not be reached. */
	async #reaching(id: VlobID | null, work: () => Promise<void>, again: (wait?: number) => void): Promise<void> {
		try {
			await work();
		} catch (error) {
			if (this.#over.signal.aborted || isFailure(error, "stopped")) return;
			if (error instanceof ConnectionError && error.kind === "offline") {
				await reconnection(this.#monitor, this.#timer, this.#over.signal);
				again();
				return;
			}
			this.#onFailure(error, id);
			if (isFailure(error, "store_unavailable")) again(STORE_UNAVAILABLE);
			// Something else tells when it may be otherwise: `accessChanged`, or the events that were missed.
			else if (id !== null && isFailure(error, ...PAUSING))
				this.#outbound.set(id, { since: this.#timer.now(), due: this.#timer.now() + PATIENCE });
		}
	}
}
