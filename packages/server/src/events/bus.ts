import type { DeviceID, OrganizationID, UserID, UserProfile, VlobID } from "@parallax/protocol";
import type { SealedEvent } from "./sealedEvent.ts";

/** Events of all organizations, kept for those who reconnect (transport.md §7.3). */
const CACHE_SIZE = 1024;
/** A listener that has more than this to catch up is told that it missed some. */
const REPLAY_LIMIT = 100;

/** Told in place of a replay. */
export const MISSED_EVENTS = Buffer.from("event:missed_events\ndata:\n\n");

/** Where the frames of one connection go. */
export interface Sink {
	frame(bytes: Uint8Array): void;
	/** After the frames already given. May come at any time, once. */
	end(): void;
}

/** A connected device. */
export interface ListenerIdentity {
	readonly organization: OrganizationID;
	readonly user: UserID;
	readonly device: DeviceID;
}

/** What storage says of a listener when its connection starts; then kept up to date by the events themselves. */
export interface ListenerState {
	readonly profile: UserProfile;
	/** Where its user has a role. */
	readonly realms: Iterable<VlobID>;
}

/** `absent`: the client did not ask. `invalid`: it did, with something that is no event id. */
export type LastEventId = { readonly kind: "absent" | "invalid" } | { readonly kind: "id"; readonly id: string };

type PublicSealedEvent = Extract<SealedEvent, { readonly kind: "public" }>;

/** Tells committed events to the listeners of this process, in the order of the commits. */
export class EventBus {
	readonly #cache: SealedEvent[] = [];
	readonly #frames = new WeakMap<SealedEvent, Uint8Array>();
	readonly #listeners = new Map<OrganizationID, Set<Listener>>();
	#state: "open" | "suspended" | "closed" = "open";

	/** Whether new listeners are welcome: not when stopping, nor while the notifications of the database are lost. */
	get isOpen(): boolean {
		return this.#state === "open";
	}

	get size(): number {
		let size = 0;
		for (const listeners of this.#listeners.values()) size += listeners.size;
		return size;
	}

	publish(event: SealedEvent): void {
		this.#cache.push(event);
		if (this.#cache.length > CACHE_SIZE) this.#cache.shift();
		for (const listener of this.#listeners.get(event.organization) ?? []) listener.hear(event);
	}

	/**
	 * From here on no event is lost: those that come before `start` are kept. So register first, then read the state of the
	 * listener from storage, then start.
	 */
	register(identity: ListenerIdentity, last: LastEventId, sink: Sink): Listener {
		const position = last.kind === "id" ? this.#cache.findIndex(({ id }) => id === last.id) : -1;
		const missed = last.kind === "invalid" || (last.kind === "id" && position === -1);
		const replay = position === -1 ? [] : this.#cache.slice(position + 1);
		const listener = new Listener(identity, sink, missed ? "missed" : replay, {
			frame: (event) => this.#frame(event),
			leave: (leaving) => this.#leave(leaving),
		});
		const others = this.#listeners.get(identity.organization);
		if (others) others.add(listener);
		else this.#listeners.set(identity.organization, new Set([listener]));
		return listener;
	}

	/** Events may have been lost: ends every stream and forgets the cache, so that whoever reconnects is told so. */
	suspend(): void {
		if (this.#state === "open") this.#state = "suspended";
		this.#cache.length = 0;
		this.#endAll();
	}

	resume(): void {
		if (this.#state === "suspended") this.#state = "open";
	}

	/** For good: the server is stopping. */
	close(): void {
		this.#state = "closed";
		this.#endAll();
	}

	#endAll(): void {
		for (const listeners of [...this.#listeners.values()]) for (const listener of [...listeners]) listener.end();
	}

	#leave(listener: Listener): void {
		const listeners = this.#listeners.get(listener.organization);
		listeners?.delete(listener);
		if (listeners?.size === 0) this.#listeners.delete(listener.organization);
	}

	/** One buffer for all the listeners of an event. */
	#frame(event: PublicSealedEvent): Uint8Array {
		let frame = this.#frames.get(event);
		if (!frame) {
			frame = Buffer.from(`data:${event.data}\nid:${event.id}\n\n`);
			this.#frames.set(event, frame);
		}
		return frame;
	}
}

interface Home {
	frame(event: PublicSealedEvent): Uint8Array;
	leave(listener: Listener): void;
}

/** One connection: decides which events its device may hear (transport.md §7.4). */
export class Listener {
	readonly organization: OrganizationID;
	readonly #user: UserID;
	readonly #device: DeviceID;
	readonly #sink: Sink;
	readonly #home: Home;
	#profile: UserProfile | undefined;
	readonly #realms = new Set<VlobID>();
	/** Until started: the events since the last one seen by the client. */
	#replay: readonly SealedEvent[] | "missed";
	/** Until started: the events since registered. */
	#waiting: SealedEvent[] | undefined = [];
	#ended = false;

	constructor(identity: ListenerIdentity, sink: Sink, replay: readonly SealedEvent[] | "missed", home: Home) {
		this.organization = identity.organization;
		this.#user = identity.user;
		this.#device = identity.device;
		this.#sink = sink;
		this.#replay = replay;
		this.#home = home;
	}

	/** Whether `end` or `leave` came. */
	get isEnded(): boolean {
		return this.#ended;
	}

	/** Sends `first`, the events due since the last one that the client saw, those since registered, then the live ones. */
	start(state: ListenerState, first: Uint8Array): void {
		if (this.#ended) return;
		this.#profile = state.profile;
		for (const realm of state.realms) this.#realms.add(realm);
		this.#sink.frame(first);
		if (this.#replay === "missed") this.#sink.frame(MISSED_EVENTS);
		else {
			// The state is of now: it decides, except for a role lost meanwhile, whose event is addressed to this user.
			const due = this.#replay
				.filter((event) => event.kind === "public")
				.filter((event) => event.organization === this.organization && this.#concerns(event.audience));
			if (due.length > REPLAY_LIMIT) this.#sink.frame(MISSED_EVENTS);
			else for (const event of due) this.#sink.frame(this.#home.frame(event));
		}
		this.#replay = [];
		const waiting = this.#waiting ?? [];
		this.#waiting = undefined;
		for (const event of waiting) this.hear(event);
	}

	hear(event: SealedEvent): void {
		if (this.#ended) return;
		if (this.#waiting) {
			this.#waiting.push(event);
			return;
		}
		switch (event.kind) {
			case "public":
				this.#tell(event);
				break;
			case "user_updated":
				if (event.user === this.#user) this.#profile = event.profile;
				break;
			case "user_revoked_or_frozen":
				if (event.user === this.#user) this.end();
				break;
			case "organization_expired":
			case "tos_updated":
				this.end();
		}
	}

	/** Ends the connection, after the frames already sent. */
	end(): void {
		if (this.#ended) return;
		this.leave();
		this.#sink.end();
	}

	/** The connection is gone. */
	leave(): void {
		this.#ended = true;
		this.#home.leave(this);
	}

	#tell(event: PublicSealedEvent): void {
		const { audience } = event;
		if (!this.#concerns(audience)) return;
		this.#sink.frame(this.#home.frame(event));
		if (audience.kind !== "members" || audience.concerned?.user !== this.#user) return;
		if (audience.concerned.removed) this.#realms.delete(audience.realm);
		else this.#realms.add(audience.realm);
	}

	#concerns(audience: PublicSealedEvent["audience"]): boolean {
		switch (audience.kind) {
			case "everyone":
				return true;
			case "admins":
				return this.#profile === "ADMIN";
			case "users":
				return audience.users.includes(this.#user);
			case "members":
				if (audience.except === this.#device) return false;
				return audience.concerned?.user === this.#user || this.#realms.has(audience.realm);
		}
	}
}
