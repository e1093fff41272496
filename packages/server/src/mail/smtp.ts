import { createTransport } from "nodemailer";
import type { MailConfig } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import type { Mail, Mailer, MailOutcome } from "./mailer.ts";
import { toMessage } from "./message.ts";

/** A mail server that does not answer holds a request up for this long at most. */
const TIMEOUT_MILLISECONDS = 10_000;

/** A refusal of the recipient, as nodemailer tells it. */
interface SmtpFailure {
	readonly code?: string;
	readonly responseCode?: number;
	readonly command?: string;
}

/** Hands e-mails to an SMTP server, over a few connections that are kept. */
export class SmtpMailer implements Mailer {
	readonly #transport: ReturnType<typeof createTransport>;
	readonly #sender: string;
	readonly #log: Logger;

	constructor(config: MailConfig & { readonly kind: "smtp" }, log: Logger) {
		this.#sender = config.sender;
		this.#log = log;
		this.#transport = createTransport({
			pool: true,
			host: config.host,
			port: config.port,
			secure: config.security === "tls",
			requireTLS: config.security === "starttls",
			ignoreTLS: config.security === "none",
			...(config.credentials && {
				auth: { user: config.credentials.user, pass: config.credentials.password.expose() },
			}),
			connectionTimeout: TIMEOUT_MILLISECONDS,
			greetingTimeout: TIMEOUT_MILLISECONDS,
			socketTimeout: TIMEOUT_MILLISECONDS,
			disableFileAccess: true,
			disableUrlAccess: true,
		});
	}

	async send(mail: Mail): Promise<MailOutcome> {
		try {
			await this.#transport.sendMail(toMessage(mail, this.#sender));
			return "SUCCESS";
		} catch (error) {
			if (error instanceof TypeError) throw error;
			const { code, responseCode, command } = error as SmtpFailure;
			// The recipient is not logged: who wrote it is not known, and it is personal.
			this.#log.warning("an e-mail could not be sent", { code, response: responseCode, command });
			return code === "EENVELOPE" && command === "RCPT TO" ? "RECIPIENT_REFUSED" : "SERVER_UNAVAILABLE";
		}
	}

	async close(): Promise<void> {
		this.#transport.close();
	}
}
