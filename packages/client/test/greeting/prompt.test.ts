import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	type AuthenticatedCaller,
	type InvitedCaller,
	type Pace,
	type PreparedRequest,
	realPace,
	UserGuestGreeting,
	UserHostGreeting,
} from "@parallax/client";
import { newAccessToken } from "@parallax/crypto";
import {
	authenticatedCommands,
	type Command,
	DateTime,
	EmailAddress,
	encodeRequest,
	invitedCommands,
	type RequestOf,
	ServerAddr,
} from "@parallax/protocol";
import { ModelServer } from "../../../../test/greeting/model.ts";
import { actAsGuest, actAsHost, guestNamed, readAloud } from "../../../../test/support/honestPeople.ts";
import { DEVICE } from "../device/example.ts";
import { settle, VirtualTime } from "../events/virtualTime.ts";

/** What a screen promises: two seconds after something happened to the other, it shows. */
const SOON_MS = 2_000;
const INVITED = EmailAddress.parse("guest@parsec.invalid");
const DETAILS = guestNamed("Guest", INVITED);

type Side = "host" | "guest";
type Person = UserHostGreeting | UserGuestGreeting;

/** Host and guest, the pace of real programs in virtual time, and each with a network that may go away. */
class Scene {
	readonly time = new VirtualTime();
	readonly server = new ModelServer();
	readonly #pace: Pace = {
		...realPace,
		now: () => this.time.now(),
		sleep: (milliseconds, signal) => this.time.sleep(milliseconds, signal),
	};
	readonly #token = newAccessToken();
	/** Whose requests hang, without a word. */
	readonly silent = new Set<Side>();
	host = this.arrive("host") as UserHostGreeting;
	guest = this.arrive("guest") as UserGuestGreeting;
	/** Who does not answer, and where. */
	stopAt: readonly [Side, string] | undefined;

	/** Opens the page, anew when it was open: what came before is forgotten, without a word to the server. */
	arrive(side: Side): Person {
		const options = { pace: this.#pace };
		const person =
			side === "host"
				? new UserHostGreeting(
						{
							device: DEVICE,
							caller: this.#over(side, this.server.greeterCaller(DEVICE.user_id)),
							now: () => DateTime.parse("2026-01-01T00:00:00Z"),
							pollCertificates: async () => {},
							hasDevice: async (id) => this.server.devices.has(id),
						},
						this.#token,
						INVITED,
						options,
					)
				: new UserGuestGreeting(
						{
							server: ServerAddr.fromUrl(DEVICE.server_url),
							organizationId: DEVICE.organization_id,
							caller: this.#over(side, this.server.claimerCaller()),
						},
						[DEVICE.user_id],
						options,
					);
		void person.run();
		return person;
	}

	/** A caller that hangs while its side is silent, and prepares requests as one over HTTP does. */
	#over<C extends AuthenticatedCaller | InvitedCaller>(side: Side, caller: C): C {
		const hanging = (signal: AbortSignal | undefined) =>
			new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
		const play = caller.call as (command: Command, request: RequestOf<Command>) => Promise<unknown>;
		return {
			prepare: (command: Command, request: RequestOf<Command>): PreparedRequest => ({
				...{ url: "https://parsec.invalid/", method: "POST", headers: {} },
				body: encodeRequest(command, request) as Uint8Array<ArrayBuffer>,
			}),
			call: (command: Command, request: RequestOf<Command>, signal?: AbortSignal) =>
				this.silent.has(side) ? hanging(signal) : play(command, request),
		} as unknown as C;
	}

	/** What a page sends while it is being closed; nothing of it runs afterwards. */
	async close(side: Side): Promise<void> {
		const farewell = this[side].farewell();
		this.silent.add(side);
		if (!farewell) return;
		if (side === "host") {
			const { command, request } = authenticatedCommands.decodeRequest(farewell.body);
			await this.server.greeterCaller(DEVICE.user_id).call(command, request as never);
		} else {
			const { command, request } = invitedCommands.decodeRequest(farewell.body);
			await this.server.claimerCaller().call(command, request as never);
		}
	}

	/** Both do what is asked of them, until `reached`. */
	async until(reached: () => boolean): Promise<void> {
		for (let turn = 0; !reached(); turn++) {
			assert.ok(turn < 1000, `they are stuck: ${this.host.state.step}, ${this.guest.state.step}`);
			const [told, asked] = [readAloud(this.host), readAloud(this.guest)];
			if (!this.#stays("host", this.host.state.step)) actAsHost(this.host, asked);
			if (!this.#stays("guest", this.guest.state.step)) actAsGuest(this.guest, told, DETAILS);
			await this.time.advance(50);
		}
	}

	#stays(side: Side, step: string): boolean {
		return this.stopAt?.[0] === side && this.stopAt[1] === step;
	}

	/** They go on until `side` is at `step`, and stay there. */
	async meet(side: Side, step: string): Promise<this> {
		this.stopAt = [side, step];
		await this.until(() => this[side].state.step === step);
		// Who waits has settled into the longest wait between two polls.
		await this.time.advance(5_000);
		return this;
	}

	/** Nobody is left waiting when the test is over. */
	async leave(): Promise<void> {
		this.silent.clear();
		const left = Promise.all([this.host.cancel(), this.guest.cancel()]);
		await this.time.advance(30_000);
		await left;
	}
}

/** Every place where a person, or a program, waits; and whose screen is looked at while the other goes away. */
const PLACES: readonly (readonly [who: Side, step: string])[] = [
	["guest", "code-to-choose"],
	["host", "code-to-choose"],
	["guest", "details-to-give"],
	["host", "waiting-for-details"],
	["host", "details-to-confirm"],
	["guest", "waiting-for-confirmation"],
	["host", "code-to-read"],
	["guest", "code-to-read"],
];

/** Where people wait for an answer of the other who stays at `stop`. */
const STAYS: Readonly<Record<string, readonly [Side, string]>> = {
	"host waiting-for-details": ["guest", "details-to-give"],
	"guest waiting-for-confirmation": ["host", "details-to-confirm"],
	"host code-to-read": ["guest", "code-to-choose"],
	"guest code-to-read": ["host", "code-to-choose"],
};

for (const [who, step] of PLACES) {
	const other: Side = who === "host" ? "guest" : "host";
	const [stays, where] = STAYS[`${who} ${step}`] ?? [who, step];

	describe(`the screen of the ${who} at ${step} shows within two seconds`, () => {
		async function scene(): Promise<Scene> {
			const scene = await new Scene().meet(stays, where);
			assert.equal(scene[who].state.step, step);
			return scene;
		}
		const ended = (scene: Scene) => {
			const { state } = scene[who];
			assert.equal(state.step, "ended");
			return state.end;
		};

		test("that the other gave up", async () => {
			const met = await scene();
			void met[other].cancel();
			await met.time.advance(SOON_MS);
			assert.partialDeepStrictEqual(ended(met), { kind: "cancelled", by: "peer", reason: "MANUALLY_CANCELLED" });
			await met.leave();
		});

		test("that the other closed the page", async () => {
			const met = await scene();
			await met.close(other);
			await met.time.advance(SOON_MS);
			assert.partialDeepStrictEqual(ended(met), { kind: "cancelled", by: "peer", reason: "MANUALLY_CANCELLED" });
			await met.leave();
		});

		test("that the other is back after a crash; both meet again without reloading", async () => {
			const met = await scene();
			// The page of before is gone without a word: its program says nothing any more.
			met.silent.add(other);
			await met.time.advance(60_000);
			assert.equal(met[who].state.step, step, "who vanishes is waited for: nothing tells of it in the protocol");
			met.silent.delete(other);
			const gone = met[other];
			if (other === "host") met.host = met.arrive("host") as UserHostGreeting;
			else met.guest = met.arrive("guest") as UserGuestGreeting;
			await met.time.advance(SOON_MS);
			assert.partialDeepStrictEqual(ended(met), { kind: "cancelled", by: "peer", reason: "AUTOMATICALLY_CANCELLED" });
			void gone.cancel();

			if (who === "host") met.host = met.arrive("host") as UserHostGreeting;
			else met.guest = met.arrive("guest") as UserGuestGreeting;
			met.stopAt = undefined;
			await met.until(() => met.host.state.step === "finished" && met.guest.state.step === "finished");
		});

		test("that its own network is gone, however silently; it goes on from there when it is back", async () => {
			const met = await scene();
			assert.equal(met[who].online, true);
			met.silent.add(who);
			// At most one second until the next request, which is slow after another.
			await met.time.advance(SOON_MS);
			assert.equal(met[who].online, false);
			await met.time.advance(60_000);
			assert.equal(met[who].state.step, step, "nothing is lost meanwhile");
			met.silent.delete(who);
			// The request that hangs is given up after ten seconds: those that follow find the network.
			await met.time.advance(11_000);
			assert.equal(met[who].online, true);
			met.stopAt = undefined;
			await met.until(() => met.host.state.step === "finished" && met.guest.state.step === "finished");
		});
	});
}

test("a page that is closed says nothing while nobody waits, nor once the guest may take what is given", async () => {
	const scene = new Scene();
	assert.equal(scene.host.farewell(), undefined, "nobody is met yet");
	await scene.meet("host", "details-to-confirm");
	assert.ok(scene.host.farewell());
	// The guest is slow to come for it.
	scene.silent.add("guest");
	scene.host.confirm({ ...DETAILS, profile: "STANDARD" });
	await scene.time.advance(5_000);
	assert.equal(scene.host.state.step, "waiting-for-acknowledgment");
	assert.equal(scene.host.farewell(), undefined, "the device exists: the guest must find the payload that tells");
	await scene.close("host");
	scene.silent.delete("guest");
	await scene.time.advance(15_000);
	assert.equal(scene.guest.state.step, "finished");
	assert.equal(scene.guest.farewell(), undefined);
	await scene.leave();
});

test("a guest who comes again before codes are settled is met at once, without any new step by the host", async () => {
	const scene = new Scene();
	await settle();
	scene.silent.add("guest");
	await scene.time.advance(5_000);
	assert.equal(scene.host.state.step, "waiting-for-peer");
	scene.silent.delete("guest");
	scene.guest = scene.arrive("guest") as UserGuestGreeting;
	await scene.time.advance(3_000);
	assert.equal(scene.host.state.step, "code-to-read");
	await scene.leave();
});

test("leaving before anybody came does not wait for a network that is gone either", async () => {
	const scene = new Scene();
	scene.silent.add("guest");
	scene.guest = scene.arrive("guest") as UserGuestGreeting;
	await scene.time.advance(500);
	const left = scene.guest.cancel();
	await scene.time.advance(SOON_MS);
	await left;
	assert.partialDeepStrictEqual(scene.guest.state, { step: "ended", end: { kind: "cancelled", by: "me" } });
	await scene.leave();
});

test("leaving does not wait for a network that is gone", async () => {
	const scene = await new Scene().meet("guest", "code-to-choose");
	scene.silent.add("guest");
	const left = scene.guest.cancel();
	assert.equal(scene.guest.state.step, "leaving");
	await scene.time.advance(7_000);
	await left;
	assert.partialDeepStrictEqual(scene.guest.state, { step: "ended", end: { kind: "cancelled", by: "me" } });
	await scene.leave();
});
