import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withDeparture } from "../../src/file/manifest/children.ts";
import { newFile } from "../../src/file/manifest/localFile.ts";
import { isFolder, type LocalEntry, type LocalFolder, newFolder } from "../../src/file/manifest/localFolder.ts";
import { createIn } from "../../src/file/operation/create.ts";
import { type End, type Move, move } from "../../src/file/operation/move.ts";
import { type RemovalMode, removeFrom } from "../../src/file/operation/remove.ts";
import type { Child } from "../../src/file/path/resolve.ts";
import {
	at,
	CONTEXT,
	type Confinement,
	children,
	ids,
	localFolder,
	ME,
	NOW,
	name,
	remoteFolder,
	vlob,
} from "./support/entries.ts";

function folder(id: string, parent: string, listed = "", confinement: Confinement = {}): LocalFolder {
	const base = remoteFolder(listed, { id: vlob(id), parent: vlob(parent) });
	return localFolder(base, listed, confinement, { need_sync: false, updated: at(1) });
}

const NONE: Child = { kind: "none" };
const valid = (entry: LocalEntry): Child => ({ kind: "valid", entry });

const departed = (listed: string) => new Map([...children(listed)].map(([former, id]) => [id, former]));

const file = (id: string, parent: string) => newFile(vlob(id), vlob(parent), ME, at(0));

describe("create (workspace-engine.md §4.2)", () => {
	const parent = folder("P", "root", "a:A");

	test("the parent lists the child and is to be uploaded", () => {
		const made = createIn(parent, name("b"), NONE, file("B", "P"), CONTEXT);
		assert.deepEqual(made, {
			kind: "ok",
			parent: { ...parent, children: children("a:A, b:B"), need_sync: true, updated: NOW },
		});
	});

	test("a valid child of that name stands in the way", () =>
		assert.deepEqual(createIn(parent, name("a"), valid(file("A", "P")), file("B", "P"), CONTEXT), {
			kind: "entry_exists",
			id: vlob("A"),
		}));

	test("one that nobody sees yet does not, and keeps a name", () => {
		const made = createIn(parent, name("a"), { kind: "unseen", id: vlob("A") }, file("B", "P"), CONTEXT);
		assert(made.kind === "ok");
		assert.deepEqual(made.parent.children, children("a:B, a (Parsec - name conflict):A"));
	});

	test("a name that stays on this device does not make the parent one to upload", () => {
		const made = createIn(parent, name("b.tmp"), NONE, file("B", "P"), CONTEXT);
		assert.deepEqual(made, {
			kind: "ok",
			parent: { ...parent, children: children("a:A, b.tmp:B"), local_confinement_points: ids("B") },
		});
	});

	test("new entries are to be uploaded, and of version 0", () => {
		for (const entry of [file("B", "P"), newFolder(vlob("B"), vlob("P"), ME, NOW)])
			assert.deepEqual([entry.need_sync, entry.base.version, entry.parent], [true, 0, vlob("P")]);
	});
});

describe("remove (workspace-engine.md §4.3)", () => {
	const parent = folder("P", "root", "f:F, d:D, x.tmp:X", { local: "X" });
	const aFile = { entry: file("F", "P"), hasChildren: false };
	const empty = { entry: folder("D", "P"), hasChildren: false };
	const full = { entry: folder("D", "P"), hasChildren: true };

	const table: [RemovalMode, typeof aFile | typeof empty, string][] = [
		["entry", aFile, "ok"],
		["entry", full, "ok"],
		["file", aFile, "ok"],
		["file", empty, "entry_is_folder"],
		["empty_folder", empty, "ok"],
		["empty_folder", full, "entry_is_not_empty"],
		["empty_folder", aFile, "entry_is_file"],
		["folder", full, "ok"],
		["folder", aFile, "entry_is_file"],
	];
	for (const [mode, removed, kind] of table)
		test(`${mode}, ${isFolder(removed.entry) ? "folder" : "file"}${removed.hasChildren ? " with children" : ""}: ${kind}`, () => {
			const listed = name(isFolder(removed.entry) ? "d" : "f");
			const removal = removeFrom(parent, listed, removed, mode, CONTEXT);
			assert.equal(removal.kind, kind);
			if (removal.kind !== "ok") return;
			assert(!removal.parent.children.has(listed));
			assert.deepEqual([removal.parent.need_sync, removal.parent.updated], [true, NOW]);
		});

	test("what is not listed, or is known nowhere, is not found", () => {
		for (const [listed, entry] of [
			["z", aFile.entry],
			["f", null],
		] as const) {
			const removal = removeFrom(parent, name(listed), { entry, hasChildren: false }, "entry", CONTEXT);
			assert.deepEqual(removal, { kind: "entry_not_found" });
		}
	});

	test("an entry that went elsewhere may be unlisted", () => {
		const elsewhere = { entry: file("F", "Q"), hasChildren: false };
		assert.equal(removeFrom(parent, name("f"), elsewhere, "entry", CONTEXT).kind, "ok");
	});

	test("what stays on this device goes without a word to others", () => {
		const removed = { entry: file("X", "P"), hasChildren: false };
		const removal = removeFrom(parent, name("x.tmp"), removed, "file", CONTEXT);
		assert(removal.kind === "ok");
		assert.equal(removal.parent.need_sync, false);
		assert.deepEqual(removal.parent.local_confinement_points, new Set());
	});
});

describe("move (workspace-engine.md §4.4)", () => {
	const P = folder("P", "root", "f:F, d:D, g:G");
	const Q = folder("Q", "root", "h:H");
	const inFolder = (parent: LocalFolder, listed: string, child: LocalEntry | null, chain: string[]): End => ({
		parent,
		name: name(listed),
		child: child ? valid(child) : NONE,
		chain: chain.map(vlob),
	});
	const source = inFolder(P, "f", file("F", "P"), ["root", "P"]);
	const free = inFolder(Q, "new", null, ["root", "Q"]);
	const onFile = inFolder(Q, "h", file("H", "Q"), ["root", "Q"]);
	const onFolder = inFolder(Q, "h", folder("H", "Q", "z:Z"), ["root", "Q"]);

	const outcome = (result: Move) => (result.kind === "ok" ? result.changed.map(({ base }) => base.id) : [result.kind]);
	const moved = ["Q", "F", "P"].map(vlob);
	test("by mode and by what is at the destination", () => {
		const table = (["can_replace", "can_replace_file_only", "no_replace", "exchange"] as const).map((mode) =>
			[free, onFile, onFolder].map((end) => outcome(move(source, end, mode, CONTEXT))),
		);
		assert.deepEqual(table, [
			[moved, moved, moved],
			[moved, moved, ["destination_exists"]],
			[moved, ["destination_exists"], ["destination_exists"]],
			[["destination_not_found"], [...moved, vlob("H")], [...moved, vlob("H")]],
		]);
	});

	test("to another folder: both list it so, it names its new parent, and all three are to be uploaded", () => {
		const result = move(source, free, "no_replace", CONTEXT);
		assert(result.kind === "ok");
		assert.deepEqual(result.changed, [
			{ ...Q, children: children("h:H, new:F"), need_sync: true, updated: NOW },
			{ ...file("F", "P"), parent: vlob("Q"), need_sync: true, updated: NOW },
			{ ...P, children: children("d:D, g:G"), need_sync: true, updated: NOW, departed: departed("f:F") },
		]);
	});

	test("a folder remembers what left it for another, the last 256 of them, until it is removed from there", () => {
		const moves = Array.from({ length: 300 }, (_, index) => [vlob(`${index}`), name(`${index}`)] as const);
		const left = moves.reduce((folder, [id, former]) => withDeparture(folder, id, former), P);
		assert.deepEqual([...left.departed], moves.slice(-256));
		assert.equal(withDeparture(left, vlob("299"), name("x")).departed.size, 256);

		const back = { ...P, departed: departed("f:F, g:G") };
		const removal = removeFrom(back, name("f"), { entry: file("F", "P"), hasChildren: false }, "file", CONTEXT);
		assert(removal.kind === "ok");
		assert.deepEqual(removal.parent.departed, departed("g:G"));
		const onto = inFolder(back, "g", file("G", "P"), ["root", "P"]);
		const [replaced] = must(move(inFolder(P, "d", file("D", "P"), ["root", "P"]), onto, "can_replace", CONTEXT));
		assert(replaced && isFolder(replaced));
		assert.deepEqual(replaced.departed, departed("f:F"));
	});

	test("exchanged between two folders, each names its new parent", () => {
		const result = move(source, onFolder, "exchange", CONTEXT);
		assert(result.kind === "ok");
		assert.deepEqual(
			result.changed.map((entry) => [entry.parent, isFolder(entry) && entry.children]),
			[
				[vlob("root"), children("h:F")],
				[vlob("Q"), false],
				[vlob("root"), children("f:H, d:D, g:G")],
				[vlob("P"), children("z:Z")],
			],
		);
		assert(result.changed.every(({ need_sync }) => need_sync));
	});

	test("renamed, replaced or exchanged in one folder: only that folder changes", () => {
		const there = inFolder(P, "g", file("G", "P"), ["root", "P"]);
		const renamed = inFolder(P, "new", null, ["root", "P"]);
		for (const [end, mode, listed] of [
			[renamed, "no_replace", "new:F, d:D, g:G"],
			[there, "can_replace", "g:F, d:D"],
			[there, "exchange", "f:G, g:F, d:D"],
		] as const)
			assert.deepEqual(move(source, end, mode, CONTEXT), {
				kind: "ok",
				changed: [{ ...P, children: children(listed), need_sync: true, updated: NOW }],
			});
	});

	test("an entry that nobody sees yet keeps a name when another takes its own", () => {
		const unseen = { ...free, name: name("h"), child: { kind: "unseen", id: vlob("H") } as const };
		const [there] = must(move(source, unseen, "no_replace", CONTEXT));
		assert(there && isFolder(there));
		assert.deepEqual(there.children, children("h:F, h (Parsec - name conflict):H"));
		const itself = { ...free, name: name("h"), child: { kind: "unseen", id: vlob("F") } as const };
		const [once] = must(move(source, itself, "no_replace", CONTEXT));
		assert(once && isFolder(once));
		assert.deepEqual(once.children, children("h:F"));
	});

	test("an entry that the folder lists already, unseen, gets one name there", () => {
		const into = { ...free, parent: folder("Q", "root", "h:H, stale:F") };
		const [there] = must(move(source, into, "no_replace", CONTEXT));
		assert(there && isFolder(there));
		assert.deepEqual(there.children, children("h:H, new:F"));
	});

	test("a source that is not there", () =>
		assert.deepEqual(move({ ...source, child: NONE }, free, "can_replace", CONTEXT), { kind: "source_not_found" }));

	test("onto itself: it exists, which some modes refuse; else nothing is to be uploaded", () => {
		const aFolder = inFolder(P, "d", folder("D", "P"), ["root", "P"]);
		assert.deepEqual(move(source, source, "can_replace", CONTEXT), { kind: "ok", changed: [] });
		assert.deepEqual(move(source, source, "can_replace_file_only", CONTEXT), { kind: "ok", changed: [] });
		assert.deepEqual(move(source, source, "exchange", CONTEXT), { kind: "ok", changed: [] });
		assert.deepEqual(move(source, source, "no_replace", CONTEXT), { kind: "destination_exists", id: vlob("F") });
		assert.deepEqual(move(aFolder, aFolder, "can_replace_file_only", CONTEXT), {
			kind: "destination_exists",
			id: vlob("D"),
		});
	});

	test("a folder never goes into itself or what it holds, by an exchange neither", () => {
		const D = folder("D", "P", "e:E");
		const E = folder("E", "D");
		const top = inFolder(P, "d", D, ["root", "P"]);
		const within = inFolder(D, "e", E, ["root", "P", "D"]);
		const below = inFolder(E, "x", null, ["root", "P", "D", "E"]);
		for (const result of [
			move(top, below, "can_replace", CONTEXT),
			move(top, { ...within, name: name("x"), child: NONE }, "no_replace", CONTEXT),
			move(top, within, "exchange", CONTEXT),
			move(within, top, "exchange", CONTEXT),
		])
			assert.deepEqual(result, { kind: "into_itself" });
	});

	test("to a name that stays on this device, it is a removal for others; from one, an addition", () => {
		const away = move(source, inFolder(P, "f.tmp", null, ["root", "P"]), "no_replace", CONTEXT);
		assert(away.kind === "ok");
		const [kept] = away.changed;
		assert(kept && isFolder(kept));
		assert.deepEqual([kept.need_sync, kept.local_confinement_points], [true, ids("F")]);

		const clean = { ...kept, need_sync: false };
		const among = inFolder(clean, "g.tmp", null, ["root", "P"]);
		const from = inFolder(clean, "f.tmp", file("F", "P"), ["root", "P"]);
		const [quiet] = must(move(from, among, "no_replace", CONTEXT));
		assert(quiet && isFolder(quiet));
		assert.deepEqual([quiet.need_sync, quiet.local_confinement_points], [false, ids("F")]);

		const [back] = must(move(from, inFolder(clean, "f", null, ["root", "P"]), "no_replace", CONTEXT));
		assert(back && isFolder(back));
		assert.deepEqual([back.need_sync, back.local_confinement_points], [true, new Set()]);
	});

	function must(result: Move): readonly LocalEntry[] {
		assert(result.kind === "ok");
		return result.changed;
	}
});
