import { UserID } from "@parallax/protocol";
import { administer } from "../../administration.ts";
import { command, flag, optional } from "../../arguments/command.ts";
import { administrationOptions, email, organizationOption } from "../../arguments/shared.ts";
import { UsageError } from "../../failure.ts";
import { text } from "../../terminal/text.ts";

export const totpReset = command({
	name: "totp-reset",
	summary: "Let a user set up one-time passwords again",
	examples: [
		"user totp-reset --addr parsec3://parsec.example.com --token s3cr3t -o Acme --user-email bob@example.com",
		"user totp-reset -a parsec3://parsec.example.com -t s3cr3t -o Acme --user-email bob@example.com --send-email",
	],
	options: {
		...administrationOptions,
		...organizationOption,
		userId: optional("--user-id <HEX>", "The user, by id", { parse: (typed) => UserID.parse(typed) }),
		userEmail: optional("--user-email <EMAIL>", "The user, by address", { parse: email }),
		sendEmail: flag("--send-email", "Have the server send the link to the user"),
	},
	arguments: [],
	run: async (context, options) => {
		const { userId, userEmail } = options;
		if ((userId === undefined) === (userEmail === undefined))
			throw new UsageError("exactly one of '--user-id <HEX>' and '--user-email <EMAIL>' must be given");
		const user = userId === undefined ? { user_email: userEmail ?? "" } : { user_id: userId };
		const reset = await context.terminal.step(
			"Resetting TOTP",
			() => administer(context, options, (client) => client.resetTotp(options.organization, user, options.sendEmail)),
			({ email: status, userEmail: to }) => {
				if (status === "NOT_SENT_AS_REQUESTED") return "check";
				if (status === "SENT_AS_REQUESTED") return text`An email with the reset URL has been sent to ${to}`;
				return text`Email sending to ${to} has failed (error: ${status})`;
			},
		);
		const url = reset.address.toParsec3();
		const uid = UserID.hyphenated(reset.userId);
		context.terminal.show(text`TOTP reset URL for user ${uid} is ${url}`, { uid: reset.userId, url });
	},
});
