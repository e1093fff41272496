import { EntryName } from "@parallax/protocol";

const MAX_BYTES = 255;
const utf8 = new TextEncoder();

/** `report (2).txt`: what is kept beside a file of the same name. A name that would be too long loses the end of its beginning. */
export function numberedName(name: string, number: number): EntryName {
	const dot = name.lastIndexOf(".");
	const [base, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
	const characters = [...base];
	for (;;) {
		const candidate = `${characters.join("")} (${number})${extension}`;
		if (utf8.encode(candidate).length <= MAX_BYTES) return EntryName.parse(candidate);
		// An extension that leaves no room for anything is none.
		if (characters.length === 0) return numberedName(name.replaceAll(".", "_"), number);
		characters.pop();
	}
}
