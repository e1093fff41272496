import type { MailConfig } from "../config/config.ts";
import type { Mail, Mailer, MailOutcome } from "./mailer.ts";
import { renderMessage } from "./outbox.ts";

/** `--email-host MOCKED`: prints e-mails on standard error, for development. */
export class PrintingMailer implements Mailer {
	readonly #sender: string;

	constructor(config: MailConfig & { readonly kind: "print" }) {
		this.#sender = config.sender;
	}

	async send(mail: Mail): Promise<MailOutcome> {
		process.stderr.write(await renderMessage(mail, this.#sender));
		return "SUCCESS";
	}

	async close(): Promise<void> {}
}
