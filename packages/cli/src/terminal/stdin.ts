import { createInterface, type Interface } from "node:readline";

/** Standard input, line by line; shared by everything that a command reads from it, in the order in which it asks. */
export class StandardInput {
	#reader: { readonly interface: Interface; readonly lines: AsyncIterator<string> } | undefined;

	/** The next line without its end; `undefined` when there is none left. */
	async line(): Promise<string | undefined> {
		if (!this.#reader) {
			// A lone CR is no end of line: only a final one is removed, with its LF.
			const reader = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY, terminal: false });
			this.#reader = { interface: reader, lines: reader[Symbol.asyncIterator]() };
		}
		process.stdin.resume();
		try {
			const { done, value } = await this.#reader.lines.next();
			return done ? undefined : value;
		} finally {
			// Standard input may be the terminal, whose next keys are for whoever asks next: perhaps the keyboard of a password.
			process.stdin.pause();
		}
	}

	/** Lets the program end though the other side keeps its end open. */
	close(): void {
		if (!this.#reader) return;
		this.#reader.interface.close();
		process.stdin.destroy();
	}
}
