import type { TFunction } from "i18next";

/** The spelling of the International Civil Aviation Organization: the same words in every language that we speak. */
const LETTERS: Readonly<Record<string, string>> = {
	A: "Alpha",
	B: "Bravo",
	C: "Charlie",
	D: "Delta",
	E: "Echo",
	F: "Foxtrot",
	G: "Golf",
	H: "Hotel",
	J: "Juliett",
	K: "Kilo",
	L: "Lima",
	M: "Mike",
	N: "November",
	P: "Papa",
	Q: "Quebec",
	R: "Romeo",
	S: "Sierra",
	T: "Tango",
	U: "Uniform",
	V: "Victor",
	W: "Whiskey",
	X: "X-ray",
	Y: "Yankee",
	Z: "Zulu",
};
const DIGITS = ["2", "3", "4", "5", "6", "7", "8", "9"] as const;

interface SpelledCharacter {
	readonly character: string;
	readonly kind: "letter" | "digit";
	/** The word that stands for it. */
	readonly word: string;
}

/** A code for the telephone: no letter of it sounds like another (crypto.md §8 leaves out I, O, 0 and 1). */
export function spell(code: string, t: TFunction): readonly SpelledCharacter[] {
	return [...code].map((character) => {
		const digit = DIGITS.find((each) => each === character);
		if (digit) return { character, kind: "digit", word: t(`greeting.spelling.digits.${digit}`) };
		return { character, kind: "letter", word: LETTERS[character] ?? character };
	});
}

/** A code as a screen reader says it: "K as in Kilo, seven, R as in Romeo, M as in Mike". */
export function spoken(code: string, t: TFunction): string {
	return spell(code, t)
		.map(({ kind, character, word }) =>
			kind === "letter" ? t("greeting.spelling.saidLetter", { character, word }) : word,
		)
		.join(", ");
}
