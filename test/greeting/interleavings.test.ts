import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { UserGuestGreeting, UserHostGreeting } from "@parallax/client";
import { newAccessToken, newPrivateKey, publicKeyOf } from "@parallax/crypto";
import { EmailAddress, type UserID } from "@parallax/protocol";
import fc from "fast-check";
import { actAsGuest, actAsHost, guestNamed, readAloud } from "../support/honestPeople.ts";
import { ModelServer } from "./model.ts";
import { Interleaving, ORGANIZATION, registrar, SERVER, someDevice } from "./people.ts";

const INVITED = EmailAddress.parse("guest@parsec.invalid");
const GUEST = guestNamed("Guest", INVITED);

/** Something that people do besides the greeting itself, after so many steps of the interleaving. */
interface Incident {
	readonly after: number;
	readonly what: "host-cancels" | "guest-cancels" | "second-host" | "guest-again" | "invitation-withdrawn";
}

const incidents = fc.array(
	fc.record({
		after: fc.integer({ min: 0, max: 120 }),
		what: fc.constantFrom<Incident["what"]>(
			"host-cancels",
			"guest-cancels",
			"second-host",
			"guest-again",
			"invitation-withdrawn",
		),
	}),
	{ maxLength: 3 },
);

/** Enough for any greeting to end, with faults and restarts. */
const MAX_STEPS = 4000;

/** Everybody in the room, and the server between them. */
class Room {
	readonly server = new ModelServer();
	readonly #time: Interleaving;
	readonly hosts: UserHostGreeting[] = [];
	readonly guests: UserGuestGreeting[] = [];
	readonly #token = newAccessToken();
	readonly #device = someDevice();

	constructor(random: () => number, faultOneIn: number) {
		this.#time = new Interleaving(random);
		this.server.transit = this.#time.transit(faultOneIn);
		this.addHost();
		this.addGuest();
	}

	addHost(): void {
		const options = { pace: this.#time.pace };
		this.hosts.push(new UserHostGreeting(registrar(this.#device, this.server), this.#token, INVITED, options));
		void this.hosts.at(-1)?.run();
	}

	addGuest(): void {
		const invitedTo = { server: SERVER, organizationId: ORGANIZATION, caller: this.server.claimerCaller() };
		const hosts: readonly UserID[] = [this.#device.user_id];
		this.guests.push(new UserGuestGreeting(invitedTo, hosts, { pace: this.#time.pace }));
		void this.guests.at(-1)?.run();
	}

	happen({ what }: Incident): void {
		if (what === "host-cancels") void this.hosts.at(-1)?.cancel();
		else if (what === "guest-cancels") void this.guests.at(-1)?.cancel();
		else if (what === "second-host") this.addHost();
		else if (what === "guest-again") this.addGuest();
		else if (this.server.status === "PENDING") this.server.status = "CANCELLED";
	}

	/** Where everybody is, for the message of a failure. */
	tell(): string {
		return inspect([...this.hosts, ...this.guests].map(({ state }) => state));
	}

	get over(): boolean {
		return [...this.hosts, ...this.guests].every(({ state }) => state.step === "finished" || state.step === "ended");
	}

	/** People talk to whoever came last; they give up only when nothing moves any more. */
	async live(incidents: readonly Incident[]): Promise<void> {
		for (let step = 0; step < MAX_STEPS && !this.over; step++) {
			for (const incident of incidents) if (incident.after === step) this.happen(incident);
			const [host, guest] = [this.hosts.at(-1), this.guests.at(-1)];
			for (const each of this.hosts) actAsHost(each, readAloud(guest));
			for (const each of this.guests) actAsGuest(each, readAloud(host), GUEST);
			await this.#time.step();
		}
	}

	/** Whoever still waits gives up. */
	async leave(): Promise<void> {
		for (const greeting of [...this.hosts, ...this.guests]) void greeting.cancel();
		for (let step = 0; step < MAX_STEPS && !this.over; step++) await this.#time.step();
	}
}

const finishedIn = (greetings: readonly (UserHostGreeting | UserGuestGreeting)[]) =>
	greetings.map(({ state }) => state).filter((state) => state.step === "finished");

/** What must hold whatever happened: nobody hangs, and a guest is in only under the identity that a host granted. */
function checkRoom(room: Room): void {
	assert.ok(room.over, `somebody waits for ever: ${room.tell()}`);
	const granted = finishedIn(room.hosts).map((state) => "userId" in state && state.userId);
	for (const state of finishedIn(room.guests)) {
		assert.ok("device" in state);
		assert.ok(room.server.devices.has(state.device.device_id), "the guest has a device that the server never took");
	}
	assert.ok(room.server.devices.size <= room.hosts.length, "one confirmation registered two users");
	assert.ok(new Set(granted).size === granted.length, "two hosts let the same user in");
}

test("without incident, a greeting always ends with the guest in, whatever the order of requests", async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer(), async (seed) => {
			const room = new Room(randomFrom(seed), 0);
			await room.live([]);
			checkRoom(room);
			assert.equal(room.hosts[0]?.state.step, "finished");
			assert.equal(room.guests[0]?.state.step, "finished");
			assert.equal(room.server.status, "FINISHED");
		}),
		{ numRuns: 40 },
	);
});

test("lost and repeated requests change nothing to that, and register nobody twice", async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer(), async (seed) => {
			const room = new Room(randomFrom(seed), 5);
			await room.live([]);
			checkRoom(room);
			assert.equal(room.guests[0]?.state.step, "finished", room.tell());
			assert.equal(room.server.devices.size, 1);
		}),
		{ numRuns: 60 },
	);
});

test("with cancellations, a second host, a guest who starts again and faults, everybody still reaches an end", async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer(), incidents, fc.constantFrom(0, 4, 10), async (seed, happening, faultOneIn) => {
			const room = new Room(randomFrom(seed), faultOneIn);
			await room.live(happening);
			await room.leave();
			checkRoom(room);
		}),
		{ numRuns: 150 },
	);
});

test("a server that puts itself in between is found out: nobody is let in", async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer(), async (seed) => {
			const room = new Room(randomFrom(seed), 0);
			const forGuest = publicKeyOf(newPrivateKey());
			const forHost = publicKeyOf(newPrivateKey());
			room.server.tamper = (from, step) =>
				step.step === "NUMBER_0_WAIT_PEER" ? { ...step, public_key: from === "GREETER" ? forGuest : forHost } : step;
			await room.live([]);
			assert.ok(room.over, "somebody waits for ever");
			assert.deepEqual(room.hosts[0]?.state, { step: "ended", end: { kind: "mismatch", noticedBy: "peer" } });
			assert.deepEqual(room.guests[0]?.state, { step: "ended", end: { kind: "mismatch", noticedBy: "me" } });
			assert.equal(room.server.devices.size, 0);
			assert.equal(room.server.active.length, 0, "the attempt is left open");
		}),
		{ numRuns: 20 },
	);
});

test("a guest whose nonce is not the one committed to is refused", async () => {
	const room = new Room(randomFrom(1), 0);
	room.server.tamper = (from, step) =>
		from === "CLAIMER" && step.step === "NUMBER_3_SEND_NONCE" ? { ...step, claimer_nonce: new Uint8Array(64) } : step;
	await room.live([]);
	const end = { kind: "cancelled", reason: "INVALID_NONCE_HASH" };
	assert.partialDeepStrictEqual(room.hosts[0]?.state, { step: "ended", end: { ...end, by: "me" } });
	assert.partialDeepStrictEqual(room.guests[0]?.state, { step: "ended", end: { ...end, by: "peer" } });
});

test("payloads that were touched on the way end the greeting, with the reason told to the peer", async () => {
	const room = new Room(randomFrom(1), 0);
	room.server.tamper = (_, step) =>
		step.step === "NUMBER_6_SEND_PAYLOAD" ? { ...step, claimer_payload: new Uint8Array(100) } : step;
	await room.live([]);
	const end = { kind: "cancelled", reason: "UNDECIPHERABLE_PAYLOAD" };
	assert.partialDeepStrictEqual(room.hosts[0]?.state, { step: "ended", end: { ...end, by: "me" } });
	assert.partialDeepStrictEqual(room.guests[0]?.state, { step: "ended", end: { ...end, by: "peer" } });
	assert.equal(room.server.devices.size, 0);
});

/** Mulberry32: uniform numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
