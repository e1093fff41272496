import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConnectionError, type Session } from "@parallax/client";
import { authenticatedCommands, type DeviceID, EmailAddress, type UserID } from "@parallax/protocol";
import { newPerson, signNewUser, signRevocation, signUserUpdate } from "../../packages/server/test/support/fixtures.ts";
import { logIn, newOrganization } from "../support/meeting.ts";
import { startOurServer } from "../support/ourServer.ts";

const { commands } = authenticatedCommands;

/** How many writes are acknowledged in all, and after how many the server is killed each time. */
const WRITES = 200;
const WRITES_PER_LIFE = 20;
const WRITERS = 8;

/** What the server has acknowledged, and must still have after its death. */
interface Acknowledged {
	readonly devices: Map<DeviceID, UserID>;
	readonly revoked: Set<UserID>;
	readonly external: Set<UserID>;
	readonly invited: Set<string>;
	writes: number;
}

/** One random write of one organization. Statuses other than `ok` change nothing, and are not counted. */
async function write(admin: Session, known: Acknowledged): Promise<void> {
	const signer = { deviceId: admin.device.device_id, signingKey: admin.device.signing_key };
	const active = [...known.devices.values()].filter((id) => !known.revoked.has(id));
	const target = active[Math.floor(Math.random() * active.length)];
	const kind = Math.floor(Math.random() * 4);
	if (kind === 0) {
		const email = `guest${crypto.randomUUID()}@example.com`;
		const outcome = await admin.inviteUser(EmailAddress.parse(email), false);
		if (outcome.status === "ok") known.invited.add(email);
		else return;
	} else if (kind === 1 && target !== undefined) {
		const certificate = signRevocation({ ...newPerson(), ...signer }, target, admin.now());
		const reply = await admin.caller.call(commands.user_revoke, { revoked_user_certificate: certificate });
		if (reply.status !== "ok") return;
		known.revoked.add(target);
	} else if (kind === 2 && target !== undefined && !known.external.has(target)) {
		const certificate = signUserUpdate({ ...newPerson(), ...signer }, target, "OUTSIDER", admin.now());
		const reply = await admin.caller.call(commands.user_update, { user_update_certificate: certificate });
		if (reply.status !== "ok") return;
		known.external.add(target);
	} else {
		const person = newPerson(`user${crypto.randomUUID()}@example.com`);
		const reply = await admin.caller.call(commands.user_create, signNewUser(signer, person, "STANDARD", admin.now()));
		if (reply.status !== "ok") return;
		known.devices.set(person.deviceId, person.userId);
	}
	known.writes++;
}

test("killed at any moment of 200 random writes and started again, the server has all that it acknowledged, and nothing by half", async () => {
	const data = await mkdtemp(join(tmpdir(), "parallax-kill-"));
	let server = await startOurServer(data);
	const admin = await newOrganization(server.address, "Killed");
	const known: Acknowledged = {
		devices: new Map(),
		revoked: new Set(),
		external: new Set(),
		invited: new Set(),
		writes: 0,
	};
	while (known.writes < WRITES) {
		const lifeEnd = known.writes + WRITES_PER_LIFE;
		const { kill } = server;
		let killed: Promise<void> | undefined;
		await Promise.all(
			Array.from({ length: WRITERS }, async () => {
				while (!killed) {
					try {
						await write(admin, known);
					} catch (error) {
						// In flight when the server died: nothing was acknowledged.
						if (!(error instanceof ConnectionError && error.kind === "offline")) throw error;
					}
					if (known.writes >= lifeEnd) killed ??= kill();
				}
			}),
		);
		await killed;
		server = await startOurServer(data, server.port);
		await check(admin, known);
	}
	await server.stop();
	await rm(data, { recursive: true });
});

/** A fresh client validates every certificate: a half-written one, or one out of order, would be refused. */
async function check(admin: Session, known: Acknowledged): Promise<void> {
	const fresh = await logIn(admin.device);
	await fresh.pollCertificates();
	const users = new Map((await fresh.users()).map((user) => [user.id, user]));
	for (const [deviceId, userId] of known.devices) {
		assert.ok(users.has(userId), "an acknowledged user is lost");
		assert.ok(await fresh.hasDevice(deviceId), "an acknowledged device is lost");
	}
	for (const user of users.values()) {
		assert.equal((await fresh.devicesOf(user.id)).length, 1, "a user is there without the device that came with it");
	}
	for (const id of known.revoked) assert.ok(users.get(id)?.revokedOn, "an acknowledged revocation is lost");
	for (const id of known.external) assert.equal(users.get(id)?.profile, "OUTSIDER", "an acknowledged profile is lost");
	const invited = new Set((await fresh.invitations()).map((each) => each.type === "USER" && each.claimer_email));
	for (const email of known.invited)
		assert.ok(invited.has(EmailAddress.parse(email)), "an acknowledged invitation is lost");
}
