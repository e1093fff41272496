/** What a person sees in a terminal. Names come from other people: whatever could drive the terminal is escaped. */

/** Closed by the default foreground rather than by a full reset (cli.md §2.4). */
const COLORS = { yellow: "\u001b[33m", green: "\u001b[92m", red: "\u001b[91m" } as const;
const DEFAULT_COLOR = "\u001b[39m";

export type Color = keyof typeof COLORS;

interface Part {
	readonly text: string;
	readonly color?: Color;
}

/** A text that is safe to write; only `text`, `paint` and `join` make one. */
export class Text {
	readonly #parts: readonly Part[];

	/** @param parts without control characters but tabs and ends of lines. */
	constructor(parts: readonly Part[]) {
		this.#parts = parts;
	}

	get parts(): readonly Part[] {
		return this.#parts;
	}

	/** The characters to write to a stream that shows colours, or does not. */
	render(colors: boolean): string {
		return this.#parts
			.map(({ text, color }) => (colors && color ? `${COLORS[color]}${text}${DEFAULT_COLOR}` : text))
			.join("");
	}

	toString(): string {
		return this.render(false);
	}
}

export type Showable = string | number | Text;

/** The literal parts are written as they are; every interpolated string is escaped. */
export function text(literals: TemplateStringsArray, ...values: readonly Showable[]): Text {
	return new Text(
		literals.flatMap((literal, index) => {
			const value = values[index];
			return [{ text: literal }, ...(value === undefined ? [] : partsOf(value))];
		}),
	);
}

/** A value in a colour, for those streams that have colours. */
export function paint(color: Color, value: string | number): Text {
	return new Text([{ text: escapeControls(String(value)), color }]);
}

/** All of them, with `separator` in between. */
export function join(values: readonly Showable[], separator: string): Text {
	return new Text(values.flatMap((value, index) => [...(index > 0 ? [{ text: separator }] : []), ...partsOf(value)]));
}

function partsOf(value: Showable): readonly Part[] {
	return value instanceof Text ? value.parts : [{ text: escapeControls(String(value)) }];
}

/**
 * Control characters (C0, DEL, C1), and those that change the direction or the lines of what follows, as `\u{…}`; so that
 * a hostile name can neither drive a terminal nor pretend to be another line.
 */
export function escapeControls(value: string): string {
	return value.replace(
		/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
		(character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
	);
}

/** As `escapeControls`, but several lines stay several lines: for messages made here that quote others. */
export function escapeLines(value: string): string {
	return value.split("\n").map(escapeControls).join("\n");
}
