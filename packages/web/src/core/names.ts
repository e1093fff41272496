import { EmailAddress, HumanHandle, OrganizationID } from "@parallax/protocol/names";

const MAX_NAME_CHARACTERS = 128;
/** A name is parsed together with an address: any will do. */
const SOME_ADDRESS = "someone@example.org";

type NameProblem = "required" | "length" | "character";
type OrganizationProblem = "required" | "space" | "length" | "character";

/** What a person typed, as it is sent: without the spaces around it. */
export function entry(text: string): string {
	return text.trim().normalize("NFC");
}

export function nameProblem(text: string): NameProblem | undefined {
	const name = entry(text);
	if (name === "") return "required";
	if ([...name].length > MAX_NAME_CHARACTERS) return "length";
	const isName = (text: string) => accepts(() => HumanHandle.parse(SOME_ADDRESS, text));
	if (isName(name)) return undefined;
	return [...name].every(isName) ? "length" : "character";
}

export function emailProblem(text: string): "required" | "form" | undefined {
	const email = entry(text);
	if (email === "") return "required";
	return accepts(() => EmailAddress.parse(email)) ? undefined : "form";
}

export function organizationProblem(text: string): OrganizationProblem | undefined {
	const name = entry(text);
	if (name === "") return "required";
	const isName = (text: string) => accepts(() => OrganizationID.parse(text));
	if (isName(name)) return undefined;
	if (/\s/u.test(name)) return "space";
	return [...name].every(isName) ? "length" : "character";
}

/** The name that is closest to a refused one: spaces become hyphens. */
export function hyphenated(text: string): string {
	return entry(text).replaceAll(/\s+/gu, "-");
}

function accepts(parse: () => unknown): boolean {
	try {
		parse();
		return true;
	} catch {
		return false;
	}
}
