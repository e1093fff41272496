import type { MailConfig } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import type { Mailer } from "./mailer.ts";
import { OutboxMailer } from "./outbox.ts";
import { PrintingMailer } from "./print.ts";
import { SmtpMailer } from "./smtp.ts";

export function openMailer(config: MailConfig, log: Logger): Mailer {
	switch (config.kind) {
		case "smtp":
			return new SmtpMailer(config, log);
		case "outbox":
			return new OutboxMailer(config, log);
		case "print":
			return new PrintingMailer(config);
	}
}
