import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { type Computer, LAUNCHER } from "./commandLine.ts";

/** No test waits so long: a command that does hangs. */
const PATIENCE_MS = 60_000;

/** A command that a person types in a terminal of its own: they see everything, and press keys. */
export class PseudoTerminal {
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #ended: Promise<number>;
	#screen = "";
	#read = 0;
	#over = false;
	readonly #waiting = new Set<() => void>();

	/** `script`, of util-linux, makes the terminal. */
	constructor(computer: Computer, args: readonly string[]) {
		const command = [process.execPath, LAUNCHER, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
		this.#child = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
			env: { ...computer.environment, TERM: "xterm", SHELL: "/bin/sh" },
		});
		this.#child.stdin.on("error", () => {});
		this.#child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
			this.#screen += chunk;
			this.#wake();
		});
		this.#ended = once(this.#child, "close").then(([code]) => {
			this.#over = true;
			this.#wake();
			return code as number;
		});
	}

	/** Waits until this is shown, after what was waited for before. Gives its groups. */
	async sees(shown: RegExp): Promise<readonly string[]> {
		for (;;) {
			const found = shown.exec(this.#screen.slice(this.#read));
			if (found) {
				this.#read += found.index + found[0].length;
				return found.slice(1);
			}
			if (this.#over) throw new Error(`${shown} was never shown, but:\n${this.#screen}`);
			await this.#more(shown);
		}
	}

	/** Waits until something else is shown. A command that shows nothing more is ended, and what it had shown is told. */
	async #more(awaited: RegExp): Promise<void> {
		const patience = setTimeout(() => this.#child.kill(), PATIENCE_MS);
		await new Promise<void>((resolve) => this.#waiting.add(resolve));
		clearTimeout(patience);
		if (this.#child.killed) throw new Error(`${awaited} was not shown within a minute, but:\n${this.#screen}`);
	}

	press(keys: string): void {
		this.#child.stdin.write(keys);
	}

	/** The exit code, as a shell tells it. */
	get ended(): Promise<number> {
		return this.#ended;
	}

	get screen(): string {
		return this.#screen;
	}

	#wake(): void {
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}
}
