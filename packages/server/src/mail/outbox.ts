import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { MailConfig } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import type { Mail, Mailer, MailOutcome } from "./mailer.ts";
import { toMessage } from "./message.ts";

/** The bytes that SMTP would carry. */
export async function renderMessage(mail: Mail, sender: string): Promise<Buffer> {
	const renderer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
	const { message } = await renderer.sendMail(toMessage(mail, sender));
	return message as Buffer;
}

/**
 * Without a mail server, e-mails wait as `.eml` files that any mail program opens. They hold invitation links, so that only the
 * owner of the folder may read them.
 */
export class OutboxMailer implements Mailer {
	readonly #folder: string;
	readonly #sender: string;
	readonly #log: Logger;

	constructor(config: MailConfig & { readonly kind: "outbox" }, log: Logger) {
		this.#folder = config.path;
		this.#sender = config.sender;
		this.#log = log;
	}

	async send(mail: Mail): Promise<MailOutcome> {
		const bytes = await renderMessage(mail, this.#sender);
		const name = `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${crypto.randomUUID().slice(0, 8)}.eml`;
		try {
			await mkdir(this.#folder, { recursive: true, mode: 0o700 });
			await writeFile(join(this.#folder, `.${name}`), bytes, { mode: 0o600 });
			await rename(join(this.#folder, `.${name}`), join(this.#folder, name));
			return "SUCCESS";
		} catch (error) {
			this.#log.error("an e-mail could not be written in the outbox", error);
			return "SERVER_UNAVAILABLE";
		}
	}

	async close(): Promise<void> {}
}
