import { closeSync, openSync } from "node:fs";
import { ReadStream, WriteStream } from "node:tty";
import { Failure, Interrupted } from "../failure.ts";
import type { Interruption } from "../interruption.ts";

const INTERRUPT = "\u0003";

/**
 * The terminal that controls this program, whatever its streams are redirected to, without echo and key by key.
 * Whoever opens it closes it; an interruption does so too.
 */
export class Keyboard {
	readonly #input: ReadStream;
	readonly #output: WriteStream;
	readonly #interruption: Interruption;
	readonly #forget: () => void;
	/** What was pressed and nobody has asked for yet. */
	readonly #keys: string[];
	#waiting: { resolve(key: string): void; reject(error: unknown): void } | undefined;

	private constructor(input: ReadStream, output: WriteStream, keys: string[], interruption: Interruption) {
		this.#input = input;
		this.#output = output;
		this.#keys = keys;
		this.#interruption = interruption;
		this.#forget = interruption.onInterrupt(() => this.close());
		input.setEncoding("utf8");
		input.setRawMode(true);
		input.on("data", (chunk: string) => this.#receive(chunk));
		input.on("end", () => this.#waiting?.reject(noTerminal()));
	}

	/**
	 * @param keys those that came with the answer to an earlier question; what this one leaves stays in it for the next.
	 * @throws Failure when there is none, as in a script of the system.
	 */
	static open(keys: string[], interruption: Interruption): Keyboard {
		let descriptors: [number, number];
		try {
			descriptors = [openSync("/dev/tty", "r"), openSync("/dev/tty", "w")];
		} catch {
			throw noTerminal();
		}
		try {
			return new Keyboard(new ReadStream(descriptors[0]), new WriteStream(descriptors[1]), keys, interruption);
		} catch {
			for (const descriptor of descriptors) closeSync(descriptor);
			throw noTerminal();
		}
	}

	write(characters: string): void {
		this.#output.write(characters);
	}

	/** One key: a character, or the whole sequence of a special key. @throws Interrupted, or the reason of `signal` */
	key(signal?: AbortSignal): Promise<string> {
		const ready = this.#keys.shift();
		if (ready !== undefined) return Promise.resolve(ready);
		return new Promise((resolve, reject) => {
			const abort = () => this.#waiting?.reject(signal?.reason);
			signal?.addEventListener("abort", abort, { once: true });
			const settle = <T>(how: (value: T) => void) => {
				return (value: T) => {
					signal?.removeEventListener("abort", abort);
					this.#waiting = undefined;
					how(value);
				};
			};
			this.#waiting = { resolve: settle(resolve), reject: settle(reject) };
			if (signal?.aborted) abort();
		});
	}

	close(): void {
		this.#forget();
		if (this.#input.destroyed) return;
		this.#input.setRawMode(false);
		this.#input.destroy();
		this.#output.destroy();
	}

	#receive(chunk: string): void {
		for (const key of keysOf(chunk)) {
			if (key === INTERRUPT) {
				this.close();
				this.#waiting?.reject(new Interrupted());
				this.#interruption.interrupt();
				return;
			}
			if (this.#waiting) this.#waiting.resolve(key);
			else this.#keys.push(key);
		}
	}
}

/** Cuts what arrived at once into keys: an escape sequence is one. */
export function keysOf(chunk: string): string[] {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: special keys are sequences that begin with ESC.
	return chunk.match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu) ?? [];
}

function noTerminal(): Failure {
	return new Failure("no_terminal", "No such device or address (os error 6)", {
		causes: ["there is no terminal to ask the question on"],
		next: "Give the answers as options or on standard input, see --help",
	});
}
