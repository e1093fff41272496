import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, newSequesterKey } from "@parallax/crypto";
import { authenticatedCommands, type DateTime, SequesterServiceID, SequesterVerifyKeyDer } from "@parallax/protocol";
import { advanceTopic } from "../../src/sql/locks.ts";
import { TestOrganization } from "../support/fixtures.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, succeed, Workspace } from "../support/workspace.ts";

const { certificate_get } = authenticatedCommands.commands;

/** A service as the administration will register it. */
async function addService(organization: TestOrganization): Promise<SequesterServiceID> {
	const [id, key, timestamp] = [newId(SequesterServiceID), await organization.key(), organization.timestamp()];
	await organization.server.database.write(async (tx) => {
		await advanceTopic(tx, key, "sequester", timestamp);
		await tx.run(
			"INSERT INTO sequester_service (organization, id, label, certificate, created_on) VALUES ($1, $2, 'archive', $3, $4)",
			key,
			id,
			bytes(`service ${id}`),
			timestamp,
		);
	});
	return id;
}

async function revokeService(organization: TestOrganization, id: SequesterServiceID): Promise<DateTime> {
	const [key, timestamp] = [await organization.key(), organization.timestamp()];
	await organization.server.database.write(async (tx) => {
		await advanceTopic(tx, key, "sequester", timestamp);
		await tx.run(
			"UPDATE sequester_service SET revoked_on = $1, revoked_certificate = $2 WHERE id = $3",
			timestamp,
			bytes(`end of ${id}`),
			id,
		);
	});
	return timestamp;
}

describeOnEngines("realm_rotate_key in a sequestered organization", (start) => {
	test("check 8: an access for each service that is not revoked, an empty map when there is none", async () => {
		const authority = SequesterVerifyKeyDer.decode((await newSequesterKey(2048)).publicKey.der);
		const organization = await TestOrganization.bootstrap(await start(), {}, authority);
		const workspace = await Workspace.create(organization);
		assert.equal((await workspace.rotate({ services: null })).status, "sequester_service_mismatch");
		succeed(await workspace.rotate({ services: new Map() }));

		const [one, two] = [await addService(organization), await addService(organization)];
		const last = await revokeService(organization, two);
		const mismatch = { status: "sequester_service_mismatch", last_sequester_certificate_timestamp: last };
		const access = bytes("access");
		const all = new Map([
			[one, access],
			[two, access],
		]);
		const another = new Map([[newId(SequesterServiceID), access]]);
		for (const services of [null, new Map(), all, another])
			assert.deepEqual(await workspace.rotate({ services }), mismatch);
		assert.equal(
			(await workspace.rotate({ services: null, participants: [] })).status,
			"participant_mismatch",
			"which is told first",
		);
		succeed(await workspace.rotate({ services: new Map([[one, access]]) }));
		const stored = await organization.server.database.read((sql) =>
			sql.all<{ access: Uint8Array }>("SELECT access FROM sequester_keys_bundle_access"),
		);
		assert.deepEqual(
			stored.map((row) => new TextDecoder().decode(row.access)),
			["access"],
		);

		const reply = await organization.call(organization.admin, certificate_get, {
			common_after: null,
			sequester_after: null,
			shamir_recovery_after: null,
			realm_after: new Map(),
		});
		assert.deepEqual(
			succeed(reply)
				.sequester_certificates.slice(1)
				.map((certificate) => new TextDecoder().decode(certificate)),
			[`service ${one}`, `service ${two}`, `end of ${two}`],
			"after the authority",
		);
	});
});
