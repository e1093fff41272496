import { escapeHtml } from "./html.ts";
import type { Language, Mail } from "./mailer.ts";

/** What an e-mail says, before its two forms. Plain text everywhere: nothing here is HTML yet. */
export interface Letter {
	readonly language: Language;
	readonly title: string;
	readonly paragraphs: readonly string[];
	/** The one thing to do. */
	readonly action?: { readonly label: string; readonly url: string };
	/** A code to copy. */
	readonly code?: string;
	/** After the action. */
	readonly closing?: readonly string[];
}

const FOOTER: Readonly<Record<Language, string>> = {
	en: "If you did not expect this message, you can ignore it.",
	fr: "Si vous n’attendiez pas ce message, vous pouvez l’ignorer.",
};

const LINK_HELP: Readonly<Record<Language, string>> = {
	en: "If the button does not work, copy this link:",
	fr: "Si le bouton ne fonctionne pas, copiez ce lien :",
};

/** The two forms of a letter. Names and labels were chosen by people: they are escaped in HTML. */
export function writeLetter(letter: Letter): Pick<Mail, "text" | "html"> {
	return { text: toText(letter), html: toHtml(letter) };
}

function toText({ language, title, paragraphs, action, code, closing = [] }: Letter): string {
	const parts = [
		title,
		...paragraphs,
		...(action ? [`${action.label}:\n${action.url}`] : []),
		...(code === undefined ? [] : [code]),
		...closing,
		`-- \n${FOOTER[language]}`,
	];
	return `${parts.join("\n\n")}\n`;
}

function toHtml({ language, title, paragraphs, action, code, closing = [] }: Letter): string {
	const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
	const link = action && escapeHtml(action.url);
	return [
		`<!doctype html>`,
		`<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
		`<body style="font:16px/1.5 sans-serif;color:#1d2333;max-width:36em;margin:2em auto;padding:0 1em">`,
		`<h1 style="font-size:1.3em">${escapeHtml(title)}</h1>`,
		...paragraphs.map(paragraph),
		...(action && link !== undefined
			? [
					`<p><a href="${link}" style="display:inline-block;padding:.7em 1.4em;border-radius:.4em;background:#0058cc;color:#fff;text-decoration:none">${escapeHtml(action.label)}</a></p>`,
					`<p style="font-size:.85em">${escapeHtml(LINK_HELP[language])}<br><a href="${link}">${link}</a></p>`,
				]
			: []),
		...(code === undefined ? [] : [`<p style="font:bold 1.6em monospace;letter-spacing:.2em">${escapeHtml(code)}</p>`]),
		...closing.map(paragraph),
		`<hr><p style="font-size:.85em;color:#5d6780">${escapeHtml(FOOTER[language])}</p>`,
		`</body></html>`,
		"",
	].join("\n");
}
