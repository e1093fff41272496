import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, officialPeer, startOfficialServer } from "../../test/support/officialServer.ts";

/** A server under measure. */
export interface Target {
	readonly name: string;
	readonly port: number;
	readonly pid: number;
	stop(): Promise<void>;
}

const main = join(import.meta.dirname, "../../packages/server/src/main.ts");

/** Ours, as `npm start` runs it: SQLite in a folder. */
export async function oursOnSqlite(): Promise<Target> {
	const folder = mkdtempSync(join(tmpdir(), "parallax-bench-"));
	const port = await freePort();
	const child = spawn(
		process.execPath,
		[main, "run", "--data", folder, "--port", String(port), "--log-level", "ERROR"],
		{
			stdio: ["ignore", "ignore", "inherit"],
		},
	);
	return running("ours, SQLite", port, child, () => rmSync(folder, { recursive: true }));
}

/** Ours on PostgreSQL, configured with the official options. */
export async function oursOnPostgres(url: string): Promise<Target> {
	const migrate = spawn(process.execPath, [main, "migrate", "--db", url], { stdio: ["ignore", "ignore", "inherit"] });
	const [code] = (await once(migrate, "exit")) as [number];
	if (code !== 0) throw new Error("The database could not be prepared");
	const folder = mkdtempSync(join(tmpdir(), "parallax-bench-"));
	const port = await freePort();
	const options = {
		"--db": url,
		"--blockstore": `folder:${folder}`,
		"--port": String(port),
		"--administration-token": "s3cr3t",
		"--server-addr": `parsec3://127.0.0.1:${port}?no_ssl=true`,
		"--fake-account-password-algorithm-seed": "F4k3",
		"--email-host": "MOCKED",
		"--email-sender": "parsec@example.com",
	};
	const args = [main, "run", ...Object.entries(options).flat(), "--spontaneous-organization-bootstrap"];
	const child = spawn(process.execPath, args, { stdio: "ignore" });
	return running("ours, PostgreSQL", port, child, () => rmSync(folder, { recursive: true }));
}

export async function officialInMemory(): Promise<Target> {
	const server = await startOfficialServer([], { keepLog: false });
	return { name: "official, memory", ...server };
}

export async function officialOnPostgres(url: string): Promise<Target> {
	await officialPeer("python", "-m", "parsec", "migrate", "--db", url);
	const server = await startOfficialServer(["--db", url, "--blockstore", "POSTGRESQL"], { keepLog: false });
	return { name: "official, PostgreSQL", ...server };
}

async function running(name: string, port: number, child: ChildProcess, clean: () => void): Promise<Target> {
	const ended = once(child, "exit");
	for (let attempt = 0; ; attempt++) {
		const up = await fetch(`http://127.0.0.1:${port}/health`).then(
			(response) => response.ok,
			() => false,
		);
		if (up) break;
		if (attempt > 300 || child.exitCode !== null) throw new Error(`${name} did not start`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return {
		name,
		port,
		pid: child.pid as number,
		async stop() {
			child.kill("SIGTERM");
			await ended;
			clean();
		},
	};
}
