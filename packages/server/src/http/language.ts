import type { Language } from "../mail/mailer.ts";

/** The first language of an `Accept-Language` header that e-mails are written in. Weights are ignored: browsers list by preference. */
export function preferredLanguage(header: string | undefined, fallback: Language): Language {
	for (const item of (header ?? "").split(",")) {
		const tag = item.trim().toLowerCase();
		if (/^en\b/.test(tag)) return "en";
		if (/^fr\b/.test(tag)) return "fr";
	}
	return fallback;
}
