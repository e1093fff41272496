import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Failure } from "../failure.ts";
import type { Json } from "../terminal/json.ts";
import type { Terminal } from "../terminal/terminal.ts";

type Answer = Readonly<Record<string, unknown>>;

/** A greeting with a script: events on out, answers on standard input, each one JSON object on one line (cli.md §7.3). */
export class Script {
	readonly #terminal: Terminal;
	/** Asked for by a state that the greeting has left since: the next question gets it. */
	#pending: Promise<string | undefined> | undefined;

	constructor(terminal: Terminal) {
		this.#terminal = terminal;
	}

	tell(event: string, details: Readonly<Record<string, Json>> = {}): void {
		this.#terminal.showEvent({ event, ...details });
	}

	/** The next answer. @throws Failure when there is none, or it is no JSON object; the reason of `left` */
	async answer(left: AbortSignal): Promise<Answer> {
		this.#pending ??= this.#terminal.standardInput.line();
		const line = await raceAbort(this.#pending, left);
		this.#pending = undefined;
		if (line === undefined) throw new Failure("no_answer", "Standard input ended before the greeting did");
		const answer = parse(line);
		if (typeof answer !== "object" || answer === null || Array.isArray(answer))
			throw new Failure("bad_answer", "An answer on standard input is not a JSON object on one line");
		return answer as Answer;
	}
}

/** A text of an answer. @throws Failure when it is missing */
export function answerText(answer: Answer, key: string): string {
	const value = answer[key];
	if (typeof value !== "string") throw new Failure("bad_answer", `The answer has no text “${key}”`);
	return value;
}

export function optionalText(answer: Answer, key: string): string | undefined {
	return answer[key] === undefined ? undefined : answerText(answer, key);
}

/**
 * The first line of a file, which may be a pipe that nobody has written to yet: where another program puts the code that
 * the peer read aloud.
 */
export async function firstLine(path: string, left: AbortSignal): Promise<string> {
	const input = openInput(path);
	const lines = createInterface({ input, signal: left });
	try {
		for await (const line of lines) return line.trim();
		throw new Failure("no_answer", `There is no code in ${path}`);
	} finally {
		input.destroy();
	}
}

/** The opening of a pipe would wait for its writer in a thread that nothing stops, and with it the end of this program. */
function openInput(path: string): Readable {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return fstatSync(fd).isFIFO() ? new Socket({ fd, writable: false }) : createReadStream(path, { fd });
}

export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) return abort();
		signal.addEventListener("abort", abort, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
