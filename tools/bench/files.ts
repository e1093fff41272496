/**
 * `npm run bench -- files`: importing, exporting and listing files with our client, against our server and the official one.
 *   --stream 20      also so many generated gigabytes through the server and back
 *   --million        also a million files
 */
import { execFile } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MemoryCertificateStorage, MemoryWorkspaceStorage, Session } from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import { EntryName, encodeBare, LocalDevice } from "@parallax/protocol";
import type { RunFigures } from "./filesRun.ts";
import { cpuMilliseconds } from "./load.ts";
import { BenchOrganization } from "./organization.ts";
import { officialInMemory, oursOnSqlite, type Target } from "./targets.ts";

const run = promisify(execFile);

const LARGE = 100_000_000;
const SMALL = { count: 1000, bytes: 10_000 } as const;
const LISTED = 100_000;

export interface FilesOptions {
	/** Gigabytes that are streamed. */
	readonly stream: number;
	readonly million: boolean;
}

/** A line of the table: what, how much, on which server, and what it is to be. */
interface Row {
	readonly what: string;
	readonly result: string;
	readonly goal: string;
	readonly figures: RunFigures;
	/** Processor time of the server, in seconds. */
	readonly serverCpu: number | null;
}

export async function measureFiles(options: FilesOptions): Promise<string> {
	const home = mkdtempSync(join(tmpdir(), "parallax-bench-files-"));
	try {
		const rows: Row[] = [];
		const tell = (row: Row) => {
			rows.push(row);
			process.stderr.write(`${row.what}: ${row.result}\n`);
		};
		for (const start of [oursOnSqlite, officialInMemory]) await transfers(start, home, tell, options);
		await listings(home, tell, options);
		return table(rows);
	} finally {
		rmSync(home, { recursive: true });
	}
}

async function transfers(
	start: () => Promise<Target>,
	home: string,
	tell: (row: Row) => void,
	{ stream }: FilesOptions,
): Promise<void> {
	const target = await start();
	try {
		const device = await BenchOrganization.create(target.port, "Files");
		const large = join(home, "large");
		const small = join(home, "small");
		if (!made.has(home)) {
			made.add(home);
			mkdirSync(large);
			writeFileSync(join(large, "large.bin"), randomFillSync(new Uint8Array(LARGE)));
			mkdirSync(small);
			for (let index = 0; index < SMALL.count; index++)
				writeFileSync(join(small, `${index}.bin`), randomFillSync(new Uint8Array(SMALL.bytes)));
		}
		const megabytes =
			(bytes: number) =>
			({ seconds }: RunFigures) =>
				`${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
		const perSecond =
			(count: number) =>
			({ seconds }: RunFigures) =>
				`${(count / seconds).toFixed(0)} files/s`;
		for (const { what, source, rate, goal } of [
			{ what: "100 MB", source: large, rate: megabytes(LARGE), goal: "75 MB/s (official command line: 15)" },
			{
				what: "1,000 files of 10 kB",
				source: small,
				rate: perSecond(SMALL.count),
				goal: "800 files/s (official command line: 76)",
			},
		]) {
			const workspace = await BenchDesk.make(device, home);
			const at = async (direction: string, measure: string, argument: string, device: number) => {
				const before = cpuMilliseconds(target.pid);
				const figures = await workspace.run(measure, argument, device);
				const serverCpu = (cpuMilliseconds(target.pid) - before) / 1000;
				const place = direction === "import" ? "until on the server" : "by another device";
				const row = { what: `${direction} ${what} ${place}, ${target.name}`, figures, serverCpu };
				tell({ ...row, result: rate(figures), goal: direction === "import" ? goal : "" });
			};
			await at("import", "import", source, 0);
			await at("export", "export", "", 1);
		}
		if (stream > 0 && target.name.startsWith("ours")) {
			const bytes = stream * 1e9;
			const workspace = await BenchDesk.make(device, home);
			for (const [measure, index] of [
				["streamIn", 0],
				["streamOut", 1],
			] as const) {
				const figures = await workspace.run(measure, String(bytes), index);
				const what = `${measure === "streamIn" ? "stream in" : "stream out"} ${stream} GB, ${target.name}`;
				tell({ what, figures, result: megabytes(bytes)(figures), goal: "under 200 MiB", serverCpu: null });
			}
		}
	} finally {
		await target.stop();
	}
}

const made = new Set<string>();

/** What is on this device alone: no server is measured. */
async function listings(home: string, tell: (row: Row) => void, { million }: FilesOptions): Promise<void> {
	const target = await oursOnSqlite();
	try {
		const device = await BenchOrganization.create(target.port, "Listed");
		const seconds = ({ seconds: each }: RunFigures) => `${each.toFixed(2)} s`;
		const flat = await BenchDesk.make(device, home);
		const steps = async (desk: BenchDesk, list: readonly (readonly [string, string, string, string])[]) => {
			for (const [what, measure, argument, goal] of list) {
				const figures = await desk.run(measure, argument, 0);
				tell({ what, figures, result: seconds(figures), goal, serverCpu: null });
			}
		};
		await steps(flat, [
			[`import ${LISTED} small files into one folder, unsent`, "many", `${LISTED}`, ""],
			[`ls of ${LISTED} entries, warm`, "listAgain", "/many", "0.5 s"],
			[`ls of ${LISTED} entries, from the disk`, "open", "/many", ""],
		]);
		await steps(await BenchDesk.make(device, home), [
			[`import ${LISTED} small files, 1,000 a folder, unsent`, "many", `${LISTED}/1000`, ""],
			[`cold open of a workspace of ${LISTED} files, a folder of 1,000`, "open", "/many/50", ""],
		]);
		if (!million) return;
		await steps(await BenchDesk.make(device, home), [
			["import 1,000,000 small files, 1,000 a folder, unsent", "many", "1000000/1000", "flat memory"],
			["cold open of a workspace of 1,000,000 files, a folder of 1,000", "open", "/many/500", "flat memory"],
		]);
	} finally {
		await target.stop();
	}
}

/** A workspace, and the computers of one device: each has a folder of its own, empty at first. */
class BenchDesk {
	readonly #device: string;
	readonly #home: string;
	readonly #workspace: string;

	private constructor(device: string, home: string, workspace: string) {
		this.#device = device;
		this.#home = home;
		this.#workspace = workspace;
	}

	static async make(organization: BenchOrganization, home: string): Promise<BenchDesk> {
		const folder = mkdtempSync(join(home, "desk-"));
		const device = join(folder, "device");
		writeFileSync(device, encodeBare(LocalDevice, organization.device), { mode: 0o600 });
		const session = Session.open(
			systemNetwork("bench"),
			organization.device,
			new MemoryCertificateStorage(),
			new MemoryWorkspaceStorage(),
		);
		await session.pollCertificates();
		const created = await session.workspaces.create(EntryName.parse("Bench"));
		if (created.status !== "ok") throw new Error(created.status);
		await session.workspaces.bootstrap(created.id);
		const files = await session.files(created.id);
		await files?.synchronize();
		await session.close();
		return new BenchDesk(device, folder, created.id);
	}

	async run(measure: string, argument: string, computer: number): Promise<RunFigures> {
		const script = join(import.meta.dirname, "filesRun.ts");
		const folder = join(this.#home, `computer-${computer}`);
		const { stdout } = await run(process.execPath, [script, this.#device, folder, this.#workspace, measure, argument]);
		return JSON.parse(stdout) as RunFigures;
	}
}

function table(rows: readonly Row[]): string {
	const lines = [
		["", "", "goal", "client", "server", "memory"],
		["---", "---", "---", "---", "---", "---"],
		...rows.map(({ what, result, goal, figures, serverCpu }) => [
			what,
			result,
			goal,
			`${figures.cpu.toFixed(2)} s CPU of ${figures.seconds.toFixed(2)}`,
			serverCpu === null ? "" : `${serverCpu.toFixed(2)} s CPU`,
			`${figures.peakMiB.toFixed(0)} MiB`,
		]),
	];
	return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
