import i18next, { type TFunction } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { first as firstInEnglish } from "./en/first.ts";
import type { en } from "./en/index.ts";
import { first as firstInFrench } from "./fr/first.ts";

/** Every language with the name that it gives itself, in the order in which it is offered. */
export const LANGUAGES = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;
export const OFFERED_LANGUAGES = Object.entries(LANGUAGES) as readonly (readonly [Language, string])[];

declare module "i18next" {
	interface CustomTypeOptions {
		readonly defaultNS: "translation";
		readonly resources: { readonly translation: typeof en };
		readonly returnNull: false;
	}
}

const STORED_LANGUAGE = "parallax.language";

/** What the first screen does not show: each language in a file of its own. */
const LATER_TEXTS = {
	en: () => import("./en/later.ts"),
	fr: () => import("./fr/later.ts"),
} as const satisfies Record<Language, () => Promise<unknown>>;

/** To be called once, before anything is drawn. Takes the language chosen earlier, else the first one of the browser's. */
export async function startTranslations(): Promise<void> {
	await i18next.use(initReactI18next).init({
		lng: storedLanguage() ?? browserLanguage(),
		fallbackLng: "en",
		resources: { en: { translation: firstInEnglish }, fr: { translation: firstInFrench } },
		// React escapes what it draws.
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	tellDocument();
	i18next.on("languageChanged", tellDocument);
}

export function language(): Language {
	return i18next.language === "fr" ? "fr" : "en";
}

/** Has the texts of every screen: to be awaited before one is drawn that is not the first. */
export async function loadTexts(of: Language = language()): Promise<void> {
	const { later } = await LATER_TEXTS[of]();
	i18next.addResourceBundle(of, "translation", later, true);
}

/** Changes every text on the screen at once, and remembers it. */
export async function changeLanguage(next: Language): Promise<void> {
	await loadTexts(next);
	await i18next.changeLanguage(next);
	try {
		localStorage.setItem(STORED_LANGUAGE, next);
	} catch {
		// Storage refused by the browser: the choice lasts as long as the page.
	}
}

/** The texts, in the language of the moment. */
export function useT(): TFunction {
	return useTranslation().t;
}

/** The language of the moment; whoever uses it is drawn again when it changes. */
export function useLanguage(): Language {
	useTranslation();
	return language();
}

function storedLanguage(): Language | undefined {
	try {
		const stored = localStorage.getItem(STORED_LANGUAGE);
		return stored !== null && Object.hasOwn(LANGUAGES, stored) ? (stored as Language) : undefined;
	} catch {
		return undefined;
	}
}

function browserLanguage(): Language {
	for (const tag of navigator.languages) {
		const [primary = ""] = tag.toLowerCase().split("-");
		if (Object.hasOwn(LANGUAGES, primary)) return primary as Language;
	}
	return "en";
}

function tellDocument(): void {
	document.documentElement.lang = language();
}
