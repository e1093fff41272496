import assert from "node:assert/strict";
import { newSecretKey } from "@parallax/crypto";
import { DateTime, FsPath, type SecretKey } from "@parallax/protocol";
import type { FileListener } from "../../../src/file/events.ts";
import { PreventSyncPattern } from "../../../src/file/name/preventSync.ts";
import { WorkspaceFiles } from "../../../src/file/workspaceFiles.ts";
import { MemoryFileStorages } from "../../../src/storage/fileMemory.ts";
import { device, vlob } from "./entries.ts";
import { FakeRealm } from "./fakeRealm.ts";

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** A workspace, and the devices of those who work in it. */
export class Office {
	readonly realm = new FakeRealm(vlob("realm"));
	#count = 0;

	/** Another device; that of the first made the workspace. */
	async device(): Promise<Desk> {
		const desk = new Desk(this.realm, this.#count++);
		await desk.start();
		return desk;
	}
}

/** One device: its disk stays when its program ends. */
export class Desk {
	readonly id;
	readonly realm: FakeRealm;
	readonly storages = new MemoryFileStorages();
	readonly key: SecretKey = newSecretKey();
	readonly #made: boolean;
	/** What was told, in order: `needed`, `started`, `done`, `aborted`, `inbound`. */
	readonly told: string[] = [];
	writable = true;
	/** By how many microseconds its clock is ahead. */
	skew = 0n;
	bootstraps = 0;
	#files: WorkspaceFiles | undefined;

	constructor(realm: FakeRealm, index: number) {
		this.realm = realm;
		this.id = device(`device ${index}`);
		this.#made = index === 0;
	}

	get files(): WorkspaceFiles {
		assert(this.#files, "the program of this device is not running");
		return this.#files;
	}

	async start(): Promise<void> {
		const host = {
			device: this.id,
			localKey: this.key,
			now: () => DateTime.add(this.realm.now(), this.skew),
			writable: () => this.writable,
			bootstrap: async () => {
				this.bootstraps++;
			},
		};
		const storage = await this.storages.open(this.realm.root);
		const pattern = PreventSyncPattern.parse("*.tmp");
		const remote = this.realm.open(this.id);
		this.#files = await WorkspaceFiles.open(this.realm.root, host, storage, remote, this.#made, { pattern });
		const tell =
			(what: string): FileListener[keyof FileListener] =>
			() =>
				void this.told.push(what);
		this.#files.subscribe({
			outboundNeeded: tell("needed") as () => void,
			outboundStarted: tell("started") as () => void,
			outboundDone: tell("done") as () => void,
			outboundAborted: tell("aborted") as () => void,
			inboundDone: tell("inbound") as () => void,
		});
	}

	async restart(): Promise<void> {
		await this.files.close();
		await this.start();
	}

	/** Makes the file if need be, and makes `content` all that it has. */
	async write(path: string, content: string | Uint8Array): Promise<void> {
		const opened = await this.files.open(FsPath.parse(path), { write: true, create: true, truncate: true });
		assert(opened.kind === "ok", opened.kind);
		await opened.file.write(0n, typeof content === "string" ? utf8.encode(content) : content);
		await opened.file.close();
	}

	async bytes(path: string): Promise<Uint8Array> {
		const opened = await this.files.open(FsPath.parse(path), { read: true });
		assert(opened.kind === "ok", `${path}: ${opened.kind}`);
		try {
			return await opened.file.read(0n, Number(opened.file.stat().size));
		} finally {
			await opened.file.close();
		}
	}

	async read(path: string): Promise<string> {
		return text.decode(await this.bytes(path));
	}

	async folder(path: string): Promise<void> {
		const made = await this.files.createFolders(FsPath.parse(path));
		assert(made.kind === "ok" || made.kind === "entry_exists", made.kind);
	}

	/** Every path below the root, folders with a slash at the end, in order. */
	async tree(from = "/"): Promise<string[]> {
		const found: string[] = [];
		const listed = await this.files.list(FsPath.parse(from));
		assert(listed.kind === "ok", `${from}: ${listed.kind}`);
		for await (const page of listed.entries)
			for (const { name, stat } of page) {
				const path = `${from === "/" ? "" : from}/${name}`;
				found.push(stat.type === "folder" ? `${path}/` : path);
				if (stat.type === "folder") found.push(...(await this.tree(path)));
			}
		return found.sort();
	}

	/** @throws unless everything that can be sent was. */
	async sync(): Promise<void> {
		const report = await this.files.synchronize();
		assert.deepEqual([...report.failures.values()], []);
	}
}
