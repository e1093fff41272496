import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anonymousCaller, bootstrapOrganization } from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import { newId } from "@parallax/crypto";
import {
	DateTime,
	DeviceLabel,
	HumanHandle,
	OrganizationBootstrapAddr,
	OrganizationID,
	SequesterServiceID,
} from "@parallax/protocol";
import { SequesterAuthority } from "../../packages/server/test/support/sequester.ts";
import { official, ours, type Place } from "../support/places.ts";

// What an operator does with sequester services, on two servers: the official one, which nobody here wrote, and ours.

const PATH = "sequester/services";
const WEBHOOK = { type: "webhook", webhook_url: "https://archive.example/hook" };
const STORAGE = { type: "storage" };
const network = systemNetwork("interop");

for (const [serverName, start] of Object.entries({ official, ours })) {
	describe(`sequester services on the ${serverName} server`, () => {
		let server: Place;
		let authority: SequesterAuthority;
		before(async () => {
			[server, authority] = await Promise.all([start(), SequesterAuthority.create()]);
			await bootstrap("Sequestered", authority);
			await bootstrap("Free");
		});
		after(() => server.stop());

		async function ask(method: string, path: string, body?: unknown) {
			const host = server.address.replace("parsec3:", "http:").split("?")[0];
			const response = await fetch(`${host}/administration/organizations${path}`, {
				method,
				headers: { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json" },
				...(body !== undefined && { body: JSON.stringify(body) }),
			});
			const answer = (await response.json()) as { readonly detail?: unknown } & Readonly<Record<string, unknown>>;
			// Of a body that is not as it should be, the status alone counts.
			return response.status === 422 ? { status: 422 } : { status: response.status, answer };
		}

		async function bootstrap(name: string, sequester: SequesterAuthority | null = null) {
			const { answer } = await ask("POST", "", { organization_id: name });
			const address = OrganizationBootstrapAddr.parse(String(answer?.["bootstrap_url"]));
			const outcome = await bootstrapOrganization(
				address,
				anonymousCaller(network, address.server, OrganizationID.parse(name)),
				network.now(),
				{
					humanHandle: HumanHandle.parse("alice@example.com", "Alice"),
					deviceLabel: DeviceLabel.parse("laptop"),
					sequesterAuthority: sequester ? sequester.verifyKey : null,
				},
			);
			assert.equal(outcome.status, "ok");
		}

		const refused = (status: number, detail: unknown) => ({ status, answer: { detail } });
		const done = { status: 200, answer: {} };
		const create = (certificate: Uint8Array, config: unknown = STORAGE, organization = "Sequestered") =>
			ask("POST", `/${organization}/${PATH}`, { service_certificate: certificate.toBase64(), config });
		const revoke = (certificate: Uint8Array) =>
			ask("POST", `/Sequestered/${PATH}/revoke`, { revoked_service_certificate: certificate.toBase64() });
		const configure = (service_id: SequesterServiceID, config: unknown) =>
			ask("PUT", `/Sequestered/${PATH}/config`, { service_id, config });

		test("services are created, listed, configured and revoked", async () => {
			const [one, two] = [newId(SequesterServiceID), newId(SequesterServiceID)];
			const [first, second, third] = [network.now(), DateTime.add(network.now(), 1n), DateTime.add(network.now(), 2n)];
			assert.deepEqual(await create(await authority.signService(one, first, { service_label: "One" })), done);
			assert.deepEqual(await create(await authority.signService(two, second, { service_label: "Two" }), WEBHOOK), done);
			assert.deepEqual(await revoke(await authority.signRevocation(one, third)), done);
			assert.deepEqual(await configure(one, WEBHOOK), done, "of a revoked one too");
			assert.deepEqual(await configure(two, STORAGE), done);
			const listed = await ask("GET", `/Sequestered/${PATH}`);
			const services = listed.answer?.["services"] as readonly { readonly created_on: string }[];
			const told = (date: DateTime | null) => date && DateTime.format(date);
			assert.deepEqual(
				services.toSorted((a, b) => (a.created_on < b.created_on ? -1 : 1)),
				[
					{ service_id: one, service_label: "One", created_on: told(first), revoked_on: told(third), ...WEBHOOK },
					{ service_id: two, service_label: "Two", created_on: told(second), revoked_on: null, ...STORAGE },
				],
			);

			const [id, last] = [newId(SequesterServiceID), third];
			const early = { msg: "Require greater timestamp", strictly_greater_than: told(last) };
			assert.deepEqual(await create(await authority.signService(id, last)), refused(400, early));
			assert.deepEqual(await revoke(await authority.signRevocation(two, last)), refused(400, early));
			const next = DateTime.add(last, 1n);
			assert.deepEqual(
				await create(await authority.signService(one, next)),
				refused(400, "Sequester service already exists"),
			);
			assert.deepEqual(
				await revoke(await authority.signRevocation(one, next)),
				refused(400, "Sequester service already revoked"),
			);
			const notFound = refused(404, "Sequester service not found");
			assert.deepEqual(await revoke(await authority.signRevocation(id, next)), notFound);
			assert.deepEqual(await configure(id, STORAGE), notFound);
		});

		test("what is no certificate of the authority is refused, and so is what is no request", async () => {
			const id = newId(SequesterServiceID);
			const future = DateTime.add(network.now(), 60_000_000n);
			const stranger = await SequesterAuthority.create();
			const invalid = refused(400, "Invalid certificate");
			assert.deepEqual(await create(await stranger.signService(id, future)), invalid);
			assert.deepEqual(await create(await authority.signRevocation(id, future)), invalid);
			assert.deepEqual(await create(new Uint8Array(3)), invalid);
			assert.deepEqual(await revoke(await authority.signService(id, future)), invalid);
			assert.deepEqual(await ask("POST", `/Sequestered/${PATH}`, { config: STORAGE }), { status: 422 });
			assert.deepEqual(await configure(id, { type: "other" }), { status: 422 });
			assert.deepEqual(await configure(id, { type: "webhook" }), { status: 422 });
		});

		test("an organization without authority has no services, nor has one that does not exist", async () => {
			const certificate = await authority.signService(newId(SequesterServiceID), network.now());
			assert.deepEqual(await create(certificate, STORAGE, "Free"), refused(400, "Sequester disabled"));
			assert.deepEqual(await ask("GET", `/Free/${PATH}`), refused(400, "Sequester disabled"));
			assert.deepEqual(await ask("GET", `/Nowhere/${PATH}`), refused(404, "Organization not found"));
		});
	});
}
