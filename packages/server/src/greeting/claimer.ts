import type { GreetingAttemptID } from "@parallax/protocol";
import type { Invited } from "../http/handlers.ts";
import type { InvitedHandlers } from "../http/registry.ts";
import { lockForInvited, recheckInvited, requirePending } from "../invitation/gate.ts";
import { findUser } from "../invitation/people.ts";
import { mayGreet } from "../invitation/rules.ts";
import { readTies } from "../invitation/store.ts";
import { recheckOrganization } from "../organization/gate.ts";
import type { Transaction } from "../sql/database.ts";
import { emitAttempt, post, requireCurrentCodes, start } from "./machine.ts";
import { type Cancellation, refuseAttempt } from "./rules.ts";
import { readGreeterStep, writeClaimerStep } from "./steps.ts";
import { type AttemptPlace, cancelAttempt, findAttempt, readAttempt } from "./store.ts";

type Gate =
	| { readonly kind: "open"; readonly attempt: AttemptPlace }
	| { readonly kind: "cancelled"; readonly cancellation: Cancellation }
	| {
			readonly kind: "refused";
			readonly status:
				| "greeting_attempt_not_found"
				| "greeter_revoked"
				| "greeter_not_allowed"
				| "greeting_attempt_not_joined";
	  };

/** The checks before a step or a cancellation (commands-invited.md §4.2). */
async function openAttempt(tx: Transaction, invited: Invited, id: GreetingAttemptID): Promise<Gate> {
	await lockForInvited(tx, invited);
	const invitation = await recheckInvited(tx, invited);
	const attempt = await findAttempt(tx, invited.organization.key, id);
	if (attempt?.invitationKey !== invited.invitationKey)
		return { kind: "refused", status: "greeting_attempt_not_found" };
	const ties = await readTies(tx, invitation, attempt.greeterKey);
	if (ties.isRevoked) return { kind: "refused", status: "greeter_revoked" };
	if (!mayGreet(invitation.target.type, ties)) return { kind: "refused", status: "greeter_not_allowed" };
	const state = refuseAttempt(await readAttempt(tx, attempt.key), "CLAIMER");
	if (state?.kind === "cancelled") return state;
	if (state) return { kind: "refused", status: "greeting_attempt_not_joined" };
	return { kind: "open", attempt };
}

/** Commands of the one who is greeted (commands-invited.md §4). */
export const invited = {
	invite_claimer_start_greeting_attempt: ({ database, now }, invited, { greeter }) =>
		database.write(async (tx) => {
			const { organization, invitationKey } = invited;
			await lockForInvited(tx, invited);
			await recheckOrganization(tx, organization);
			const user = await findUser(tx, organization.key, greeter);
			if (!user) return { status: "greeter_not_found" };
			if (user.isRevoked) return { status: "greeter_revoked" };
			const invitation = await requirePending(tx, invited);
			if (!mayGreet(invitation.target.type, await readTies(tx, invitation, user.key)))
				return { status: "greeter_not_allowed" };
			const session = { organization, invitationKey, greeterKey: user.key };
			return { status: "ok", greeting_attempt: await start(tx, session, "CLAIMER", now()) };
		}),

	invite_claimer_cancel_greeting_attempt: ({ database, now }, invited, { greeting_attempt, reason }) =>
		database.write(async (tx) => {
			const gate = await openAttempt(tx, invited, greeting_attempt);
			if (gate.kind === "refused") return { status: gate.status };
			if (gate.kind === "cancelled") return { status: "greeting_attempt_already_cancelled", ...gate.cancellation };
			await cancelAttempt(tx, gate.attempt.key, { origin: "CLAIMER", reason, timestamp: now() });
			const { organization, token } = invited;
			emitAttempt(tx, organization.id, gate.attempt.greeterId, {
				event: "GREETING_ATTEMPT_CANCELLED",
				token,
				greeting_attempt,
			});
			return { status: "ok" };
		}),

	invite_claimer_step: async ({ database }, invited, { greeting_attempt, claimer_step }) => {
		requireCurrentCodes(invited.client);
		return database.write(async (tx) => {
			const gate = await openAttempt(tx, invited, greeting_attempt);
			if (gate.kind === "refused") return { status: gate.status };
			if (gate.kind === "cancelled") return { status: "greeting_attempt_cancelled", ...gate.cancellation };
			const step = writeClaimerStep(claimer_step);
			const decision = await post(tx, gate.attempt.key, "CLAIMER", step);
			// At each poll: a greeter who connects now hears of the guest within a second.
			if (step.index === 0 && decision.status === "not_ready") {
				const { organization, token } = invited;
				emitAttempt(tx, organization.id, gate.attempt.greeterId, {
					event: "GREETING_ATTEMPT_READY",
					token,
					greeting_attempt,
				});
			}
			if (decision.status !== "ok") return { status: decision.status };
			return { status: "ok", greeter_step: readGreeterStep(decision.theirs) };
		});
	},
} satisfies InvitedHandlers;
