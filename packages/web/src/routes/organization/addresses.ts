import { emailProblem, entry } from "../../core/names.ts";

export type AddressProblem = "no-at" | "several-at" | "no-name" | "no-domain" | "form";

export interface AddressPart {
	readonly text: string;
	/** `null`: it is an address. */
	readonly problem: AddressProblem | null;
}

/** What people put between addresses, and spreadsheets between cells. */
const SEPARATORS = /[;,\t\r\n]+/u;
/** As mail programs copy it: Bruno Keller <bruno.keller@example.org>. */
const NAMED_ADDRESS = /^[^<>]*<([^<>]*)>$/u;

/**
 * The addresses in what somebody typed or pasted, in their order, each once whatever its capitals; and what is none, with
 * the reason.
 */
export function readAddresses(text: string): readonly AddressPart[] {
	const parts = new Map<string, AddressPart>();
	for (const piece of text.split(SEPARATORS).flatMap(splitAtSpaces)) {
		const key = piece.toLowerCase();
		if (!parts.has(key)) parts.set(key, { text: piece, problem: problemOf(piece) });
	}
	return [...parts.values()];
}

/** Spaces separate addresses, but not the words of something that is none. */
function splitAtSpaces(piece: string): readonly string[] {
	const named = NAMED_ADDRESS.exec(piece.trim());
	if (named) return [entry(named[1] ?? "")].filter((address) => address !== "");
	const words = entry(piece)
		.split(/\s+/u)
		.filter((word) => word !== "");
	const pieces: string[] = [];
	let loose: string[] = [];
	const flush = () => {
		if (loose.length > 0) pieces.push(loose.join(" "));
		loose = [];
	};
	for (const word of words) {
		if (!word.includes("@")) loose.push(word);
		else {
			flush();
			pieces.push(word.replaceAll(/^<|>$/gu, ""));
		}
	}
	flush();
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
