import type { Json } from "../terminal/json.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type Text, text } from "../terminal/text.ts";

/** What names are written to, page by page. */
export interface Names<T> {
	add(items: readonly T[]): void;
	end(): void;
}

/**
 * Names, one by line; what could drive the terminal is escaped then. JSON and `--print0` have them as they are.
 * @param shown what is shown instead of the name alone.
 */
export function namesListing<T>(
	terminal: Terminal,
	print0: boolean,
	nameOf: (item: T) => string,
	shown: { readonly plain?: (item: T) => Text; readonly json?: (item: T) => Json } = {},
): Names<T> {
	if (print0) return { add: (items) => terminal.showRaw(items.map((item) => `${nameOf(item)}\0`).join("")), end() {} };
	return terminal.listing(shown.plain ?? ((item: T) => text`${nameOf(item)}`), shown.json ?? nameOf);
}
