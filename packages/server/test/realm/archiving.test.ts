import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatedCommands } from "@parallax/protocol";
import { newPerson, now, TestOrganization } from "../support/fixtures.ts";
import { refusedBy } from "../support/peers.ts";
import { describeOnEngines } from "../support/server.ts";
import {
	bytes,
	follow,
	later,
	newBlockId,
	newVlobId,
	nextEvent,
	signArchiving,
	succeed,
	Workspace,
} from "../support/workspace.ts";

const { realm_update_archiving, certificate_get } = authenticatedCommands.commands;

const AVAILABLE = { type: "AVAILABLE" } as const;
const ARCHIVED = { type: "ARCHIVED" } as const;

describeOnEngines("realm_update_archiving", (start) => {
	test("archived, then available, then archived again, as often as one likes; the members hear of it", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const reader = await workspace.join("READER");
		const [stream] = await follow(organization, reader);
		assert(stream);
		for (const configuration of [ARCHIVED, ARCHIVED, AVAILABLE, AVAILABLE, ARCHIVED, AVAILABLE]) {
			const timestamp = organization.timestamp();
			succeed(await workspace.archive(configuration, { timestamp }));
			const event = { event: "REALM_CERTIFICATE", timestamp, realm_id: workspace.id };
			assert.deepEqual(await nextEvent(stream), event);
			const written = await workspace.createVlob(newVlobId());
			assert.equal(written.status, configuration === ARCHIVED ? "realm_archived" : "ok");
			if (written.status === "ok") assert.equal((await nextEvent(stream)).event, "VLOB");
		}
		await stream.close();
	});

	test("what works in an archived realm, and in one whose deletion date has come", async () => {
		const organization = await TestOrganization.bootstrap(await start(), {
			realm_minimum_archiving_period_before_deletion: 0,
		});
		const workspace = await Workspace.open(organization);
		const [vlob, block] = [newVlobId(), newBlockId()];
		succeed(await workspace.createVlob(vlob));
		succeed(await workspace.createBlock(block, bytes("block")));
		const timestamp = organization.timestamp();
		const past = { type: "DELETION_PLANNED", deletion_date: timestamp } as const;
		succeed(await workspace.archive(past, { timestamp }));
		for (const configuration of [undefined, ARCHIVED]) {
			if (configuration) succeed(await workspace.archive(configuration));
			const refused = { status: "realm_archived" };
			assert.deepEqual(await workspace.createVlob(newVlobId()), refused);
			assert.deepEqual(await workspace.updateVlob(vlob, 2), refused);
			assert.deepEqual(await workspace.createBlock(newBlockId(), bytes("block")), refused);
			assert.equal(succeed(await workspace.readBatch([vlob])).items.length, 1);
			assert.equal(succeed(await workspace.readVersions([[vlob, 1]])).items.length, 1);
			succeed(await workspace.poll(0n));
			succeed(await workspace.readBlock(block));
			const user = await workspace.join("MANAGER");
			succeed(await workspace.unshare(user));
			succeed(await workspace.rotate());
			succeed(await workspace.rename());
		}
		succeed(await workspace.archive(AVAILABLE));
		succeed(await workspace.updateVlob(vlob, 2));
	});

	test("checks 1 to 5, each told before those that follow", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const { admin, server, id } = organization;
		const workspace = await Workspace.open(organization);
		const [stranger, manager] = [await organization.addUser(), await workspace.join("MANAGER")];
		const update = (archiving_certificate: Uint8Array) =>
			organization.call(admin, realm_update_archiving, { archiving_certificate });
		await assert.rejects(workspace.archive(ARCHIVED, { author: newPerson() }), refusedBy(403));
		assert.deepEqual(await update(bytes("none")), { status: "invalid_certificate" });
		const content = { realm_id: workspace.id, configuration: ARCHIVED, timestamp: organization.timestamp() };
		assert.deepEqual(await update(signArchiving(manager, content)), { status: "invalid_certificate" });
		const old = later(now(server), -320e6);
		const reply = await workspace.archive(ARCHIVED, { timestamp: old });
		assert.equal(reply.status, "timestamp_out_of_ballpark");
		assert.deepEqual(await update(signArchiving(admin, { ...content, realm_id: newVlobId() })), {
			status: "realm_not_found",
		});
		const last = await workspace.lastCertificate();
		const planned = (microseconds: number) =>
			({ type: "DELETION_PLANNED", deletion_date: later(last, microseconds) }) as const;
		for (const author of [stranger, manager])
			assert.deepEqual(await workspace.archive(planned(0), { author }), { status: "author_not_allowed" });
		const period = 2_592_000e6;
		assert.deepEqual(await workspace.archive(planned(period - 1), { timestamp: last }), {
			status: "archiving_period_too_short",
		});
		assert.deepEqual(await workspace.archive(planned(period), { timestamp: last }), {
			status: "require_greater_timestamp",
			strictly_greater_than: last,
		});
		const timestamp = organization.timestamp();
		const exact = { type: "DELETION_PLANNED", deletion_date: later(timestamp, period) } as const;
		succeed(await workspace.archive(exact, { timestamp }));
		await workspace.markDeleted();
		assert.deepEqual(await workspace.archive(AVAILABLE, { author: stranger }), { status: "realm_deleted" });
		const served = await organization.call(admin, certificate_get, {
			common_after: null,
			sequester_after: null,
			shamir_recovery_after: null,
			realm_after: new Map(),
		});
		const certificates = succeed(served).realm_certificates.get(workspace.id);
		assert.equal(certificates?.length, 4, "they are served even so");
		await server.administrate("PATCH", `organizations/${id}`, { is_expired: true });
		await assert.rejects(workspace.archive(AVAILABLE), refusedBy(460));
	});

	test("a change of the minimum period holds for what comes after it", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const plan = () => {
			const timestamp = organization.timestamp();
			const configuration = { type: "DELETION_PLANNED", deletion_date: later(timestamp, 1e6) } as const;
			return workspace.archive(configuration, { timestamp });
		};
		assert.deepEqual(await plan(), { status: "archiving_period_too_short" });
		await organization.server.administrate("PATCH", `organizations/${organization.id}`, {
			realm_minimum_archiving_period_before_deletion: 1,
		});
		succeed(await plan());
	});
});
