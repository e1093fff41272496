import type { InviteUserOutcome } from "@parallax/client";
import { argument, command, flag } from "../../arguments/command.ts";
import { email, unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { showMade, tellEmailOutcome } from "./made.ts";

export const user = command({
	name: "user",
	summary: "Invite a person by e-mail address",
	examples: ["invite user --device 3f2 bob@example.com", "invite user -d 3f2 --send-email bob@example.com"],
	options: {
		...unlockOptions,
		sendEmail: flag("-s, --send-email", "Have the server send the link by e-mail"),
	},
	arguments: [argument("<EMAIL>", "The address of the person", email)],
	run: (context, options, [address]) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			const made = await terminal.step("Creating user invitation", async () =>
				accepted(await session.inviteUser(address, options.sendEmail)),
			);
			tellEmailOutcome(terminal, made, address);
			showMade(terminal, made);
		}),
});

const REFUSED = "Server refused to create user invitation";

function accepted(outcome: InviteUserOutcome): Extract<InviteUserOutcome, { status: "ok" }> {
	switch (outcome.status) {
		case "ok":
			return outcome;
		case "claimer_email_already_enrolled":
			throw new Failure("email_already_taken", REFUSED, {
				causes: ["A non-revoked user already exists with this email"],
				next: "Invite another address, or revoke that user first",
			});
		case "author_not_allowed":
			throw new Failure("not_allowed", REFUSED, {
				causes: ["Not allowed to invite a user"],
				next: "Ask an administrator of the organization to invite them",
			});
		case "unknown_status":
			throw new Failure("refused", REFUSED, { next: "Is this program up to date?" });
	}
}
