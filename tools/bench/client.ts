import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeBare, LocalDevice } from "@parallax/protocol";
import { BenchOrganization } from "./organization.ts";
import type { Target } from "./targets.ts";

const run = promisify(execFile);
const USERS = 10_000;

/** What one run of `login.ts` or `greet.ts` prints. */
export interface LoginFigures {
	readonly seconds: number;
	readonly certificates: number;
	readonly peakMiB: number;
}

export interface GreetingFigures {
	/** Processor time of host and guest together, key derivation apart. */
	readonly cpuSeconds: number;
	readonly wallSeconds: number;
}

/** The client against our server: logging in to a large organization, and the machine time of a greeting. */
export async function measureClient(start: () => Promise<Target>): Promise<string> {
	const target = await start();
	const folder = mkdtempSync(join(tmpdir(), "parallax-bench-client-"));
	try {
		const organization = await BenchOrganization.create(target.port, "Large");
		await organization.createUsers(USERS);
		const device = join(folder, "device");
		writeFileSync(device, encodeBare(LocalDevice, organization.device), { mode: 0o600 });
		const database = join(folder, "certificates.sqlite");
		const first = await script<LoginFigures>("login.ts", device, database);
		const later = await script<LoginFigures>("login.ts", device, database);
		const greeting = await script<GreetingFigures>("greet.ts", device);
		return [
			`first login, ${USERS} users: ${first.seconds.toFixed(2)} s, ${first.certificates} certificates, peak ${first.peakMiB.toFixed(0)} MiB`,
			`later login: ${later.seconds.toFixed(2)} s, peak ${later.peakMiB.toFixed(0)} MiB`,
			`a greeting: ${greeting.cpuSeconds.toFixed(2)} s of processor, ${greeting.wallSeconds.toFixed(2)} s in all, people apart`,
		].join("\n");
	} finally {
		await target.stop();
		rmSync(folder, { recursive: true });
	}
}

/** A process of its own, so that its memory and time are those of the measure alone. */
async function script<T>(name: string, ...args: string[]): Promise<T> {
	const { stdout } = await run(process.execPath, [join(import.meta.dirname, name), ...args]);
	return JSON.parse(stdout) as T;
}
