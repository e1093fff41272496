import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@parallax/crypto";
import { SequesterServiceID } from "@parallax/protocol";
import { SequesterAuthority, SequesteredOrganization } from "../support/sequester.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, succeed, Workspace } from "../support/workspace.ts";

describeOnEngines("realm_rotate_key in a sequestered organization", (start) => {
	test("check 8: an access for each service that is not revoked, an empty map when there is none", async () => {
		const sequestered = await SequesteredOrganization.bootstrap(await start(), await SequesterAuthority.create());
		const { organization } = sequestered;
		const workspace = await Workspace.create(organization);
		assert.equal((await workspace.rotate({ services: null })).status, "sequester_service_mismatch");
		succeed(await workspace.rotate({ services: new Map() }));

		const [one, two] = [await sequestered.addService(), await sequestered.addService()];
		const last = await sequestered.revokeService(two);
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
	});
});
