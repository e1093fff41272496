import assert from "node:assert/strict";
import { sha256 } from "@parallax/crypto";
import { BlockID, type ChunkID, decodeV0, encodeV0, FileManifest, SizeLimit } from "@parallax/protocol";
import fc from "fast-check";
import { assemble, readPlan } from "../../../src/file/chunk/read.ts";
import { isReshaped, type ReshapeStep, reshaped, reshapePlan } from "../../../src/file/chunk/reshape.ts";
import { chunkId } from "../../../src/file/chunk/view.ts";
import { type Rewritten, resize, writeAt } from "../../../src/file/chunk/write.ts";
import { type LocalFile, loadFile, newFile, StoredFile, storeFile } from "../../../src/file/manifest/localFile.ts";
import { blocksToUpload, fileAfterUpload, fileToUpload, holesToFill } from "../../../src/file/outbound/upload.ts";
import { at, chunkIds, ME, NOW, vlob } from "./entries.ts";

export type ContentMove =
	| { readonly kind: "write"; readonly offset: number; readonly data: Uint8Array }
	| { readonly kind: "resize"; readonly size: number }
	| { readonly kind: "read"; readonly offset: number; readonly size: number }
	/** As many spans at most. */
	| { readonly kind: "reshape"; readonly steps: number }
	| { readonly kind: "upload" }
	| { readonly kind: "restart" };

const MAX = 120;

export const contentMoves: fc.Arbitrary<ContentMove[]> = fc.array(
	fc.oneof(
		{
			weight: 5,
			arbitrary: fc.record({
				kind: fc.constant("write" as const),
				offset: fc.nat(MAX),
				data: fc.uint8Array({ maxLength: 45 }),
			}),
		},
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant("resize" as const), size: fc.nat(MAX) }) },
		{
			weight: 2,
			arbitrary: fc.record({ kind: fc.constant("read" as const), offset: fc.nat(MAX), size: fc.nat(60) }),
		},
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant("reshape" as const), steps: fc.nat(4) }) },
		{ weight: 1, arbitrary: fc.constant({ kind: "upload" as const }) },
		{ weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
	),
	{ maxLength: 60, size: "max" },
);

/** A file, the data of its chunks, and what its bytes are to be. */
export class ContentModel {
	file: LocalFile;
	/** What was not uploaded yet. */
	readonly data = new Map<ChunkID, Uint8Array>();
	readonly server = new Map<ChunkID, Uint8Array>();
	bytes = new Uint8Array();
	readonly newId = chunkIds();

	constructor(blocksize: bigint) {
		this.file = { ...newFile(vlob("file"), vlob("P"), ME, at(0)), blocksize };
	}

	play(move: ContentMove): void {
		switch (move.kind) {
			case "write":
				this.#write(move.offset, move.data);
				break;
			case "resize":
				this.#take(resize(this.file, BigInt(move.size), NOW));
				this.bytes = grown(this.bytes.slice(0, move.size), move.size);
				break;
			case "read":
				this.checkRead(move.offset, move.size);
				break;
			case "reshape":
				this.reshape(move.steps);
				break;
			case "upload":
				this.upload();
				break;
			case "restart":
				this.file = loadFile(decodeV0(StoredFile, encodeV0(StoredFile, storeFile(this.file)), SizeLimit.manifest));
				break;
		}
		this.checkChunks();
	}

	#write(offset: number, data: Uint8Array): void {
		const change = writeAt(this.file, BigInt(offset), data.length, this.newId, NOW);
		for (const { id, from, to } of change.written) this.data.set(id, data.slice(from, to));
		this.#take(change);
		if (data.length === 0) return;
		this.bytes = grown(this.bytes, offset + data.length);
		this.bytes.set(data, offset);
	}

	#take({ file, unused }: Rewritten): void {
		this.file = file;
		for (const id of unused) assert(this.data.delete(id) || this.server.has(id), "what is told to be unused was known");
	}

	readonly #dataOf = (id: ChunkID) => this.data.get(id) ?? this.server.get(id);

	reshape(most = Number.POSITIVE_INFINITY): void {
		const steps: ReshapeStep[] = [];
		for (const step of reshapePlan(this.file)) if (steps.length < most) steps.push(step);
		for (const step of steps) {
			const block = assemble(step.extents, this.#dataOf);
			const id = this.newId();
			const change = reshaped(this.file, step, sha256(block), id);
			assert(change, "a step is still good after those of other spans");
			if (!step.whole) this.data.set(id, block);
			this.#take(change);
		}
	}

	upload(): void {
		this.reshape();
		assert(isReshaped(this.file));
		for (const { id } of blocksToUpload(this.file)) this.#send(chunkId(id));
		const zeros = holesToFill(this.file) > 0 ? this.#zeroBlock() : null;
		const uploaded = fileToUpload(this.file, { author: ME, timestamp: NOW }, zeros);
		const received = decodeV0(FileManifest, encodeV0(FileManifest, uploaded), SizeLimit.manifest);
		this.file = fileAfterUpload(this.file, this.file, received);
		assert.equal(this.file.need_sync, false);
	}

	#send(id: ChunkID): void {
		const data = this.data.get(id);
		if (data) this.server.set(id, data);
		this.data.delete(id);
	}

	#zeroBlock() {
		const zeros = new Uint8Array(Number(this.file.blocksize));
		const id = BlockID.parse(this.newId());
		this.server.set(chunkId(id), zeros);
		return { id, digest: sha256(zeros) };
	}

	read(offset: number, size: number): Uint8Array {
		return assemble(readPlan(this.file, BigInt(offset), BigInt(size)), this.#dataOf);
	}

	checkRead(offset: number, size: number): void {
		assert.deepEqual(this.read(offset, size), this.bytes.slice(offset, offset + size));
	}

	/** What was not uploaded is kept as long as the file needs it, and no longer; encoding checks its layout (workspace-data.md §12.2). */
	checkChunks(): void {
		encodeV0(StoredFile, storeFile(this.file));
		assert.equal(this.file.size, BigInt(this.bytes.length));
		const needed = new Set([...this.file.spans.chunks()].map(({ id }) => id));
		for (const id of needed) assert(this.#dataOf(id), "what is needed is kept");
		for (const id of this.data.keys()) assert(needed.has(id), "what is kept is needed");
	}
}

function grown(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(Math.max(bytes.length, size));
	larger.set(bytes);
	return larger;
}
