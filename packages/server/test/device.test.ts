import assert from "node:assert/strict";
import { test } from "node:test";
import { newSigningKey } from "@parallax/crypto";
import { authenticatedCommands, DateTime, type RequestOf } from "@parallax/protocol";
import { newDeviceOf, newPerson, now, signDevice, type TestDevice, TestOrganization } from "./support/fixtures.ts";
import { getCommon, replayCommon } from "./support/replay.ts";
import { describeOnEngines, HttpStatusError } from "./support/server.ts";

const { device_create } = authenticatedCommands.commands;

const status = (code: number) => (error: unknown) => error instanceof HttpStatusError && error.status === code;

describeOnEngines("device_create", (start) => {
	test("adds a device to the user of the author, whatever his profile; it can speak at once", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		for (const profile of ["ADMIN", "STANDARD", "OUTSIDER"] as const) {
			const device = await organization.addDevice(await organization.addUser(profile));
			assert.equal((await getCommon(organization, device, organization.timestamp())).length, 0);
		}
		const { certificates } = await replayCommon(organization);
		assert.equal(certificates.length, 2 + 3 * 3);
	});

	test("check 1: an unknown device, a revoked user, an expired organization", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const user = await organization.addUser();
		const create = (author: TestDevice) =>
			organization.call(author, device_create, signDevice(author, newDeviceOf(author), organization.timestamp()));
		await assert.rejects(create(newPerson()), status(403));
		await organization.revoke(user);
		await assert.rejects(create(user), status(461));
		await organization.server.administrate("PATCH", `organizations/${organization.id}`, { is_expired: true });
		await assert.rejects(create(organization.admin), status(460));
	});

	test("checks 2, 4 and 5: both certificates are the ones they should be", async (t) => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin, root } = organization;
		const user = await organization.addUser();
		const [device, at] = [newDeviceOf(user), organization.timestamp()];
		const good = signDevice(user, device, at);
		const changed = (changes: Parameters<typeof signDevice>[3]) => signDevice(user, device, at, changes);
		const forged = signDevice({ ...user, signingKey: newSigningKey() }, device, at);
		const cases: Readonly<Record<string, RequestOf<typeof device_create>>> = {
			"2: signed by another key": { ...good, device_certificate: forged.device_certificate },
			"2: redacted one signed by another key": {
				...good,
				redacted_device_certificate: forged.redacted_device_certificate,
			},
			"2: another author": signDevice(admin, device, at),
			"2: signed by the root key": signDevice({ deviceId: null, signingKey: root }, device, at),
			"2: not a certificate": { ...good, device_certificate: new Uint8Array(64) },
			"4: another user, even of the same organization": changed({ device: { user_id: admin.userId } }),
			"5: redacted one has a label": changed({ redactedDevice: { device_label: device.deviceLabel } }),
			"5: redacted one has another timestamp": changed({ redactedDevice: { timestamp: DateTime.add(at, 1n) } }),
			"5: redacted one has another purpose": changed({ redactedDevice: { purpose: "SHAMIR_RECOVERY" } }),
			"full one is redacted": changed({ fullDevice: { device_label: null } }),
		};
		for (const [name, request] of Object.entries(cases))
			await t.test(name, async () => {
				assert.deepEqual(await organization.call(user, device_create, request), { status: "invalid_certificate" });
			});
		assert.deepEqual(await organization.call(user, device_create, good), { status: "ok" });
	});

	test("check 3: the ballpark is told before another user", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin, server } = organization;
		for (const seconds of [301n, -320n]) {
			const timestamp = DateTime.add(now(server), seconds * 1_000_000n);
			const request = signDevice(admin, newDeviceOf(newPerson()), timestamp);
			const reply = await organization.call(admin, device_create, request);
			assert.equal(reply.status, "timestamp_out_of_ballpark");
		}
	});

	test("checks 6 and 7: a timestamp not after the last one, then an id in use", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin } = organization;
		const [other, at] = [await organization.addUser(), organization.timestamp()];
		const create = (timestamp: DateTime, device: TestDevice) =>
			organization.call(admin, device_create, signDevice(admin, device, timestamp));
		assert.deepEqual(await create(at, newDeviceOf(admin)), { status: "ok" });
		const taken = { ...newDeviceOf(admin), deviceId: other.deviceId };
		assert.deepEqual(await create(at, taken), { status: "require_greater_timestamp", strictly_greater_than: at });
		assert.deepEqual(await create(DateTime.add(at, 1n), taken), { status: "device_already_exists" });
	});
});
