import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newId } from "@parallax/crypto";
import { authenticatedCommands, DateTime, SequesterServiceID } from "@parallax/protocol";
import { TestOrganization } from "../support/fixtures.ts";
import { SequesterAuthority, SequesteredOrganization, STORAGE } from "../support/sequester.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, follow, later, succeed } from "../support/workspace.ts";

const { certificate_get } = authenticatedCommands.commands;
const WEBHOOK = { type: "webhook", webhook_url: "https://archive.example/hook?key=1" } as const;

describeOnEngines("administration of sequester services", (start) => {
	let authority: SequesterAuthority;
	before(async () => {
		authority = await SequesterAuthority.create();
	});
	const bootstrap = async () => SequesteredOrganization.bootstrap(await start(), authority);

	async function listed(sequestered: SequesteredOrganization) {
		const { status, body } = await sequestered.administrate("GET");
		assert.equal(status, 200);
		return (body as { readonly services: readonly Record<string, unknown>[] }).services;
	}

	test("a service is created, listed, configured and revoked; clients get the certificates as they were signed", async () => {
		const sequestered = await bootstrap();
		const { organization } = sequestered;
		assert.deepEqual(await listed(sequestered), []);
		const [one, two] = [newId(SequesterServiceID), newId(SequesterServiceID)];
		const [createdOn, alsoCreatedOn] = [organization.timestamp(), organization.timestamp()];
		const first = await authority.signService(one, createdOn, { service_label: "Archive" });
		const second = await authority.signService(two, alsoCreatedOn, { service_label: "Scanner" });
		assert.deepEqual(await sequestered.register(first), { status: 200, body: {} });
		assert.deepEqual(await sequestered.register(second, WEBHOOK), { status: 200, body: {} });
		const [archive, scanner] = [
			{ service_id: one, service_label: "Archive", created_on: DateTime.format(createdOn), revoked_on: null },
			{ service_id: two, service_label: "Scanner", created_on: DateTime.format(alsoCreatedOn), revoked_on: null },
		];
		assert.deepEqual(await listed(sequestered), [
			{ ...archive, ...STORAGE },
			{ ...scanner, ...WEBHOOK },
		]);

		await sequestered.configure(one, WEBHOOK);
		await sequestered.configure(two, STORAGE);
		assert.deepEqual(await listed(sequestered), [
			{ ...archive, ...WEBHOOK },
			{ ...scanner, ...STORAGE },
		]);

		const revokedOn = organization.timestamp();
		const end = await authority.signRevocation(one, revokedOn);
		const revoked = await sequestered.administrate("POST", "/revoke", { revoked_service_certificate: end.toBase64() });
		assert.deepEqual(revoked, { status: 200, body: {} });
		assert.deepEqual(await listed(sequestered), [
			{ ...archive, revoked_on: DateTime.format(revokedOn), ...WEBHOOK },
			{ ...scanner, ...STORAGE },
		]);
		const reply = await organization.call(organization.admin, certificate_get, {
			common_after: null,
			sequester_after: null,
			shamir_recovery_after: null,
			realm_after: new Map(),
		});
		assert.deepEqual(
			succeed(reply).sequester_certificates.slice(1),
			[first, second, end],
			"after that of the authority",
		);
	});

	test("everybody is told of a certificate, nobody of a configuration", async () => {
		const sequestered = await bootstrap();
		const { organization } = sequestered;
		const outsider = await organization.addUser("OUTSIDER");
		const [stream] = await follow(organization, outsider);
		const id = newId(SequesterServiceID);
		const createdOn = organization.timestamp();
		assert.equal((await sequestered.register(await authority.signService(id, createdOn))).status, 200);
		await sequestered.configure(id, WEBHOOK);
		const revokedOn = await sequestered.revokeService(id);
		for (const timestamp of [createdOn, revokedOn])
			assert.deepEqual((await stream?.event())?.told, { status: "ok", event: "SEQUESTER_CERTIFICATE", timestamp });
	});

	test("an organization that was not sequestered at its start never is", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const path = `organizations/${organization.id}/sequester/services`;
		const certificate = (await authority.signService(newId(SequesterServiceID), organization.timestamp())).toBase64();
		const disabled = { status: 400, body: { detail: "Sequester disabled" } };
		const { server } = organization;
		assert.deepEqual(await server.administrate("GET", path), disabled);
		assert.deepEqual(
			await server.administrate("POST", path, { service_certificate: certificate, config: STORAGE }),
			disabled,
		);
		assert.deepEqual(
			await server.administrate("POST", `${path}/revoke`, { revoked_service_certificate: certificate }),
			disabled,
		);
		assert.deepEqual(
			await server.administrate("PUT", `${path}/config`, { service_id: newId(SequesterServiceID), config: STORAGE }),
			disabled,
		);
		const unknown = { status: 404, body: { detail: "Organization not found" } };
		assert.deepEqual(await server.administrate("GET", "organizations/Nowhere/sequester/services"), unknown);
	});

	test("what another key signed, another certificate, or no certificate at all, is refused", async () => {
		const sequestered = await bootstrap();
		const { organization } = sequestered;
		const [id, timestamp] = [newId(SequesterServiceID), organization.timestamp()];
		const invalid = { status: 400, body: { detail: "Invalid certificate" } };
		const stranger = await SequesterAuthority.create();
		const revocation = await authority.signRevocation(id, timestamp);
		for (const certificate of [await stranger.signService(id, timestamp), revocation, bytes("nothing"), bytes("")])
			assert.deepEqual(await sequestered.register(certificate), invalid);
		const service = await authority.signService(id, timestamp);
		for (const certificate of [await stranger.signRevocation(id, timestamp), service])
			assert.deepEqual(
				await sequestered.administrate("POST", "/revoke", { revoked_service_certificate: certificate.toBase64() }),
				invalid,
			);
	});

	test("a certificate comes after those before it, however old it is; then the service must be new, or known", async () => {
		const sequestered = await bootstrap();
		const { organization } = sequestered;
		const id = await sequestered.addService();
		const last = organization.timestamp();
		const revocation = (timestamp: DateTime, service = id) => authority.signRevocation(service, timestamp);
		const revoke = async (certificate: Promise<Uint8Array>) =>
			sequestered.administrate("POST", "/revoke", { revoked_service_certificate: (await certificate).toBase64() });
		const other = newId(SequesterServiceID);
		assert.equal((await sequestered.register(await authority.signService(other, last))).status, 200);
		const tooEarly = {
			status: 400,
			body: { detail: { msg: "Require greater timestamp", strictly_greater_than: DateTime.format(last) } },
		};
		// Before it is looked at whether there is such a service.
		assert.deepEqual(await sequestered.register(await authority.signService(other, last)), tooEarly);
		assert.deepEqual(await revoke(revocation(last, newId(SequesterServiceID))), tooEarly);

		const exists = { status: 400, body: { detail: "Sequester service already exists" } };
		assert.deepEqual(await sequestered.register(await authority.signService(other, later(last, 1))), exists);
		const notFound = { status: 404, body: { detail: "Sequester service not found" } };
		assert.deepEqual(await revoke(revocation(later(last, 1), newId(SequesterServiceID))), notFound);
		assert.deepEqual(await revoke(revocation(later(last, 1))), { status: 200, body: {} });
		const revoked = { status: 400, body: { detail: "Sequester service already revoked" } };
		assert.deepEqual(await revoke(revocation(later(last, 2))), revoked);
		assert.deepEqual(
			await sequestered.register(await authority.signService(id, later(last, 3))),
			exists,
			"the id of a revoked service is not used again",
		);
		assert.deepEqual(
			await sequestered.administrate("PUT", "/config", { service_id: newId(SequesterServiceID), config: STORAGE }),
			notFound,
		);
	});

	test("bodies that are not as they should be: 422", async () => {
		const sequestered = await bootstrap();
		const id = newId(SequesterServiceID);
		const certificate = await authority.signService(id, sequestered.organization.timestamp());
		const good = certificate.toBase64();
		for (const body of [
			{ config: STORAGE },
			{ service_certificate: good },
			{ service_certificate: "not Base64!", config: STORAGE },
			{ service_certificate: good, config: { type: "other" } },
			{ service_certificate: good, config: { type: "webhook" } },
			{ service_certificate: good, config: { type: "webhook", webhook_url: "archive" } },
			{ service_certificate: good, config: { type: "webhook", webhook_url: "file:///etc/passwd" } },
			{ service_certificate: good, config: { type: "webhook", webhook_url: "http://archive/\u0000" } },
		])
			assert.equal((await sequestered.administrate("POST", "", body)).status, 422, JSON.stringify(body));
		assert.equal((await sequestered.administrate("POST", "/revoke", {})).status, 422);
		assert.equal((await sequestered.administrate("PUT", "/config", { service_id: "x", config: STORAGE })).status, 422);
		assert.deepEqual(await listed(sequestered), []);
	});
});
