import { useMemo } from "react";
import { type Language, language, useLanguage, useT } from "./i18n.ts";

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", fr: "fr-FR" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How the language of the moment writes dates, sizes and lists (web-app.md §21.2). Times in milliseconds since 1970. */
export function useFormat() {
	const t = useT();
	const locale = LOCALES[useLanguage()];
	return useMemo(() => {
		const { shortDate, fullDate, time, relative, number } = formatters(locale);
		const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
		return {
			/** "Less than a minute ago", "5 minutes ago", "Yesterday", "3 days ago", then "14 Jan 2025". */
			ago(on: number, now = Date.now()): string {
				const elapsed = now - on;
				if (elapsed < MINUTE) return t("common.date.justNow");
				if (elapsed < HOUR) return capital(relative.format(-Math.floor(elapsed / MINUTE), "minute"));
				const days = calendarDays(on, now);
				if (days === 0) return capital(relative.format(-Math.floor(elapsed / HOUR), "hour"));
				if (days < 7) return capital(relative.format(-days, "day"));
				return shortDate.format(on);
			},
			date: (on: number) => shortDate.format(on),
			/** For tooltips: the date that `ago` shortens. */
			fullDate: (on: number) => fullDate.format(on),
			/** To the second, for clocks that disagree. */
			clock: (on: number) => time.format(on),
			number: (value: number) => number.format(value),
			size: (bytes: number) => formatSize(bytes, locale),
			list: (items: readonly string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
			/** "3 days", of a number of seconds. */
			duration(seconds: number): string {
				const [value, unit] =
					seconds % 86_400 === 0
						? ([seconds / 86_400, "day"] as const)
						: seconds % 3600 === 0
							? ([seconds / 3600, "hour"] as const)
							: ([Math.ceil(seconds / 60), "minute"] as const);
				return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
			},
		};
	}, [t, locale]);
}

const made = new Map<string, ReturnType<typeof makeFormatters>>();

/** They are slow to make, and each row of a list needs them. */
function formatters(locale: string) {
	const known = made.get(locale) ?? makeFormatters(locale);
	made.set(locale, known);
	return known;
}

function makeFormatters(locale: string) {
	return {
		shortDate: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }),
		fullDate: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }),
		time: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }),
		relative: new Intl.RelativeTimeFormat(locale, { numeric: "auto" }),
		number: new Intl.NumberFormat(locale),
	};
}

/** Compares texts as the language sorts them; never for equality. */
export function compareTexts(a: string, b: string): number {
	return collator(language()).compare(a, b);
}

/** For searches: accents and capitals do not count. */
export function folded(text: string): string {
	return text.trim().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

const collators = new Map<Language, Intl.Collator>();

function collator(of: Language): Intl.Collator {
	let found = collators.get(of);
	if (!found) {
		found = new Intl.Collator(LOCALES[of], { sensitivity: "base", numeric: true });
		collators.set(of, found);
	}
	return found;
}

function calendarDays(from: number, to: number): number {
	return Math.round((midnight(to) - midnight(from)) / DAY);
}

function midnight(on: number): number {
	return new Date(on).setHours(0, 0, 0, 0);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Powers of 1024, three significant digits (web-app.md §21.2). */
function formatSize(bytes: number, locale: string): string {
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1024;
		unit++;
	}
	const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
	const shown = Math.trunc(value * 100) / 100;
	return new Intl.NumberFormat(locale, {
		style: "unit",
		unit: UNITS[unit] ?? "byte",
		unitDisplay: "short",
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	}).format(shown);
}
