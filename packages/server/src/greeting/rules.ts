import type { CancelledGreetingAttemptReason, DateTime, GreeterOrClaimer } from "@parallax/protocol";

/*
 * The greeting machine (commands-authenticated-org.md §3.6): what each peer may do next, decided from what is stored. The store
 * applies the decisions under the lock of the invitation.
 */

/** How an attempt ended before its time. */
export interface Cancellation {
	readonly origin: GreeterOrClaimer;
	readonly reason: CancelledGreetingAttemptReason;
	readonly timestamp: DateTime;
}

/** One value per peer; `null`: not yet. */
export type PerPeer<T> = Readonly<Record<GreeterOrClaimer, T | null>>;

export interface Attempt {
	/** When each peer joined it. */
	readonly joined: PerPeer<DateTime>;
	readonly cancellation: Cancellation | null;
}

export function otherPeer(peer: GreeterOrClaimer): GreeterOrClaimer {
	return peer === "GREETER" ? "CLAIMER" : "GREETER";
}

/**
 * A peer starts: it joins the active attempt of the session, opens one when there is none, and replaces the one that it had
 * joined already: it lost track of it, or another device of the same user takes over.
 */
export function decideStart(active: Attempt | undefined, peer: GreeterOrClaimer): "open" | "join" | "replace" {
	if (!active) return "open";
	return active.joined[peer] === null ? "join" : "replace";
}

/** Why a peer can neither go on with this attempt nor cancel it; `undefined` when it can. */
export function refuseAttempt(
	attempt: Attempt,
	peer: GreeterOrClaimer,
): { readonly kind: "cancelled"; readonly cancellation: Cancellation } | { readonly kind: "not_joined" } | undefined {
	if (attempt.cancellation) return { kind: "cancelled", cancellation: attempt.cancellation };
	return attempt.joined[peer] === null ? { kind: "not_joined" } : undefined;
}

/** What the two peers posted at one step. */
export type StepData = PerPeer<Uint8Array>;

export type StepDecision =
	| { readonly status: "step_too_advanced" | "step_mismatch" }
	/** `isNew`: the data of the peer is to be stored; else it is a repetition. */
	| { readonly status: "not_ready"; readonly isNew: boolean }
	| { readonly status: "ok"; readonly isNew: boolean; readonly theirs: Uint8Array };

/**
 * A peer posts `data` at step `index`. It may repeat itself at any time, never change its mind, and go one step further once both
 * have posted.
 * @param previous what is stored at the step before, `undefined` when nothing is, or when `index` is 0.
 * @param current what is stored at this step.
 */
export function decideStep(
	index: number,
	previous: StepData | undefined,
	current: StepData | undefined,
	peer: GreeterOrClaimer,
	data: Uint8Array,
): StepDecision {
	if (index > 0 && !(previous?.GREETER && previous.CLAIMER)) return { status: "step_too_advanced" };
	const mine = current?.[peer] ?? null;
	if (mine !== null && Buffer.compare(mine, data) !== 0) return { status: "step_mismatch" };
	const theirs = current?.[otherPeer(peer)] ?? null;
	const isNew = mine === null;
	return theirs === null ? { status: "not_ready", isNew } : { status: "ok", isNew, theirs };
}
