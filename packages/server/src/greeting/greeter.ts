import type { GreetingAttemptID } from "@parallax/protocol";
import type { Author } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { lockInvitation } from "../invitation/gate.ts";
import { invitationStatus, mayGreet } from "../invitation/rules.ts";
import { findInvitation, type Invitation, readTies } from "../invitation/store.ts";
import { admitAuthor } from "../organization/gate.ts";
import type { Transaction } from "../sql/database.ts";
import { emitAttempt, post, requireCurrentCodes, start } from "./machine.ts";
import { type Cancellation, refuseAttempt } from "./rules.ts";
import { readClaimerStep, writeGreeterStep } from "./steps.ts";
import { type AttemptPlace, cancelAttempt, findAttempt, readAttempt } from "./store.ts";

/** Why the author may not greet this invitation; `undefined` when it may. */
async function refuseGreeter(tx: Transaction, invitation: Invitation, userKey: bigint) {
	const status = invitationStatus(invitation);
	if (status === "FINISHED") return "invitation_completed" as const;
	if (status === "CANCELLED") return "invitation_cancelled" as const;
	const ties = await readTies(tx, invitation, userKey);
	return mayGreet(invitation.target.type, ties) ? undefined : ("author_not_allowed" as const);
}

type Gate =
	| { readonly kind: "open"; readonly attempt: AttemptPlace; readonly invitation: Invitation }
	| { readonly kind: "cancelled"; readonly cancellation: Cancellation }
	| {
			readonly kind: "refused";
			readonly status:
				| NonNullable<Awaited<ReturnType<typeof refuseGreeter>>>
				| "greeting_attempt_not_found"
				| "greeting_attempt_not_joined";
	  };

/**
 * The checks before a step or a cancellation (commands-authenticated-org.md §3.14). The attempt of another greeter is not found,
 * whatever the state of its invitation.
 */
async function openAttempt(tx: Transaction, author: Author, id: GreetingAttemptID): Promise<Gate> {
	const { userKey } = await admitAuthor(tx, author, "shared");
	const attempt = await findAttempt(tx, author.organization.key, id);
	if (attempt?.greeterKey !== userKey) return { kind: "refused", status: "greeting_attempt_not_found" };
	const invitation = await lockInvitation(tx, attempt.invitationKey);
	const refusal = await refuseGreeter(tx, invitation, userKey);
	if (refusal) return { kind: "refused", status: refusal };
	const state = refuseAttempt(await readAttempt(tx, attempt.key), "GREETER");
	if (state?.kind === "cancelled") return state;
	if (state) return { kind: "refused", status: "greeting_attempt_not_joined" };
	return { kind: "open", attempt, invitation };
}

/** Commands of the one who greets (commands-authenticated-org.md §3.13 to 3.15). */
export const authenticated = {
	invite_greeter_start_greeting_attempt: ({ database, now }, author, { token }) =>
		database.write(async (tx) => {
			const { userKey } = await admitAuthor(tx, author, "shared");
			const invitationKey = await findInvitation(tx, author.organization.key, token);
			if (invitationKey === undefined) return { status: "invitation_not_found" };
			const invitation = await lockInvitation(tx, invitationKey);
			const refusal = await refuseGreeter(tx, invitation, userKey);
			if (refusal) return { status: refusal };
			const session = { organization: author.organization, invitationKey, greeterKey: userKey };
			return { status: "ok", greeting_attempt: await start(tx, session, "GREETER", now()) };
		}),

	invite_greeter_cancel_greeting_attempt: ({ database, now }, author, { greeting_attempt, reason }) =>
		database.write(async (tx) => {
			const gate = await openAttempt(tx, author, greeting_attempt);
			if (gate.kind === "refused") return { status: gate.status };
			if (gate.kind === "cancelled") return { status: "greeting_attempt_already_cancelled", ...gate.cancellation };
			await cancelAttempt(tx, gate.attempt.key, { origin: "GREETER", reason, timestamp: now() });
			const { token } = gate.invitation;
			emitAttempt(tx, author.organization.id, author.userId, {
				event: "GREETING_ATTEMPT_CANCELLED",
				token,
				greeting_attempt,
			});
			return { status: "ok" };
		}),

	invite_greeter_step: async ({ database }, author, { greeting_attempt, greeter_step }) => {
		requireCurrentCodes(author.client);
		return database.write(async (tx) => {
			const gate = await openAttempt(tx, author, greeting_attempt);
			if (gate.kind === "refused") return { status: gate.status };
			if (gate.kind === "cancelled") return { status: "greeting_attempt_cancelled", ...gate.cancellation };
			const step = writeGreeterStep(greeter_step);
			const decision = await post(tx, gate.attempt.key, "GREETER", step);
			if (decision.status !== "ok") return { status: decision.status };
			// Its other devices stop proposing this guest.
			if (step.index === 0) {
				const { token } = gate.invitation;
				emitAttempt(tx, author.organization.id, author.userId, {
					event: "GREETING_ATTEMPT_JOINED",
					token,
					greeting_attempt,
				});
			}
			return { status: "ok", claimer_step: readClaimerStep(decision.theirs) };
		});
	},
} satisfies AuthenticatedHandlers;
