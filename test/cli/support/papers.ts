import assert from "node:assert/strict";
import { join } from "node:path";
import {
	ConnectionError,
	MemoryCertificateStorage,
	MemoryFileStorages,
	MemoryWorkspaceStorage,
	Session,
	type WorkspaceFiles,
} from "@parallax/client";
import {
	deviceDataDirectory,
	findDirectories,
	SqliteCertificateStorage,
	SqliteFileStorages,
	SqliteWorkspaceStorage,
} from "@parallax/client/node";
import { FsPath, type VlobID } from "@parallax/protocol";
import { network } from "../../support/meeting.ts";
import { deviceOf, type Person } from "./story.ts";

/** A person's device at work in this process, beside the commands of others: it keeps nothing on a disk. */
export class Colleague {
	readonly session: Session;

	private constructor(session: Session) {
		this.session = session;
	}

	static async atWork(person: Person): Promise<Colleague> {
		const session = Session.open(
			network,
			await deviceOf(person),
			new MemoryCertificateStorage(),
			new MemoryWorkspaceStorage(),
			new MemoryFileStorages(),
		);
		return new Colleague(session);
	}

	/** The device of the person itself, on its own disk: to be closed before they type another command. */
	static async atTheirDesk(person: Person): Promise<Colleague> {
		const device = await deviceOf(person);
		const folder = deviceDataDirectory(findDirectories(person.computer.environment), device.device_id);
		const session = Session.open(
			network,
			device,
			await SqliteCertificateStorage.open(join(folder, "parallax-certificates.sqlite")),
			await SqliteWorkspaceStorage.open(join(folder, "parallax-workspaces.sqlite")),
			new SqliteFileStorages(folder),
		);
		return new Colleague(session);
	}

	/** The files of a workspace, with all that the server has. */
	async files(workspace: string): Promise<WorkspaceFiles> {
		await this.session.pollCertificates();
		await this.session.workspaces.refresh();
		const files = await this.session.files(workspace as VlobID);
		assert(files);
		await files.synchronize();
		return files;
	}

	/** Writes a file, the folders on the way included, and sends it. */
	async write(workspace: string, path: string, content: string | Uint8Array): Promise<void> {
		const files = await this.files(workspace);
		await writeHere(files, path, content);
		await files.synchronize();
	}

	/** @returns `null` when there is no such file. */
	async read(workspace: string, path: string): Promise<string | null> {
		const files = await this.files(workspace);
		const opened = await files.open(FsPath.parse(path), { read: true });
		if (opened.kind !== "ok") return null;
		const { size } = opened.file.stat();
		const content = await opened.file.read(0n, Number(size));
		await opened.file.close();
		return new TextDecoder().decode(content);
	}

	/** The names that a folder has. */
	async names(workspace: string, path = "/"): Promise<readonly string[]> {
		const files = await this.files(workspace);
		const listed = await files.list(FsPath.parse(path));
		assert(listed.kind === "ok");
		const names: string[] = [];
		for await (const page of listed.entries) names.push(...page.map(({ name }) => name));
		return names.sort();
	}

	async close(): Promise<void> {
		await this.session.close().catch((error: unknown) => assert(error instanceof ConnectionError));
	}
}

/** On this device only. */
export async function writeHere(files: WorkspaceFiles, path: string, content: string | Uint8Array): Promise<void> {
	const parsed = FsPath.parse(path);
	if (parsed.length > 1) await files.createFolders(parsed.slice(0, -1));
	const opened = await files.open(parsed, { write: true, create: true, truncate: true });
	assert(opened.kind === "ok");
	await opened.file.write(0n, typeof content === "string" ? new TextEncoder().encode(content) : content);
	await opened.file.close();
}
