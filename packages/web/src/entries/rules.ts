import { EmailAddress, HumanHandle, OrganizationID } from "@parallax/protocol/names";
import { useMemo } from "react";
import { useT } from "../i18n/i18n.ts";

const MAX_NAME_CHARACTERS = 128;
/** A name is parsed together with an address: any will do. */
const SOME_ADDRESS = "someone@example.org";

export type NameProblem = "required" | "length" | "character";
export type OrganizationProblem = "required" | "space" | "length" | "character";

/** What a person typed, as it is sent: without the spaces around it. */
export function entry(text: string): string {
	return text.trim().normalize("NFC");
}

export function nameProblem(text: string): NameProblem | undefined {
	const name = entry(text);
	if (name === "") return "required";
	if ([...name].length > MAX_NAME_CHARACTERS) return "length";
	if (accepts(() => HumanHandle.parse(SOME_ADDRESS, name))) return undefined;
	// The other rule of a name counts bytes, and is met by shortening it too.
	return accepts(() => HumanHandle.parse(SOME_ADDRESS, name.slice(0, 32))) ? "length" : "character";
}

export function emailProblem(text: string): "required" | "form" | undefined {
	const email = entry(text);
	if (email === "") return "required";
	return accepts(() => EmailAddress.parse(email)) ? undefined : "form";
}

export function organizationProblem(text: string): OrganizationProblem | undefined {
	const name = entry(text);
	if (name === "") return "required";
	if (accepts(() => OrganizationID.parse(name))) return undefined;
	if (/\s/u.test(name)) return "space";
	return [...name].every((character) => accepts(() => OrganizationID.parse(`a${character}`))) ? "length" : "character";
}

/** The name that is closest to a refused one: spaces become hyphens. */
export function hyphenated(text: string): string {
	return entry(text).replaceAll(/\s+/gu, "-");
}

/** What is wrong with an entry, as a sentence for below its field. */
export function useEntryRules() {
	const t = useT();
	return useMemo(
		() => ({
			name(text: string): string | undefined {
				const problem = nameProblem(text);
				if (problem === undefined) return undefined;
				if (problem === "required") return t("common.invalid.required");
				return t(problem === "length" ? "common.invalid.name" : "common.invalid.nameCharacter");
			},
			email(text: string): string | undefined {
				const problem = emailProblem(text);
				if (problem === undefined) return undefined;
				return t(problem === "required" ? "common.invalid.required" : "common.invalid.email");
			},
			organization(text: string): string | undefined {
				const problem = organizationProblem(text);
				if (problem === undefined) return undefined;
				if (problem === "required") return t("common.invalid.required");
				return t(`create.invalid.${problem}`, { proposal: hyphenated(text) });
			},
		}),
		[t],
	);
}

function accepts(parse: () => unknown): boolean {
	try {
		parse();
		return true;
	} catch {
		return false;
	}
}
