import type { EmailAddress, EmailSentStatus, HumanHandle } from "@parallax/protocol";

/** The languages that e-mails are written in. Subjects stay in English, as the official ones (server.md §7.1). */
export type Language = "en" | "fr";

export interface Mail {
	readonly to: EmailAddress;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	readonly replyTo?: HumanHandle;
}

/**
 * What became of an e-mail (server.md §7.2): handed to the mail server, or not because it did not answer as it should, or because
 * it refuses the recipient.
 */
export type MailOutcome = EmailSentStatus;

/** Sends after the transaction is committed, never inside. Does not throw: a failure to send is an outcome. */
export interface Mailer {
	send(mail: Mail): Promise<MailOutcome>;
	close(): Promise<void>;
}
