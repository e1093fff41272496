/**
 * The document in the exact locale, else in the same language, else the first (web-app.md §6.4).
 * @param languages those that the person reads, the preferred one first.
 */
export function inOwnLanguage(urls: ReadonlyMap<string, string>, languages: readonly string[]): string {
	const byLocale = new Map(Array.from(urls, ([locale, url]) => [normalized(locale), url]));
	for (const language of languages.map(normalized)) {
		const exact = byLocale.get(language);
		if (exact !== undefined) return exact;
		const [primary = language] = language.split("-");
		for (const [locale, url] of byLocale) if (locale.split("-")[0] === primary) return url;
	}
	const [first = ""] = urls.values();
	return first;
}

function normalized(locale: string): string {
	return locale.toLowerCase().replaceAll("_", "-");
}
