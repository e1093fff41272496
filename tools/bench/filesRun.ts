/**
 * One measure of the files of a workspace, in a process of its own, so that its time and memory are those of the measure alone.
 * `node filesRun.ts DEVICE_FILE FOLDER WORKSPACE MEASURE [ARGUMENT]` prints `RunFigures` as JSON.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
	type ImportOptions,
	type ImportReport,
	Session,
	type SinkFile,
	type SinkFolder,
	type SourceFile,
	type SourceFolder,
	type SourceNode,
	type WorkspaceFiles,
} from "@parallax/client";
import {
	diskSink,
	diskSource,
	SqliteCertificateStorage,
	SqliteFileStorages,
	SqliteWorkspaceStorage,
	systemNetwork,
} from "@parallax/client/node";
import { DateTime, decodeBare, FsPath, LocalDevice, VlobID } from "@parallax/protocol";

export interface RunFigures {
	readonly seconds: number;
	/** Processor time of this process in that time, in seconds. */
	readonly cpu: number;
	readonly peakMiB: number;
}

const MODIFIED = DateTime.parse("2026-01-01T00:00:00Z");

const [deviceFile = "", folder = "", workspace = "", measure = "", argument = ""] = process.argv.slice(2);
const device = decodeBare(LocalDevice, readFileSync(deviceFile));
mkdirSync(folder, { recursive: true });
const session = Session.open(
	systemNetwork("bench"),
	device,
	await SqliteCertificateStorage.open(join(folder, "certificates.sqlite")),
	await SqliteWorkspaceStorage.open(join(folder, "workspaces.sqlite")),
	new SqliteFileStorages(folder),
);
await session.pollCertificates();
await session.workspaces.refresh();

const MEASURES: Readonly<Record<string, () => Promise<Measured>>> = {
	/** From a disk, until all of it is on the server. */
	async import() {
		const files = await open();
		const source = await diskSource(argument);
		return timed(async () => {
			await imported(files, source, "/import");
			await sent(files);
		});
	},
	async export() {
		const files = await open();
		await files.synchronize({ upload: false });
		const to = join(folder, "export");
		mkdirSync(to);
		const sink = await diskSink(to);
		const figures = await timed(async () => exported(files, "/import", sink));
		rmSync(to, { recursive: true });
		return figures;
	},
	/** So many bytes that are on no disk, to the server and nowhere else. */
	async streamIn() {
		const files = await open();
		return timed(async () => {
			await imported(files, folderOf([generated(BigInt(argument))]), "/stream", { stream: "always" });
			await sent(files);
		});
	},
	async streamOut() {
		const files = await open();
		await files.synchronize({ upload: false });
		const sink = new Nowhere();
		const figures = await timed(async () => exported(files, "/stream", sink));
		if (sink.bytes !== Number(argument)) throw new Error(`${sink.bytes} bytes came`);
		return figures;
	},
	/** So many files in one folder, or a thousand in each, kept on this device. */
	async many() {
		const files = await open();
		const [count = 0, perFolder = count] = argument.split("/").map(Number);
		return timed(() => imported(files, manyFiles(count, perFolder), "/many", { send: false }));
	},
	/** What is stored is opened, and one folder listed: its first page is what a person waits for. */
	async open() {
		return timed(async () => listed(await open(), argument));
	},
	/** A folder that was listed before is listed again. */
	async listAgain() {
		const files = await open();
		await listed(files, argument);
		return timed(() => listed(files, argument));
	},
};

interface Measured {
	readonly seconds: number;
	readonly cpu: number;
}

async function timed(work: () => Promise<unknown>): Promise<Measured> {
	const cpu = process.cpuUsage();
	const start = performance.now();
	await work();
	const { user, system } = process.cpuUsage(cpu);
	return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

async function open(): Promise<WorkspaceFiles> {
	const files = await session.files(VlobID.parse(workspace));
	if (!files) throw new Error("no such workspace");
	return files;
}

async function imported(
	files: WorkspaceFiles,
	source: SourceNode,
	to: string,
	options: ImportOptions = {},
): Promise<ImportReport> {
	const report = await files.import(source, FsPath.parse(to), options);
	if (report.failures.length > 0) throw new Error(JSON.stringify(report.failures[0]));
	return report;
}

async function exported(files: WorkspaceFiles, from: string, sink: SinkFolder): Promise<void> {
	const outcome = await files.export(FsPath.parse(from), sink);
	if (outcome.kind !== "ok" || outcome.report.failures.length > 0) throw new Error(JSON.stringify(outcome));
}

async function sent(files: WorkspaceFiles): Promise<void> {
	await files.synchronize();
	const { entries } = await files.backlog();
	if (entries > 0) throw new Error(`${entries} entries were not sent`);
}

async function listed(files: WorkspaceFiles, path: string): Promise<number> {
	const outcome = await files.list(FsPath.parse(path));
	if (outcome.kind !== "ok") throw new Error(outcome.kind);
	let count = 0;
	for await (const page of outcome.entries) count += page.length;
	return count;
}

/** A file of bytes that no two blocks share, made as they are read. */
function generated(size: bigint): SourceFile {
	return {
		kind: "file",
		name: "generated",
		size,
		modified: MODIFIED,
		async *content() {
			const pattern = Buffer.alloc(524_288, "Parallax");
			for (let offset = 0n; offset < size; offset += BigInt(pattern.length)) {
				const left = size - offset;
				const piece = Uint8Array.prototype.slice.call(
					pattern,
					0,
					left < pattern.length ? Number(left) : pattern.length,
				);
				new DataView(piece.buffer).setBigUint64(0, offset);
				yield piece;
			}
		},
	};
}

function manyFiles(count: number, perFolder: number): SourceFolder {
	if (count <= perFolder) return folderOf(smallFiles(count), "many");
	const folders = Math.ceil(count / perFolder);
	return folderOf(
		Array.from({ length: folders }, (_, index) => folderOf(smallFiles(perFolder), `${index}`)),
		"many",
	);
}

function* smallFiles(count: number): Generator<SourceFile, void> {
	for (let index = 0; index < count; index++) {
		const name = `file ${index}`;
		const content = Buffer.from(name);
		yield {
			kind: "file",
			name,
			size: BigInt(content.length),
			modified: MODIFIED,
			content: async function* () {
				yield content;
			},
		};
	}
}

function folderOf(nodes: Iterable<SourceNode>, name = "folder"): SourceFolder {
	const all = [...nodes];
	return {
		kind: "folder",
		name,
		async *entries() {
			yield* all;
		},
	};
}

/** Takes everything, and keeps nothing. */
class Nowhere implements SinkFolder {
	bytes = 0;

	async folder() {
		return { kind: "ok", folder: this } as const;
	}

	async file() {
		const file: SinkFile = {
			written: 0n,
			read: async () => new Uint8Array(),
			write: async (_, bytes) => {
				this.bytes += bytes.length;
			},
			finish: async () => ({ kind: "ok" }),
			leave: async () => {},
		};
		return { kind: "ok", file } as const;
	}

	async finish() {}
}

const figures = await MEASURES[measure]?.();
if (!figures) throw new Error(`no such measure: ${measure}`);
await session.close();
// In KiB, whatever `getrusage` gives elsewhere.
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ ...figures, peakMiB } satisfies RunFigures));
