import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FsPath, type VlobID } from "@parallax/protocol";
import { newFile } from "../../src/file/manifest/localFile.ts";
import type { LocalEntry } from "../../src/file/manifest/localFolder.ts";
import { childOf, pathOf, resolvePath } from "../../src/file/path/resolve.ts";
import { at, type Confinement, localFolder, ME, remoteFolder, vlob } from "./support/entries.ts";

const ROOT = vlob("root");

/** Entries by id. `asked` tells which were looked for, and where. */
class Device {
	readonly entries = new Map<VlobID, LocalEntry>();
	readonly asked: string[] = [];

	folder(id: string, parent: string, listed: string, confinement: Confinement = {}, baseListed = listed): this {
		const base = remoteFolder(baseListed, { id: vlob(id), parent: vlob(parent) });
		this.entries.set(base.id, localFolder(base, listed, confinement));
		return this;
	}

	file(id: string, parent: string): this {
		this.entries.set(vlob(id), newFile(vlob(id), vlob(parent), ME, at(0)));
		return this;
	}

	resolve(path: string) {
		return this.#drive(resolvePath(ROOT, FsPath.parse(path)), (id) => this.entries.get(id) ?? null);
	}

	pathOf(id: string) {
		return this.#drive(pathOf(ROOT, vlob(id)), ({ id: wanted, from }) => {
			this.asked.push(`${Buffer.from(wanted, "hex").toString().replaceAll("\0", "")} ${from}`);
			return this.entries.get(wanted) ?? null;
		});
	}

	#drive<Q, R>(steps: Generator<Q, R, LocalEntry | null>, answer: (question: Q) => LocalEntry | null): R {
		let step = steps.next();
		while (!step.done) step = steps.next(answer(step.value));
		return step.value;
	}
}

const tree = () =>
	new Device()
		.folder("root", "root", "a:A, f.txt:F")
		.folder("A", "root", "b:B")
		.folder("B", "A", "c.txt:C")
		.file("C", "B")
		.file("F", "root");

describe("from a path to an entry (workspace-engine.md §2)", () => {
	test("the root, a folder, a file", () => {
		for (const [path, ids] of [
			["/", ["root"]],
			["/a", ["root", "A"]],
			["/a/b/c.txt", ["root", "A", "B", "C"]],
		] as const) {
			const found = tree().resolve(path);
			assert(found.kind === "found");
			assert.deepEqual(found.chain, ids.map(vlob));
			assert.equal(found.entry.base.id, found.chain.at(-1));
			assert.equal(found.confinementPoint, null);
		}
	});

	const missing: [string, Device, string][] = [
		["no such name", tree(), "/a/x"],
		["a parent lists an id that nobody knows", tree().folder("A", "root", "b:B, x:X"), "/a/x"],
		["a parent lists an id whose parent is another folder", tree().folder("A", "root", "b:B, x:F"), "/a/x"],
		["a file used as a folder", tree(), "/f.txt/x"],
		["a folder that lists the root", tree().folder("A", "root", "up:root"), "/a/up"],
		["the root that lists itself", tree().folder("root", "root", "self:root"), "/self"],
		["a root that nobody knows", new Device(), "/"],
	];
	for (const [title, device, path] of missing)
		test(`nothing: ${title}`, () => assert.deepEqual(device.resolve(path), { kind: "not_found" }));

	test("what the server had does not count, only what is here", () => {
		const device = tree().folder("A", "elsewhere", "x:F", {}, "").file("F", "A");
		const moved = device.entries.get(vlob("A"));
		assert(moved?.type === "local_folder_manifest");
		device.entries.set(vlob("A"), { ...moved, parent: ROOT });
		assert.equal(device.resolve("/a/x").kind, "found");
	});

	test("the confinement point is the first folder on the way that keeps the next one", () => {
		const device = tree().folder("root", "root", "a:A", { local: "A" }).folder("B", "A", "c.txt:C", { local: "C" });
		const found = device.resolve("/a/b/c.txt");
		assert(found.kind === "found");
		assert.equal(found.confinementPoint, ROOT);
	});

	test("a child that says that it is elsewhere, or that nobody has yet, is listed but not seen", () => {
		const device = tree().folder("A", "root", "x:F");
		const folder = device.entries.get(vlob("A"));
		assert(folder?.type === "local_folder_manifest");
		const [x] = FsPath.parse("/x");
		assert(x);
		const steps = childOf(folder, x);
		assert.equal(steps.next().value, vlob("F"));
		assert.deepEqual(steps.next(device.entries.get(vlob("F")) ?? null).value, { kind: "unseen", id: vlob("F") });
		const others = childOf(folder, x);
		others.next();
		assert.deepEqual(others.next(null).value, { kind: "unseen", id: vlob("F") });
	});
});

describe("from an id to its path (workspace-engine.md §2)", () => {
	test("reachable, with the chain of ids", () => {
		const device = tree();
		const found = device.pathOf("C");
		assert(found.kind === "found");
		assert.equal(FsPath.format(found.path), "/a/b/c.txt");
		assert.deepEqual(found.chain, ["root", "A", "B", "C"].map(vlob));
		assert.deepEqual(device.asked, ["C device", "B anywhere", "A anywhere", "root anywhere"]);
	});

	test("the root", () => {
		const found = tree().pathOf("root");
		assert(found.kind === "found");
		assert.deepEqual([found.path, found.chain], [[], [ROOT]]);
	});

	test("missing: the entry itself is looked for on this device only", () => {
		const device = tree();
		assert.deepEqual(device.pathOf("X"), { kind: "missing" });
		assert.deepEqual(device.asked, ["X device"]);
	});

	test("the confinement point is the folder nearest to the root that keeps the next one", () => {
		const device = tree().folder("A", "root", "b:B", { local: "B" }).folder("B", "A", "c.txt:C", { local: "C" });
		const found = device.pathOf("C");
		assert(found.kind === "found");
		assert.equal(found.confinementPoint, vlob("A"));
	});

	/** With the way, up to where it ends. */
	const unreachable: [string, Device, string, string][] = [
		["its parent does not list it", tree().folder("B", "A", ""), "C", "B C"],
		["a folder above is not listed", tree().folder("root", "root", ""), "C", "root A B C"],
		["a file as parent", tree().file("C", "F"), "C", "F C"],
		["its own parent", tree().folder("B", "B", "c.txt:C"), "B", "B B"],
	];
	for (const [title, device, id, way] of unreachable)
		test(`unreachable: ${title}`, () => {
			const entry = device.entries.get(vlob(id));
			assert.deepEqual(device.pathOf(id), { kind: "unreachable", entry, chain: way.split(" ").map(vlob) });
		});

	test("unreachable: two folders each other's parent, without end", () => {
		const device = tree().folder("A", "B", "b:B").folder("B", "A", "a:A");
		assert.equal(device.pathOf("A").kind, "unreachable");
		assert.deepEqual(device.asked, ["A device", "B anywhere"]);
	});

	test("unreachable: a parent that the server does not know either is asked for once", () => {
		const device = tree().file("C", "X");
		assert.equal(device.pathOf("C").kind, "unreachable");
		assert.deepEqual(device.asked, ["C device", "X anywhere"]);
	});
});
