import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BlockAccess, FileManifest, FileManifestOrigin } from "@parallax/protocol";
import { Spans } from "../../src/file/chunk/spans.ts";
import { chunkOfBlock } from "../../src/file/chunk/view.ts";
import { resize, writeAt } from "../../src/file/chunk/write.ts";
import { fetchedFolder } from "../../src/file/manifest/confinement.ts";
import { fileFromRemote, type LocalFile, newFile } from "../../src/file/manifest/localFile.ts";
import { type LocalEntry, newFolder } from "../../src/file/manifest/localFolder.ts";
import { conflictCopy } from "../../src/file/merge/conflictCopy.ts";
import { mergeEntry } from "../../src/file/merge/entry.ts";
import { movedBack, welcoming } from "../../src/file/merge/parent.ts";
import {
	at,
	block,
	CONTEXT,
	children,
	chunkIds,
	digest,
	LOCAL_DATE,
	localFolder,
	ME,
	NOW,
	name,
	OTHER,
	REMOTE_DATE,
	remoteFolder,
	vlob,
} from "./support/entries.ts";

const B: BlockAccess = { id: block("B"), offset: 0n, size: 10n, digest: digest(1) };
const OTHER_BLOCK: BlockAccess = { id: block("R"), offset: 0n, size: 10n, digest: digest(2) };

function cryptpad(channel_id: string, second: number): FileManifestOrigin {
	return { type: "CRYPTPAD", channel_id, timestamp: at(second) };
}

const base: FileManifest = {
	type: "file_manifest",
	author: OTHER,
	timestamp: at(1),
	id: vlob("file"),
	parent: vlob("P"),
	version: 1,
	created: at(0),
	updated: at(1),
	size: 10n,
	blocksize: 10n,
	blocks: [B],
};

const received = (change: Partial<FileManifest> = {}): FileManifest => ({
	...base,
	version: 2,
	timestamp: REMOTE_DATE,
	updated: REMOTE_DATE,
	...change,
});

const local = (change: Partial<LocalFile> = {}, of: FileManifest = base): LocalFile => ({
	...fileFromRemote(of),
	need_sync: true,
	updated: LOCAL_DATE,
	...change,
});

/** Content changed on this device. */
const written = (file: LocalFile) => ({ ...writeAt(file, 2n, 4, chunkIds(), LOCAL_DATE).file });
const Q = { parent: vlob("Q") };
const R = { parent: vlob("R") };
const OWN = { author: ME };
const REWRITTEN = { blocks: [OTHER_BLOCK] };

function merged(ours: LocalEntry, remote: FileManifest): LocalFile {
	const merge = mergeEntry(ours, remote, CONTEXT);
	assert(merge.kind === "merged" && merge.entry.type === "local_file");
	return merge.entry;
}

describe("files that changed on both sides (workspace-engine.md §7.7)", () => {
	test("1. a version that is not newer changes nothing", () => {
		for (const version of [0, 1])
			assert.deepEqual(mergeEntry(written(local()), received({ version }), CONTEXT), { kind: "no_change" });
	});

	test("2. without local change: exactly the remote", () => {
		const changes: Partial<FileManifest>[] = [
			{},
			Q,
			{ blocksize: 20n },
			REWRITTEN,
			{ size: 0n, blocks: [] },
			{ origin: cryptpad("ch1", 5) },
		];
		for (const change of changes)
			assert.deepEqual(merged(local({ need_sync: false }), received(change)), fileFromRemote(received(change)));
	});

	test("3. only `updated` on both sides: the remote", () =>
		assert.deepEqual(merged(local(), received()), fileFromRemote(received())));

	test("4. only `updated`, remote parent: the remote", () =>
		assert.deepEqual(merged(local(), received(Q)), fileFromRemote(received(Q))));

	test("5. local content, remote parent: both", () => {
		const ours = written(local());
		assert.deepEqual(merged(ours, received(Q)), { ...ours, ...Q, base: received(Q), updated: NOW });
	});

	test("6. local parent, only `updated`", () =>
		assert.deepEqual(merged(local(Q), received()), {
			...fileFromRemote(received()),
			...Q,
			need_sync: true,
			updated: NOW,
		}));

	test("7. local parent, remote content: both", () =>
		assert.deepEqual(merged(local(Q), received(REWRITTEN)), {
			...fileFromRemote(received(REWRITTEN)),
			...Q,
			need_sync: true,
			updated: NOW,
		}));

	test("8. two parents: the remote one", () =>
		assert.deepEqual(merged(local(Q), received(R)), fileFromRemote(received(R))));

	test("9. the same parent: nothing to upload", () =>
		assert.deepEqual(merged(local(Q), received(Q)), fileFromRemote(received(Q))));

	test("10. two parents, local content", () => {
		const ours = written(local(Q));
		assert.deepEqual(merged(ours, received(R)), { ...ours, ...R, base: received(R), updated: NOW });
	});

	test("11. two parents, remote by ourself: the local file, on that base", () => {
		const remote = received({ ...R, ...OWN });
		assert.deepEqual(merged(local(Q), remote), { ...local(Q), base: remote });
	});

	test("12. the same content changed, remote by ourself: the local file, on that base", () => {
		for (const change of [REWRITTEN, { size: 5n, blocks: [] }, { blocksize: 20n }]) {
			const remote = received({ ...change, ...OWN });
			const ours = written(local());
			assert.deepEqual(merged(ours, remote), { ...ours, base: remote });
		}
	});

	test("13. the same kind of content changed: a conflict", () => {
		const pairs: [LocalFile, Partial<FileManifest>][] = [
			[local({ blocksize: 30n }), { blocksize: 20n }],
			[local({ spans: Spans.of([chunkOfBlock({ ...B, id: block("L") })], 10n) }), REWRITTEN],
			[resize(local(), 4n, LOCAL_DATE).file, { size: 8n, blocks: [{ ...OTHER_BLOCK, size: 8n }] }],
		];
		for (const [ours, change] of pairs) {
			const remote = received(change);
			assert.deepEqual(mergeEntry(ours, remote, CONTEXT), {
				kind: "conflict",
				entry: fileFromRemote(remote),
				overwritten: ours,
			});
		}
	});

	test("14. one CryptPad session, the local save is later: the local file, on that base", () => {
		const ours = written(local({ origin: cryptpad("ch1", 2020) }));
		const remote = received({ ...REWRITTEN, origin: cryptpad("ch1", 2010) });
		assert.deepEqual(merged(ours, remote), { ...ours, base: remote });
	});

	test("15. one CryptPad session, the remote save is later: exactly the remote", () => {
		const remote = received({ ...REWRITTEN, origin: cryptpad("ch1", 2020) });
		assert.deepEqual(merged(written(local({ origin: cryptpad("ch1", 2010) })), remote), fileFromRemote(remote));
	});

	test("16. two CryptPad sessions, no content changed: the remote", () => {
		const remote = received({ origin: cryptpad("ch2", 5) });
		assert.deepEqual(merged(local({ origin: cryptpad("ch1", 5) }), remote), fileFromRemote(remote));
	});

	test("17. two CryptPad sessions, local content: with its origin", () => {
		const ours = written(local({ origin: cryptpad("ch1", 5) }));
		const remote = received({ origin: cryptpad("ch2", 5) });
		assert.deepEqual(merged(ours, remote), { ...ours, base: remote, updated: NOW });
	});

	test("18. local content of the default origin, remote session without new content: the local origin", () => {
		const ours = written(local());
		const remote = received({ origin: cryptpad("ch2", 5) });
		const result = merged(ours, remote);
		assert.deepEqual(result, { ...ours, base: remote, updated: NOW });
		assert(!("origin" in result), "the default origin is an absent one");
	});

	test("19. local session without new content, remote content of the default origin: the remote", () =>
		assert.deepEqual(
			merged(local({ origin: cryptpad("ch2", 5) }), received(REWRITTEN)),
			fileFromRemote(received(REWRITTEN)),
		));

	test("20. two CryptPad sessions, both wrote: a conflict", () => {
		const ours = written(local({ origin: cryptpad("ch1", 5) }));
		const merge = mergeEntry(ours, received({ ...REWRITTEN, origin: cryptpad("ch2", 5) }), CONTEXT);
		assert.equal(merge.kind, "conflict");
	});

	test("cut then grown back to its size, a file is not taken for unchanged, and what the remote wrote is no reason to drop that", () => {
		const cut = resize(local(), 0n, LOCAL_DATE).file;
		const ours = resize(cut, 10n, LOCAL_DATE).file;
		assert.equal(mergeEntry(ours, received(REWRITTEN), CONTEXT).kind, "conflict");
		assert.deepEqual(merged(ours, received(Q)), { ...ours, ...Q, base: received(Q), updated: NOW });
	});
});

describe("an entry that was moved on this device, and not on the server, stays where it was moved", () => {
	const expected = (theirs: LocalEntry) => ({ ...theirs, ...Q, need_sync: true, updated: NOW });

	test("when contents conflict: the folder that it left does not list it any more", () => {
		const remote = received(REWRITTEN);
		const merge = mergeEntry(written(local(Q)), remote, CONTEXT);
		assert(merge.kind === "conflict");
		assert.deepEqual(merge.entry, expected(fileFromRemote(remote)));
	});

	test("when the remote save of a CryptPad session is later", () => {
		const remote = received({ ...REWRITTEN, origin: cryptpad("ch1", 2020) });
		const ours = written(local({ ...Q, origin: cryptpad("ch1", 2010) }));
		assert.deepEqual(merged(ours, remote), expected(fileFromRemote(remote)));
	});

	test("when it became a folder, or a file", () => {
		const folder = remoteFolder("d.txt:D", { id: base.id, version: 2 });
		const merge = mergeEntry(written(local(Q)), folder, CONTEXT);
		assert(merge.kind === "conflict");
		assert.deepEqual(merge.entry, expected(fetchedFolder(folder, CONTEXT.pattern, NOW)));
		const ours = localFolder(remoteFolder("", { id: base.id }), "", {}, Q);
		assert.deepEqual(merged(ours, received()), expected(fileFromRemote(received())));
	});

	test("but where the server has it when it was moved there too", () => {
		const merge = mergeEntry(written(local(Q)), received({ ...REWRITTEN, ...R }), CONTEXT);
		assert(merge.kind === "conflict");
		assert.deepEqual([merge.entry.parent, merge.entry.need_sync], [R.parent, false]);
	});
});

describe("a move into a folder that is gone", () => {
	const known = (listed: string) =>
		localFolder(remoteFolder(listed, { id: base.parent, parent: vlob("root") }), listed);

	test("comes back where the server has the entry, when it is still listed there", () =>
		assert.deepEqual(movedBack(local(Q), known("renamed.txt:file"), NOW), {
			...local(),
			updated: NOW,
		}));

	test("stays when nobody lists the entry, when it was not moved, or when no other device knows it", () => {
		const { base: never } = newFile(base.id, base.parent, ME, at(0));
		assert.equal(movedBack(local(Q), known(""), NOW), null);
		assert.equal(movedBack(local(), known("renamed.txt:file"), NOW), null);
		assert.equal(movedBack(local(Q, never), known("renamed.txt:file"), NOW), null);
	});
});

describe("an entry that both sides moved is listed where the server has it", () => {
	const inQ = (listed: string, baseListed = listed) =>
		localFolder(remoteFolder(baseListed, { id: vlob("Q") }), listed, {}, { need_sync: false });
	const left = localFolder(remoteFolder("old.txt:file", { id: vlob("R") }), "here.txt:file");
	const here = local(R);
	const there = merged(here, received(Q));

	test("under the name that it had here", () =>
		assert.deepEqual(welcoming(here, there, left, inQ("a:A"), CONTEXT), {
			...inQ("a:A"),
			children: children("a:A, here.txt:file"),
			need_sync: true,
			updated: NOW,
		}));

	test("or that the server's folder had, or none that is known", () => {
		const named = [inQ("", "was.txt:file"), inQ("")].map(
			(into) => welcoming(here, there, null, into, CONTEXT)?.children,
		);
		assert.deepEqual(named, [children("was.txt:file"), children("lost+found:file")]);
	});

	test("beside another of that name", () =>
		assert.deepEqual(
			welcoming(here, there, left, inQ("here.txt:X"), CONTEXT)?.children,
			children("here.txt:X, here (Parsec - name conflict).txt:file"),
		));

	test("but not when it is listed, did not move, or did not change here: then it was removed there", () => {
		assert.equal(welcoming(here, there, left, inQ("any:file"), CONTEXT), null);
		assert.equal(welcoming(local(Q), there, left, inQ(""), CONTEXT), null);
		assert.equal(welcoming({ ...here, need_sync: false }, there, left, inQ(""), CONTEXT), null);
	});
});

describe("by presence and type (workspace-engine.md §7.1)", () => {
	const remoteFile = received();
	const aFolder = remoteFolder("c.tmp:C, d.txt:D", { id: base.id, version: 2 });

	test("nothing here: stored from the remote, a folder with the pattern applied", () => {
		assert.deepEqual(mergeEntry(null, remoteFile, CONTEXT), { kind: "merged", entry: fileFromRemote(remoteFile) });
		const merge = mergeEntry(null, aFolder, CONTEXT);
		assert.deepEqual(merge, {
			kind: "merged",
			entry: localFolder(aFolder, "d.txt:D", { remote: "C" }, { need_sync: false, updated: aFolder.updated }),
		});
	});

	test("a folder here, a file on the server: the file", () => {
		const ours = localFolder(remoteFolder("", { id: base.id }), "l.txt:L");
		assert.deepEqual(mergeEntry(ours, remoteFile, CONTEXT), { kind: "merged", entry: fileFromRemote(remoteFile) });
	});

	test("a file here, a folder on the server: the folder, and a copy of what was written here", () => {
		const ours = written(local());
		const entry = fetchedFolder(aFolder, CONTEXT.pattern, NOW);
		assert.deepEqual(mergeEntry(ours, aFolder, CONTEXT), { kind: "conflict", entry, overwritten: ours });
		assert.deepEqual(mergeEntry(local({ need_sync: false }), aFolder, CONTEXT), { kind: "merged", entry });
	});
});

describe("the copy that keeps what was written here (workspace-engine.md §7.4)", () => {
	const ours = written(local({ origin: cryptpad("ch1", 5) }));
	const parent = (listed: string, baseListed = "") =>
		localFolder(
			remoteFolder(baseListed, { id: vlob("P"), parent: vlob("root") }),
			listed,
			{},
			{ need_sync: false, updated: at(1) },
		);
	const copyIn = (folder: ReturnType<typeof parent>) => conflictCopy(ours, folder, vlob("copy"), CONTEXT);

	test("a new file, to be uploaded, beside the entry", () => {
		const { copy, parent: folder } = copyIn(parent("bar.txt:file"));
		assert.deepEqual(folder.children, children("bar.txt:file, bar (Parsec sync conflict 2).txt:copy"));
		const { id, version, author, created, updated, timestamp } = copy.base;
		assert.deepEqual(
			{ id, version, author, created, updated, timestamp },
			{ id: vlob("copy"), version: 0, author: ME, created: NOW, updated: NOW, timestamp: NOW },
		);
		assert.deepEqual(copy, { ...ours, base: copy.base });
	});

	test("the first number that is free", () => {
		const listed = "bar.txt:file, bar (Parsec sync conflict 2).txt:X";
		const { children: found } = copyIn(parent(listed)).parent;
		assert.equal(found.get(name("bar (Parsec sync conflict 3).txt")), vlob("copy"));
	});

	test("named after what the server called it when it is no more listed here, else lost+found", () => {
		assert(copyIn(parent("", "old.txt:file")).parent.children.has(name("old (Parsec sync conflict 2).txt")));
		assert(copyIn(parent("")).parent.children.has(name("lost+found (Parsec sync conflict 2)")));
	});

	test("the parent is to be uploaded, so that others see the copy", () => {
		const { parent: folder } = copyIn(parent("bar.txt:file"));
		assert.deepEqual([folder.need_sync, folder.updated], [true, NOW]);
	});

	test("unless the name of the copy stays on this device", () => {
		const { parent: folder } = copyIn(parent("bar.tmp:file"));
		assert.equal(folder.need_sync, false);
		assert.deepEqual(folder.local_confinement_points, new Set([vlob("copy")]));
	});

	test("in a parent that no other device knows", () => {
		const placeholder = newFolder(vlob("P"), vlob("root"), ME, at(1));
		assert.equal(copyIn(placeholder).parent.children.size, 1);
	});
});
