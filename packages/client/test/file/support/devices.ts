import assert from "node:assert/strict";
import { sha256 } from "@parallax/crypto";
import {
	ChunkID,
	DateTime,
	type DeviceID,
	decodeV0,
	type EntryName,
	encodeV0,
	SizeLimit,
	VlobID,
} from "@parallax/protocol";
import { isReshaped, reshaped, reshapePlan } from "../../../src/file/chunk/reshape.ts";
import { resize, writeAt } from "../../../src/file/chunk/write.ts";
import { type LocalFile, loadFile, newFile, StoredFile, storeFile } from "../../../src/file/manifest/localFile.ts";
import { isFolder, type LocalEntry, LocalFolder, newFolder, newRoot } from "../../../src/file/manifest/localFolder.ts";
import { mergeEntry, type RemoteEntry } from "../../../src/file/merge/entry.ts";
import { movedBack } from "../../../src/file/merge/parent.ts";
import { keepReachable } from "../../../src/file/merge/reachable.ts";
import { PreventSyncPattern } from "../../../src/file/name/preventSync.ts";
import { createIn } from "../../../src/file/operation/create.ts";
import { type End, type MoveMode, move } from "../../../src/file/operation/move.ts";
import { removeFrom } from "../../../src/file/operation/remove.ts";
import { toSendBefore } from "../../../src/file/outbound/order.ts";
import { fileAfterUpload, fileToUpload, folderAfterUpload, folderToUpload } from "../../../src/file/outbound/upload.ts";
import {
	type Child,
	childOf,
	isChildOf,
	pathOf,
	type Wanted,
	type Whereabouts,
} from "../../../src/file/path/resolve.ts";
import { at, device, vlob } from "./entries.ts";

export const ROOT = vlob("root");

/** All that the devices of a workspace share: versions of entries, and time; and what is to be known to tell what was lost. */
export class World {
	readonly versions = new Map<VlobID, RemoteEntry[]>();
	/** What each chunk holds: its data, in one word. */
	readonly words = new Map<ChunkID, string>();
	/** What was read by whoever wrote over it, or cut it off, thus may be gone. */
	readonly superseded = new Set<string>();
	/** Every entry that anybody made. */
	readonly made: VlobID[] = [];
	/** What somebody removed, replaced, or kept to himself. */
	readonly removed = new Set<VlobID>();
	/** Every folder that an entry was in, on any device. */
	readonly #parents = new Map<VlobID, Set<VlobID>>();
	/** The files that held a word, on any device: that in which it was written, and copies of conflicts. */
	readonly #heldBy = new Map<string, Set<VlobID>>();
	#count = 0;

	now(): DateTime {
		return at(++this.#count);
	}

	id(): string {
		return (++this.#count).toString(16).padStart(32, "0");
	}

	/** Accepts a version unless another device was first. */
	upload(manifest: RemoteEntry): boolean {
		const known = this.versions.get(manifest.id) ?? [];
		if (manifest.version !== known.length + 1) return false;
		this.versions.set(manifest.id, [...known, manifest]);
		return true;
	}

	last(id: VlobID): RemoteEntry | undefined {
		return this.versions.get(id)?.at(-1);
	}

	/** What a file holds. */
	wordOf(file: LocalFile): string {
		const [chunk] = file.spans.chunks();
		return chunk ? (this.words.get(chunk.id) ?? "?") : "";
	}

	witness(entry: LocalEntry): void {
		const { id } = entry.base;
		add(this.#parents, id, entry.parent);
		if (!isFolder(entry)) add(this.#heldBy, this.wordOf(entry), id);
	}

	/** Whether somebody removed an entry, or a folder that it, or that folder, ever was in. */
	mayBeGone(id: VlobID): boolean {
		const above = new Set([id]);
		for (const each of above) for (const parent of this.#parents.get(each) ?? []) above.add(parent);
		return !above.isDisjointFrom(this.removed);
	}

	/** What can be reached on none of the devices, and should be: entries, and words that nobody wrote over. */
	lost(devices: readonly Device[]): string[] {
		const seen = new Set<string>();
		for (const each of devices)
			for (const { entry } of each.places()) {
				seen.add(entry.base.id);
				if (!isFolder(entry)) seen.add(this.wordOf(entry));
			}
		const entries = this.made.filter((id) => !seen.has(id) && !this.mayBeGone(id));
		const words = [...this.#heldBy].filter(
			([word, files]) =>
				word !== "" && !seen.has(word) && !this.superseded.has(word) && ![...files].some((id) => this.mayBeGone(id)),
		);
		return [...entries.map((id) => `entry ${id}`), ...words.map(([word, files]) => `word ${word} of ${[...files]}`)];
	}
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
	sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

/** A place that can be reached, as `find` prints it. */
export interface Place {
	readonly path: string;
	readonly name: EntryName;
	readonly entry: LocalEntry;
	readonly parent: LocalFolder;
	/** Down to its parent. */
	readonly chain: readonly VlobID[];
}

export type Fate = "answered" | "lost" | "written meanwhile";

/** One device: loads, calls what is tested, and stores. */
export class Device {
	readonly id: DeviceID;
	readonly world: World;
	readonly pattern = PreventSyncPattern.parse("*.tmp");
	readonly entries = new Map<VlobID, LocalEntry>();
	/** Whether its user may write: else it changes and sends nothing. */
	mayWrite = true;
	/** By how many seconds its clock is ahead. */
	skew = 0;
	/** How often something was stored. */
	changes = 0;
	/** Folders that wait for what left them to be sent. */
	readonly #sending = new Set<VlobID>();

	constructor(world: World, index: number) {
		this.world = world;
		this.id = device(`device ${index}`);
		this.#store(newRoot(ROOT, this.id, world.now(), index > 0));
	}

	#store(...entries: readonly LocalEntry[]): void {
		for (const entry of entries) {
			if (this.entries.get(entry.base.id) === entry) continue;
			this.entries.set(entry.base.id, entry);
			this.world.witness(entry);
			this.changes++;
		}
	}

	/** Ends, and starts again from what is on its disk. */
	restart(): void {
		for (const [id, entry] of this.entries)
			this.entries.set(
				id,
				isFolder(entry)
					? decodeV0(LocalFolder, encodeV0(LocalFolder, entry), SizeLimit.manifest)
					: loadFile(decodeV0(StoredFile, encodeV0(StoredFile, storeFile(entry)), SizeLimit.manifest)),
			);
	}

	get #now(): DateTime {
		return DateTime.fromMicroseconds(this.world.now() + BigInt(this.skew) * 1_000_000n);
	}

	get #context() {
		return { device: this.id, now: this.#now, pattern: this.pattern };
	}

	/** From this device, else from the server. */
	get(id: VlobID): LocalEntry | null {
		const known = this.entries.get(id);
		if (known) return known;
		const remote = this.world.last(id);
		if (!remote) return null;
		const merge = mergeEntry(null, remote, this.#context);
		assert(merge.kind === "merged");
		this.#store(merge.entry);
		return merge.entry;
	}

	folder(id: VlobID): LocalFolder | null {
		const entry = this.get(id);
		return entry && isFolder(entry) ? entry : null;
	}

	/** Every place below the root, folders before what they hold. */
	places(): Place[] {
		const places: Place[] = [];
		const visit = (parent: LocalFolder, path: string, chain: readonly VlobID[]) => {
			for (const [name, id] of [...parent.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
				const entry = this.get(id);
				if (!entry || !isChildOf(entry, parent)) continue;
				places.push({ path: `${path}/${name}`, name, entry, parent, chain });
				if (isFolder(entry)) visit(entry, `${path}/${name}`, [...chain, id]);
			}
		};
		const root = this.folder(ROOT);
		if (root) visit(root, "", [ROOT]);
		return places;
	}

	/** What this device keeps for itself, with all that is in it. */
	confined(): VlobID[] {
		const points = new Set<VlobID>();
		for (const entry of this.entries.values())
			if (isFolder(entry)) for (const id of entry.local_confinement_points) points.add(id);
		return this.places()
			.filter(({ entry, chain }) => [...chain, entry.base.id].some((id) => points.has(id)))
			.map(({ entry }) => entry.base.id);
	}

	/** What all are to see alike, `hidden` being what any of them keeps for itself: a line per place. */
	shared(hidden: ReadonlySet<VlobID>): string[] {
		return this.places()
			.filter(({ entry, chain }) => ![...chain, entry.base.id].some((id) => hidden.has(id)))
			.map(({ path, entry }) => `${path} ${entry.base.id} ${isFolder(entry) ? "" : this.world.wordOf(entry)}`);
	}

	create(parent: LocalFolder, name: EntryName, kind: "file" | "folder"): void {
		const id = VlobID.parse(this.world.id());
		const child = (kind === "file" ? newFile : newFolder)(id, parent.base.id, this.id, this.#now);
		const made = createIn(parent, name, this.#childOf(parent, name), child, this.#context);
		if (made.kind !== "ok") return;
		this.#store(child, made.parent);
		this.world.made.push(id);
	}

	#childOf(parent: LocalFolder, name: EntryName): Child {
		const steps = childOf(parent, name);
		let step = steps.next();
		while (!step.done) step = steps.next(this.get(step.value));
		return step.value;
	}

	write(file: LocalFile): void {
		const word = this.world.id();
		this.world.superseded.add(this.world.wordOf(file));
		const written = writeAt(file, 0n, 4, () => ChunkID.parse(this.world.id()), this.#now);
		for (const { id } of written.written) this.world.words.set(id, word);
		this.#store(written.file);
	}

	truncate(file: LocalFile): void {
		this.world.superseded.add(this.world.wordOf(file));
		this.#store(resize(file, 0n, this.#now).file);
	}

	move({ parent, name, entry, chain }: Place, to: LocalFolder, newName: EntryName, mode: MoveMode): void {
		const where = this.#whereIs(to.base.id);
		assert(where.kind === "found");
		const source: End = { parent, name, child: { kind: "valid", entry }, chain };
		const child = this.#childOf(to, newName);
		const destination: End = { parent: to, name: newName, child, chain: where.chain };
		const result = move(source, destination, mode, this.#context);
		if (result.kind !== "ok" || result.changed.length === 0) return;
		this.#store(...result.changed);
		const there = child.kind === "valid" ? child.entry.base.id : null;
		if (there && mode === "can_replace") this.world.removed.add(there);
		// What goes where only this device sees it is gone for all others.
		for (const id of [entry.base.id, ...(there && mode === "exchange" ? [there] : [])])
			if (this.#isConfined(id)) this.world.removed.add(id);
	}

	remove({ parent, name, entry }: Place): void {
		const removal = removeFrom(parent, name, { entry, hasChildren: false }, "entry", this.#context);
		assert(removal.kind === "ok");
		this.#store(removal.parent);
		this.world.removed.add(entry.base.id);
	}

	inbound(id: VlobID): void {
		const remote = this.world.last(id);
		const local = this.entries.get(id) ?? null;
		if (!remote || this.#isConfined(id)) return;
		const merge = mergeEntry(local, remote, this.#context);
		if (merge.kind === "no_change") return;
		this.#store(...this.#answer(keepReachable(ROOT, local, merge, VlobID.parse(this.world.id()), this.#context)));
	}

	/**
	 * What left a folder first; and what the server has of an entry first, if that is newer, then again. `fate` of the upload: the
	 * answer may be lost, or somebody may write to a file before it comes.
	 */
	outbound(id: VlobID, fate: Fate = "answered"): void {
		if (!this.mayWrite) return;
		this.#sendMoved(id);
		if (this.#send(id, fate)) return;
		this.inbound(id);
		assert(this.#send(id, fate), "nobody else is at work");
	}

	/** Whether there was no newer version. */
	#send(id: VlobID, fate: Fate): boolean {
		const where = this.#whereIs(id);
		if (where.kind === "unreachable") this.#moveBack(where.entry);
		if (where.kind !== "found" || where.confinementPoint !== null || !where.entry.need_sync) return true;
		if (isFolder(where.entry)) {
			const sent = where.entry;
			const uploaded = folderToUpload(sent, { author: this.id, timestamp: this.#now });
			if (!this.world.upload(uploaded)) return false;
			if (fate !== "lost") this.#store(folderAfterUpload(sent, sent, uploaded, this.pattern));
			return true;
		}
		const sent = this.#reshape(where.entry);
		const uploaded = fileToUpload(sent, { author: this.id, timestamp: this.#now }, null);
		if (!this.world.upload(uploaded)) return false;
		if (fate === "lost") return true;
		if (fate === "written meanwhile") this.write(sent);
		const current = this.entries.get(id);
		assert(current?.type === "local_file");
		this.#store(fileAfterUpload(current, sent, uploaded));
		return true;
	}

	#sendMoved(id: VlobID): void {
		const folder = this.entries.get(id);
		if (!folder?.need_sync || !isFolder(folder) || this.#sending.has(id)) return;
		this.#sending.add(id);
		for (const moved of this.#answer(toSendBefore(folder))) this.outbound(moved);
		this.#sending.delete(id);
	}

	#moveBack(entry: LocalEntry): void {
		const known = this.folder(entry.base.parent);
		const back = known && movedBack(entry, known, this.#now);
		if (back) this.#store(back);
	}

	#reshape(file: LocalFile): LocalFile {
		let sent = file;
		for (const step of reshapePlan(file)) {
			assert(step.whole, "files are written whole here");
			const word = this.world.wordOf(file);
			sent = reshaped(sent, step, sha256(new TextEncoder().encode(word)), step.whole.id)?.file ?? sent;
		}
		assert(isReshaped(sent));
		this.#store(sent);
		return sent;
	}

	#isConfined(id: VlobID): boolean {
		const where = this.#whereIs(id);
		return where.kind === "found" && where.confinementPoint !== null;
	}

	#whereIs(id: VlobID): Whereabouts {
		return this.#answer(pathOf(ROOT, id));
	}

	#answer<T>(steps: Generator<Wanted, T, LocalEntry | null>): T {
		let step = steps.next();
		while (!step.done) {
			const { id: wanted, from } = step.value;
			step = steps.next(from === "device" ? (this.entries.get(wanted) ?? null) : this.get(wanted));
		}
		return step.value;
	}

	/** As the tasks of workspace-engine.md §9 do at their start. */
	syncAll(): void {
		for (const id of [...this.entries.keys()]) this.inbound(id);
		for (const id of [...this.entries.keys()]) this.outbound(id);
	}
}

/** Until no device has anything to send or to learn. */
export function settle(devices: readonly Device[]): void {
	for (let round = 0; round < 100; round++) {
		const before = devices.map(({ changes }) => changes);
		for (const each of devices) {
			each.syncAll();
			each.places();
		}
		if (devices.every(({ changes }, index) => changes === before[index])) return;
	}
	assert.fail("the devices never come to rest");
}
