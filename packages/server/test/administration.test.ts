import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMINISTRATION_TOKEN, describeOnEngines } from "./support/server.ts";

describeOnEngines("administration API", (start) => {
	test("an organization is created, read and changed", async () => {
		const server = await start();
		const created = await server.administrate("POST", "organizations", { organization_id: "CoolOrg" });
		assert.equal(created.status, 200);
		const { bootstrap_url } = created.body as { bootstrap_url: string };
		assert.match(bootstrap_url, /^parsec3:\/\/localhost:\d+\/CoolOrg\?no_ssl=true&a=bootstrap_organization&p=/);

		assert.deepEqual(await server.administrate("GET", "organizations/CoolOrg"), {
			status: 200,
			body: {
				is_bootstrapped: false,
				is_expired: false,
				user_profile_outsider_allowed: true,
				active_users_limit: null,
				realm_minimum_archiving_period_before_deletion: 2592000,
				tos: null,
			},
		});

		const patched = await server.administrate("PATCH", "organizations/CoolOrg", {
			is_expired: true,
			active_users_limit: 5,
			user_profile_outsider_allowed: false,
			tos: { en: "https://parsec.example/tos" },
		});
		assert.deepEqual(patched, { status: 200, body: {} });
		const { body } = await server.administrate("GET", "organizations/CoolOrg");
		const { tos, ...rest } = body as { tos: { per_locale_urls: unknown; updated_on: string } };
		assert.deepEqual(rest, {
			is_bootstrapped: false,
			is_expired: true,
			user_profile_outsider_allowed: false,
			active_users_limit: 5,
			realm_minimum_archiving_period_before_deletion: 2592000,
		});
		assert.deepEqual(tos.per_locale_urls, { en: "https://parsec.example/tos" });
		assert.match(tos.updated_on, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
	});

	test("everything is there after a restart", async () => {
		const first = await start();
		await first.administrate("POST", "organizations", { organization_id: "CoolOrg", active_users_limit: 7 });
		const second = await first.restart();
		const { body } = await second.administrate("GET", "organizations/CoolOrg");
		assert.equal((body as { active_users_limit: number }).active_users_limit, 7);
	});

	test("the token is checked before anything else", async () => {
		const server = await start();
		const ask = async (authorization: string | undefined) => {
			const response = await server.fetch("/administration/organizations", {
				method: "POST",
				body: "not even JSON",
				...(authorization !== undefined && { headers: { Authorization: authorization } }),
			});
			return [response.status, await response.json()];
		};
		assert.deepEqual(await ask(undefined), [403, { detail: "Not authenticated" }]);
		assert.deepEqual(await ask(`Basic ${ADMINISTRATION_TOKEN}`), [403, { detail: "Not authenticated" }]);
		assert.deepEqual(await ask("Bearer wrong"), [403, { detail: "Bad authorization token" }]);
		assert.equal((await ask(`Bearer ${ADMINISTRATION_TOKEN}`))[0], 422);
	});
});
