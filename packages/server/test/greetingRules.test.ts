import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateTime, GreeterOrClaimer } from "@parallax/protocol";
import fc from "fast-check";
import { type Attempt, decideStart, decideStep, refuseAttempt, type StepData } from "../src/greeting/rules.ts";
import { type Move, moves, type StepMove } from "./support/greetingModel.ts";

const data = (variant: number) => new Uint8Array([variant]);

test("the trace that was verified on the official server (commands-authenticated-org.md §3.6)", () => {
	const steps = new Map<number, StepData>();
	const post = (peer: GreeterOrClaimer, index: number, variant = 1) => {
		const own = peer === "GREETER" ? 10 + variant : 20 + variant;
		const decision = decideStep(index, steps.get(index - 1), steps.get(index), peer, data(own));
		if ("isNew" in decision && decision.isNew)
			steps.set(index, { GREETER: null, CLAIMER: null, ...steps.get(index), [peer]: data(own) });
		return decision.status === "ok" ? `ok ${decision.theirs[0]}` : decision.status;
	};
	const trace = [
		post("GREETER", 0),
		post("GREETER", 0),
		post("GREETER", 0, 2),
		post("GREETER", 1),
		post("CLAIMER", 1),
		post("CLAIMER", 0),
		post("CLAIMER", 1),
		post("CLAIMER", 2),
		post("GREETER", 0),
		post("GREETER", 1),
		post("CLAIMER", 1),
		post("CLAIMER", 2),
		post("CLAIMER", 0),
		post("CLAIMER", 0, 2),
		post("CLAIMER", 8),
	];
	assert.deepEqual(trace, [
		"not_ready",
		"not_ready",
		"step_mismatch",
		"step_too_advanced",
		"step_too_advanced",
		"ok 11",
		"not_ready",
		"step_too_advanced",
		"ok 21",
		"ok 21",
		"ok 11",
		"not_ready",
		"ok 11",
		"step_mismatch",
		"step_too_advanced",
	]);
});

interface Stored {
	attempt: Attempt;
	readonly steps: Map<number, StepData>;
}

/** Keeps what the rules decide, and nothing else. */
class Session {
	readonly attempts: Stored[] = [];
	readonly known = new Map<GreeterOrClaimer, Stored>();
	#clock = 0n;

	play(move: Move): void {
		const now = ++this.#clock as DateTime;
		if (move.kind === "start") this.#start(move.peer, now);
		const stored = this.known.get(move.peer);
		if (!stored || move.kind === "start") return;
		const refusal = refuseAttempt(stored.attempt, move.peer);
		if (refusal) {
			assert.equal(refusal.kind, "cancelled", "a peer only knows attempts that it joined");
			return;
		}
		if (move.kind === "cancel")
			stored.attempt = {
				...stored.attempt,
				cancellation: { origin: move.peer, reason: "MANUALLY_CANCELLED", timestamp: now },
			};
		else this.#step(stored, move);
	}

	#start(peer: GreeterOrClaimer, now: DateTime): void {
		const active = this.active[0];
		const decision = decideStart(active?.attempt, peer);
		if (active && decision === "join") {
			active.attempt = { ...active.attempt, joined: { ...active.attempt.joined, [peer]: now } };
			this.known.set(peer, active);
			return;
		}
		if (active)
			active.attempt = {
				...active.attempt,
				cancellation: { origin: peer, reason: "AUTOMATICALLY_CANCELLED", timestamp: now },
			};
		const joined = { GREETER: null, CLAIMER: null, [peer]: now };
		const opened = { attempt: { joined, cancellation: null }, steps: new Map() };
		this.attempts.push(opened);
		this.known.set(peer, opened);
	}

	#step({ steps }: Stored, { peer, index, variant }: StepMove): void {
		const current = steps.get(index);
		const decision = decideStep(index, steps.get(index - 1), current, peer, data(variant));
		if (!("isNew" in decision)) return;
		assert.equal(decision.isNew, current?.[peer] == null);
		if (decision.isNew) steps.set(index, { GREETER: null, CLAIMER: null, ...current, [peer]: data(variant) });
		const theirs = steps.get(index)?.[peer === "GREETER" ? "CLAIMER" : "GREETER"] ?? null;
		assert.deepEqual(decision.status === "ok" ? decision.theirs : null, theirs);
	}

	get active(): Stored[] {
		return this.attempts.filter(({ attempt }) => attempt.cancellation === null);
	}
}

test("under any interleaving, an attempt is met by both, cancelled once, and never rewritten", () => {
	fc.assert(
		fc.property(moves, (played) => {
			const session = new Session();
			for (const move of played) {
				const before = session.attempts.map((stored) => ({
					stored,
					attempt: stored.attempt,
					steps: [...stored.steps],
				}));
				session.play(move);
				assert.ok(session.active.length <= 1, "one active attempt at most");
				for (const { stored, attempt, steps } of before) {
					for (const [index, posted] of steps)
						for (const peer of ["GREETER", "CLAIMER"] as const)
							if (posted[peer]) assert.deepEqual(stored.steps.get(index)?.[peer], posted[peer], "what is posted stays");
					if (attempt.cancellation) {
						assert.deepEqual(stored.attempt, attempt, "what is cancelled stays");
						assert.deepEqual([...stored.steps], steps);
					}
				}
				for (const { steps } of session.attempts)
					for (const [index] of steps)
						if (index > 0)
							assert.ok(
								steps.get(index - 1)?.GREETER && steps.get(index - 1)?.CLAIMER,
								"no step without the one before",
							);
			}
			// Whoever starts now meets the other, when that one does the same: nothing played before can keep them apart.
			for (const peer of ["GREETER", "CLAIMER"] as const)
				if (session.known.get(peer)?.attempt.cancellation !== null) session.play({ peer, kind: "start" });
			assert.equal(session.active.length, 1);
			const [meeting] = session.active;
			assert.ok(meeting?.attempt.joined.GREETER && meeting.attempt.joined.CLAIMER);
		}),
		{ numRuns: 500 },
	);
});
