import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, officialPeer, startOfficialServer } from "../../test/support/officialServer.ts";
import { type OurServer, SERVER_MAIN, startOurServer, watchServer } from "../../test/support/ourServer.ts";

/** A server under measure. */
export interface Target {
	readonly name: string;
	readonly port: number;
	readonly pid: number;
	stop(): Promise<void>;
}

/** Ours, as `npm start` runs it: SQLite in a folder. */
export async function oursOnSqlite(): Promise<Target> {
	const folder = temporaryFolder();
	return ours("ours, SQLite", await startOurServer(folder), folder);
}

/** Ours on PostgreSQL, configured with the official options; blocks in a folder, or in the database too. */
export async function oursOnPostgres(url: string, blocks: "folder" | "POSTGRESQL" = "folder"): Promise<Target> {
	const migrate = spawn(process.execPath, [SERVER_MAIN, "migrate", "--db", url], {
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [code] = (await once(migrate, "exit")) as [number];
	if (code !== 0) throw new Error("The database could not be prepared");
	const folder = temporaryFolder();
	const port = await freePort();
	const options = {
		"--db": url,
		"--blockstore": blocks === "folder" ? `folder:${folder}` : blocks,
		"--port": String(port),
		"--administration-token": "s3cr3t",
		"--server-addr": `parsec3://127.0.0.1:${port}?no_ssl=true`,
		"--fake-account-password-algorithm-seed": "F4k3",
		"--email-host": "MOCKED",
		"--email-sender": "parsec@example.com",
	};
	const args = ["run", ...Object.entries(options).flat(), "--spontaneous-organization-bootstrap"];
	const name = blocks === "folder" ? "ours, PostgreSQL" : "ours, PostgreSQL, blocks in it";
	return ours(name, await watchServer(port, args), folder);
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

function temporaryFolder(): string {
	return mkdtempSync(join(tmpdir(), "parallax-bench-"));
}

function ours(name: string, server: OurServer, folder: string): Target {
	return {
		name,
		port: server.port,
		pid: server.pid,
		async stop() {
			await server.stop();
			rmSync(folder, { recursive: true });
		},
	};
}
