import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, randomBytes } from "@parallax/crypto";
import { BlockID, OrganizationID } from "@parallax/protocol";
import type { BlockStore } from "../../src/block/store/blockStore.ts";

/** What every block store does. `open` gives a new one, with nothing in it. */
export function testBlockStore(open: () => Promise<BlockStore>): void {
	const never = new AbortController().signal;
	const newAddress = (organization = "Acme") => ({
		organization: OrganizationID.parse(organization),
		block: newId(BlockID),
	});

	async function read(store: BlockStore, address: Parameters<BlockStore["get"]>[0]): Promise<Buffer> {
		const found = await store.get(address);
		assert(found.status === "found", found.status);
		return Buffer.from(found.bytes);
	}

	test("gives back what it was given, empty and large", async () => {
		const store = await open();
		for (const size of [0, 1, 65_537, 512 * 1024 + 40]) {
			const [address, bytes] = [newAddress(), randomBytes(size)];
			assert.deepEqual(await store.put(address, bytes, never), { status: "stored" });
			assert.deepEqual(await read(store, address), Buffer.from(bytes));
		}
	});

	test("has nothing of what it was not given; the same id is another block in another organization", async () => {
		const store = await open();
		const address = newAddress();
		assert.deepEqual(await store.get(address), { status: "missing" });
		await store.put(address, new Uint8Array([1]), never);
		assert.deepEqual(await store.get({ ...address, organization: OrganizationID.parse("acme") }), {
			status: "missing",
		});
		assert.deepEqual(await store.get({ ...address, block: newId(BlockID) }), { status: "missing" });
	});

	test("a later put replaces the former, longer or shorter", async () => {
		const store = await open();
		const address = newAddress();
		for (const size of [10, 5, 20]) {
			const bytes = randomBytes(size);
			assert.deepEqual(await store.put(address, bytes, never), { status: "stored" });
			assert.deepEqual(await read(store, address), Buffer.from(bytes));
		}
	});

	test("what is done with the bytes afterwards does not change the block", async () => {
		const store = await open();
		const [address, bytes] = [newAddress(), new Uint8Array([1, 2, 3])];
		await store.put(address, bytes, never);
		bytes.fill(9);
		assert.deepEqual([...(await read(store, address))], [1, 2, 3]);
	});

	test("an attempt that came too late replaces nothing", async () => {
		const store = await open();
		const address = newAddress();
		await store.put(address, new Uint8Array([1]), never);
		const outcome = await store.put(address, new Uint8Array([2]), AbortSignal.abort());
		assert.equal(outcome.status, "unavailable");
		assert.deepEqual([...(await read(store, address))], [1]);
	});

	test("many at once: each reader sees one whole block", async () => {
		const store = await open();
		const address = newAddress();
		const blocks = Array.from({ length: 8 }, (_, i) => new Uint8Array(100_000).fill(i));
		await store.put(address, new Uint8Array(100_000), never);
		await Promise.all([
			...blocks.map((bytes) => store.put(address, bytes, never)),
			...blocks.map(async () => {
				const bytes = await read(store, address);
				assert.equal(bytes.length, 100_000);
				assert(bytes.every((byte) => byte === bytes[0]));
			}),
		]);
		const others = Array.from({ length: 20 }, () => newAddress());
		await Promise.all(others.map((other, i) => store.put(other, new Uint8Array([i]), never)));
		for (const [i, other] of others.entries()) assert.deepEqual([...(await read(store, other))], [i]);
	});
}
