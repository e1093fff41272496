import { escapeHtml } from "./html.ts";
import type { Language, Mail } from "./mailer.ts";

/** What an e-mail says, before its two forms. Plain text everywhere: nothing here is HTML yet. */
export interface Letter {
	readonly language: Language;
	/** One sentence: what happened. */
	readonly opening: string;
	/** What the person has to do, in order; the action is among them. */
	readonly steps: readonly string[];
	readonly action: { readonly label: string; readonly url: string };
	/** What to think of it when it was not expected. */
	readonly closing: string;
}

const LINK_HELP: Readonly<Record<Language, string>> = {
	en: "If the button does not work, copy this link:",
	fr: "Si le bouton ne fonctionne pas, copiez ce lien :",
};

/** The two forms of a letter. Names and labels were chosen by people: they are escaped in HTML. */
export function writeLetter(letter: Letter): Pick<Mail, "text" | "html"> {
	return { text: toText(letter), html: toHtml(letter) };
}

function toText({ opening, steps, action, closing }: Letter): string {
	const numbered = steps.map((step, i) => `${i + 1}. ${step}`).join("\n");
	return `${opening}\n\n${numbered}\n\n${action.url}\n\n${closing}\n`;
}

function toHtml({ language, opening, steps, action, closing }: Letter): string {
	const link = escapeHtml(action.url);
	return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(opening)}</title></head>
<body style="font:16px/1.5 sans-serif;color:#1d2333;max-width:36em;margin:2em auto;padding:0 1em">
<h1 style="font-size:1.3em">${escapeHtml(opening)}</h1>
<ol>
${steps.map((step) => `<li>${escapeHtml(step)}</li>`).join("\n")}
</ol>
<p><a href="${link}" style="display:inline-block;padding:.7em 1.4em;border-radius:.4em;background:#0058cc;color:#fff;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="font-size:.85em;word-break:break-all">${escapeHtml(LINK_HELP[language])}<br><a href="${link}">${link}</a></p>
<hr>
<p style="font-size:.85em;color:#5d6780">${escapeHtml(closing)}</p>
</body>
</html>
`;
}
