import i18next, { type TFunction } from "i18next";
import { en } from "../../../packages/web/src/i18n/en/index.ts";
import { fr } from "../../../packages/web/src/i18n/fr/index.ts";
import type { Language } from "../../../packages/web/src/i18n/i18n.ts";

const catalogues = i18next.createInstance();
await catalogues.init({
	resources: { en: { translation: en }, fr: { translation: fr } },
	interpolation: { escapeValue: false },
	returnNull: false,
});

/** The texts of the application as somebody of this language reads them, so that one story is played in both. */
export function wordsOf(language: Language): TFunction {
	return catalogues.getFixedT(language);
}

/** A text as accessible names hold it: each run of white space, the unbreakable ones of French included, is one space. */
export function spaced(text: string): string {
	return text.replaceAll(/\s+/g, " ");
}
