import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sha256 } from "@parallax/crypto";
import { type BlockAccess, decodeV0, encodeV0, FileManifest, SizeLimit } from "@parallax/protocol";
import { isContentChanged } from "../../src/file/chunk/changed.ts";
import { resize, writeAt } from "../../src/file/chunk/write.ts";
import { standingFor, versionsToTry } from "../../src/file/inbound/selfHeal.ts";
import { updateChildren } from "../../src/file/manifest/children.ts";
import { fileFromRemote, type LocalFile } from "../../src/file/manifest/localFile.ts";
import { newFolder, newRoot } from "../../src/file/manifest/localFolder.ts";
import { mergeEntry } from "../../src/file/merge/entry.ts";
import {
	blocksToUpload,
	fileAfterUpload,
	fileToUpload,
	folderAfterUpload,
	folderToUpload,
	holesToFill,
} from "../../src/file/outbound/upload.ts";
import { ContentModel } from "./support/contentModel.ts";
import {
	at,
	BASE_DATE,
	block,
	CONTEXT,
	children,
	chunkIds,
	digest,
	ids,
	LOCAL_DATE,
	localFolder,
	ME,
	NOW,
	name,
	OTHER,
	remoteFolder,
	TMP,
	vlob,
} from "./support/entries.ts";

const signature = { author: ME, timestamp: NOW };

describe("a folder for the server (workspace-data.md §12.3)", () => {
	const base = remoteFolder("c.tmp:C, a:A", { version: 4 });
	const local = localFolder(base, "b:A, l.tmp:L", { local: "L", remote: "C" }, { parent: vlob("Q") });

	test("the next version, without what stays here, with what is hidden here", () =>
		assert.deepEqual(folderToUpload(local, signature), {
			...base,
			author: ME,
			timestamp: NOW,
			version: 5,
			parent: vlob("Q"),
			updated: LOCAL_DATE,
			children: children("b:A, c.tmp:C"),
		}));

	test("once taken, nothing is left to upload, and what stays here is still there", () => {
		const uploaded = folderToUpload(local, signature);
		assert.deepEqual(folderAfterUpload(local, local, uploaded, TMP), { ...local, base: uploaded, need_sync: false });
	});

	test("changed meanwhile: only its base moves, and the version is no news when it comes back", () => {
		const uploaded = folderToUpload(local, signature);
		const current = updateChildren(local, new Map([[name("n"), vlob("N")]]), TMP, at(9));
		const after = folderAfterUpload(current, local, uploaded, TMP);
		assert.deepEqual(after, { ...current, base: uploaded });
		assert.deepEqual(mergeEntry(after, uploaded, CONTEXT), { kind: "no_change" });
	});

	test("an inbound merge that came first stands", () => {
		const uploaded = folderToUpload(local, signature);
		const merged = { ...local, base: { ...uploaded, version: 6 } };
		assert.equal(folderAfterUpload(merged, local, uploaded, TMP), merged);
	});

	test("a speculative root that the server had not is no longer a guess, changed meanwhile or not", () => {
		const root = newRoot(vlob("root"), ME, BASE_DATE, true);
		const uploaded = folderToUpload(root, signature);
		assert.equal(uploaded.version, 1);
		const changed = updateChildren(root, new Map([[name("n"), vlob("N")]]), TMP, at(9));
		for (const current of [root, changed])
			assert.equal(folderAfterUpload(current, root, uploaded, TMP).speculative, false);
	});

	test("an own upload whose answer was lost only moves the base", () => {
		const uploaded = folderToUpload(local, signature);
		const merge = mergeEntry(local, uploaded, CONTEXT);
		assert.deepEqual(merge, { kind: "merged", entry: { ...local, base: uploaded } });
	});

	test("a placeholder becomes version 1", () => {
		assert.equal(folderToUpload(newFolder(vlob("D"), vlob("P"), ME, at(1)), signature).version, 1);
	});
});

const B: BlockAccess = { id: block("B"), offset: 0n, size: 8n, digest: digest(1) };
const base: FileManifest = {
	type: "file_manifest",
	author: OTHER,
	timestamp: at(1),
	id: vlob("file"),
	parent: vlob("P"),
	version: 1,
	created: at(0),
	updated: at(1),
	size: 8n,
	blocksize: 8n,
	blocks: [B],
};

describe("a file for the server (workspace-data.md §12.3)", () => {
	const sent: LocalFile = { ...fileFromRemote(base), parent: vlob("Q"), need_sync: true, updated: LOCAL_DATE };
	const uploaded = fileToUpload(sent, signature, null);

	test("the next version", () =>
		assert.deepEqual(uploaded, {
			...base,
			...signature,
			version: 2,
			parent: vlob("Q"),
			updated: LOCAL_DATE,
		}));

	test("unless a span is not ready", () =>
		assert.throws(() => fileToUpload(writeAt(sent, 2n, 2, chunkIds(), NOW).file, signature, null), /reshaped/));

	test("the default origin is not written, another one is", () => {
		const origin = { type: "CRYPTPAD", channel_id: "ch1", timestamp: at(1) } as const;
		assert.deepEqual(fileToUpload({ ...sent, origin }, signature, null).origin, origin);
		assert(!("origin" in fileToUpload({ ...sent, origin: { type: "DEFAULT" } }, signature, null)));
	});

	test("once taken, nothing is left to upload", () =>
		assert.deepEqual(fileAfterUpload(sent, sent, uploaded), fileFromRemote(uploaded)));

	test("written meanwhile: only its base moves, and the version is no news when it comes back", () => {
		const current = writeAt(sent, 2n, 2, chunkIds(), NOW).file;
		const after = fileAfterUpload(current, sent, uploaded);
		assert.deepEqual(after, { ...current, base: uploaded });
		assert.deepEqual(mergeEntry(after, uploaded, CONTEXT), { kind: "no_change" });
	});

	test("an inbound merge that came first stands", () => {
		const merged = { ...sent, base: { ...uploaded, version: 3 } };
		assert.equal(fileAfterUpload(merged, sent, uploaded), merged);
	});
});

describe("whole spans without a byte before the last block are sent as zeros (workspace-data.md §10.2)", () => {
	function sparse(offset: number): ContentModel {
		const model = new ContentModel(16n);
		model.play({ kind: "write", offset, data: new Uint8Array([1, 2, 3]) });
		model.reshape();
		return model;
	}

	test("one block of zeros stands for all of them; holes at the end stay holes", () => {
		const model = sparse(50);
		model.play({ kind: "resize", size: 200 });
		assert.equal(holesToFill(model.file), 3);
		const zeros = { id: block("zeros"), digest: sha256(new Uint8Array(16)) };
		const { blocks } = fileToUpload(model.file, signature, zeros);
		assert.deepEqual(
			blocks.map(({ id, offset, size }) => [id, offset, size]),
			[
				[zeros.id, 0n, 16n],
				[zeros.id, 16n, 16n],
				[zeros.id, 32n, 16n],
				[blocksToUpload(model.file)[0]?.id, 50n, 3n],
			],
		);
	});

	test("that is a manifest that every reader accepts, and no change of the content", () => {
		const model = sparse(50);
		const zeros = { id: block("zeros"), digest: digest(0) };
		const uploaded = fileToUpload(model.file, signature, zeros);
		assert.deepEqual(decodeV0(FileManifest, encodeV0(FileManifest, uploaded), SizeLimit.manifest), uploaded);
		const moved = { ...model.file, parent: vlob("Q") };
		assert.equal(isContentChanged(fileAfterUpload(moved, model.file, uploaded)), false);
	});

	test("none to fill in a full file, in an empty one, or in one with a hole inside of a span", () => {
		const full = new ContentModel(16n);
		assert.equal(holesToFill(full.file), 0);
		full.play({ kind: "write", offset: 3, data: new Uint8Array(40) });
		assert.equal(holesToFill(full.file), 0);
	});

	test("too many, or too large, stay holes", () => {
		const model = sparse(3);
		const far = writeAt(model.file, 16n * 4097n, 1, model.newId, NOW).file;
		assert.equal(holesToFill(far), 4096);
		assert.equal(holesToFill(writeAt(model.file, 16n * 4098n, 1, model.newId, NOW).file), 0);
		const large = { ...resize(model.file, 0n, NOW).file, blocksize: 2n ** 40n };
		assert.equal(holesToFill(writeAt(large, 2n ** 41n, 1, model.newId, NOW).file), 0);
	});
});

describe("the last version of an entry is invalid (workspace-engine.md §6)", () => {
	test("those that this device has not seen are tried, from the last one", () => {
		assert.deepEqual([...versionsToTry(6, 3)], [5, 4]);
		assert.deepEqual([...versionsToTry(4, 3)], []);
	});

	test("all of them when it has nothing of the entry", () => {
		assert.deepEqual([...versionsToTry(4, null)], [3, 2, 1]);
		assert.equal([...versionsToTry(2 ** 32 - 1, null)].length, 64, "however many versions the server claims");
	});

	test("the one that is taken stands for the invalid one: the next upload is the version that the server expects", () => {
		const merge = mergeEntry(fileFromRemote(base), standingFor(base, 4), CONTEXT);
		assert(merge.kind === "merged" && merge.entry.type === "local_file");
		assert.equal(fileToUpload(merge.entry, signature, null).version, 5);
		const folder = mergeEntry(null, standingFor(remoteFolder("a:A"), 2), CONTEXT);
		assert(folder.kind === "merged" && folder.entry.type === "local_folder_manifest");
		assert.equal(folderToUpload(folder.entry, signature).version, 3);
		assert.deepEqual(folder.entry.children, children("a:A"));
		assert.deepEqual(folder.entry.local_confinement_points, ids(""));
	});
});
