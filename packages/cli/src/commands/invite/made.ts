import type { NewInvitation } from "@parallax/client";
import type { EmailAddress } from "@parallax/protocol";
import { jsonToken } from "../../terminal/json.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { paint, text } from "../../terminal/text.ts";

/** Shows an invitation that has been made. */
export function showMade(terminal: Terminal, { token, link, email }: NewInvitation): void {
	const emailStatus = email === null ? {} : { email_sent_status: email };
	terminal.show(text`Invitation token: ${paint("yellow", token)}\nInvitation URL: ${paint("yellow", link)}`, {
		token: jsonToken(token),
		url: link,
		...emailStatus,
	});
}

const NOT_SENT = {
	RECIPIENT_REFUSED: "the recipient was refused",
	SERVER_UNAVAILABLE: "the server is unavailable",
} as const;

/** Says what became of the e-mail, which official programs keep to themselves. */
export function tellEmailOutcome(terminal: Terminal, { email }: NewInvitation, to: EmailAddress): void {
	if (email === null) return;
	if (email === "SUCCESS") terminal.notice(text`Invitation email sent to ${to}`);
	else terminal.notice(text`Invitation email not sent to ${to} because ${NOT_SENT[email]}: give them the URL yourself`);
}
