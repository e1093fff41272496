import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { VlobID } from "@parallax/protocol";
import { isFolder } from "../../src/file/manifest/localFolder.ts";
import { Device, ROOT, settle, World } from "./support/devices.ts";
import { name } from "./support/entries.ts";

/** Two devices and a third, which share what `made` makes on the first one. */
function workspace(...made: readonly string[]) {
	const world = new World();
	const [alice, bob, carol] = [0, 1, 2].map((index) => new Device(world, index)) as [Device, Device, Device];
	for (const path of made) create(alice, path);
	settle([alice, bob, carol]);
	return { world, alice, bob, carol };
}

function split(path: string): readonly [parent: string, last: string] {
	const at = path.lastIndexOf("/");
	return [path.slice(0, at), path.slice(at + 1)];
}

const find = (on: Device, path: string) => {
	const place = on.places().find((each) => each.path === path);
	assert(place, `${path} cannot be reached`);
	return place;
};
const id = (on: Device, path: string): VlobID => (path === "" ? ROOT : find(on, path).entry.base.id);
const folder = (on: Device, path: string) => {
	const found = on.folder(id(on, path));
	assert(found);
	return found;
};

/** A file when its name has a dot. */
function create(on: Device, path: string): void {
	const [parent, last] = split(path);
	on.create(folder(on, parent), name(last), last.includes(".") ? "file" : "folder");
}

function move(on: Device, from: string, to: string): void {
	const [parent, last] = split(to);
	on.move(find(on, from), folder(on, parent), name(last), "no_replace");
}

const paths = (on: Device) => on.places().map(({ path }) => path);

function assertAll(devices: readonly Device[], expected: readonly string[]): void {
	settle(devices);
	for (const each of devices) assert.deepEqual(paths(each), expected);
}

describe("what nobody removed stays in reach", () => {
	test("of two folders moved into each other on two devices, the one that came second to the server goes back", () => {
		const { alice, bob, carol } = workspace("/x", "/y", "/y/f.txt");
		move(alice, "/x", "/y/x");
		move(bob, "/y", "/x/y");
		alice.syncAll();
		assertAll([alice, bob, carol], ["/y", "/y/f.txt", "/y/x"]);
	});

	test("also deeper than the root, where it was before", () => {
		const { alice, bob, carol } = workspace("/top", "/top/x", "/top/y");
		move(alice, "/top/x", "/top/y/x");
		move(bob, "/top/y", "/top/x/y");
		alice.syncAll();
		assertAll([alice, bob, carol], ["/top", "/top/y", "/top/y/x"]);
	});

	test("when both moves have come to the server, every device puts the later one in the root", () => {
		const { alice, bob, carol } = workspace("/top", "/top/x", "/top/y");
		const [x, y] = [id(alice, "/top/x"), id(alice, "/top/y")];
		move(alice, "/top/x", "/top/y/x");
		move(bob, "/top/y", "/top/x/y");
		alice.outbound(x);
		bob.outbound(y);
		for (const each of [alice, bob, carol]) for (const moved of [x, y]) each.inbound(moved);
		for (const each of [alice, bob, carol]) assert(paths(each).includes("/y"));
		assertAll([alice, bob, carol], ["/top", "/y", "/y/x"]);
	});

	test("an entry that came back while the answer to its departure was lost", () => {
		const { alice, bob, carol } = workspace("/q", "/e.txt");
		move(alice, "/e.txt", "/q/e.txt");
		alice.outbound(id(alice, "/q/e.txt"), "lost");
		alice.outbound(ROOT, "lost");
		create(bob, "/new.txt");
		bob.inbound(ROOT);
		bob.outbound(ROOT);
		move(alice, "/q/e.txt", "/e.txt");
		assertAll([alice, bob, carol], ["/e.txt", "/new.txt", "/q"]);
	});

	test("an entry that another device brought back to a folder that it did not know to have lost it", () => {
		const { alice, bob, carol } = workspace("/f", "/f/e.txt", "/g", "/q");
		const e = id(alice, "/f/e.txt");
		move(bob, "/f/e.txt", "/g/e.txt");
		move(alice, "/f/e.txt", "/q/e.txt");
		bob.outbound(e);
		alice.outbound(id(alice, "/f"));
		move(bob, "/g/e.txt", "/f/e.txt");
		bob.outbound(e);
		assertAll([alice, bob, carol], ["/f", "/f/e.txt", "/g", "/q"]);
	});

	test("also when only those that it left remember", () => {
		const { alice, bob, carol } = workspace("/f", "/f/e.txt", "/g", "/q");
		const e = id(alice, "/f/e.txt");
		move(bob, "/f/e.txt", "/g/e.txt");
		bob.outbound(e);
		bob.outbound(id(bob, "/g"));
		for (const each of [e, id(carol, "/g")]) carol.inbound(each);
		move(alice, "/f/e.txt", "/q/e.txt");
		alice.outbound(id(alice, "/f"));
		move(carol, "/g/e.txt", "/f/e.txt");
		carol.outbound(e);
		carol.inbound(id(carol, "/f"));
		assertAll([carol, alice, bob], ["/f", "/f/e.txt", "/g", "/q"]);
	});

	test("an entry moved into a folder that another device had it leave", () => {
		const { alice, bob, carol } = workspace("/f", "/f/e.txt", "/q");
		const e = id(alice, "/f/e.txt");
		move(alice, "/f/e.txt", "/q/e.txt");
		alice.outbound(e);
		bob.inbound(e);
		bob.inbound(id(bob, "/q"));
		alice.outbound(id(alice, "/q"));
		bob.inbound(id(bob, "/q"));
		move(bob, "/q/e.txt", "/f/e.txt");
		alice.outbound(id(alice, "/f"));
		bob.inbound(id(bob, "/f"));
		assert(paths(bob).includes("/f/e.txt"), "who moves wins over who removed");
		assertAll([alice, bob, carol], ["/f", "/f/e.txt", "/q"]);
	});

	test("what left a folder is sent before it: no device takes it for removed", () => {
		const { alice, carol } = workspace("/f", "/f/e.txt", "/q");
		const f = id(alice, "/f");
		move(alice, "/f/e.txt", "/q/e.txt");
		alice.outbound(id(alice, "/q"));
		alice.outbound(f);
		for (const each of carol.entries.keys()) carol.inbound(each);
		assert(paths(carol).includes("/q/e.txt"));
	});
});

test("what two devices wrote in one file is kept, though the folder where it went is still on its way", () => {
	const { alice, bob, carol } = workspace("/f.txt");
	const f = id(alice, "/f.txt");
	const write = (on: Device) => {
		const file = on.get(f);
		assert(file && !isFolder(file));
		on.write(file);
	};
	write(bob);
	create(alice, "/new");
	move(alice, "/f.txt", "/new/f.txt");
	alice.outbound(f);
	bob.inbound(f);
	write(alice);
	alice.outbound(f);
	bob.inbound(f);
	assertAll([alice, bob, carol], ["/f (Parsec sync conflict 2).txt", "/new", "/new/f.txt"]);
});

describe("what somebody removed stays away", () => {
	test("even from a device that once had it elsewhere, and saw it come back", () => {
		const { alice, bob, carol } = workspace("/f", "/f/e.txt", "/q");
		const devices = [alice, bob, carol];
		move(alice, "/f/e.txt", "/q/e.txt");
		settle(devices);
		move(bob, "/q/e.txt", "/f/e.txt");
		settle(devices);
		assert.equal(folder(alice, "/f").departed.size, 0, "it is back: its departure is of no more use");
		carol.remove(find(carol, "/f/e.txt"));
		assertAll(devices, ["/f", "/q"]);
	});

	test("and what another device wrote in it meanwhile stays on the disk of that device, not to be reached", () => {
		const { alice, bob, carol } = workspace("/f", "/f/e.txt");
		const e = id(bob, "/f/e.txt");
		const file = find(bob, "/f/e.txt").entry;
		assert(!isFolder(file));
		bob.write(file);
		alice.remove(find(alice, "/f"));
		assertAll([alice, bob, carol], []);
		const kept = bob.entries.get(e);
		assert(kept && !isFolder(kept) && kept.need_sync);
	});
});
