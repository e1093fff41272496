import {
	CLAIMER_STEPS,
	ClaimerStep,
	decodeMsgpack,
	encodeAs,
	GREETER_STEPS,
	type GreeterOrClaimer,
	GreeterStep,
	type Type,
} from "@parallax/protocol";
import fc from "fast-check";

/** A peer posts a step of the attempt that it knows; `variant` makes the data. */
export interface StepMove {
	readonly peer: GreeterOrClaimer;
	readonly kind: "step";
	readonly index: number;
	readonly variant: number;
}

/** One call of a peer. */
export type Move =
	| StepMove
	| { readonly peer: GreeterOrClaimer; readonly kind: "start" }
	| { readonly peer: GreeterOrClaimer; readonly kind: "cancel" };

const peer = fc.constantFrom<GreeterOrClaimer>("GREETER", "CLAIMER");

/** Mostly steps, in an order that often goes forward; starts, cancellations and changes of mind in between. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
	fc.oneof(
		{ weight: 3, arbitrary: fc.record({ peer, kind: fc.constant("start" as const) }) },
		{ weight: 1, arbitrary: fc.record({ peer, kind: fc.constant("cancel" as const) }) },
		{
			weight: 12,
			arbitrary: fc.record({
				peer,
				kind: fc.constant("step" as const),
				index: fc.integer({ min: 0, max: 4 }),
				variant: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) }),
			}),
		},
	),
	{ maxLength: 40 },
);

const fields = (variant: number) => ({
	public_key: new Uint8Array(32).fill(variant),
	hashed_nonce: new Uint8Array(32).fill(variant),
	greeter_nonce: new Uint8Array(64).fill(variant),
	claimer_nonce: new Uint8Array(64).fill(variant),
	greeter_payload: new Uint8Array(variant).fill(7),
	claimer_payload: new Uint8Array(variant).fill(7),
});

/** A step of the greeter, as its type reads it from the wire: `variant` only matters where the step carries something. */
export function greeterStep(index: number, variant = 1): GreeterStep {
	return reread(GreeterStep, { step: GREETER_STEPS[index], ...fields(variant) } as unknown as GreeterStep);
}

export function claimerStep(index: number, variant = 1): ClaimerStep {
	return reread(ClaimerStep, { step: CLAIMER_STEPS[index], ...fields(variant) } as unknown as ClaimerStep);
}

function reread<T>(type: Type<T>, value: T): T {
	return type.decode(decodeMsgpack(encodeAs(type, value)));
}

interface ModelAttempt {
	readonly joined: Set<GreeterOrClaimer>;
	origin: GreeterOrClaimer | undefined;
	readonly posted: Map<string, number>;
}

/** The greeting machine, word for word as commands-authenticated-org.md §3.6 writes it: what the server is compared with. */
export class GreetingModel {
	readonly #attempts: ModelAttempt[] = [];
	/** The attempt that each peer knows. */
	readonly known = new Map<GreeterOrClaimer, number>();

	/** The number of the attempt. */
	start(peer: GreeterOrClaimer): number {
		let active = this.#attempts.findIndex(({ origin }) => origin === undefined);
		if (active === -1) active = this.#attempts.push({ joined: new Set(), origin: undefined, posted: new Map() }) - 1;
		const attempt = this.#attempts[active];
		if (attempt?.joined.has(peer)) {
			attempt.origin = peer;
			return this.start(peer);
		}
		attempt?.joined.add(peer);
		this.known.set(peer, active);
		return active;
	}

	cancel(peer: GreeterOrClaimer): string {
		const attempt = this.#knownTo(peer);
		if (attempt.origin) return `greeting_attempt_already_cancelled by ${attempt.origin}`;
		attempt.origin = peer;
		return "ok";
	}

	/** Steps without payload have one possible content. */
	step(peer: GreeterOrClaimer, index: number, variant: number): string {
		const attempt = this.#knownTo(peer);
		if (attempt.origin) return `greeting_attempt_cancelled by ${attempt.origin}`;
		const other = peer === "GREETER" ? "CLAIMER" : "GREETER";
		if (index > 0 && !(attempt.posted.has(`GREETER${index - 1}`) && attempt.posted.has(`CLAIMER${index - 1}`)))
			return "step_too_advanced";
		const data = carries(peer, index) ? variant : 0;
		const mine = attempt.posted.get(`${peer}${index}`);
		if (mine !== undefined && mine !== data) return "step_mismatch";
		attempt.posted.set(`${peer}${index}`, data);
		const theirs = attempt.posted.get(`${other}${index}`);
		return theirs === undefined ? "not_ready" : `ok ${theirs}`;
	}

	#knownTo(peer: GreeterOrClaimer): ModelAttempt {
		const attempt = this.#attempts[this.known.get(peer) ?? -1];
		if (!attempt) throw new Error(`the ${peer} has not started`);
		return attempt;
	}
}

/** Whether a peer sends something at this step. */
export function carries(peer: GreeterOrClaimer, index: number): boolean {
	return (peer === "GREETER" ? [0, 2, 7] : [0, 1, 3, 6]).includes(index);
}
