import assert from "node:assert/strict";
import { mkdtemp, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { newId } from "@parallax/crypto";
import { BlockID, OrganizationID } from "@parallax/protocol";
import type { BlockStore } from "../../src/block/store/blockStore.ts";
import { FolderBlockStore } from "../../src/block/store/folder.ts";
import { MemoryBlockStore } from "../../src/block/store/memory.ts";
import { openBlockStore } from "../../src/block/store/open.ts";
import { SqlBlockStore } from "../../src/block/store/sql.ts";
import { parseBlockstore } from "../../src/config/blockstore.ts";
import { TestOrganization } from "../support/fixtures.ts";
import { describeOnEngines } from "../support/server.ts";
import { testBlockStore } from "./storeSuite.ts";

const folders: string[] = [];
async function newFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "parallax-blocks-"));
	folders.push(folder);
	return folder;
}
after(async () => {
	for (const folder of folders) await rm(folder, { recursive: true });
});

describe("blocks in memory", () => {
	testBlockStore(async () => new MemoryBlockStore());
});

describe("blocks in a folder", () => {
	testBlockStore(async () => FolderBlockStore.open(await newFolder()));

	const acme = OrganizationID.parse("acme");
	const never = new AbortController().signal;
	const address = { organization: acme, block: BlockID.parse("3b917792-35ac-409f-9af1-fe6de8d2b905") };
	const put = (store: BlockStore, at = address) => store.put(at, new Uint8Array([1, 2, 3]), never);

	test("each is a file of its name, and a new store finds those of the former", async () => {
		const folder = await newFolder();
		assert.deepEqual(await put(await FolderBlockStore.open(folder)), { status: "stored" });
		const store = await FolderBlockStore.open(folder);
		const found = await store.get(address);
		assert(found.status === "found");
		assert.deepEqual([...found.bytes], [1, 2, 3]);
		const files = await readdir(join(folder, "acme", "3", "b"));
		assert.deepEqual(files, ["3b917792-35ac-409f-9af1-fe6de8d2b905"]);
		assert.deepEqual(await readdir(join(folder, ".writing")), [], "nothing is left of the writing");
	});

	test("organizations whose names differ by their case alone stay apart, on every file system", async () => {
		const folder = await newFolder();
		const store = await FolderBlockStore.open(folder);
		for (const name of ["Acme", "acme", "ÉCOLE_1-é"])
			await put(store, { ...address, organization: OrganizationID.parse(name) });
		const names = await readdir(folder);
		assert.deepEqual(names.sort(), ["%41cme", "%c3%89%43%4f%4c%45_1-%c3%a9", ".writing", "acme"].sort());
	});

	test("what a death left half written is cleared once it is old, and not before: another server may be writing it", async () => {
		const folder = await newFolder();
		await FolderBlockStore.open(folder);
		const writing = join(folder, ".writing");
		await writeFile(join(writing, "old"), "half");
		await writeFile(join(writing, "new"), "half");
		const hours = Date.now() / 1000 - 2 * 3600;
		await utimes(join(writing, "old"), hours, hours);
		await FolderBlockStore.open(folder);
		assert.deepEqual(await readdir(writing), ["new"]);
	});

	// Permissions would not stop root, who runs tests in containers.
	test("a folder that cannot be written to is said to be unavailable, with the reason, and works again once it can", async () => {
		const folder = await newFolder();
		const store = await FolderBlockStore.open(folder);
		await rename(join(folder, ".writing"), join(folder, "unmounted"));
		const outcome = await put(store);
		assert(outcome.status === "unavailable");
		assert.match(outcome.reason, /ENOENT/);
		await rename(join(folder, "unmounted"), join(folder, ".writing"));
		assert.deepEqual(await put(store), { status: "stored" });
	});

	test("a folder that is gone, or a file in the place of one, is said to be unavailable", async () => {
		const folder = await newFolder();
		const store = await FolderBlockStore.open(folder);
		await rm(join(folder, ".writing"), { recursive: true });
		await writeFile(join(folder, ".writing"), "in the way");
		assert.equal((await put(store)).status, "unavailable");
		await writeFile(join(folder, "file"), "in the way");
		const inFile = { ...address, organization: OrganizationID.parse("file") };
		assert.equal((await store.get(inFile)).status, "unavailable");
	});
});

describeOnEngines("blocks in the database", (start) => {
	testBlockStore(async () => new SqlBlockStore((await start()).database));

	test("a database that does not answer is said to be unavailable", async () => {
		const server = await start();
		const { id } = await TestOrganization.bootstrap(server);
		const store = new SqlBlockStore(server.database);
		await server.stop();
		const address = { organization: id, block: newId(BlockID) };
		assert.equal((await store.put(address, new Uint8Array(1), new AbortController().signal)).status, "unavailable");
		assert.equal((await store.get(address)).status, "unavailable");
	});

	test("the configuration says which store", async () => {
		const { database } = await start();
		const open = async (...values: string[]) => openBlockStore(parseBlockstore(values), database);
		assert((await open("MOCKED")) instanceof MemoryBlockStore);
		assert((await open("POSTGRESQL")) instanceof SqlBlockStore);
		assert((await open(`folder:${await newFolder()}`)) instanceof FolderBlockStore);
		await assert.rejects(open("RAID1:0:MOCKED", "RAID1:1:MOCKED"), /cannot keep blocks in RAID1 yet; use folder:PATH/);
	});
});
