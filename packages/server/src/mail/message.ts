import type { SendMailOptions } from "nodemailer";
import type { Mail } from "./mailer.ts";

/** A line break in a header would let its author add headers of his own. @throws TypeError */
function oneLine(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
	if (/[\u0000-\u001f\u007f]/.test(text)) throw new TypeError("a header of an e-mail cannot hold a control character");
	return text;
}

/** Text first, HTML second (server.md §7). @throws TypeError when a header would hold a line break. */
export function toMessage(mail: Mail, sender: string): SendMailOptions {
	return {
		from: oneLine(sender),
		to: { name: "", address: oneLine(mail.to) },
		subject: oneLine(mail.subject),
		text: mail.text,
		html: mail.html,
		...(mail.replyTo && { replyTo: { name: oneLine(mail.replyTo.label), address: oneLine(mail.replyTo.email) } }),
	};
}
