import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sha256 } from "@parallax/crypto";
import {
	type BlockAccess,
	type ChunkView,
	DecodeError,
	decodeV0,
	encodeV0,
	type FileManifest,
	SizeLimit,
} from "@parallax/protocol";
import fc from "fast-check";
import { isContentChanged } from "../../src/file/chunk/changed.ts";
import { readPlan } from "../../src/file/chunk/read.ts";
import { reshaped, reshapePlan } from "../../src/file/chunk/reshape.ts";
import { Spans } from "../../src/file/chunk/spans.ts";
import { chunkOfBlock, newChunk } from "../../src/file/chunk/view.ts";
import { resize, writeAt } from "../../src/file/chunk/write.ts";
import {
	BLOCKSIZE,
	fileFromRemote,
	type LocalFile,
	loadFile,
	newFile,
	StoredFile,
	storeFile,
} from "../../src/file/manifest/localFile.ts";
import { ContentModel, contentMoves } from "./support/contentModel.ts";
import { at, block, chunkIds, digest, LOCAL_DATE, ME, NOW, OTHER, vlob } from "./support/entries.ts";

const text = (words: string) => new TextEncoder().encode(words);

describe("a file is its bytes, whatever is done to it", () => {
	for (const blocksize of [8n, 16n, 64n])
		test(`in spans of ${blocksize} bytes`, () => {
			fc.assert(
				fc.property(contentMoves, (moves) => {
					const model = new ContentModel(blocksize);
					for (const move of moves) model.play(move);
					model.checkRead(0, 500);
					model.upload();
					model.checkRead(0, 500);
				}),
				{ numRuns: 150 },
			);
		});
});

test("the worked example of workspace-engine.md §5", () => {
	const model = new ContentModel(16n);
	const views = () =>
		[...model.file.spans].map(({ chunks }) => chunks.map(({ start, stop }) => `${start}-${stop}`).join(" "));
	const write = (offset: number, words: string) => model.play({ kind: "write", offset, data: text(words) });
	write(0, "Hello ");
	assert.deepEqual(views(), ["0-6"]);
	write(6, "world !");
	assert.deepEqual(views(), ["0-6 6-13"]);
	write(13, "\n More content");
	assert.deepEqual(views(), ["0-6 6-13 13-16", "16-27"]);
	write(20, "c");
	assert.deepEqual(views(), ["0-6 6-13 13-16", "16-20 20-21 21-27"]);
	const [first, , third] = model.file.spans.get(1n);
	assert.equal(first?.id, third?.id, "the same data, before and after what was written");
	model.play({ kind: "resize", size: 40 });
	assert.equal(model.file.size, 40n);
	assert.deepEqual(model.read(27, 100), new Uint8Array(13));
	model.play({ kind: "resize", size: 25 });
	const cut = model.file.spans.get(1n).at(-1);
	assert.deepEqual([cut?.start, cut?.stop, cut?.raw_offset, cut?.raw_size], [21n, 25n, 16n, 11n]);
	const known = new Set([...model.file.spans.chunks()].map(({ id }) => id));
	const before = model.file;
	model.reshape();
	assert.deepEqual(views(), ["0-16", "16-25"]);
	const blocks = [...model.file.spans.chunks()];
	assert(blocks.every(({ id }) => !known.has(id)));
	assert.deepEqual(
		blocks.map(({ access }) => access?.digest),
		[sha256(text("Hello world !\n M")), sha256(text("ore conte"))],
	);
	assert.deepEqual(model.file, { ...before, spans: model.file.spans });
});

test("a span of one whole chunk keeps its data and id; one that changed since it was planned is to be planned again", () => {
	const model = new ContentModel(16n);
	model.play({ kind: "write", offset: 100, data: text("abc") });
	const [step] = reshapePlan(model.file);
	assert(step?.whole);
	assert.equal(reshaped(model.file, step, digest(1), model.newId())?.file.spans.last?.chunks[0]?.id, step.whole.id);
	model.play({ kind: "write", offset: 4, data: text("x") });
	assert(reshaped(model.file, step, digest(1), model.newId()), "a write to another span does not matter");
	model.play({ kind: "write", offset: 101, data: text("x") });
	assert.equal(reshaped(model.file, step, digest(1), model.newId()), null);
});

test("a block starts at the first written byte of its span", () => {
	const model = new ContentModel(64n);
	model.play({ kind: "write", offset: 70, data: text("a") });
	model.play({ kind: "write", offset: 75, data: text("b") });
	model.reshape();
	const [chunk] = model.file.spans.chunks();
	assert.deepEqual([chunk?.access?.offset, chunk?.access?.size], [70n, 6n]);
});

test("writing nothing, or resizing to the same size, gives the same file back", () => {
	const file = newFile(vlob("file"), vlob("P"), ME, at(0));
	assert.equal(writeAt(file, 1000n, 0, chunkIds(), NOW).file, file);
	assert.equal(resize(file, 0n, NOW).file, file);
});

test("a file never goes over the largest size that the protocol writes", () => {
	const file = newFile(vlob("file"), vlob("P"), ME, at(0));
	assert.throws(() => writeAt(file, 2n ** 64n - 1n, 1, chunkIds(), NOW), RangeError);
	assert.throws(() => resize(file, 2n ** 64n, NOW), RangeError);
});

test("holes cost nothing, however wide", () => {
	const far: FileManifest = {
		type: "file_manifest",
		author: OTHER,
		timestamp: at(1),
		id: vlob("file"),
		parent: vlob("P"),
		version: 1,
		created: at(1),
		updated: at(1),
		size: 2n ** 60n + 8n,
		blocksize: 8n,
		blocks: [{ id: block("B"), offset: 2n ** 60n, size: 8n, digest: digest(1) }],
	};
	const file = fileFromRemote(far);
	assert.equal(file.spans.count, 1);
	const stored = encodeV0(StoredFile, storeFile(file));
	assert(stored.length < 1000);
	assert.deepEqual(loadFile(decodeV0(StoredFile, stored, SizeLimit.manifest)), file);
	assert.deepEqual(
		readPlan(file, 2n ** 60n - 4n, 100n).map(({ kind, start, stop }) => [kind, stop - start]),
		[
			["hole", 4n],
			["data", 8n],
		],
	);
	assert.equal(resize(file, 5n, NOW).file.spans.count, 0);
});

describe("spans are found, put, and cut as in a plain map", () => {
	test("over many pages", () => {
		const index = fc.oneof(fc.bigInt(0n, 2000n), fc.constantFrom(2n ** 40n, 2n ** 57n));
		const moves = fc.array(fc.tuple(fc.constantFrom("put", "remove", "cut"), index), { maxLength: 60 });
		fc.assert(
			fc.property(moves, (played) => {
				const model = new Map<bigint, readonly ChunkView[]>();
				const newId = chunkIds();
				let spans = Spans.none;
				for (const [kind, at] of played) {
					const chunks = kind === "put" ? [newChunk(newId(), at * 8n, at * 8n + 1n)] : [];
					if (kind === "cut") {
						spans = spans.before(at);
						for (const each of [...model.keys()]) if (each >= at) model.delete(each);
					} else {
						spans = spans.with(at, chunks);
						if (kind === "put") model.set(at, chunks);
						else model.delete(at);
					}
				}
				const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
				assert.deepEqual(
					[...spans].map((span) => [span.index, span.chunks]),
					sorted,
				);
				assert.deepEqual(Spans.of(spans.chunks(), 8n), spans);
				assert.equal(spans.count, model.size);
				assert.equal(spans.last?.index, sorted.at(-1)?.[0]);
				for (const [at, chunks] of model) assert.equal(spans.get(at), chunks);
				assert.deepEqual(spans.get(1n), model.get(1n) ?? []);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("whether the content changed here (workspace-engine.md §5)", () => {
	const B: BlockAccess = { id: block("B"), offset: 0n, size: 8n, digest: digest(1) };
	const C: BlockAccess = { id: block("C"), offset: 16n, size: 4n, digest: digest(2) };
	const remote: FileManifest = {
		type: "file_manifest",
		author: OTHER,
		timestamp: at(1),
		id: vlob("file"),
		parent: vlob("P"),
		version: 1,
		created: at(1),
		updated: at(1),
		size: 20n,
		blocksize: 8n,
		blocks: [B, C],
	};
	const same = fileFromRemote(remote);
	const wrote = (file: LocalFile, offset: bigint, length: number) =>
		writeAt(file, offset, length, chunkIds(), LOCAL_DATE).file;
	const withFirst = (chunk: ChunkView) => ({ ...same, spans: same.spans.with(0n, [chunk]) });

	test("no, with the same blocks and a hole", () => assert.equal(isContentChanged(same), false));

	test("no, moved or only dated", () =>
		assert.equal(isContentChanged({ ...same, parent: vlob("Q"), updated: NOW, need_sync: true }), false));

	const changed: [string, LocalFile][] = [
		["the blocksize changed", { ...same, blocksize: 32n, spans: Spans.of(same.spans.chunks(), 32n) }],
		["the size grew", resize(same, 30n, NOW).file],
		["empty, then written", wrote(fileFromRemote({ ...remote, size: 0n, blocks: [] }), 0n, 4)],
		["cut to nothing", resize(same, 0n, NOW).file],
		["partly cut", resize(same, 18n, NOW).file],
		["partly overwritten", wrote(same, 2n, 2)],
		["totally overwritten", wrote(same, 0n, 8)],
		["a hole written", wrote(same, 9n, 2)],
		["another id", withFirst(chunkOfBlock({ ...B, id: block("X") }))],
		["another offset", withFirst(chunkOfBlock({ ...B, offset: 1n, size: 7n }))],
		["another size", withFirst(chunkOfBlock({ ...B, size: 7n }))],
		["another digest", withFirst(chunkOfBlock({ ...B, digest: digest(9) }))],
	];
	for (const [title, file] of changed) test(`yes: ${title}`, () => assert.equal(isContentChanged(file), true));

	test("yes, when a file was cut and grown back to its size: blocks of the base are left over", () => {
		const back = resize(resize(same, 8n, NOW).file, 20n, NOW).file;
		assert.equal(isContentChanged(back), true);
	});
});

test("what is read from the disk is a file whose chunks keep their rules, or nothing", () => {
	const model = new ContentModel(8n);
	model.play({ kind: "write", offset: 0, data: text("0123456789") });
	const good = storeFile(model.file);
	const chunk = (start: bigint, stop: bigint, change: Partial<ChunkView> = {}) => ({
		...newChunk(chunkIds()(), start, stop),
		...change,
	});
	const broken: Partial<StoredFile>[] = [
		{ parent: good.base.id },
		{ blocksize: 4n },
		{ chunks: [chunk(0n, 9n)] },
		{ chunks: [chunk(0n, 4n), chunk(3n, 5n)] },
		{ chunks: [chunk(8n, 10n), chunk(0n, 4n)] },
		{ chunks: [chunk(8n, 11n)] },
		{ chunks: [chunk(1n, 1n, { raw_size: 1n })] },
		{ chunks: [chunk(1n, 3n, { raw_offset: 2n })] },
		{ chunks: [chunk(1n, 3n, { raw_size: 1n })] },
	];
	for (const change of broken) assert.throws(() => encodeV0(StoredFile, { ...good, ...change }), DecodeError);
});

describe("a file whose spans are larger than any block, as only somebody hostile announces them", () => {
	const MAX = 64n * 1024n * 1024n;
	const written = (offset: bigint) => ({ id: block(`${offset}`), offset, size: 2n, digest: digest(1) });
	/** Two bytes, and two more 2^50 further, in one span: a block of what is between would be as long. */
	function huge(blocksize: bigint): LocalFile {
		const base = newFile(vlob("F"), vlob("P"), OTHER, at(0)).base;
		return fileFromRemote({ ...base, version: 1, size: 2n ** 51n, blocksize, blocks: [written(0n)] });
	}
	const refused = { reason: { kind: "invalid_manifest", detail: "blocksize_too_large" } };

	test("is not written in, nor cut in the middle of what it holds", () => {
		for (const blocksize of [MAX + 1n, 2n ** 60n]) {
			assert.throws(() => writeAt(huge(blocksize), 2n ** 50n, 2, chunkIds(), NOW), refused);
			assert.throws(() => resize(huge(blocksize), 1n, NOW), refused);
		}
		assert.equal(writeAt(huge(MAX), 2n ** 50n, 2, chunkIds(), NOW).file.blocksize, MAX);
	});

	test("is read, and made longer, as any other", () => {
		const longer = resize(huge(2n ** 60n), 2n ** 52n, NOW).file;
		assert.equal(longer.size, 2n ** 52n);
		assert.deepEqual(
			readPlan(longer, 1n, 3n).map(({ kind, start, stop }) => [kind, start, stop]),
			[
				["data", 1n, 2n],
				["hole", 2n, 4n],
			],
		);
	});

	test("gets spans of our own once it is empty", () => {
		const emptied = resize(huge(2n ** 60n), 0n, NOW);
		assert.equal(emptied.file.blocksize, BLOCKSIZE);
		assert.equal(emptied.unused.length, 1);
		const hole = { ...huge(2n ** 60n), spans: Spans.none };
		const file = writeAt(hole, BLOCKSIZE - 1n, 2, chunkIds(), NOW).file;
		assert.deepEqual([file.blocksize, file.spans.count], [BLOCKSIZE, 2]);
	});
});
