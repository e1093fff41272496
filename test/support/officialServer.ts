import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

const script = join(import.meta.dirname, "../interop/official-server");

/** The administration token of every official server started here. */
export const OFFICIAL_ADMINISTRATION_TOKEN = "s3cr3t";

/** A running official Parsec server 3.9.3, in memory unless `options` say otherwise: a judge that nobody here wrote. */
export interface OfficialServer {
	readonly port: number;
	readonly pid: number;
	/** `parsec3://127.0.0.1:PORT?no_ssl=true` */
	readonly address: string;
	/** What it printed so far, e-mails included. */
	log(): string;
	stop(): Promise<void>;
}

/** Runs one action of the script to its end. @throws Error with its output when it fails. */
export async function officialPeer(...args: string[]): Promise<string> {
	const child = spawn(script, args, { stdio: ["ignore", "pipe", "pipe"] });
	const output = collect(child);
	const [code] = (await once(child, "close")) as [number];
	if (code !== 0) {
		throw new Error(
			`The official server could not be prepared (${args.join(" ")}). It needs mvn and unzip, and the package registries.\n${output()}`,
		);
	}
	return output();
}

/** Starts it (installing it first when missing) and waits until it answers. Its log may be dropped, for measures. */
export async function startOfficialServer(
	options: readonly string[] = [],
	{ keepLog = true }: { readonly keepLog?: boolean } = {},
): Promise<OfficialServer> {
	await officialPeer("install");
	const port = await freePort();
	const kept = keepLog ? "pipe" : "ignore";
	const child = spawn(script, ["run", String(port), ...options], { stdio: ["ignore", kept, kept] });
	const output = collect(child);
	const ended = once(child, "close");
	await answers(port, child, output);
	return {
		port,
		pid: child.pid as number,
		address: `parsec3://127.0.0.1:${port}?no_ssl=true`,
		log: output,
		async stop() {
			child.kill("SIGKILL");
			await ended;
		},
	};
}

/**
 * A port that nobody listens on, until a server takes it: below those that the system hands out, and by lot, since other
 * tests look for theirs at the same moment.
 */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const port = 10_000 + Math.floor(Math.random() * 20_000);
		if (await isFree(port)) return port;
	}
	throw new Error("No free port on the loopback");
}

async function isFree(port: number): Promise<boolean> {
	const probe = createServer();
	const free = await new Promise<boolean>((resolve) => {
		probe.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
	});
	if (free) await new Promise((resolve) => probe.close(resolve));
	return free;
}

function collect(child: ChildProcess): () => string {
	let text = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
		});
	}
	return () => text;
}

async function answers(port: number, child: ChildProcess, output: () => string): Promise<void> {
	for (let attempt = 0; attempt < 600; attempt++) {
		if (child.exitCode !== null) throw new Error(`The official server ended at once.\n${output()}`);
		const up = await fetch(`http://127.0.0.1:${port}/`).then(
			() => true,
			() => false,
		);
		if (up) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	child.kill("SIGKILL");
	throw new Error(`The official server did not answer within a minute.\n${output()}`);
}
