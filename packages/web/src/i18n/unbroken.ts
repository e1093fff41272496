/** Joins what is on both sides of it; drawn as nothing, and in every font. A non-breaking hyphen is not in ours. */
const WORD_JOINER = "\u2060";

/** The texts of a catalogue, in which no line ends after the hyphen of a single letter: "e-mail" stays whole. */
export function unbroken<Catalogue>(catalogue: Catalogue): Catalogue {
	if (typeof catalogue === "string") {
		return catalogue.replaceAll(/(?<!\p{L})(\p{L}-)(?=\p{L})/gu, `$1${WORD_JOINER}`) as Catalogue;
	}
	return Object.fromEntries(
		Object.entries(catalogue as object).map(([key, texts]) => [key, unbroken<unknown>(texts)]),
	) as Catalogue;
}
