import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatedCommands, DateTime, tosCommands } from "@parallax/protocol";
import { type TestDevice, TestOrganization } from "./support/fixtures.ts";
import { describeOnEngines, HttpStatusError, type StartServer } from "./support/server.ts";

const { tos_get, tos_accept } = tosCommands.commands;

const status = (code: number) => (error: unknown) => error instanceof HttpStatusError && error.status === code;
const URLS = { en_US: "https://example.com/tos_en.html", fr_FR: "https://example.com/tos_fr.html" };

describeOnEngines("tos", (start) => {
	async function organizationWithTerms(startServer: StartServer) {
		const organization = await TestOrganization.bootstrap(await startServer());
		const setTerms = (tos: Readonly<Record<string, string>> | null) =>
			organization.server.administrate("PATCH", `organizations/${organization.id}`, { tos });
		const read = async (device: TestDevice) => {
			const reply = await organization.callTos(device, tos_get, {});
			assert(reply.status === "ok");
			return reply;
		};
		return { organization, setTerms, read };
	}

	test("a user who has not accepted them may do nothing else; one of his devices accepts for all", async () => {
		const { organization, setTerms, read } = await organizationWithTerms(start);
		const { admin } = organization;
		const [second, other] = [await organization.addDevice(admin), await organization.addUser()];
		await setTerms(URLS);
		const info = (device: TestDevice) =>
			organization.call(device, authenticatedCommands.commands.organization_info, {});
		await assert.rejects(info(admin), status(463));

		const { per_locale_urls, updated_on } = await read(admin);
		assert.deepEqual(Object.fromEntries(per_locale_urls), URLS);
		const accepted = await organization.callTos(admin, tos_accept, { tos_updated_on: updated_on });
		assert.deepEqual(accepted, { status: "ok" });
		assert.equal((await info(admin)).status, "ok");
		assert.equal((await info(second)).status, "ok");
		await assert.rejects(info(other), status(463));
		assert.deepEqual(await organization.callTos(admin, tos_accept, { tos_updated_on: updated_on }), { status: "ok" });
	});

	test("without terms there is nothing to read or accept", async () => {
		const { organization } = await organizationWithTerms(start);
		const { admin } = organization;
		assert.deepEqual(await organization.callTos(admin, tos_get, {}), { status: "no_tos" });
		const request = { tos_updated_on: organization.timestamp() };
		assert.deepEqual(await organization.callTos(admin, tos_accept, request), { status: "no_tos" });
	});

	test("only the terms in force can be accepted, to the microsecond", async () => {
		const { organization, setTerms, read } = await organizationWithTerms(start);
		const { admin, server } = organization;
		const accept = (tos_updated_on: DateTime) => organization.callTos(admin, tos_accept, { tos_updated_on });
		await setTerms(URLS);
		const first = (await read(admin)).updated_on;
		assert.deepEqual(await accept(DateTime.add(first, 1n)), { status: "tos_mismatch" });
		assert.deepEqual(await accept(first), { status: "ok" });

		server.clockOffset = 1_000_000n;
		await setTerms({ en: "https://example.com/new.html" });
		assert.deepEqual(await accept(first), { status: "tos_mismatch" });
		const info = () => organization.call(admin, authenticatedCommands.commands.organization_info, {});
		await assert.rejects(info(), status(463));
		await setTerms(null);
		assert.equal((await info()).status, "ok");
	});

	test("an acceptance counts although the clock was set back meanwhile", async () => {
		const { organization, setTerms, read } = await organizationWithTerms(start);
		const { admin, server } = organization;
		await setTerms(URLS);
		server.clockOffset = -60_000_000n;
		const { updated_on } = await read(admin);
		assert.equal((await organization.callTos(admin, tos_accept, { tos_updated_on: updated_on })).status, "ok");
		const info = await organization.call(admin, authenticatedCommands.commands.organization_info, {});
		assert.equal(info.status, "ok");
	});

	test("the organization and the author are checked first", async () => {
		const { organization, setTerms } = await organizationWithTerms(start);
		const user = await organization.addUser();
		await setTerms(URLS);
		const get = (device: TestDevice) => organization.callTos(device, tos_get, {});
		assert.equal((await get(user)).status, "ok");
		await organization.freeze(user);
		await assert.rejects(get(user), status(462));
		await organization.server.administrate("PATCH", `organizations/${organization.id}`, { is_expired: true });
		await assert.rejects(get(organization.admin), status(460));
	});
});
