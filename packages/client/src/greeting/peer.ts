import {
	type AccessToken,
	authenticatedCommands,
	type CancelledGreetingAttemptReason,
	type ClaimerStep,
	type DateTime,
	type GreeterOrClaimer,
	type GreeterStep,
	type GreetingAttemptID,
	invitedCommands,
	type UserID,
} from "@parallax/protocol";
import type { AuthenticatedCaller, InvitedCaller, PreparedRequest } from "../transport/index.ts";
import { ConnectionError } from "../transport/index.ts";
import type { GreetingEnd } from "./state.ts";

/** The server's answer to a step, the same for both roles. */
export type StepAnswer<Theirs> =
	| { readonly kind: "ok"; readonly step: Theirs }
	| { readonly kind: "not-ready" }
	/** The peer, or this side from elsewhere, cancelled the attempt. */
	| {
			readonly kind: "cancelled";
			readonly by: "me" | "peer";
			readonly reason: CancelledGreetingAttemptReason;
			readonly on: DateTime;
	  }
	| { readonly kind: "end"; readonly end: GreetingEnd };

export type StartAnswer =
	| { readonly kind: "ok"; readonly attempt: GreetingAttemptID }
	| { readonly kind: "end"; readonly end: GreetingEnd };

/**
 * One side of a greeting attempt, as the server lets it be played. Network failures throw `ConnectionError`; the signals give
 * up, and throw their reason.
 */
export interface GreetingPeer<Mine, Theirs> {
	start(signal: AbortSignal): Promise<StartAnswer>;
	post(attempt: GreetingAttemptID, step: Mine, signal: AbortSignal): Promise<StepAnswer<Theirs>>;
	/** Best effort: an attempt that is already over is left so. */
	cancel(attempt: GreetingAttemptID, reason: CancelledGreetingAttemptReason, signal: AbortSignal): Promise<void>;
	/** The same as `cancel`, to be sent by somebody else; `undefined` where nothing goes over HTTP. */
	prepareCancel(attempt: GreetingAttemptID, reason: CancelledGreetingAttemptReason): PreparedRequest | undefined;
}

/** The host's side (commands-authenticated-org.md §3.13-3.15). */
export function greeterPeer(caller: AuthenticatedCaller, token: AccessToken): GreetingPeer<GreeterStep, ClaimerStep> {
	const { commands } = authenticatedCommands;
	return {
		async start(signal) {
			const reply = await caller.call(commands.invite_greeter_start_greeting_attempt, { token }, signal);
			switch (reply.status) {
				case "ok":
					return { kind: "ok", attempt: reply.greeting_attempt };
				case "invitation_not_found":
					return ended({ kind: "invitation-not-found" });
				default:
					return ended(greeterEnd(reply));
			}
		},
		async post(attempt, step, signal) {
			const request = { greeting_attempt: attempt, greeter_step: step };
			const reply = await caller.call(commands.invite_greeter_step, request, signal);
			switch (reply.status) {
				case "ok":
					return { kind: "ok", step: reply.claimer_step };
				case "not_ready":
					return { kind: "not-ready" };
				case "greeting_attempt_cancelled":
					return cancelled("GREETER", reply);
				default:
					return ended(greeterEnd(reply));
			}
		},
		async cancel(attempt, reason, signal) {
			const request = { greeting_attempt: attempt, reason };
			await caller.call(commands.invite_greeter_cancel_greeting_attempt, request, signal);
		},
		prepareCancel(attempt, reason) {
			return caller.prepare?.(commands.invite_greeter_cancel_greeting_attempt, { greeting_attempt: attempt, reason });
		},
	};
}

/** The guest's side, with one given host (commands-invited.md §4). */
export function claimerPeer(caller: InvitedCaller, greeter: UserID): GreetingPeer<ClaimerStep, GreeterStep> {
	const { commands } = invitedCommands;
	return {
		async start(signal) {
			return whileInvited(async () => {
				const reply = await caller.call(commands.invite_claimer_start_greeting_attempt, { greeter }, signal);
				return reply.status === "ok"
					? { kind: "ok", attempt: reply.greeting_attempt }
					: ended(reply.status === "greeter_not_found" ? { kind: "host-not-allowed" } : claimerEnd(reply));
			});
		},
		async post(attempt, step, signal) {
			return whileInvited<StepAnswer<GreeterStep>>(async () => {
				const request = { greeting_attempt: attempt, claimer_step: step };
				const reply = await caller.call(commands.invite_claimer_step, request, signal);
				switch (reply.status) {
					case "ok":
						return { kind: "ok", step: reply.greeter_step };
					case "not_ready":
						return { kind: "not-ready" };
					case "greeting_attempt_cancelled":
						return cancelled("CLAIMER", reply);
					default:
						return ended(claimerEnd(reply));
				}
			});
		},
		async cancel(attempt, reason, signal) {
			const request = { greeting_attempt: attempt, reason };
			await caller.call(commands.invite_claimer_cancel_greeting_attempt, request, signal);
		},
		prepareCancel(attempt, reason) {
			return caller.prepare?.(commands.invite_claimer_cancel_greeting_attempt, { greeting_attempt: attempt, reason });
		},
	};
}

interface Cancellation {
	readonly origin: GreeterOrClaimer;
	readonly reason: CancelledGreetingAttemptReason;
	readonly timestamp: DateTime;
}

function cancelled(me: GreeterOrClaimer, { origin, reason, timestamp }: Cancellation) {
	return { kind: "cancelled", by: origin === me ? "me" : "peer", reason, on: timestamp } as const;
}

function ended(end: GreetingEnd) {
	return { kind: "end", end } as const;
}

function greeterEnd(reply: { readonly status: string }): GreetingEnd {
	switch (reply.status) {
		case "invitation_completed":
			return { kind: "invitation-gone", how: "finished" };
		case "invitation_cancelled":
			return { kind: "invitation-gone", how: "cancelled" };
		case "author_not_allowed":
			return { kind: "host-not-allowed" };
		default:
			return unexpected(reply);
	}
}

function claimerEnd(reply: { readonly status: string }): GreetingEnd {
	return reply.status === "greeter_revoked" || reply.status === "greeter_not_allowed"
		? { kind: "host-not-allowed" }
		: unexpected(reply);
}

/** A status that a correct peer and server never meet (enrollment.md §2.6). */
function unexpected(reply: { readonly status: string }): GreetingEnd {
	const status = "unknown_status" in reply ? String(reply.unknown_status) : reply.status;
	return { kind: "failed", error: new Error(`The server answered “${status}”, which has no place in a greeting`) };
}

/** The claimer learns the fate of the invitation from HTTP statuses (commands-invited.md §1). */
async function whileInvited<T>(
	request: () => Promise<T>,
): Promise<T | { readonly kind: "end"; readonly end: GreetingEnd }> {
	try {
		return await request();
	} catch (error) {
		if (error instanceof ConnectionError && error.kind === "invitation_gone") {
			return ended({ kind: "invitation-gone", how: "unknown" });
		}
		if (error instanceof ConnectionError && error.kind === "invitation_not_found") {
			return ended({ kind: "invitation-not-found" });
		}
		throw error;
	}
}
