import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What `npx parallax` runs. */
export const LAUNCHER = join(import.meta.dirname, "../../../packages/cli/bin/parallax.mjs");

/** What the launcher runs: whoever kills the launcher leaves that alive. */
const PROGRAM = join(import.meta.dirname, "../../../packages/cli/src/main.ts");

export interface Result {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** A computer of a person: its own folders, on which they type commands. */
export class Computer {
	readonly folder = mkdtempSync(join(tmpdir(), "parallax-cli-"));
	readonly environment: Environment;

	constructor(more: Environment = {}) {
		this.environment = {
			PATH: process.env["PATH"] ?? "",
			HOME: this.folder,
			PARSEC_CONFIG_DIR: join(this.folder, "config"),
			PARSEC_DATA_DIR: join(this.folder, "data"),
			_PARSEC_INVITE_POLLING_THROTTLE_MS: "50",
			...more,
		};
	}

	get devicesFolder(): string {
		return join(this.folder, "config", "devices");
	}

	/** Types a command, and gives all that it wrote. `input` is its whole standard input. */
	async run(args: readonly string[], input = "", environment: Environment = {}): Promise<Result> {
		const child = this.start(args, environment);
		child.stdin.on("error", () => {}).end(input);
		const [out, err] = [text(child.stdout), text(child.stderr)];
		const [code] = (await once(child, "close")) as [number | null];
		return { code, out: await out, err: await err };
	}

	/** As `run`, the output as it is. @throws Error unless it succeeds */
	async bytes(args: readonly string[], input = ""): Promise<Buffer> {
		const child = this.start(args);
		child.stdin.on("error", () => {}).end(input);
		const chunks: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
		const err = text(child.stderr);
		const [code] = (await once(child, "close")) as [number | null];
		if (code !== 0) throw new Error(`${args.join(" ")}: exit ${code}\n${await err}`);
		return Buffer.concat(chunks);
	}

	/** As `run`, with a password on the first line; the output as JSON. @throws Error unless it succeeds */
	async json<T>(args: readonly string[], input = ""): Promise<T> {
		const { code, out, err } = await this.run([...args, "--json"], input);
		if (code !== 0) throw new Error(`${args.join(" ")}: exit ${code}\n${err}`);
		return JSON.parse(out) as T;
	}

	start(args: readonly string[], environment: Environment = {}): ChildProcessWithoutNullStreams {
		return spawn(process.execPath, [LAUNCHER, ...args], { env: { ...this.environment, ...environment } });
	}

	/** A command in a process that can be killed, all of it. */
	startMortal(args: readonly string[]): ChildProcessWithoutNullStreams {
		return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM, ...args], {
			env: this.environment,
		});
	}

	/** Begins a greeting that a script answers; without a password, the keyring takes its place. */
	converse(args: readonly string[], password: string | undefined): Conversation {
		const conversation = new Conversation(
			this.start([...args, "--events", ...(password === undefined ? [] : ["--password-stdin"])]),
		);
		if (password !== undefined) conversation.tell(password);
		return conversation;
	}

	discard(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

export interface Event {
	readonly event: string;
	readonly [detail: string]: unknown;
}

/** One side of a greeting in a process of its own, event by event. */
export class Conversation {
	readonly child: ChildProcessWithoutNullStreams;
	/** Settles with the exit code and what was told to a person. */
	readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
	readonly seen: Event[] = [];
	readonly #waiting = new Set<() => void>();
	#over = false;

	constructor(child: ChildProcessWithoutNullStreams) {
		this.child = child;
		child.stdin.on("error", () => {});
		const err = text(child.stderr);
		createInterface({ input: child.stdout }).on("line", (line) => {
			this.seen.push(JSON.parse(line) as Event);
			this.#wake();
		});
		this.ended = once(child, "close").then(async ([code]) => {
			this.#over = true;
			this.#wake();
			return { code: code as number | null, err: await err };
		});
	}

	answer(answer: Readonly<Record<string, unknown>>): void {
		this.tell(JSON.stringify(answer));
	}

	/** A line of standard input. */
	tell(line: string): void {
		this.child.stdin.write(`${line}\n`);
	}

	/** Waits for the first event of that name, and like that. @throws Error when the process ends without it */
	async event(name: string, isLike: (event: Event) => boolean = () => true): Promise<Event> {
		for (;;) {
			const found = this.seen.find((each) => each.event === name && isLike(each));
			if (found) return found;
			if (this.#over) throw new Error(`no ${name}, but ${JSON.stringify(this.seen)}\n${(await this.ended).err}`);
			await new Promise<void>((resolve) => this.#waiting.add(resolve));
		}
	}

	#wake(): void {
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}
}

/** Two honest people: each reads their code to the other, who enters it. Gives the claim request that the host saw. */
export async function compareCodes(host: Conversation, guest: Conversation): Promise<void> {
	guest.answer({ code: (await host.event("code_to_provide"))["code"] });
	host.answer({ code: (await guest.event("code_to_provide"))["code"] });
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
	let all = "";
	stream.setEncoding("utf8");
	for await (const chunk of stream) all += chunk;
	return all;
}
