import { EntryName } from "@parallax/protocol";

/** What is called so has no name that anybody knows. */
export const LOST_AND_FOUND = EntryName.parse("lost+found");

const MAX_BYTES = 255;
/** How much a base loses at a time, and what is left of it at least (workspace-engine.md §7.4, §7.5). */
const CUT = 10;

const utf8 = new TextEncoder();
const text = new TextDecoder();

type IsUsed = (name: EntryName) => boolean;

const fits = (candidate: string) => utf8.encode(candidate).length <= MAX_BYTES;

/** Without its last {@link CUT} bytes, or a few more so that no character is cut; `null` when it has no more than that. */
function shortened(base: string): string | null {
	const bytes = utf8.encode(base);
	if (bytes.length <= CUT) return null;
	let end = bytes.length - CUT;
	while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return text.decode(bytes.subarray(0, end));
}

/** Without what comes before its first dot. */
function withoutFirstItem(extension: string): string | null {
	const dot = extension.indexOf(".");
	return dot < 0 ? null : extension.slice(dot + 1);
}

const join = (base: string, mark: string, extension: string | null) =>
	`${base} (${mark})${extension === null ? "" : `.${extension}`}`;

/**
 * The name that an entry takes when another has its name on the server: `foo (Parsec - name conflict).txt`, or
 * `foo (Parsec - name conflict 2).txt` and so on while the name is used (workspace-engine.md §7.5).
 */
export function nameConflict(name: EntryName, isUsed: IsUsed): EntryName {
	for (let n = 1; ; n++) {
		const candidate = withMark(name, n === 1 ? "Parsec - name conflict" : `Parsec - name conflict ${n}`);
		if (!isUsed(candidate)) return candidate;
	}
}

function withMark(name: EntryName, mark: string): EntryName {
	const lead = name.startsWith(".") ? "." : "";
	const rest = name.slice(lead.length);
	const dot = rest.indexOf(".");
	const whole = dot < 0 ? rest : rest.slice(0, dot);
	let extension = dot < 0 ? null : rest.slice(dot + 1);
	let base = whole;
	for (;;) {
		const candidate = lead + join(base, mark, extension);
		if (fits(candidate)) return EntryName.parse(candidate);
		const shorter = shortened(base);
		if (shorter !== null) {
			base = shorter;
		} else {
			base = whole;
			extension = extension === null ? null : withoutFirstItem(extension);
		}
	}
}

/**
 * The name of the file that keeps the local content when the server has another one: `foo (Parsec sync conflict 2).txt`,
 * with the first number from 2 that is not used (workspace-engine.md §7.4).
 */
export function syncConflictName(name: EntryName, isUsed: IsUsed): EntryName {
	for (let n = 2; ; n++) {
		const candidate = withNumber(name, n);
		if (!isUsed(candidate)) return candidate;
	}
}

function withNumber(name: EntryName, n: number): EntryName {
	let { prefix, suffix } = EntryName.split(name);
	for (;;) {
		const candidate = join(prefix, `Parsec sync conflict ${n}`, suffix);
		if (fits(candidate)) return EntryName.parse(candidate);
		const shorter = shortened(prefix);
		if (shorter !== null) prefix = shorter;
		else suffix = suffix === null ? null : withoutFirstItem(suffix);
	}
}
