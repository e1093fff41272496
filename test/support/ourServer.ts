import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./officialServer.ts";

/** What `npm start` runs, without npm. */
export const SERVER_MAIN = join(import.meta.dirname, "../../packages/server/src/main.ts");

/** What the scripts of package.json run. */
const NPM_SCRIPT = join(import.meta.dirname, "../../tools/run.mjs");

/** Our server in a process of its own, as an operator runs it. */
export interface OurServer {
	readonly port: number;
	readonly pid: number;
	/** `parsec3://127.0.0.1:PORT?no_ssl=true` */
	readonly address: string;
	/** Asks it to stop, and waits until it has. */
	stop(): Promise<void>;
	/** `kill -9`, as a power cut would. */
	kill(): Promise<void>;
}

/** Starts it on a folder of data; the same folder, and port, give the same server again. */
export async function startOurServer(data: string, port?: number): Promise<OurServer> {
	const chosen = port ?? (await freePort());
	return watchServer(chosen, ["run", "--data", data, "--port", String(chosen)]);
}

/** As `npm start -- --data DIR --port N` does. `kill` ends only what npm started, not the server. */
export function npmStart(data: string, port: number): Promise<OurServer> {
	return watchServer(port, ["start", "--data", data, "--port", String(port)], NPM_SCRIPT);
}

/** The token that `--data` keeps in its folder. */
export function administrationToken(data: string): string {
	return readFileSync(join(data, "administration-token"), "utf8").trim();
}

/** Starts the server with these arguments, and waits until it is well. Its output is dropped, unless it fails to start. */
export async function watchServer(
	port: number,
	args: readonly string[],
	script: string = SERVER_MAIN,
): Promise<OurServer> {
	const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "ignore", "pipe"] });
	let output = "";
	child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
		output = (output + chunk).slice(-10_000);
	});
	const ended = once(child, "exit");
	await healthy(port, child, () => output);
	const endBy = (signal: NodeJS.Signals) => async () => {
		child.kill(signal);
		await ended;
	};
	return {
		port,
		pid: child.pid as number,
		address: `parsec3://127.0.0.1:${port}?no_ssl=true`,
		stop: endBy("SIGTERM"),
		kill: endBy("SIGKILL"),
	};
}

async function healthy(port: number, child: ChildProcess, output: () => string): Promise<void> {
	for (let attempt = 0; attempt < 600; attempt++) {
		if (child.exitCode !== null) throw new Error(`The server ended at once.\n${output()}`);
		const well = await fetch(`http://127.0.0.1:${port}/health`).then(
			(response) => response.ok,
			() => false,
		);
		if (well) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	child.kill("SIGKILL");
	throw new Error(`The server was not well within half a minute.\n${output()}`);
}
