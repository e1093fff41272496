import type { TermsOfService } from "@parallax/client";
import { DateTime } from "@parallax/protocol";
import { type Json, jsonTime } from "../../terminal/json.ts";
import { join, type Text, text } from "../../terminal/text.ts";

export const NO_TERMS = text`No Terms of Service available`;

export function termsText(terms: TermsOfService): Text {
	const lines = sorted(terms).map(([locale, url]) => text`- ${locale}: ${url}`);
	return join([text`Terms of Service updated on ${DateTime.format(terms.updatedOn)}:`, ...lines], "\n");
}

export function termsJson(terms: TermsOfService): Json {
	return { updated_on: jsonTime(terms.updatedOn), per_locale_urls: Object.fromEntries(sorted(terms)) };
}

function sorted({ urls }: TermsOfService): readonly (readonly [string, string])[] {
	return [...urls].sort(([a], [b]) => (a < b ? -1 : 1));
}
