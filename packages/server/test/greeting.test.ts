import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@parallax/crypto";
import {
	authenticatedCommands,
	type GreeterOrClaimer,
	GreetingAttemptID,
	invitedCommands,
	UserID,
} from "@parallax/protocol";
import fc from "fast-check";
import { claimerStep, GreetingModel, greeterStep, moves, type StepMove } from "./support/greetingModel.ts";
import { expectOk, found, Guest, inviteGuest, Member, refusedBy } from "./support/peers.ts";
import { describeOnEngines } from "./support/server.ts";

const {
	invite_cancel,
	invite_complete,
	invite_new_device,
	invite_greeter_start_greeting_attempt,
	invite_greeter_cancel_greeting_attempt,
	invite_greeter_step,
} = authenticatedCommands.commands;
const { invite_claimer_start_greeting_attempt, invite_claimer_cancel_greeting_attempt, invite_claimer_step } =
	invitedCommands.commands;

/** Both sides of the greeting of one guest by one member, each with the attempt that it knows. */
class Pair {
	readonly host: Member;
	readonly guest: Guest;
	readonly attempts = new Map<GreeterOrClaimer, GreetingAttemptID>();

	constructor(host: Member, guest: Guest) {
		this.host = host;
		this.guest = guest;
	}

	/** Both have started, and know the same attempt. */
	static async met(host: Member, guest: Guest): Promise<Pair> {
		const pair = new Pair(host, guest);
		assert.equal(await pair.start("CLAIMER"), await pair.start("GREETER"));
		return pair;
	}

	get attempt(): GreetingAttemptID {
		return this.known("GREETER");
	}

	known(peer: GreeterOrClaimer): GreetingAttemptID {
		const id = this.attempts.get(peer);
		if (!id) throw new Error(`the ${peer} has not started`);
		return id;
	}

	async start(peer: GreeterOrClaimer): Promise<GreetingAttemptID> {
		const reply = await (peer === "GREETER"
			? this.host.call(invite_greeter_start_greeting_attempt, { token: this.guest.token })
			: this.guest.call(invite_claimer_start_greeting_attempt, { greeter: this.host.userId }));
		const { greeting_attempt } = expectOk(reply) as { greeting_attempt: GreetingAttemptID };
		this.attempts.set(peer, greeting_attempt);
		return greeting_attempt;
	}

	greeter(index: number, variant = 1) {
		const greeting_attempt = this.known("GREETER");
		return this.host.call(invite_greeter_step, { greeting_attempt, greeter_step: greeterStep(index, variant) });
	}

	claimer(index: number, variant = 1) {
		const greeting_attempt = this.known("CLAIMER");
		return this.guest.call(invite_claimer_step, { greeting_attempt, claimer_step: claimerStep(index, variant) });
	}

	cancel(peer: GreeterOrClaimer) {
		const request = { greeting_attempt: this.known(peer), reason: "MANUALLY_CANCELLED" } as const;
		return peer === "GREETER"
			? this.host.call(invite_greeter_cancel_greeting_attempt, request)
			: this.guest.call(invite_claimer_cancel_greeting_attempt, request);
	}
}

describeOnEngines("greeting", (start) => {
	test("a host and a guest go through the nine steps, and the invitation ends", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		for (let index = 0; index <= 8; index++) {
			assert.deepEqual(await pair.claimer(index), { status: "not_ready" });
			assert.deepEqual(await pair.greeter(index), { status: "ok", claimer_step: claimerStep(index) });
			assert.deepEqual(await pair.claimer(index), { status: "ok", greeter_step: greeterStep(index) });
		}
		assert.deepEqual(await host.call(invite_complete, { token: pair.guest.token }), { status: "ok" });
		await assert.rejects(pair.claimer(8), refusedBy(410));
		assert.deepEqual(await pair.greeter(8), { status: "invitation_completed" });
	});

	test("the trace that was verified on the official server (commands-authenticated-org.md §3.6)", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		const trace: string[] = [];
		for (const [peer, index, variant] of [
			["G", 0, 1],
			["G", 0, 1],
			["G", 0, 2],
			["G", 1, 1],
			["C", 1, 1],
			["C", 0, 1],
			["C", 1, 1],
			["C", 2, 1],
			["G", 0, 1],
			["G", 1, 1],
			["C", 1, 1],
			["C", 2, 1],
			["C", 0, 1],
			["C", 0, 2],
			["C", 8, 1],
		] as const)
			trace.push((await (peer === "G" ? pair.greeter(index, variant) : pair.claimer(index, variant))).status);
		assert.deepEqual(trace, [
			"not_ready",
			"not_ready",
			"step_mismatch",
			"step_too_advanced",
			"step_too_advanced",
			"ok",
			"not_ready",
			"step_too_advanced",
			"ok",
			"ok",
			"ok",
			"not_ready",
			"ok",
			"step_mismatch",
			"step_too_advanced",
		]);
	});

	test("under generated interleavings, every reply is that of the machine of the specification", async () => {
		const { host } = await found(await start());
		let count = 0;
		await fc.assert(
			fc.asyncProperty(moves, async (played) => {
				const pair = new Pair(host, await inviteGuest(host, `guest${count++}@example.com`));
				const model = new GreetingModel();
				const ids: GreetingAttemptID[] = [];
				for (const move of played) {
					if (move.kind !== "start" && !model.known.has(move.peer)) continue;
					if (move.kind === "start") {
						const number = model.start(move.peer);
						const id = await pair.start(move.peer);
						ids[number] ??= id;
						assert.equal(id, ids[number]);
						assert.equal(new Set(ids).size, ids.length, "a new attempt has a new id");
					} else if (move.kind === "cancel") assert.equal(told(await pair.cancel(move.peer)), model.cancel(move.peer));
					else assert.equal(await post(pair, move), model.step(move.peer, move.index, move.variant));
				}
			}),
			{ numRuns: 12 },
		);
	});

	test("an API older than 5.2 derives other codes: its steps are refused by HTTP 422", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		const greeting_attempt = pair.attempt;
		const old = { "Api-Version": "5.1" };
		const asksFor52 = (error: unknown) =>
			refusedBy(422)(error) && (error as { headers: Headers }).headers.get("Supported-Api-Versions") === "5.5";
		await assert.rejects(
			host.call(invite_greeter_step, { greeting_attempt, greeter_step: greeterStep(0) }, old),
			asksFor52,
		);
		await assert.rejects(
			pair.guest.call(invite_claimer_step, { greeting_attempt, claimer_step: claimerStep(0) }, old),
			asksFor52,
		);
		const current = { "Api-Version": "5.2" };
		const reply = await host.call(invite_greeter_step, { greeting_attempt, greeter_step: greeterStep(0) }, current);
		assert.equal(reply.status, "not_ready");
	});

	test("a peer who starts again, or takes over on another device, replaces the attempt", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		const first = pair.attempt;
		const phone = new Pair(await host.addDevice(), pair.guest);
		assert.notEqual(await phone.start("GREETER"), first);
		const reply = await pair.claimer(0);
		assert.equal(told(reply), "greeting_attempt_cancelled by GREETER");
		assert.equal((reply as { reason: string }).reason, "AUTOMATICALLY_CANCELLED");
		assert.equal(await pair.start("CLAIMER"), phone.attempt);
		assert.equal((await phone.greeter(0)).status, "not_ready");
		assert.equal((await pair.claimer(0)).status, "ok");
	});

	test("the greetings of one guest by several administrators do not disturb each other", async () => {
		const { host, join } = await found(await start());
		const guest = await inviteGuest(host);
		const [a, b] = [await Pair.met(host, guest), await Pair.met(await join("ADMIN"), guest)];
		assert.notEqual(a.attempt, b.attempt);
		await a.cancel("GREETER");
		assert.equal((await b.greeter(0)).status, "not_ready");
		assert.equal((await b.claimer(0)).status, "ok");
	});

	test("of many simultaneous starts of both peers, one attempt remains", async () => {
		const { host } = await found(await start());
		const pair = new Pair(host, await inviteGuest(host));
		await Promise.all(Array.from({ length: 12 }, (_, i) => pair.start(i % 2 === 0 ? "GREETER" : "CLAIMER")));
		const active = await host.server.database.read((sql) =>
			sql.all<{ id: GreetingAttemptID }>("SELECT id FROM greeting_attempt WHERE cancelled_on IS NULL"),
		);
		assert.equal(active.length, 1);
	});

	test("of simultaneous first steps of both peers, one at least sees the other", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		const replies = await Promise.all([pair.greeter(0), pair.claimer(0)]);
		assert.deepEqual(replies.map(({ status }) => status).sort(), ["not_ready", "ok"]);
	});

	test("the events of an attempt go to the devices of its greeter, and to nobody else", async () => {
		const { host, join } = await found(await start());
		const other = await join("ADMIN");
		const [greeterStream, otherStream] = [await host.follow(), await other.follow()];
		const guest = await inviteGuest(host);
		const { token } = guest;
		for (const stream of [greeterStream, otherStream]) {
			assert.partialDeepStrictEqual((await stream.event()).told, { event: "INVITATION", invitation_status: "PENDING" });
		}
		const pair = await Pair.met(host, guest);
		const greeting_attempt = pair.attempt;
		await pair.claimer(0);
		await pair.claimer(0);
		await pair.greeter(0);
		await pair.claimer(0);
		await pair.start("CLAIMER"); // Cancelled automatically: no event.
		await pair.start("GREETER");
		const second = pair.attempt;
		await pair.cancel("CLAIMER");
		for (const expected of [
			{ event: "GREETING_ATTEMPT_READY", token, greeting_attempt },
			{ event: "GREETING_ATTEMPT_READY", token, greeting_attempt },
			{ event: "GREETING_ATTEMPT_JOINED", token, greeting_attempt },
			{ event: "GREETING_ATTEMPT_CANCELLED", token, greeting_attempt: second },
		])
			assert.deepEqual((await greeterStream.event()).told, { status: "ok", ...expected });
		// The next thing that the other administrator hears is the end of the invitation.
		await host.call(invite_cancel, { token });
		assert.deepEqual((await otherStream.event()).told, {
			status: "ok",
			event: "INVITATION",
			token,
			invitation_status: "CANCELLED",
		});
		await greeterStream.close();
		await otherStream.close();
	});

	test("invite_greeter_start_greeting_attempt: each check", async () => {
		const { host, join } = await found(await start());
		const standard = await join("STANDARD");
		const begin = (member: Member, { token }: Guest) => member.call(invite_greeter_start_greeting_attempt, { token });
		const guest = await inviteGuest(host);
		const stranger = new Guest(host.server, host.organization.id, "0123456789abcdef0123456789abcdef" as Guest["token"]);
		assert.deepEqual(await begin(standard, stranger), { status: "invitation_not_found" });
		assert.deepEqual(await begin(standard, guest), { status: "author_not_allowed" });
		await host.call(invite_complete, { token: guest.token });
		assert.deepEqual(await begin(standard, guest), { status: "invitation_completed" });
		const cancelled = await inviteGuest(host);
		await host.call(invite_cancel, { token: cancelled.token });
		assert.deepEqual(await begin(standard, cancelled), { status: "invitation_cancelled" });
		await standard.revoke();
		await assert.rejects(begin(standard, guest), refusedBy(461));
	});

	test("invite_greeter_step and cancel: each check of the gate, in its order", async () => {
		const { host, join } = await found(await start());
		const other = await join("ADMIN");
		const guest = await inviteGuest(host);
		const pair = new Pair(host, guest);
		await pair.start("CLAIMER");
		pair.attempts.set("GREETER", pair.known("CLAIMER"));
		const both = async () => [(await pair.greeter(0)).status, (await pair.cancel("GREETER")).status];
		assert.deepEqual(await both(), ["greeting_attempt_not_joined", "greeting_attempt_not_joined"]);

		const foreign = new Pair(other, guest);
		foreign.attempts.set("GREETER", pair.known("CLAIMER"));
		assert.equal((await foreign.greeter(0)).status, "greeting_attempt_not_found");
		assert.equal((await foreign.cancel("GREETER")).status, "greeting_attempt_not_found");
		foreign.attempts.set("GREETER", newId(GreetingAttemptID));
		assert.equal((await foreign.greeter(0)).status, "greeting_attempt_not_found");

		await pair.cancel("CLAIMER");
		const told = await pair.cancel("GREETER");
		assert.equal(told.status, "greeting_attempt_already_cancelled");
		assert.deepEqual(
			[(told as { origin: string }).origin, (told as { reason: string }).reason],
			["CLAIMER", "MANUALLY_CANCELLED"],
		);
		assert.equal((await pair.greeter(0)).status, "greeting_attempt_cancelled");
		await host.become("STANDARD");
		assert.deepEqual(await both(), ["author_not_allowed", "author_not_allowed"]);
		await other.call(invite_cancel, { token: guest.token });
		assert.deepEqual(await both(), ["invitation_cancelled", "invitation_cancelled"]);
		foreign.attempts.set("GREETER", pair.known("CLAIMER"));
		assert.equal((await foreign.greeter(0)).status, "greeting_attempt_not_found", "hidden even when it is over");
		await host.revoke();
		await assert.rejects(pair.greeter(0), refusedBy(461));
	});

	test("invite_claimer_start_greeting_attempt: each check", async () => {
		const { host, join } = await found(await start());
		const guest = await inviteGuest(host);
		const begin = (greeter: UserID, by = guest) => by.call(invite_claimer_start_greeting_attempt, { greeter });
		assert.deepEqual(await begin(newId(UserID)), { status: "greeter_not_found" });
		const standard = await join("STANDARD");
		assert.deepEqual(await begin(standard.userId), { status: "greeter_not_allowed" });
		await standard.revoke();
		assert.deepEqual(await begin(standard.userId), { status: "greeter_revoked" });
		const own = expectOk(await host.call(invite_new_device, { send_email: false }));
		const deviceGuest = new Guest(host.server, host.organization.id, own.token);
		const admin = await join("ADMIN");
		assert.deepEqual(await begin(admin.userId, deviceGuest), { status: "greeter_not_allowed" });
		assert.equal((await begin(host.userId, deviceGuest)).status, "ok");
		await admin.freeze();
		assert.equal((await begin(admin.userId)).status, "ok", "a frozen greeter may come back");
		await host.call(invite_cancel, { token: guest.token });
		await assert.rejects(begin(host.userId), refusedBy(410));
	});

	test("invite_claimer_step and cancel: each check of the gate, in its order", async () => {
		const { host, join } = await found(await start());
		const other = await join("ADMIN");
		const guest = await inviteGuest(host);
		const pair = new Pair(host, guest);
		await pair.start("GREETER");
		pair.attempts.set("CLAIMER", pair.attempt);
		const both = async (by = pair) => [(await by.claimer(0)).status, (await by.cancel("CLAIMER")).status];
		assert.deepEqual(await both(), ["greeting_attempt_not_joined", "greeting_attempt_not_joined"]);
		const foreign = new Pair(host, await inviteGuest(host, "yann@example.com"));
		foreign.attempts.set("CLAIMER", pair.attempt);
		assert.deepEqual(await both(foreign), ["greeting_attempt_not_found", "greeting_attempt_not_found"]);
		await pair.cancel("GREETER");
		assert.deepEqual(await both(), ["greeting_attempt_cancelled", "greeting_attempt_already_cancelled"]);
		await host.become("STANDARD");
		assert.deepEqual(await both(), ["greeter_not_allowed", "greeter_not_allowed"]);
		await host.revoke();
		assert.deepEqual(await both(), ["greeter_revoked", "greeter_revoked"]);
		await other.call(invite_cancel, { token: guest.token });
		await assert.rejects(both(), refusedBy(410));
	});

	test("a greeting goes on where it was when the server is started again", async () => {
		const { host } = await found(await start());
		const before = await Pair.met(host, await inviteGuest(host));
		await before.greeter(0);
		await before.claimer(0);
		await before.claimer(1);
		const server = await host.server.restart();
		const { organization, token } = before.guest;
		const after = new Pair(new Member(server, host.organization, host.device), new Guest(server, organization, token));
		for (const [peer, id] of before.attempts) after.attempts.set(peer, id);
		assert.deepEqual(await after.greeter(1), { status: "ok", claimer_step: claimerStep(1) });
		assert.deepEqual(await after.claimer(0), { status: "ok", greeter_step: greeterStep(0) });
		assert.equal((await after.claimer(2)).status, "not_ready");
	});

	test("an expired organization answers 460 to both", async () => {
		const { host } = await found(await start());
		const pair = await Pair.met(host, await inviteGuest(host));
		await host.server.administrate("PATCH", `organizations/${host.organization.id}`, { is_expired: true });
		await assert.rejects(pair.greeter(0), refusedBy(460));
		await assert.rejects(pair.claimer(0), refusedBy(460));
	});
});

/** A reply as the model tells it. */
function told(reply: { readonly status: string }): string {
	return "origin" in reply ? `${reply.status} by ${reply.origin}` : reply.status;
}

async function post(pair: Pair, { peer, index, variant }: StepMove): Promise<string> {
	const reply = await (peer === "GREETER" ? pair.greeter(index, variant) : pair.claimer(index, variant));
	if (reply.status !== "ok") return told(reply);
	const theirs = "claimer_step" in reply ? reply.claimer_step : (reply as { greeter_step: unknown }).greeter_step;
	const read = peer === "GREETER" ? claimerStep : greeterStep;
	for (const candidate of [1, 2]) {
		try {
			assert.deepEqual(theirs, read(index, candidate));
		} catch {
			continue;
		}
		return `ok ${carriesSomething(read(index)) ? candidate : 0}`;
	}
	throw new Error("a step that nobody posted");
}

function carriesSomething(step: object): boolean {
	return Object.keys(step).length > 1;
}
