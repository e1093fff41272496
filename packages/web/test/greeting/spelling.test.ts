import assert from "node:assert/strict";
import { test } from "node:test";
import i18next from "i18next";
import { spell, spoken } from "../../src/design/greeting/spelling.ts";
import { en } from "../../src/i18n/en/index.ts";
import { fr } from "../../src/i18n/fr/index.ts";

const catalogues = i18next.createInstance();
await catalogues.init({
	resources: { en: { translation: en }, fr: { translation: fr } },
	interpolation: { escapeValue: false },
	returnNull: false,
});
const english = catalogues.getFixedT("en");
const french = catalogues.getFixedT("fr");

/** crypto.md §8. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

test("a code is said letter by letter, in the language of the page", () => {
	assert.equal(spoken("K7RM", english), "K as in Kilo, seven, R as in Romeo, M as in Mike");
	assert.equal(spoken("K7RM", french), "K comme Kilo, sept, R comme Romeo, M comme Mike");
});

for (const [language, t] of [
	["English", english],
	["French", french],
] as const) {
	test(`every character of a code has a word of its own (${language})`, () => {
		const spelled = spell(ALPHABET, t);
		assert.equal(new Set(spelled.map(({ word }) => word)).size, ALPHABET.length);
		for (const { character, kind, word } of spelled) {
			assert.ok(word.length > 2, `${character} is spelled ${word}`);
			if (kind === "letter") assert.equal(word.charAt(0), character);
		}
	});
}
