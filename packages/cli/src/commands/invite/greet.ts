import type { Session } from "@parallax/client";
import type { AccessToken, InviteListItem } from "@parallax/protocol";
import { argument, command, flag, optional } from "../../arguments/command.ts";
import { deviceLabel, email, invitationToken, profile, unlockOptions } from "../../arguments/shared.ts";
import type { Context } from "../../context.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { greetDevice, greetUser, type HostChoices } from "../../greeting/host.ts";

export const greet = command({
	name: "greet",
	summary: "Meet the guest of an invitation, compare codes, and let them in",
	examples: [
		"invite greet --device 3f2 9a3b1f00c4d24c0f8f6f2f1c6f9d7e21",
		"invite greet -d 3f2 --password-stdin --events --profile STANDARD 9a3b1f00c4d24c0f8f6f2f1c6f9d7e21",
	],
	options: {
		...unlockOptions,
		events: flag("--events", "Converse with a script: JSON lines on standard output, answers on standard input"),
		codeFile: optional("--code-file <FILE>", "Read the code that the claimer reads from this file or pipe"),
		profile: optional("--profile <PROFILE>", "The profile of the new user, instead of asking", { parse: profile }),
		deviceLabel: optional("--device-label <LABEL>", "Replaces the label that the claimer asks for", {
			parse: deviceLabel,
		}),
		name: optional("--name <NAME>", "Replaces the name that the claimer asks for"),
		email: optional("--email <EMAIL>", "Replaces the address that the claimer asks for", { parse: email }),
		expectEmail: optional("--expect-email <EMAIL>", "Refuse a claimer who asks for any other address", {
			parse: email,
		}),
	},
	arguments: [argument("<TOKEN>", "The token of the invitation, as “invite list” shows it", invitationToken)],
	run: (context, options, [token]) =>
		withSession(context, options, async (session) => {
			await pollFirst(context, session);
			const invitation = await context.terminal.step("Retrieving invitation info", () => find(session, token));
			await greetInvited(context, session, invitation, options);
		}),
});

async function find(session: Session, token: AccessToken): Promise<InviteListItem> {
	const found = (await session.invitations()).find((invitation) => invitation.token === token);
	if (!found) {
		throw new Failure("invitation_not_found", "Invitation not found", {
			next: "“parallax invite list” shows the invitations that you may greet",
		});
	}
	if (found.status !== "PENDING") {
		throw new Failure("invitation_gone", "Invitation already used or cancelled", { next: "Make a new invitation" });
	}
	return found;
}

function greetInvited(
	context: Context,
	session: Session,
	invitation: InviteListItem,
	choices: HostChoices,
): Promise<void> {
	// As many codes as official programs show.
	const options = { choices: 3, pace: context.pace };
	switch (invitation.type) {
		case "USER":
			return greetUser(context, session.greetUser(invitation.token, invitation.claimer_email, options), choices);
		case "DEVICE":
			return greetDevice(context, session.greetDevice(invitation.token, options), choices);
		case "SHAMIR_RECOVERY":
			throw new Failure("unsupported", "This program does not greet shared recoveries yet", {
				next: "Greet it with another program",
			});
	}
}
