import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { authenticatedCommands } from "@parallax/protocol";
import type { BlockStore } from "../../src/block/store/blockStore.ts";
import { FolderBlockStore } from "../../src/block/store/folder.ts";
import { MemoryBlockStore } from "../../src/block/store/memory.ts";
import { TestOrganization } from "../support/fixtures.ts";
import { refusedBy } from "../support/peers.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, checkPrelude, newBlockId, newVlobId, succeed, Workspace } from "../support/workspace.ts";

const { block_create, block_read, organization_info } = authenticatedCommands.commands;

type Put = BlockStore["put"];

/** What becomes of the next uploads; `store` is how they are really done. */
function intercept(t: TestContext, put: (store: Put, ...args: Parameters<Put>) => ReturnType<Put>) {
	const genuine = MemoryBlockStore.prototype.put;
	return t.mock.method(MemoryBlockStore.prototype, "put", function (this: MemoryBlockStore, ...args: Parameters<Put>) {
		return put(genuine.bind(this), ...args);
	}).mock;
}

const read = async (workspace: Workspace, block: ReturnType<typeof newBlockId>) => {
	const reply = succeed(await workspace.readBlock(block));
	return [new TextDecoder().decode(reply.block), reply.key_index];
};

describeOnEngines("block_create and block_read", (start, engine) => {
	test("any member reads what a writer wrote, with the key index and the certificate that it needs", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const [writer, reader] = [await workspace.join("CONTRIBUTOR"), await workspace.join("READER")];
		const [block, content] = [newBlockId(), new Uint8Array(512 * 1024 + 40).fill(7)];
		succeed(await workspace.createBlock(block, content, { author: writer }));
		succeed(await workspace.rotate());
		const reply = succeed(await workspace.readBlock(block, reader));
		assert.deepEqual(Buffer.from(reply.block), Buffer.from(content));
		assert.equal(reply.key_index, 1n);
		assert.equal(reply.needed_realm_certificate_timestamp, await workspace.lastCertificate());
		const info = () => organization.call(reader, organization_info, {});
		assert.equal(succeed(await info()).total_block_bytes, BigInt(content.length));
		await workspace.markDeleted();
		assert.equal(succeed(await info()).total_block_bytes, 0n);
	});

	test("check 1", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const block = newBlockId();
		await checkPrelude(organization, (author) => workspace.createBlock(block, bytes("block"), { author }));
		await assert.rejects(workspace.readBlock(block), refusedBy(460));
	});

	test("the checks of block_create, each told before those that follow", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const [stranger, reader] = [await organization.addUser(), await workspace.join("READER")];
		const block_id = newBlockId();
		const nowhere = { block_id, realm_id: newVlobId(), key_index: 9n, block: bytes("") };
		assert.deepEqual(await organization.call(stranger, block_create, nowhere), { status: "realm_not_found" });
		for (const author of [stranger, reader])
			assert.deepEqual(await workspace.createBlock(block_id, bytes(""), { author, keyIndex: 9n }), {
				status: "author_not_allowed",
			});
		succeed(await workspace.createBlock(block_id, bytes("first")));
		for (const keyIndex of [0n, 2n, 2n ** 64n - 1n])
			assert.deepEqual(await workspace.createBlock(block_id, bytes(""), { keyIndex }), {
				status: "bad_key_index",
				last_realm_certificate_timestamp: await workspace.lastCertificate(),
			});
		const broken = intercept(t, async () => ({ status: "unavailable", reason: "on purpose" }));
		assert.deepEqual(await workspace.createBlock(block_id, bytes("")), { status: "block_already_exists" });
		assert.deepEqual(await workspace.createBlock(newBlockId(), bytes("")), { status: "store_unavailable" });
		broken.restore();
		succeed(await workspace.archive({ type: "ARCHIVED" }));
		assert.deepEqual(await workspace.createBlock(block_id, bytes(""), { author: stranger }), {
			status: "realm_archived",
		});
		await workspace.markDeleted();
		assert.deepEqual(await workspace.createBlock(block_id, bytes(""), { author: stranger }), {
			status: "realm_deleted",
		});
	});

	test("the checks of block_read, each told before those that follow", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const [stranger, former] = [await organization.addUser(), await workspace.join("CONTRIBUTOR")];
		const block_id = newBlockId();
		succeed(await workspace.createBlock(block_id, bytes("block"), { author: former }));
		succeed(await workspace.unshare(former));
		const nowhere = { block_id, realm_id: newVlobId() };
		assert.deepEqual(await organization.call(stranger, block_read, nowhere), { status: "realm_not_found" });
		for (const author of [stranger, former])
			for (const id of [block_id, newBlockId()])
				assert.deepEqual(await workspace.readBlock(id, author), { status: "author_not_allowed" });
		assert.deepEqual(await workspace.readBlock(newBlockId()), { status: "block_not_found" });
		for (const outcome of [{ status: "missing" }, { status: "unavailable", reason: "on purpose" }] as const) {
			const { mock } = t.mock.method(MemoryBlockStore.prototype, "get", async () => outcome);
			assert.deepEqual(await workspace.readBlock(block_id), { status: "store_unavailable" });
			mock.restore();
		}
		await workspace.markDeleted();
		assert.deepEqual(await workspace.readBlock(block_id, stranger), { status: "realm_deleted" });
	});

	test("official defect: a member of another realm overwrites a block by using its id", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const [theirs, mine] = [await Workspace.open(organization), await organization.addUser()];
		const other = await Workspace.open(organization, mine);
		const block = newBlockId();
		succeed(await theirs.createBlock(block, bytes("theirs")));
		assert.deepEqual(await other.createBlock(block, bytes("mine")), { status: "block_already_exists" });
		assert.deepEqual(await other.readBlock(block), { status: "block_not_found" });
		assert.deepEqual(await read(theirs, block), ["theirs", 1n]);
		const elsewhere = await Workspace.open(await TestOrganization.bootstrap(organization.server));
		succeed(await elsewhere.createBlock(block, bytes("of another organization")));
		assert.deepEqual(await read(theirs, block), ["theirs", 1n]);
	});

	test("official defect: of several creations of one id the stored bytes may be a loser's", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		for (let round = 0; round < 5; round++) {
			const block = newBlockId();
			let uploads = 0;
			const counted = intercept(t, (store, ...args) => {
				uploads++;
				return store(...args);
			});
			const replies = await Promise.all(
				Array.from({ length: 8 }, (_, i) => workspace.createBlock(block, bytes(`attempt ${i}`))),
			);
			counted.restore();
			const winner = replies.findIndex(({ status }) => status === "ok");
			for (const [i, { status }] of replies.entries())
				assert.equal(status, i === winner ? "ok" : "block_already_exists");
			assert.deepEqual(await read(workspace, block), [`attempt ${winner}`, 1n]);
			assert.equal(uploads, 1);
		}
	});

	test("a slow attempt never changes what was recorded meanwhile: the next one waits for it", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const [block, begun, go] = [newBlockId(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
		const slow = intercept(t, async (store, ...args) => {
			begun.resolve();
			await go.promise;
			return store(...args);
		});
		const first = workspace.createBlock(block, bytes("slow"));
		await begun.promise;
		const second = workspace.createBlock(block, bytes("quick"));
		slow.restore();
		succeed(await workspace.createBlock(newBlockId(), bytes("another one does not wait")));
		go.resolve();
		succeed(await first);
		assert.deepEqual(await second, { status: "block_already_exists" });
		assert.deepEqual(await read(workspace, block), ["slow", 1n]);
	});

	test("bytes that a lost attempt left are replaced by those of the next one, which has another key", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const block = newBlockId();
		const lost = intercept(t, async (store, ...args) => {
			await store(...args);
			return { status: "unavailable", reason: "the answer of the store was lost" };
		});
		assert.deepEqual(await workspace.createBlock(block, bytes("first key")), { status: "store_unavailable" });
		lost.restore();
		assert.deepEqual(await workspace.readBlock(block), { status: "block_not_found" });
		succeed(await workspace.rotate());
		succeed(await workspace.createBlock(block, bytes("second key")));
		assert.deepEqual(await read(workspace, block), ["second key", 2n]);
	});

	test("rights are those of the moment when the upload begins; of a realm deleted meanwhile nothing is recorded", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const writer = await workspace.join("CONTRIBUTOR");
		const during = async (keyIndex: bigint, change: () => Promise<unknown>) => {
			const block = newBlockId();
			const busy = intercept(t, async (store, ...args) => {
				await change();
				return store(...args);
			});
			const { status } = await workspace.createBlock(block, bytes("block"), { author: writer, keyIndex });
			busy.restore();
			const { status: found } = await workspace.readBlock(block);
			return [status, found];
		};
		assert.deepEqual(await during(1n, () => workspace.unshare(writer)), ["ok", "ok"]);
		succeed(await workspace.share(writer, "CONTRIBUTOR"));
		assert.deepEqual(await during(1n, () => workspace.rotate()), ["ok", "ok"]);
		assert.deepEqual(await during(2n, () => workspace.archive({ type: "ARCHIVED" })), ["ok", "ok"]);
		succeed(await workspace.archive({ type: "AVAILABLE" }));
		assert.deepEqual(await during(2n, () => workspace.markDeleted()), ["realm_deleted", "realm_deleted"]);
	});

	if (engine === "postgresql") {
		/** Two servers on one database and one folder, and a realm seen through each of them. */
		async function twins(t: TestContext) {
			const folder = await mkdtemp(join(tmpdir(), "parallax-twins-"));
			const one = await start({ blockstore: { kind: "folder", path: folder } });
			const two = await one.twin();
			t.after(async () => {
				await one.stop();
				await two.stop();
				await rm(folder, { recursive: true });
			});
			const organization = await TestOrganization.bootstrap(one);
			const workspace = await Workspace.open(organization);
			return { one, workspace, elsewhere: workspace.through(two) };
		}

		test("of creations of one id through several servers one succeeds, and its bytes stay", async (t) => {
			const { workspace, elsewhere } = await twins(t);
			for (let round = 0; round < 5; round++) {
				const block = newBlockId();
				const replies = await Promise.all(
					Array.from({ length: 8 }, (_, i) => [workspace, elsewhere][i % 2]?.createBlock(block, bytes(`attempt ${i}`))),
				);
				const statuses = replies.map((reply) => reply?.status);
				assert.equal(statuses.filter((status) => status === "ok").length, 1);
				for (const status of statuses)
					assert(["ok", "block_already_exists", "store_unavailable"].includes(String(status)), `it answered ${status}`);
				assert.deepEqual(await read(elsewhere, block), [`attempt ${statuses.indexOf("ok")}`, 1n]);
				for (const each of [workspace, elsewhere])
					assert.deepEqual(await each.createBlock(block, bytes("late")), { status: "block_already_exists" });
			}
		});

		test("while another server uploads a block it is unavailable; what a dead one was uploading can be uploaded again", async (t) => {
			const { one, workspace, elsewhere } = await twins(t);
			const [block, begun, go] = [newBlockId(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
			const { mock } = t.mock.method(FolderBlockStore.prototype, "put", async () => {
				begun.resolve();
				await go.promise;
				return { status: "stored" } as const;
			});
			const hanging = workspace.createBlock(block, bytes("never written"));
			await begun.promise;
			mock.restore();
			assert.deepEqual(await elsewhere.createBlock(block, bytes("again")), { status: "store_unavailable" });
			await one.database.write((tx) => tx.run("UPDATE block_upload SET expires_on = 1"));
			succeed(await elsewhere.createBlock(block, bytes("again")));
			go.resolve();
			assert.deepEqual(await hanging, { status: "store_unavailable" }, "it had lost its turn");
			assert.deepEqual(await read(workspace, block), ["again", 1n]);
		});
	}
});
