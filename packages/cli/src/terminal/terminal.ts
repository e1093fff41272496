import { writeSync } from "node:fs";
import { Failure, UsageError } from "../failure.ts";
import type { Interruption } from "../interruption.ts";
import { type Format, formatJson, type Json, sortedKeys } from "./json.ts";
import { Keyboard } from "./keyboard.ts";
import { Listing } from "./listing.ts";
import { askYesNo, pickOne, readSecret } from "./prompts.ts";
import { StandardInput } from "./stdin.ts";
import { beginStep, type Ending, type Progress } from "./steps.ts";
import { escapeLines, type Text } from "./text.ts";

export type ColorChoice = "auto" | "always" | "never";

export interface TerminalOptions {
	readonly format: Format;
	/** Absent: a spinner when err is a terminal. */
	readonly progress: Progress | undefined;
	readonly color: ColorChoice;
	/** Every yes/no question is answered yes. */
	readonly yes: boolean;
	/** Every other question is a usage error. */
	readonly noInput: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** All that a person or a script sees and says: data on out, everything else on err (cli.md §2.2). */
export class Terminal {
	readonly format: Format;
	readonly standardInput = new StandardInput();
	readonly #progress: Progress;
	readonly #options: TerminalOptions;
	readonly #outColors: boolean;
	readonly #errColors: boolean;
	readonly #interruption: Interruption;
	#outIsOpen = true;
	/** Keys that came together with the answer to a question, for the next one. */
	readonly #pressed: string[] = [];

	constructor(options: TerminalOptions, environment: Environment, interruption: Interruption) {
		this.#options = options;
		this.format = options.format;
		this.#progress = options.progress ?? (process.stderr.isTTY ? "spinner" : "plain");
		const colors = (isTerminal: boolean) => {
			if (options.color !== "auto") return options.color === "always";
			if (environment["NO_COLOR"]) return false;
			return isTerminal || ![undefined, "", "0"].includes(environment["CLICOLOR_FORCE"]);
		};
		this.#outColors = colors(process.stdout.isTTY ?? false);
		this.#errColors = colors(process.stderr.isTTY ?? false);
		this.#interruption = interruption;
	}

	get outIsTerminal(): boolean {
		return process.stdout.isTTY ?? false;
	}

	/** Whether a person is there to answer. */
	get interactive(): boolean {
		return !this.#options.noInput && (process.stdin.isTTY ?? false) && (process.stderr.isTTY ?? false);
	}

	get yes(): boolean {
		return this.#options.yes;
	}

	/** False once whoever reads the data wants no more of them: `| head`. */
	get outIsOpen(): boolean {
		return this.#outIsOpen;
	}

	/** The result of the command, in the format asked for. */
	show(plain: Text, json: Json): void {
		this.#out(this.format === "plain" ? `${plain.render(this.#outColors)}\n` : `${formatJson(json, this.format)}\n`);
	}

	/** A list: one line, or one element, for each. */
	showList<T>(items: readonly T[], plain: (item: T) => Text, json: (item: T) => Json): void {
		if (this.format === "plain") for (const item of items) this.#out(`- ${plain(item).render(this.#outColors)}\n`);
		else if (this.format === "jsonl") for (const item of items) this.#out(`${formatJson(json(item), "jsonl")}\n`);
		else this.#out(`${formatJson(items.map(json), this.format)}\n`);
	}

	/** A list that is written while it is made: one line, or one element, for each. */
	listing<T>(plain: (item: T) => Text, json: (item: T) => Json): Listing<T> {
		const line = (item: T) => plain(item).render(this.#outColors);
		return new Listing(this.format, (characters) => this.#out(characters), line, json);
	}

	/** What a command did, for scripts only: a person was told by a notice. */
	showOutcome(json: Json): void {
		if (this.format === "json" || this.format === "jsonl") this.#out(`${formatJson(json, this.format)}\n`);
	}

	/** A document relayed from a server, the same in every format but for the line ends of `jsonl`. */
	showDocument(document: Readonly<Record<string, unknown>>): void {
		const format = this.format === "jsonl" ? "jsonl" : "json";
		this.#out(`${formatJson(sortedKeys(document as Json), format)}\n`);
	}

	/** Exactly these characters, for documents of others. */
	showRaw(characters: string): void {
		this.#out(characters);
	}

	/** Content, as it is. */
	showBytes(bytes: Uint8Array): void {
		this.#out(bytes);
	}

	/** One event of a conversation with a script: one line, whatever the format. */
	showEvent(json: Json): void {
		this.#out(`${formatJson(json, "jsonl")}\n`);
	}

	/** A line that even `quiet` does not silence. */
	notice(message: Text): void {
		write(2, `${message.render(this.#errColors)}\n`);
	}

	/** Shows that `work` takes time, and how far it tells that it is. `ending` gives what is shown once it is done. */
	async step<T>(
		label: string,
		work: (tell: (detail: string) => void) => Promise<T>,
		ending: Ending | ((value: T) => Ending) = "check",
	): Promise<T> {
		const step = beginStep(this.#progress, (characters) => write(2, characters), label, this.#errColors);
		const forget = this.#interruption.onInterrupt(() => step.leave());
		try {
			const value = await work((detail) => step.tell(detail));
			step.end(typeof ending === "function" ? ending(value) : ending);
			return value;
		} catch (error) {
			step.leave();
			throw error;
		} finally {
			forget();
		}
	}

	fail(failure: Failure): void {
		const { code, message, causes, next } = failure;
		if (this.format === "json" || this.format === "jsonl") write(2, `${formatJson(jsonOf(failure), this.format)}\n`);
		else write(2, code === "usage" ? usageText(message, next) : failureText(message, causes, next));
	}

	/** A secret typed on the terminal that controls this program, or the next line of standard input. */
	async secret(prompt: string, fromStandardInput: boolean): Promise<string> {
		if (fromStandardInput) return (await this.standardInput.line()) ?? "";
		return this.#withKeyboard(prompt, (keyboard) => readSecret(keyboard, prompt));
	}

	/** A new secret: typed twice until both are the same. */
	async newSecret(prompt: string, fromStandardInput: boolean): Promise<string> {
		for (;;) {
			const first = await this.secret(prompt, fromStandardInput);
			if (fromStandardInput || first === (await this.secret("Confirm password:", false))) return first;
			write(2, "Password mismatch\n");
		}
	}

	async confirm(question: string): Promise<boolean> {
		if (this.yes) return true;
		if (!process.stderr.isTTY && !this.#options.noInput) throw notATerminal();
		return this.#withKeyboard(question, (keyboard) =>
			askYesNo(keyboard, (characters) => write(2, characters), question),
		);
	}

	/** @param signal ends the question, when its answer is no longer of use. */
	async pick<T>(
		prompt: string,
		choices: readonly { readonly label: string; readonly value: T }[],
		signal?: AbortSignal,
	): Promise<T> {
		const labels = choices.map(({ label }) => label);
		if (!process.stderr.isTTY && !this.#options.noInput) throw notATerminal();
		const index = await this.#withKeyboard(prompt, (keyboard) =>
			pickOne(keyboard, (characters) => write(2, characters), prompt, labels, signal),
		);
		const taken = choices[index];
		if (!taken) throw new Error("a choice that was not offered");
		return taken.value;
	}

	/** A line of standard input. */
	async line(prompt: string): Promise<string> {
		if (this.#options.noInput) throw this.#refuseInput(prompt);
		write(2, `${prompt}\n`);
		const line = await this.standardInput.line();
		if (line === undefined) throw new Failure("no_answer", `Standard input ended before an answer to “${prompt}”`);
		return line;
	}

	close(): void {
		this.standardInput.close();
	}

	#out(data: string | Uint8Array): void {
		if (this.#outIsOpen) this.#outIsOpen = write(1, data);
	}

	async #withKeyboard<T>(question: string, ask: (keyboard: Keyboard) => Promise<T>): Promise<T> {
		if (this.#options.noInput) throw this.#refuseInput(question);
		const keyboard = Keyboard.open(this.#pressed, this.#interruption);
		try {
			return await ask(keyboard);
		} finally {
			keyboard.close();
		}
	}

	#refuseInput(question: string): UsageError {
		return new UsageError(
			`a question would be asked, against --no-input: ${question}`,
			"Give the answer as an option, see --help",
		);
	}
}

function jsonOf({ code, message, causes, next }: Failure): Json {
	return { error: { code, message, causes, ...(next === undefined ? {} : { next }) } };
}

function usageText(message: string, next: string | undefined): string {
	return `error: ${escapeLines(message)}\n\n${next ? `${escapeLines(next)}\n` : ""}For more information, try '--help'.\n`;
}

/** In the form of the official command line (cli.md §2.3), then what to do next. */
export function failureText(message: string, causes: readonly string[], next: string | undefined): string {
	const numbered = causes.length > 1;
	const lines = causes.map((cause, index) => {
		const indented = escapeLines(cause).replaceAll("\n", "\n       ");
		return numbered ? `${String(index).padStart(5)}: ${indented}` : `    ${indented}`;
	});
	const why = lines.length > 0 ? `\nCaused by:\n${lines.join("\n")}\n` : "";
	return `Error: ${escapeLines(message)}\n${why}${next ? `\nWhat to do: ${escapeLines(next)}.\n` : ""}`;
}

function notATerminal(): Failure {
	return new Failure("no_terminal", "IO error: not a terminal", {
		next: "Answer by an option instead, see --help",
	});
}

/** Written at once: nothing is lost when the program ends, whatever the stream is. False when nobody reads it any more. */
function write(descriptor: 1 | 2, data: string | Uint8Array): boolean {
	let rest: Uint8Array = typeof data === "string" ? Buffer.from(data) : data;
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "EPIPE") return false;
			if (code !== "EAGAIN") throw error;
			// A pipe that its reader has not emptied yet.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
		}
	}
	return true;
}
