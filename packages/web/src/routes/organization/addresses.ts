import { emailProblem, entry } from "../../core/names.ts";

type AddressProblem = "no-at" | "several-at" | "no-name" | "no-domain" | "form";

interface AddressPart {
	readonly text: string;
	/** `null`: it is an address. */
	readonly problem: AddressProblem | null;
	/** It was written more than once. */
	readonly repeated: boolean;
}

/** What people put between addresses, and spreadsheets between cells. */
const SEPARATORS = /[;,\t\r\n]+/u;
/** As mail programs copy them: "Keller, Bruno" <bruno.keller@example.org>. */
const QUOTED_NAME = /"[^"]*"\s*(?=<)/gu;
const NAMED_ADDRESS = /(?<!\S)(?:[^\s<>@;,]+[ ]+)*<([^<>\s]*)>/gu;

/**
 * The addresses in what somebody typed or pasted, in their order, each once whatever its capitals; and what is none, with
 * the reason.
 */
export function readAddresses(text: string): readonly AddressPart[] {
	const parts = new Map<string, AddressPart>();
	const bare = text.replaceAll(QUOTED_NAME, "").replaceAll(NAMED_ADDRESS, " $1 ");
	for (const piece of bare.split(SEPARATORS).flatMap(splitAtSpaces)) {
		const key = piece.toLowerCase();
		const before = parts.get(key);
		parts.set(
			key,
			before ? { ...before, repeated: true } : { text: piece, problem: problemOf(piece), repeated: false },
		);
	}
	return [...parts.values()];
}

/** Spaces separate addresses, but not the words of something that is none. */
function splitAtSpaces(piece: string): readonly string[] {
	const pieces: string[] = [];
	let loose: string[] = [];
	for (const word of entry(piece).split(/\s+/u)) {
		if (word === "") continue;
		if (!word.includes("@")) loose.push(word);
		else {
			if (loose.length > 0) pieces.push(loose.join(" "));
			loose = [];
			pieces.push(word);
		}
	}
	if (loose.length > 0) pieces.push(loose.join(" "));
	return pieces;
}

function problemOf(text: string): AddressProblem | null {
	if (emailProblem(text) === undefined) return null;
	const signs = text.split("@").length - 1;
	if (signs === 0) return "no-at";
	if (signs > 1) return "several-at";
	if (text.startsWith("@")) return "no-name";
	return text.endsWith("@") ? "no-domain" : "form";
}
