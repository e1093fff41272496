import assert from "node:assert/strict";
import { newSecretKey } from "@parallax/crypto";
import { DateTime, FsPath, type SecretKey } from "@parallax/protocol";
import type { FileListener } from "../../../src/file/events.ts";
import { PreventSyncPattern } from "../../../src/file/name/preventSync.ts";
import { WorkspaceFiles } from "../../../src/file/workspaceFiles.ts";
import { MemoryFileStorages } from "../../../src/storage/fileMemory.ts";
import type { FileChange } from "../../../src/storage/fileStorage.ts";
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
	/** Makes the workspace on the server: nothing, unless the test says so. */
	bootstrap: () => Promise<void> = async () => {};
	/** Sees everything that is written to the disk. */
	watch: (change: FileChange) => void = () => {};
	#files: WorkspaceFiles | undefined;
	#life = new Life();
	#restarting: Promise<void> | undefined;
	#killing: Promise<void> = Promise.resolve();
	#isRising = false;
	/** How often its program was ended. */
	ends = 0;

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
			bootstrap: () => {
				this.bootstraps++;
				return this.bootstrap();
			},
		};
		const life = new Life();
		this.#life = life;
		const storage = life.of(await this.storages.open(this.realm.root), (method, [change]) => {
			if (method === "commit") this.watch(change as FileChange);
		});
		const pattern = PreventSyncPattern.parse("*.tmp");
		const remote = life.of(this.realm.open(this.id));
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

	/** Ends the program, and starts it again. */
	restart(): Promise<void> {
		this.ends++;
		this.#restarting ??= this.#killing
			.then(() => this.files.close())
			.then(() => this.start())
			.finally(() => {
				this.#restarting = undefined;
			});
		return this.#restarting;
	}

	/** Resolves when the program that runs now is killed. */
	get killed(): Promise<void> {
		return this.#life.ended;
	}

	/** Resolves when its program runs. */
	get started(): Promise<void> {
		return this.#killing;
	}

	/** Ends the program wherever it is, as a power cut does: what it asks the disk or the server never comes back. */
	kill(): Promise<void> {
		if (this.#isRising) return this.#killing;
		this.ends++;
		this.#isRising = true;
		this.#restarting = undefined;
		this.#life.end();
		this.#killing = this.start().finally(() => {
			this.#isRising = false;
		});
		return this.#killing;
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

/** What a program sees of the world until it is killed. */
class Life {
	readonly #ended = Promise.withResolvers<void>();
	#over = false;

	get ended(): Promise<void> {
		return this.#ended.promise;
	}

	end(): void {
		this.#over = true;
		this.#ended.resolve();
	}

	/** The same object, whose methods neither do anything nor resolve once this has ended. */
	of<T extends object>(world: T, watch: (method: string, args: readonly unknown[]) => void = () => {}): T {
		return new Proxy(world, {
			get: (target, name) => {
				const method: unknown = Reflect.get(target, name);
				if (typeof method !== "function" || typeof name !== "string") return method;
				return async (...args: readonly unknown[]) => {
					if (this.#over) return new Promise(() => {});
					watch(name, args);
					const given: unknown = await Reflect.apply(method, target, args);
					return this.#over ? new Promise(() => {}) : given;
				};
			},
		});
	}
}
