import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ConnectionError } from "@parallax/client";
import { decrypt } from "@parallax/crypto";
import { type ChunkID, type EntryName, FsPath, type VlobID } from "@parallax/protocol";
import { isFailure } from "../../../src/file/failure.ts";
import { loadEntry } from "../../../src/file/local/storedEntry.ts";
import { isFolder } from "../../../src/file/manifest/localFolder.ts";
import type { FileHandle } from "../../../src/file/opened/fileHandle.ts";
import type { MoveMode } from "../../../src/file/operation/move.ts";
import type { RemovalMode } from "../../../src/file/operation/remove.ts";
import type { EntryStat } from "../../../src/file/stat.ts";
import type { FileChange } from "../../../src/storage/fileStorage.ts";
import type { RealmCall } from "./fakeRealm.ts";
import { type Desk, Office } from "./office.ts";

/** What is done to a file between its opening and its end. */
export type Edit =
	| { readonly kind: "write"; readonly at: number }
	| { readonly kind: "append" }
	| { readonly kind: "resize"; readonly to: number }
	| { readonly kind: "flush" };

/** `where`: numbers that lead from the root to an entry, whatever there is. */
export type Action =
	| { readonly kind: "create_folder"; readonly where: readonly number[]; readonly name: EntryName }
	| {
			readonly kind: "edit";
			readonly where: readonly number[];
			readonly name: EntryName;
			readonly edits: readonly Edit[];
	  }
	| { readonly kind: "remove"; readonly where: readonly number[]; readonly mode: RemovalMode }
	| {
			readonly kind: "move";
			readonly where: readonly number[];
			readonly to: readonly number[];
			readonly name: EntryName;
			readonly mode: MoveMode;
	  }
	| { readonly kind: "rename"; readonly where: readonly number[]; readonly name: EntryName }
	| { readonly kind: "read"; readonly where: readonly number[] }
	| { readonly kind: "sync" | "restart" | "kill" }
	| { readonly kind: "set_clock"; readonly minutes: number }
	| { readonly kind: "set_role"; readonly role: "OWNER" | "READER" | null };

export type Weather =
	| { readonly kind: "clear" }
	| { readonly kind: "cut"; readonly after: number; readonly when: "before" | "after" }
	| { readonly kind: "archived" | "no_store" };

/** What happens at once, on any device. */
export interface Step {
	readonly weather: Weather;
	/** How the answers of the server are late. */
	readonly lateness: number;
	readonly actions: readonly { readonly device: number; readonly action: Action }[];
}

/** Words are as long, and stand at multiples of it. */
const WORD = 8;

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const wordsIn = (content: string) => content.match(/\[[0-9a-z]{6}\]/g) ?? [];
const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

/** Devices that work in one workspace, and what is to be known of them to tell what was lost. */
export class Playground {
	readonly office = new Office();
	readonly desks: Desk[] = [];
	/** Everything that a file ever was, of which nothing else may be seen. */
	readonly #legal = new Set([digestOf(new Uint8Array())]);
	readonly #data = new Map<ChunkID, Uint8Array>();
	/** What was there for whoever wrote over it, or cut it off, thus may be gone. */
	readonly #superseded = new Set<string>();
	readonly #made = new Set<VlobID>();
	readonly #parents = new Map<VlobID, Set<VlobID>>();
	readonly #heldBy = new Map<string, Set<VlobID>>();
	readonly #removed = new Set<VlobID>();
	/** Files that are being edited, by device. */
	readonly #editing = new Set<string>();
	/** How often anything was stored on any device. */
	commits = 0;
	#words = 0;

	static async of(count: number): Promise<Playground> {
		const playground = new Playground();
		for (let index = 0; index < count; index++) await playground.join();
		return playground;
	}

	async join(): Promise<Desk> {
		const desk = await this.office.device();
		desk.watch = (change) => this.#witness(desk, change);
		this.desks.push(desk);
		return desk;
	}

	async play({ weather, lateness, actions }: Step): Promise<void> {
		this.#makeWeather(weather, lateness);
		const alone = actions.length === 1;
		const acting = Promise.all(
			actions.map(({ device, action }) => {
				const desk = this.desks[device % this.desks.length] as Desk;
				const acted = desk.started.then(() => this.#tried(desk, () => this.#act(desk, action, alone)));
				return action.kind === "kill" ? acted : Promise.race([acted, desk.killed]);
			}),
		);
		await ending(acting, () => JSON.stringify({ weather, actions }));
		this.#makeWeather({ kind: "clear" }, lateness);
	}

	#makeWeather(weather: Weather, lateness: number): void {
		const { realm } = this.office;
		realm.state = weather.kind === "archived" ? "realm_archived" : "available";
		realm.storeAvailable = weather.kind !== "no_store";
		const random = pseudoRandom(lateness);
		let left = weather.kind === "cut" ? weather.after : Number.POSITIVE_INFINITY;
		realm.meddle = async <T>(_: RealmCall, answer: () => T) => {
			for (let turns = random() % 40; turns > 0; turns--) await Promise.resolve();
			if (left-- > 0) return answer();
			if (weather.kind === "cut" && weather.when === "after") answer();
			throw new ConnectionError("offline");
		};
	}

	/** What may be refused at any time, and then changes nothing. */
	async #tried(desk: Desk, act: () => Promise<void>): Promise<void> {
		const { ends } = desk;
		try {
			await act();
		} catch (error) {
			if (error instanceof ConnectionError && error.kind === "offline") return;
			if (isFailure(error, "author_not_allowed", "realm_archived", "store_unavailable", "read_only")) return;
			// Somebody ended the program, or began to.
			if (isFailure(error, "stopped") || desk.ends !== ends) return;
			throw error;
		}
	}

	async #act(desk: Desk, action: Action, alone: boolean): Promise<void> {
		switch (action.kind) {
			case "sync":
				for (const failure of (await desk.files.synchronize()).failures.values())
					assert(isFailure(failure, "invalid_manifest") && failure.reason.detail === "older_than_known", failure);
				break;
			case "restart":
				await desk.restart();
				break;
			case "kill":
				await desk.kill();
				break;
			case "set_clock":
				desk.skew = BigInt(action.minutes) * 60_000_000n;
				break;
			case "set_role":
				this.#setRole(desk, action.role);
				break;
			case "create_folder": {
				const parent = await descend(desk, action.where, "folder");
				const made = parent && (await desk.files.createFolder([...parent.path, action.name]));
				if (made?.kind === "ok") this.#made.add(made.id);
				break;
			}
			case "edit":
				await this.#edit(desk, action.where, action.name, action.edits);
				break;
			case "remove": {
				const place = await descend(desk, action.where, "any");
				const outcome = place && (await desk.files.remove(place.path, action.mode));
				if (outcome?.kind === "ok") this.#removed.add(outcome.id);
				break;
			}
			case "rename": {
				const place = await descend(desk, action.where, "any");
				if (place) await this.#move(desk, place, [...place.path.slice(0, -1), action.name], "no_replace", alone);
				break;
			}
			case "move": {
				const place = await descend(desk, action.where, "any");
				const into = await descend(desk, action.to, "folder");
				if (place && into) await this.#move(desk, place, [...into.path, action.name], action.mode, alone);
				break;
			}
			case "read": {
				const place = await descend(desk, action.where, "file");
				if (place) await this.read(desk, place.path);
				break;
			}
		}
	}

	#setRole(desk: Desk, role: "OWNER" | "READER" | null): void {
		this.office.realm.setRole(desk.id, role);
		desk.writable = role === "OWNER";
	}

	async #move(desk: Desk, { path, stat }: Place, to: FsPath, asked: MoveMode, alone: boolean): Promise<void> {
		// Which entry is replaced is only known when nothing else happens.
		const mode = alone || asked === "exchange" ? asked : "no_replace";
		const there = await desk.files.stat(to);
		const outcome = await desk.files.move(path, to, mode);
		if (outcome.kind !== "ok") return;
		const other = there.kind === "ok" && there.stat.id !== stat.id ? there.stat.id : null;
		if (other && mode !== "exchange") this.#removed.add(other);
		// What goes where only this device sees it is gone for all others.
		if (![...path, ...to].some((name) => name.endsWith(".tmp"))) return;
		this.#removed.add(outcome.id);
		if (other) this.#removed.add(other);
	}

	/** Writes as a program does: opens, changes, maybe flushes, and closes. */
	async #edit(desk: Desk, where: readonly number[], name: EntryName, edits: readonly Edit[]): Promise<void> {
		const place = await descend(desk, where, "any");
		const path = place?.stat.type === "file" ? place.path : [...(place?.path ?? []), name];
		const opened = await desk.files.open(path, { read: true, write: true, create: true });
		if (opened.kind !== "ok") return;
		const { file } = opened;
		const { id } = file.stat();
		this.#made.add(id);
		const key = `${desk.id} ${id}`;
		const mine = !this.#editing.has(key);
		this.#editing.add(key);
		const over = () => mine && this.#editing.delete(key);
		void desk.killed.then(over);
		try {
			if (mine) await this.#change(file, edits);
		} finally {
			over();
			await file.close();
		}
	}

	async #change(file: FileHandle, edits: readonly Edit[]): Promise<void> {
		let content: Uint8Array = await file.read(0n, Number(file.stat().size));
		this.#mustBeLegal(content, "what is opened");
		for (const edit of edits) {
			if (edit.kind === "flush") {
				await file.flush();
				continue;
			}
			const word = Buffer.from(`[${(++this.#words).toString(36).padStart(WORD - 2, "0")}]`);
			const at = edit.kind === "append" ? content.length : edit.kind === "write" ? edit.at * WORD : edit.to * WORD;
			const changed = new Uint8Array(edit.kind === "resize" ? at : Math.max(content.length, at + WORD));
			changed.set(content.subarray(0, changed.length));
			if (edit.kind !== "resize") changed.set(word, at);
			const kept = new Set(wordsIn(text(changed)));
			for (const each of wordsIn(text(content))) if (!kept.has(each)) this.#superseded.add(each);
			this.#legal.add(digestOf(changed));
			content = changed;
			if (edit.kind === "append") await file.append(word);
			else if (edit.kind === "write") await file.write(BigInt(at), word);
			else await file.resize(BigInt(at));
		}
		assert.equal(
			digestOf(await file.read(0n, content.length + WORD)),
			digestOf(content),
			"a file has what was written",
		);
	}

	/** Whatever is read was once written, whole. */
	async read(desk: Desk, path: FsPath): Promise<string> {
		const opened = await desk.files.open(path, { read: true });
		if (opened.kind !== "ok") return "";
		try {
			const content = await opened.file.read(0n, Number(opened.file.stat().size));
			this.#mustBeLegal(content, FsPath.format(path));
			return text(content);
		} finally {
			await opened.file.close();
		}
	}

	#mustBeLegal(content: Uint8Array, what: string): void {
		assert(this.#legal.has(digestOf(content)), `${what} is nothing that was written: ${text(content).slice(0, 200)}`);
	}

	#witness(desk: Desk, { put = [], waiting = [] }: FileChange): void {
		this.commits++;
		for (const { id, data } of waiting) this.#data.set(id, decrypt(desk.key, data));
		for (const { id, blob } of put) {
			const entry = loadEntry(id, blob, desk.key, this.office.realm.root);
			add(this.#parents, id, entry.parent);
			if (isFolder(entry)) continue;
			for (const chunk of entry.spans.chunks()) {
				const [from, to] = [Number(chunk.start - chunk.raw_offset), Number(chunk.stop - chunk.raw_offset)];
				const data = this.#data.get(chunk.id)?.subarray(from, to) ?? new Uint8Array();
				for (const word of wordsIn(text(data))) add(this.#heldBy, word, id);
			}
		}
	}

	/** Until no device has anything to send or to learn. */
	async settle(): Promise<void> {
		const { realm } = this.office;
		this.#makeWeather({ kind: "clear" }, 0);
		for (const desk of this.desks) this.#setRole(desk, "OWNER");
		for (let round = 0; round < 60; round++) {
			const before = [realm.checkpoint, this.commits];
			for (const desk of this.desks) {
				const { failures } = await desk.files.synchronize();
				assert.deepEqual([...failures.values()], []);
				await everything(desk);
			}
			if (realm.checkpoint === before[0] && this.commits === before[1]) return;
		}
		assert.fail("the devices never come to rest");
	}

	/** All devices, and one that joins when all is done, have the same, and nothing is lost. */
	async check(): Promise<void> {
		await this.settle();
		await this.join();
		await this.settle();
		const seen = await this.mustBeEqual();
		assert.deepEqual(this.#lost(seen), [], "nothing is lost");
	}

	/** All devices have the same, but for what one of them keeps for itself; gives everything that is seen. */
	async mustBeEqual(): Promise<ReadonlySet<string>> {
		const seen = new Set<string>();
		const views: { readonly line: string; readonly chain: readonly VlobID[] }[][] = [];
		const hidden = new Set<VlobID>();
		for (const desk of this.desks) {
			const lines: { line: string; chain: readonly VlobID[] }[] = [];
			for (const { path, stat, chain } of await everything(desk)) {
				const content = stat.type === "file" ? await this.read(desk, path) : "";
				for (const word of wordsIn(content)) seen.add(word);
				seen.add(stat.id);
				if (stat.confinementPoint !== null) hidden.add(stat.id);
				lines.push({ line: `${FsPath.format(path)} ${stat.id} ${digestOf(Buffer.from(content))}`, chain });
			}
			views.push(lines);
		}
		const shared = views.map((lines) =>
			lines.filter(({ chain }) => !chain.some((id) => hidden.has(id))).map(({ line }) => line),
		);
		for (const view of shared) assert.deepEqual(view, shared.at(-1), "all devices are equal");
		return seen;
	}

	/** What can be reached on none of the devices, and should be: see `World.lost`. */
	#lost(seen: ReadonlySet<string>): string[] {
		const entries = [...this.#made].filter((id) => !seen.has(id) && this.#parents.has(id) && !this.#mayBeGone(id));
		const words = [...this.#heldBy].filter(
			([word, files]) =>
				!seen.has(word) && !this.#superseded.has(word) && ![...files].some((id) => this.#mayBeGone(id)),
		);
		return [...entries.map((id) => `entry ${id}`), ...words.map(([word, files]) => `${word} of ${[...files]}`)];
	}

	#mayBeGone(id: VlobID): boolean {
		const above = new Set([id]);
		for (const each of above) for (const parent of this.#parents.get(each) ?? []) above.add(parent);
		return !above.isDisjointFrom(this.#removed);
	}
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
	sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

interface Place {
	readonly path: FsPath;
	readonly stat: EntryStat;
	/** Below the root, down to it. */
	readonly chain: readonly VlobID[];
}

async function childrenOf(desk: Desk, { path, chain }: Pick<Place, "path" | "chain">): Promise<Place[]> {
	const listed = await desk.files.list(path);
	if (listed.kind !== "ok") return [];
	const found: Place[] = [];
	for await (const page of listed.entries)
		for (const { name, stat } of page) found.push({ path: [...path, name], stat, chain: [...chain, stat.id] });
	return found.sort((a, b) => ((a.path.at(-1) ?? "") < (b.path.at(-1) ?? "") ? -1 : 1));
}

/** Down from the root, at each folder by the next number: to a folder, the root too, to a file, or to anything below the root. */
async function descend(
	desk: Desk,
	where: readonly number[],
	wanted: "folder" | "file" | "any",
): Promise<(Place & { readonly stat: EntryStat }) | null> {
	const root = await desk.files.stat([]);
	assert(root.kind === "ok");
	let place: Place = { path: [], stat: root.stat, chain: [] };
	let last = wanted === "folder" ? place : null;
	for (const number of where) {
		const children = await childrenOf(desk, place);
		const next = children[number % Math.max(children.length, 1)];
		if (!next) break;
		if (wanted === "any" || next.stat.type === wanted) last = next;
		if (next.stat.type === "file") break;
		place = next;
	}
	return last;
}

async function everything(desk: Desk): Promise<Place[]> {
	const found: Place[] = [];
	const visit = async (place: Pick<Place, "path" | "chain">) => {
		for (const child of await childrenOf(desk, place)) {
			found.push(child);
			if (child.stat.type === "folder") await visit(child);
		}
	};
	await visit({ path: [], chain: [] });
	return found;
}

/** @throws when it does not: everything here runs in memory, in a few turns of the event loop. */
async function ending(work: Promise<unknown>, what: () => string): Promise<void> {
	let over = false;
	work
		.catch(() => {})
		.finally(() => {
			over = true;
		});
	for (let turn = 0; !over; turn++) {
		assert(turn < 10_000, `this never ends: ${what()}`);
		await new Promise((resolve) => setImmediate(resolve));
	}
	await work;
}

/** Numbers that are the same each time. */
function pseudoRandom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
		return state >>> 16;
	};
}
