import assert from "node:assert/strict";
import { test } from "node:test";
import { inOwnLanguage } from "../../src/i18n/ownLanguage.ts";

const URLS = new Map([
	["de", "https://tos.invalid/de"],
	["fr_CA", "https://tos.invalid/fr-ca"],
	["en-GB", "https://tos.invalid/en-gb"],
]);

test("terms of service are read in one's own language, or in another one rather than not at all", () => {
	assert.equal(inOwnLanguage(URLS, ["en-gb"]), "https://tos.invalid/en-gb");
	assert.equal(inOwnLanguage(URLS, ["fr-FR", "en-GB"]), "https://tos.invalid/fr-ca");
	assert.equal(inOwnLanguage(URLS, ["fr"]), "https://tos.invalid/fr-ca");
	assert.equal(inOwnLanguage(URLS, ["ja", "en-US"]), "https://tos.invalid/en-gb");
	assert.equal(inOwnLanguage(URLS, ["ja"]), "https://tos.invalid/de");
});
