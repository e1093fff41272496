import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { makeDeviceToken, newId, newSigningKey } from "@parallax/crypto";
import {
	anonymousServerCommands,
	authenticatedCommands,
	DeviceID,
	encodeRequest,
	invitedCommands,
} from "@parallax/protocol";
import { seedOrganization } from "./support/seed.ts";
import { describeOnEngines, type TestServer, testOptions } from "./support/server.ts";

const { ping } = authenticatedCommands.commands;
const PING = encodeRequest(ping, { ping: "hello" });
const LIMIT = 1_048_576;

/** Status and `detail` of a refusal, and whether the version was told. */
async function refusal(response: Response) {
	const { detail } = (await response.json()) as { detail: string };
	return { status: response.status, detail, version: response.headers.get("api-version") };
}

describeOnEngines("HTTP", (start) => {
	test("every response tells the name of the server", async () => {
		const server = await start();
		for (const path of ["/", "/nowhere", "/health", "/anonymous_server"])
			assert.equal((await server.fetch(path)).headers.get("server"), "parsec/3");
	});

	test("an unknown path is a page, without a version", async () => {
		const server = await start();
		const response = await server.fetch("/nowhere");
		assert.equal(response.status, 404);
		assert.equal(response.headers.get("api-version"), null);
		assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
	});

	test("a wrong method is told which ones are right", async () => {
		const server = await start();
		const response = await server.fetch("/authenticated/CoolOrg");
		assert.equal(response.status, 405);
		assert.equal(response.headers.get("allow"), "POST");
		assert.deepEqual(await response.json(), { detail: "Method Not Allowed" });
	});

	test("health tells whether the database answers", async () => {
		const server = await start();
		const response = await server.fetch("/health");
		assert.equal(response.status, 200);
		assert.deepEqual(await response.json(), { status: "ok", database: "ok", events: "ok" });
	});

	test("any minor version is welcome, another major is not, and that is the first check", async () => {
		const server = await start();
		for (const version of ["5.0", "5.5", "5.99"]) {
			const response = await server.post("/authenticated/Unknown", PING, { "Api-Version": version });
			assert.equal(response.headers.get("api-version"), "5.5");
			assert.equal(response.status, 401);
		}
		for (const version of ["4.5", "6.0", "5", "v5.1", "5.1.2", ""]) {
			const response = await server.post("/authenticated/not%20an%20id", PING, { "Api-Version": version });
			assert.equal(response.headers.get("supported-api-versions"), "5.5");
			assert.deepEqual(await refusal(response), { status: 422, detail: "Unprocessable Entity", version: null });
		}
	});

	test("authenticated: the checks come in the order of the specification", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const token = () => `Bearer ${makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000)}`;
		const stranger = `Bearer ${makeDeviceToken(newId(DeviceID), org.signingKey, Date.now() / 1000)}`;
		const forged = `Bearer ${makeDeviceToken(org.deviceId, newSigningKey(), Date.now() / 1000)}`;
		const late = `Bearer ${makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000 - 321)}`;
		const early = `Bearer ${makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000 + 302)}`;
		const tooLarge = new Uint8Array(LIMIT + 1);
		const ask = async (path: string, body: Uint8Array, headers: Record<string, string>) =>
			(await refusal(await server.post(path, body, headers))).status;

		const here = `/authenticated/${org.id}`;
		assert.equal(await ask("/authenticated/not%20valid", tooLarge, { "Content-Type": "text/plain" }), 404);
		assert.equal(await ask("/authenticated/%FF", tooLarge, { "Content-Type": "text/plain" }), 404);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, { "Content-Type": "text/plain" }), 415);
		assert.equal(
			await ask("/authenticated/Unknown", tooLarge, { "Content-Type": "application/msgpack; charset=utf-8" }),
			415,
		);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, {}), 401);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, { Authorization: "Basic abc" }), 401);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, { Authorization: "Bearer abc" }), 401);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, { Authorization: `${token()} more` }), 401);
		assert.equal(await ask("/authenticated/Unknown", tooLarge, { Authorization: token() }), 413);
		assert.equal(await ask("/authenticated/Unknown", PING, { Authorization: token() }), 404);
		assert.equal(await ask(here, PING, { Authorization: stranger }), 403);
		assert.equal(await ask(here, PING, { Authorization: forged }), 403);
		assert.equal(await ask(here, PING, { Authorization: late }), 498);
		assert.equal(await ask(here, PING, { Authorization: early }), 498);
		assert.equal(await ask(here, new Uint8Array([0xc1]), { Authorization: token() }), 415);
		assert.equal(await ask(here, new Uint8Array(), { Authorization: token() }), 415);

		await server.administrate("PATCH", `organizations/${org.id}`, { tos: { en: "https://parsec.example" } });
		assert.equal(await ask(here, PING, { Authorization: forged }), 463);
		await server.administrate("POST", `organizations/${org.id}/users/freeze`, { user_id: org.userId, frozen: true });
		assert.equal(await ask(here, PING, { Authorization: late }), 462);
		await server.administrate("PATCH", `organizations/${org.id}`, { is_expired: true });
		assert.equal(await ask(here, PING, { Authorization: stranger }), 460);
	});

	test("the terms of service bar everything but themselves, until none are set", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const status = async (path: string, body: Uint8Array) => {
			const token = makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000);
			return (await server.post(`/authenticated/${org.id}${path}`, body, { Authorization: `Bearer ${token}` })).status;
		};
		await server.administrate("PATCH", `organizations/${org.id}`, { tos: {} });
		assert.equal(await status("", new Uint8Array([0xc1])), 463);
		assert.equal(await status("/tos", new Uint8Array([0xc1])), 415);
		await server.administrate("PATCH", `organizations/${org.id}`, { tos: null });
		assert.equal(await status("", new Uint8Array([0xc1])), 415);
	});

	test("official defect: the authentication cache hides expiry", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const body = encodeRequest(authenticatedCommands.commands.events_listen, {});
		const status = async () => {
			const token = makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000);
			return (await server.post(`/authenticated/${org.id}`, body, { Authorization: `Bearer ${token}` })).status;
		};
		assert.equal(await status(), 200);
		await server.administrate("PATCH", `organizations/${org.id}`, { is_expired: true });
		assert.equal(await status(), 460);
	});

	test("official defect: 403 for a device of an organization that is not bootstrapped", async () => {
		const server = await start();
		await server.administrate("POST", "organizations", { organization_id: "Empty" });
		const token = makeDeviceToken(newId(DeviceID), newSigningKey(), Date.now() / 1000);
		const response = await server.post("/authenticated/Empty", PING, { Authorization: `Bearer ${token}` });
		assert.deepEqual(await refusal(response), { status: 404, detail: "Organization not found", version: "5.5" });
	});

	test("the stream command answers that it is not available as a call; a command that is not enabled is unknown", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const authorization = () => `Bearer ${makeDeviceToken(org.deviceId, org.signingKey, Date.now() / 1000)}`;
		const { events_listen, totp_setup_get_secret } = authenticatedCommands.commands;
		assert.deepEqual(await server.call(`/authenticated/${org.id}`, events_listen, {}, authorization()), {
			status: "not_available",
		});
		const notEnabled = encodeRequest(totp_setup_get_secret, {});
		const ofAnotherFamily = encodeRequest(anonymousServerCommands.commands.server_config, {});
		for (const body of [notEnabled, ofAnotherFamily]) {
			const response = await server.post(`/authenticated/${org.id}`, body, { Authorization: authorization() });
			assert.equal(response.status, 415);
		}
	});

	test("invited: the checks come in the order of the specification", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const body = encodeRequest(invitedCommands.commands.ping, { ping: "hello" });
		const ask = async (path: string, headers: Record<string, string>) =>
			(await refusal(await server.post(path, body, headers))).status;
		const token = "a".repeat(32);
		assert.equal(await ask("/invited/not%20valid", {}), 404);
		assert.equal(await ask("/invited/Unknown", { "Content-Type": "text/plain" }), 415);
		assert.equal(await ask("/invited/Unknown", {}), 401);
		assert.equal(await ask("/invited/Unknown", { Authorization: "Bearer aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" }), 401);
		assert.equal(await ask("/invited/Unknown", { Authorization: `Bearer ${token}` }), 404);
		assert.equal(await ask(`/invited/${org.id}`, { Authorization: `bearer ${token.toUpperCase()}` }), 403);
		await server.administrate("PATCH", `organizations/${org.id}`, { is_expired: true });
		assert.equal(await ask(`/invited/${org.id}`, { Authorization: `Bearer ${token}` }), 460);
	});

	test("anonymous: an organization can be asked for, and is never made by asking", async () => {
		const { organization } = testOptions({ kind: "memory" });
		const server = await start({ organization: { ...organization, spontaneousBootstrap: true } });
		const probe = (id: string, headers: Record<string, string> = {}) =>
			server.fetch(`/anonymous/${id}`, {
				headers: { "Api-Version": "5.5", "Content-Type": "application/msgpack", ...headers },
			});
		assert.equal((await probe("CoolOrg")).status, 404);
		assert.equal((await probe("CoolOrg", { "Content-Type": "text/plain" })).status, 415);
		assert.equal((await server.post("/anonymous/CoolOrg", PING)).status, 404);
		assert.equal((await probe("CoolOrg")).status, 404);

		await server.administrate("POST", "organizations", { organization_id: "CoolOrg" });
		const found = await probe("CoolOrg");
		assert.equal(found.status, 200);
		assert.equal(await found.text(), "");
		await server.administrate("PATCH", "organizations/CoolOrg", { is_expired: true });
		assert.equal((await probe("CoolOrg")).status, 460);
	});

	test("accounts: a well-formed token of nobody is refused after the body's size", async () => {
		const server = await start();
		const token = `PARSEC-MAC-BLAKE2B.${"a".repeat(32)}.1700000000.${Buffer.alloc(64).toString("base64url")}==`;
		const ask = async (body: Uint8Array, headers: Record<string, string>) =>
			(await refusal(await server.post("/authenticated_account", body, headers))).status;
		assert.equal(await ask(PING, { "Content-Type": "text/plain" }), 415);
		assert.equal(await ask(PING, {}), 401);
		assert.equal(await ask(new Uint8Array(LIMIT + 1), { Authorization: `Bearer ${token}` }), 413);
		assert.equal(await ask(PING, { Authorization: `Bearer ${token}` }), 403);
	});

	test("a body of exactly 1 MiB is read, one more byte is not, with or without its length", async () => {
		const server = await start();
		assert.equal((await server.post("/anonymous_server", new Uint8Array(LIMIT))).status, 415);
		const over = await server.post("/anonymous_server", new Uint8Array(LIMIT + 1));
		assert.deepEqual(await refusal(over), { status: 413, detail: "Request Entity Too Large", version: null });
		const chunked = await fetch(`${server.url}/anonymous_server`, {
			method: "POST",
			headers: { "Api-Version": "5.5", "Content-Type": "application/msgpack" },
			body: new Blob([new Uint8Array(LIMIT + 1)]).stream(),
			duplex: "half",
		} as RequestInit);
		assert.equal(chunked.status, 413);
	});

	test("a client that leaves in the middle of its body disturbs nobody", async () => {
		const server = await start();
		await abandon(server);
		assert.equal((await server.fetch("/health")).status, 200);
	});

	test("redirections keep the query, but for no_ssl which is the server's", async () => {
		const server = await start();
		const response = await server.fetch("/redirect/Foo/bar%20%C3%A9?a=claim_user&p=xx&no_ssl=false&a=2", {
			redirect: "manual",
		});
		assert.equal(response.status, 302);
		assert.equal(
			response.headers.get("location"),
			`parsec3://${server.address.host}/Foo/bar+%C3%A9?a=claim_user&a=2&p=xx&no_ssl=true`,
		);
	});

	test("web pages of the chosen origins may call, and read refusals; others may not", async () => {
		const server = await start({ corsAllowOrigins: ["https://app.example"] });
		const preflight = (origin: string, method = "POST", headers = "api-version, Authorization") =>
			server.fetch("/authenticated/CoolOrg", {
				method: "OPTIONS",
				headers: {
					Origin: origin,
					"Access-Control-Request-Method": method,
					"Access-Control-Request-Headers": headers,
				},
			});
		const allowed = await preflight("https://app.example");
		assert.deepEqual([allowed.status, await allowed.text()], [200, "OK"]);
		assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example");
		assert.match(
			allowed.headers.get("access-control-allow-headers") ?? "",
			/api-version, authorization, last-event-id/,
		);
		assert.equal(allowed.headers.get("access-control-max-age"), "600");
		const refused = await preflight("https://evil.example");
		assert.deepEqual([refused.status, await refused.text()], [400, "Disallowed CORS origin"]);
		assert.equal(refused.headers.get("access-control-allow-origin"), null);
		const odd = await preflight("https://app.example", "DELETE", "x-odd");
		assert.deepEqual([odd.status, await odd.text()], [400, "Disallowed CORS method, headers"]);

		const failure = await server.post("/authenticated/CoolOrg", PING, { Origin: "https://app.example" });
		assert.equal(failure.status, 401);
		assert.equal(failure.headers.get("access-control-allow-origin"), "https://app.example");
		assert.match(failure.headers.get("access-control-expose-headers") ?? "", /api-version/);
	});
});

/** Announces a body, sends a part of it and goes away; returns once the server has seen that. */
function abandon(server: TestServer): Promise<void> {
	const { hostname, port } = new URL(server.url);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname, () => {
			socket.write(
				"POST /anonymous_server HTTP/1.1\r\nHost: x\r\nApi-Version: 5.5\r\nContent-Type: application/msgpack\r\nContent-Length: 100\r\n\r\nabc",
			);
			socket.end();
		});
		socket.resume();
		socket.once("error", reject);
		socket.once("close", () => resolve());
	});
}
