import type { CancelInvitationOutcome } from "@parallax/client";
import { argument, command } from "../../arguments/command.ts";
import { invitationToken, unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";

export const cancel = command({
	name: "cancel",
	summary: "Withdraw an invitation: its link stops working",
	examples: [
		"invite cancel --device 3f2 9a3b1f00c4d24c0f8f6f2f1c6f9d7e21",
		"invite cancel -d 3f2 --password-stdin 9a3b1f00c4d24c0f8f6f2f1c6f9d7e21",
	],
	options: unlockOptions,
	arguments: [argument("<TOKEN>", "The token of the invitation, as “invite list” shows it", invitationToken)],
	run: (context, options, [token]) =>
		withSession(context, options, async (session) => {
			await context.terminal.step(
				"Deleting invitation",
				async () => requireOk(await session.cancelInvitation(token)),
				text`Invitation canceled`,
			);
			context.terminal.showOutcome({ invitation_token: token, invitation_status: "CANCELLED" });
		}),
});

const REASONS: Readonly<Record<Exclude<CancelInvitationOutcome, "ok">, string>> = {
	invitation_not_found: "Invitation not found",
	author_not_allowed: "Author not allowed",
	invitation_completed: "Invitation already used",
	invitation_already_cancelled: "Invitation already cancelled",
	unknown_status: "The server gave an unknown reason",
};

function requireOk(outcome: CancelInvitationOutcome): void {
	if (outcome === "ok") return;
	throw new Failure(outcome, "Server refused to cancel invitation", {
		causes: [REASONS[outcome]],
		next: "“parallax invite list” shows the invitations and what became of them",
	});
}
