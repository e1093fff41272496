import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConnectionError } from "@parallax/client";
import { newId, randomBytes, signObject } from "@parallax/crypto";
import { authenticatedCommands, BlockID, RealmRoleCertificate, VlobID } from "@parallax/protocol";
import { newOrganization } from "../support/meeting.ts";
import { startOurServer } from "../support/ourServer.ts";

const { realm_create, block_create, block_read, vlob_create, vlob_read_batch, vlob_poll_changes } =
	authenticatedCommands.commands;

/** How many uploads are acknowledged in all, and after how many the server is killed each time. */
const UPLOADS = 160;
const UPLOADS_PER_LIFE = 16;
const UPLOADERS = 6;

test("killed at any moment of 160 uploads and started again, the server has every block and vlob that it acknowledged", async () => {
	const data = await mkdtemp(join(tmpdir(), "parallax-blocks-"));
	let server = await startOurServer(data);
	const admin = await newOrganization(server.address, "Killed");
	const { device_id, user_id, signing_key } = admin.device;
	const realm_id = newId(VlobID);
	const certificate: RealmRoleCertificate = {
		type: "realm_role_certificate",
		author: device_id,
		timestamp: admin.now(),
		realm_id,
		user_id,
		role: "OWNER",
	};
	const realm_role_certificate = signObject(RealmRoleCertificate, certificate, signing_key);
	assert.equal((await admin.caller.call(realm_create, { realm_role_certificate })).status, "ok");

	const blocks = new Map<BlockID, Uint8Array>();
	const vlobs = new Map<VlobID, Uint8Array>();

	async function upload(): Promise<void> {
		const [block_id, block] = [newId(BlockID), randomBytes(64 * 1024)];
		if ((await admin.caller.call(block_create, { block_id, realm_id, key_index: 0n, block })).status === "ok")
			blocks.set(block_id, block);
		const [vlob_id, blob] = [newId(VlobID), randomBytes(100)];
		const timestamp = admin.now();
		const written = await admin.caller.call(vlob_create, { realm_id, vlob_id, key_index: 0n, timestamp, blob });
		if (written.status === "ok") vlobs.set(vlob_id, blob);
	}

	async function check(): Promise<void> {
		for (const [block_id, block] of blocks) {
			const reply = await admin.caller.call(block_read, { realm_id, block_id });
			assert(reply.status === "ok", `an acknowledged block is ${reply.status}`);
			assert.deepEqual(Buffer.from(reply.block), Buffer.from(block));
		}
		const batch = await admin.caller.call(vlob_read_batch, { realm_id, vlobs: [...vlobs.keys()], at: null });
		assert(batch.status === "ok");
		for (const [id, , , , , blob] of batch.items) assert.deepEqual(Buffer.from(blob), Buffer.from(vlobs.get(id) ?? []));
		assert.equal(batch.items.length, vlobs.size, "an acknowledged vlob is lost");
		const polled = await admin.caller.call(vlob_poll_changes, { realm_id, last_checkpoint: 0n });
		assert(polled.status === "ok");
		assert.equal(BigInt(polled.changes.length), polled.current_checkpoint, "checkpoints have no hole");
	}

	while (blocks.size < UPLOADS) {
		const lifeEnd = blocks.size + UPLOADS_PER_LIFE;
		const { kill } = server;
		let killed: Promise<void> | undefined;
		await Promise.all(
			Array.from({ length: UPLOADERS }, async () => {
				while (!killed) {
					try {
						await upload();
					} catch (error) {
						// In flight when the server died: nothing was acknowledged.
						if (!(error instanceof ConnectionError && error.kind === "offline")) throw error;
					}
					if (blocks.size >= lifeEnd) killed ??= kill();
				}
			}),
		);
		await killed;
		server = await startOurServer(data, server.port);
		await check();
	}
	await server.stop();
	const left = readdirSync(join(data, "blocks", ".writing"));
	assert(left.length <= (UPLOADS / UPLOADS_PER_LIFE) * UPLOADERS, "only what was in flight is left half written");
	await rm(data, { recursive: true });
});
