import assert from "node:assert/strict";
import { ConnectionError } from "@parallax/client";
import { sha256 } from "@parallax/crypto";
import {
	type BlockAccess,
	type BlockID,
	ChildManifest,
	DateTime,
	type DeviceID,
	decodeV0,
	encodeV0,
	type RealmRole,
	RootManifest,
	type VlobID,
} from "@parallax/protocol";
import { FileFailure, type FileFailureReason, type InvalidManifestReason } from "../../../src/file/failure.ts";
import type { RemoteEntry } from "../../../src/file/merge/entry.ts";
import type { Signature } from "../../../src/file/outbound/upload.ts";
import type { Fetched, ManifestUpload, RealmChanges, RemoteFiles } from "../../../src/file/remote/remoteFiles.ts";

/** One call of one device. */
export interface RealmCall {
	readonly device: DeviceID;
	readonly name: keyof RemoteFiles;
	/** Of entries, or of a block; none when an upload is not made yet. */
	readonly ids: readonly (VlobID | BlockID)[];
}

/** What becomes of one call: `answer` is what the server does when nobody meddles, and may be awaited, refused, or lost. */
export type Meddle = <T>(call: RealmCall, answer: () => T) => T | Promise<T>;

/** What the server tells the other devices when it took a version. */
export interface VlobEvent {
	readonly author: DeviceID;
	readonly id: VlobID;
	readonly version: number;
}

interface Stored {
	/** As bytes: nobody shares a value with anybody. */
	readonly encoded: Uint8Array;
	readonly timestamp: DateTime;
	invalid: InvalidManifestReason | null;
}

/**
 * A workspace on a server, in memory, for any number of simulated devices: versions of entries, blocks, the checkpoint, roles.
 * It refuses what a server refuses, and fails the test when a device sends what no device may send.
 */
export class FakeRealm {
	readonly root: VlobID;
	/** Everything that was called, in order. */
	readonly calls: RealmCall[] = [];
	/** `not_bootstrapped`: the server does not know the workspace, until the test sets this. */
	state: "available" | "realm_archived" | "realm_deleted" | "not_bootstrapped" = "available";
	/** The last certificate: versions are to be newer, whatever the clock of a device says. */
	lastCertificate = DateTime.EPOCH;
	/** Whether the server reaches its blocks. */
	storeAvailable = true;
	meddle: Meddle = (_, answer) => answer();
	readonly #vlobs = new Map<VlobID, Stored[]>();
	readonly #blocks = new Map<BlockID, Uint8Array>();
	/** Which entry each version ever accepted was of: its length is the checkpoint. */
	readonly #log: VlobID[] = [];
	readonly #roles = new Map<DeviceID, RealmRole | null>();
	readonly #listeners = new Set<(event: VlobEvent) => void>();
	#now = DateTime.parse("2026-01-01T00:00:00Z");

	constructor(root: VlobID) {
		this.root = root;
	}

	/** A second later. */
	now(): DateTime {
		this.#now = DateTime.add(this.#now, 1_000_000n);
		return this.#now;
	}

	/** What a device sees of it. The same device may be opened again. */
	open(device: DeviceID, role: RealmRole = "OWNER"): RemoteFiles {
		if (!this.#roles.has(device)) this.#roles.set(device, role);
		return new FakeRemote(this, device);
	}

	/** Gives, changes or takes a role. */
	setRole(device: DeviceID, role: RealmRole | null): void {
		this.#roles.set(device, role);
	}

	/** Calls `listener` for each version that is accepted, as the events of a server do. Returns what ends that. */
	subscribe(listener: (event: VlobEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Cuts the network at the call that comes after `count` others: before the server takes it, or before its answer comes. */
	cutAfter(count: number, when: "before" | "after", only: (call: RealmCall) => boolean = () => true): void {
		let left = count;
		this.meddle = (call, answer) => {
			if (!only(call) || left-- !== 0) return answer();
			if (when === "after") answer();
			throw new ConnectionError("offline");
		};
	}

	/** Nobody reaches the server, or those of one device do not. */
	offline(device?: DeviceID): void {
		this.meddle = (call, answer) => {
			if (device === undefined || call.device === device) throw new ConnectionError("offline");
			return answer();
		};
	}

	honest(): void {
		this.meddle = (_, answer) => answer();
	}

	/** Every version of an entry, oldest first. */
	versionsOf(id: VlobID): readonly RemoteEntry[] {
		return (this.#vlobs.get(id) ?? []).map(({ encoded }) => this.#decode(id, encoded));
	}

	/** The last version of an entry. */
	last(id: VlobID): RemoteEntry | undefined {
		return this.versionsOf(id).at(-1);
	}

	/** Every entry that has a version. */
	get ids(): readonly VlobID[] {
		return [...this.#vlobs.keys()];
	}

	get blockCount(): number {
		return this.#blocks.size;
	}

	get checkpoint(): bigint {
		return BigInt(this.#log.length);
	}

	/** From now on a version, the last unless told, breaks a rule for whoever fetches it; `null` mends it. */
	spoil(id: VlobID, reason: InvalidManifestReason | null, version = this.#vlobs.get(id)?.length): void {
		const stored = version === undefined ? undefined : this.#vlobs.get(id)?.[version - 1];
		assert(stored, "only what was uploaded can be spoilt");
		stored.invalid = reason;
	}

	/** Replaces the bytes of a block, or destroys them. */
	spoilBlock(id: BlockID, data: Uint8Array | null): void {
		assert(this.#blocks.has(id), "only what was uploaded can be spoilt");
		if (data) this.#blocks.set(id, data);
		else this.#blocks.delete(id);
	}

	async answer<T>(call: RealmCall, effect: () => T): Promise<T> {
		// As over a network, nothing is there in the same turn.
		await Promise.resolve();
		this.calls.push(call);
		const answer = await this.meddle(call, effect);
		await Promise.resolve();
		return answer;
	}

	fetch(device: DeviceID, ids: readonly VlobID[], at: DateTime | null): ReadonlyMap<VlobID, Fetched> {
		this.#mustRead(device);
		const found = new Map<VlobID, Fetched>();
		for (const id of ids) {
			const index = (this.#vlobs.get(id) ?? []).findLastIndex(({ timestamp }) => at === null || timestamp <= at);
			const fetched = this.#fetched(id, index + 1);
			if (fetched) found.set(id, fetched);
		}
		return found;
	}

	fetchVersion(device: DeviceID, id: VlobID, version: number): Fetched | null {
		this.#mustRead(device);
		return this.#fetched(id, version);
	}

	changesSince(device: DeviceID, checkpoint: bigint): RealmChanges {
		this.#mustRead(device);
		const changed = new Set(this.#log.slice(Number(checkpoint)));
		const last = BigInt(this.#log.length);
		return {
			checkpoint: last > checkpoint ? last : checkpoint,
			changes: [...changed].map((id) => [id, this.#vlobs.get(id)?.length ?? 0] as const),
		};
	}

	/** `make` is called once more for each timestamp that is too old, as with a server. */
	upload(device: DeviceID, make: (signature: Signature) => RemoteEntry): ManifestUpload {
		this.#mustWrite(device);
		let manifest = signed(make, device, this.now());
		if (manifest.timestamp <= this.lastCertificate)
			manifest = signed(make, device, DateTime.add(this.lastCertificate, 100_000n));
		const { id, version, timestamp } = manifest;
		const encoded = encodeV0(id === this.root ? RootManifest : ChildManifest, manifest);
		this.#decode(id, encoded);
		const known = this.#vlobs.get(id) ?? [];
		if (known.length > 0 && version === 1) return { kind: "version_conflict" };
		if (known.length === 0 && version > 1) fail({ kind: "not_bootstrapped" });
		if (version !== known.length + 1) return { kind: "version_conflict" };
		if (manifest.type === "file_manifest")
			for (const block of manifest.blocks) assert(this.#blocks.has(block.id), "blocks go before their manifest");
		known.push({ encoded, timestamp, invalid: null });
		this.#vlobs.set(id, known);
		this.#log.push(id);
		for (const listener of this.#listeners) queueMicrotask(() => listener({ author: device, id, version }));
		return { kind: "ok", manifest };
	}

	uploadBlock(device: DeviceID, id: BlockID, data: Uint8Array): void {
		this.#mustWrite(device);
		if (this.#blocks.has(id)) return;
		if (!this.storeAvailable) fail({ kind: "store_unavailable" });
		this.#blocks.set(id, data.slice());
	}

	downloadBlock(device: DeviceID, { id, size, digest }: BlockAccess): Uint8Array {
		this.#mustRead(device);
		const data = this.#blocks.get(id);
		if (!data) fail({ kind: "invalid_block", detail: "not_there" });
		if (!this.storeAvailable) fail({ kind: "store_unavailable" });
		if (BigInt(data.length) !== size) fail({ kind: "invalid_block", detail: "size_mismatch" });
		if (!Buffer.from(sha256(data)).equals(digest)) fail({ kind: "invalid_block", detail: "hash_digest_mismatch" });
		return data.slice();
	}

	#fetched(id: VlobID, version: number): Fetched | null {
		const stored = this.#vlobs.get(id)?.[version - 1];
		if (!stored) return null;
		if (stored.invalid) return { kind: "invalid", version, reason: stored.invalid };
		return { kind: "valid", manifest: this.#decode(id, stored.encoded) };
	}

	#decode(id: VlobID, encoded: Uint8Array): RemoteEntry {
		return decodeV0(id === this.root ? RootManifest : ChildManifest, encoded);
	}

	#mustRead(device: DeviceID): void {
		if (this.state === "realm_deleted" || this.state === "not_bootstrapped") fail({ kind: this.state });
		if (!this.#roles.get(device)) fail({ kind: "author_not_allowed" });
	}

	#mustWrite(device: DeviceID): void {
		if (this.state !== "available") fail({ kind: this.state });
		const role = this.#roles.get(device);
		if (!role || role === "READER") fail({ kind: "author_not_allowed" });
	}
}

/** One device's side. */
class FakeRemote implements RemoteFiles {
	readonly #realm: FakeRealm;
	readonly #device: DeviceID;

	constructor(realm: FakeRealm, device: DeviceID) {
		this.#realm = realm;
		this.#device = device;
	}

	fetch(ids: readonly VlobID[], at: DateTime | null): Promise<ReadonlyMap<VlobID, Fetched>> {
		return this.#call("fetch", ids, () => this.#realm.fetch(this.#device, ids, at));
	}

	fetchVersion(id: VlobID, version: number): Promise<Fetched | null> {
		return this.#call("fetchVersion", [id], () => this.#realm.fetchVersion(this.#device, id, version));
	}

	changesSince(checkpoint: bigint): Promise<RealmChanges> {
		return this.#call("changesSince", [], () => this.#realm.changesSince(this.#device, checkpoint));
	}

	upload(make: (signature: Signature) => RemoteEntry): Promise<ManifestUpload> {
		return this.#call("upload", [], () => this.#realm.upload(this.#device, make));
	}

	uploadBlock(id: BlockID, data: Uint8Array): Promise<void> {
		return this.#call("uploadBlock", [id], () => this.#realm.uploadBlock(this.#device, id, data));
	}

	downloadBlock(access: BlockAccess): Promise<Uint8Array> {
		return this.#call("downloadBlock", [access.id], () => this.#realm.downloadBlock(this.#device, access));
	}

	#call<T>(name: keyof RemoteFiles, ids: RealmCall["ids"], effect: () => T): Promise<T> {
		return this.#realm.answer({ device: this.#device, name, ids }, effect);
	}
}

function signed(make: (signature: Signature) => RemoteEntry, author: DeviceID, timestamp: DateTime): RemoteEntry {
	const manifest = make({ author, timestamp });
	assert.equal(manifest.author, author, "a device signs in its own name");
	assert.equal(manifest.timestamp, timestamp, "a manifest is of the instant that it is given");
	return manifest;
}

function fail(reason: FileFailureReason): never {
	throw new FileFailure(reason);
}
