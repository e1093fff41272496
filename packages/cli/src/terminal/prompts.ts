import { Failure } from "../failure.ts";
import type { Keyboard } from "./keyboard.ts";
import { escapeControls } from "./text.ts";

const ENTER = new Set(["\r", "\n"]);
const BACKSPACE = new Set(["\u007f", "\b"]);
const END = "\u0004";
const KILL_LINE = "\u0015";
const CLEAR_LINE = "\r\u001b[2K";
const CLEAR_BELOW = "\u001b[J";

/** Reads a line without showing it. */
export async function readSecret(keyboard: Keyboard, prompt: string): Promise<string> {
	keyboard.write(prompt);
	let typed: string[] = [];
	for (;;) {
		const key = await keyboard.key();
		if (ENTER.has(key) || (key === END && typed.length > 0)) break;
		if (key === END) throw new Failure("no_answer", "No password was typed");
		if (BACKSPACE.has(key)) typed.pop();
		else if (key === KILL_LINE) typed = [];
		else if (!key.startsWith("\u001b")) typed.push(key);
	}
	keyboard.write("\r\n");
	return typed.join("");
}

/** One key; nothing but `y` and `n` answers. */
export async function askYesNo(
	keyboard: Keyboard,
	write: (characters: string) => void,
	question: string,
	signal?: AbortSignal,
): Promise<boolean> {
	write(`${question} [y/n] `);
	for (;;) {
		const key = (await keyboard.key(signal)).toLowerCase();
		if (key !== "y" && key !== "n") continue;
		write(`${CLEAR_LINE}${question} ${key === "y" ? "yes" : "no"}\n`);
		return key === "y";
	}
}

/**
 * One of several, shown one below the other: letters filter them, arrows move, Enter takes (cli.md §2.8).
 * @returns its index in `choices`
 */
export async function pickOne(
	keyboard: Keyboard,
	write: (characters: string) => void,
	prompt: string,
	choices: readonly string[],
	signal?: AbortSignal,
): Promise<number> {
	const labels = choices.map(escapeControls);
	let filter = "";
	let current = 0;
	let drawn = 0;
	const draw = (lines: readonly string[]) => {
		if (drawn > 1) write(`\u001b[${drawn - 1}A`);
		write(`\r${CLEAR_BELOW}${lines.join("\n")}`);
		drawn = lines.length;
	};
	for (;;) {
		const shown = matching(labels, filter);
		current = Math.min(current, Math.max(0, shown.length - 1));
		draw([
			`${prompt} |${filter}`,
			...shown.map((index, position) => `${position === current ? ">" : " "} ${labels[index]}`),
		]);
		const key = await keyboard.key(signal).catch((error: unknown) => {
			draw([""]);
			throw error;
		});
		const taken = shown[current];
		if (ENTER.has(key) && taken !== undefined) {
			draw([`${prompt}: ${labels[taken]}`, ""]);
			return taken;
		}
		if (key === "\u001b[A" || key === "\u001bOA") current = current === 0 ? Math.max(0, shown.length - 1) : current - 1;
		else if (key === "\u001b[B" || key === "\u001bOB") current = current + 1 < shown.length ? current + 1 : 0;
		else if (BACKSPACE.has(key)) filter = filter.slice(0, -1);
		else if (/^[^\p{Cc}]$/u.test(key)) {
			filter += key;
			current = 0;
		}
	}
}

/** Which labels have the letters of `filter`: those where they are side by side come first, then those where they are apart. */
export function matching(labels: readonly string[], filter: string): readonly number[] {
	const found = [...labels.keys()].filter((index) => fuzzyMatch(labels[index] ?? "", filter));
	const together = (index: number) => (labels[index] ?? "").toLowerCase().includes(filter.toLowerCase());
	return [...found.filter(together), ...found.filter((index) => !together(index))];
}

/** Whether the letters of `filter` are in `label`, in this order. */
function fuzzyMatch(label: string, filter: string): boolean {
	const letters = label.toLowerCase();
	let from = 0;
	for (const letter of filter.toLowerCase()) {
		const found = letters.indexOf(letter, from);
		if (found < 0) return false;
		from = found + letter.length;
	}
	return true;
}
