import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { logIn, MemoryCertificateStorage, type SessionStatus, unlock } from "@parallax/client";
import { DateTime, DeviceFile, encodeBare } from "@parallax/protocol";
import { cheapFile, PASSWORD } from "../device/example.ts";
import { VirtualTime } from "../events/virtualTime.ts";
import { FakeServer, type Fate, NOW, TERMS } from "./fakeServer.ts";

/** Logs alice in, on a storage that knows what another login left there. */
async function logInTo(server: FakeServer, storage = new MemoryCertificateStorage(), timer = new VirtualTime()) {
	const unlocked = { status: "ok", device: server.alice } as const;
	const outcome = await logIn(server.network, unlocked, async () => storage, { timer });
	assert(outcome.status === "opened" || outcome.status === "refused");
	return outcome;
}

/** A storage that holds what a login brought some time ago. */
async function knowing(server: FakeServer): Promise<MemoryCertificateStorage> {
	const storage = new MemoryCertificateStorage();
	const first = await logInTo(server, storage);
	assert(first.status === "opened");
	await first.session.close();
	return storage;
}

const SKEWED = { status: 498, headers: { Date: "Thu, 01 Jan 2026 13:00:00 GMT" } };
const NEWER = { status: 422, headers: { "Supported-Api-Versions": "6.0;7.1" } };

/** What the server does, and what a login screen is told. */
const REFUSALS: readonly (readonly [what: string, fate: Fate, status: SessionStatus])[] = [
	["the server cannot be reached", "unreachable", { kind: "offline", since: NOW }],
	["the server is stopping", { status: 503 }, { kind: "offline", since: NOW }],
	["the user is frozen", { status: 462 }, { kind: "frozen" }],
	["the organization has expired", { status: 460 }, { kind: "expired" }],
	["the organization does not exist", { status: 404 }, { kind: "organization-not-found" }],
	["the device is unknown there", { status: 403 }, { kind: "not-recognized" }],
	["the clocks differ", SKEWED, { kind: "clock", deviceTime: NOW, serverTime: DateTime.parse("2026-01-01T13:00:00Z") }],
	[
		"the clocks differ, of a server without date",
		{ status: 498 },
		{ kind: "clock", deviceTime: NOW, serverTime: null },
	],
	["this program is too old", NEWER, { kind: "incompatible", supportedVersions: ["6.0", "7.1"] }],
	["the web application is not allowed", { status: 464 }, { kind: "web-not-allowed" }],
];

for (const [what, fate, status] of REFUSALS) {
	test(`${what}: told, and what is known from before can be read`, async () => {
		const server = new FakeServer();
		const storage = await knowing(server);
		server.fate = fate;
		const known = await logInTo(server, storage);
		assert(known.status === "opened");
		assert.deepEqual(known.session.status, status);
		assert.equal((await known.session.users()).length, 2);
		await known.session.close();

		assert.deepEqual(await logInTo(server), { status: "refused", why: status }, "nothing is known: nothing to open");
	});
}

test("the server answers: opened, with what is new", async () => {
	const outcome = await logInTo(new FakeServer());
	assert(outcome.status === "opened");
	assert.deepEqual(outcome.session.status, { kind: "online" });
	assert.equal((await outcome.session.users()).length, 2);
	await outcome.session.close();
	assert.deepEqual(outcome.session.status, { kind: "closed" });
});

test("a revoked user is not let in, whatever is known from before", async () => {
	const server = new FakeServer();
	const storage = await knowing(server);
	server.fate = { status: 461 };
	assert.deepEqual(await logInTo(server, storage), { status: "refused", why: { kind: "revoked" } });
});

test("terms of service are accepted from a session, even the first one", async () => {
	const server = new FakeServer();
	server.fate = { status: 463 };
	const outcome = await logInTo(server);
	assert(outcome.status === "opened");
	const { session } = outcome;
	assert.deepEqual(session.status, { kind: "must-accept-tos" });
	const terms = await session.termsOfService();
	assert.deepEqual(terms, TERMS);
	assert.equal(await session.acceptTermsOfService(TERMS.updatedOn), "ok");
	assert.deepEqual(await session.connect(), { kind: "online" });
	assert.equal((await session.users()).length, 2);
	await session.close();
});

test("a server that keeps silent is not waited for when something is known", async () => {
	const server = new FakeServer();
	const storage = await knowing(server);
	const released = Promise.withResolvers<void>();
	server.certificates.beforeAnswer = () => released.promise;
	const time = new VirtualTime();
	const login = logInTo(server, storage, time);
	await time.advance(3_000);
	const outcome = await login;
	assert(outcome.status === "opened");
	const { session } = outcome;
	assert.deepEqual(session.status, { kind: "connecting" });
	assert.equal((await session.users()).length, 2);
	const told = new Promise<SessionStatus>((resolve) => session.onStatus(resolve));
	released.resolve();
	assert.deepEqual(await told, { kind: "online" }, "its answer is told when it comes");
	await session.close();
});

describe("a certificate that must not be believed", () => {
	function forging(): FakeServer {
		const server = new FakeServer();
		server.history.revoke(server.bob, server.bob);
		return server;
	}
	const refused = (server: FakeServer): SessionStatus => ({
		kind: "invalid-certificate",
		reason: "self_signed",
		certificate: {
			topic: "common",
			realm: null,
			claims: { type: "revoked_user_certificate", author: server.bob.device_id, timestamp: server.history.now },
		},
	});

	test("at the first login: nothing can be shown", async () => {
		const server = forging();
		assert.deepEqual(await logInTo(server), { status: "refused", why: refused(server) });
	});

	test("at a later one: what was known stays", async () => {
		const server = new FakeServer();
		const storage = await knowing(server);
		server.history.revoke(server.bob, server.bob);
		const outcome = await logInTo(server, storage);
		assert(outcome.status === "opened");
		assert.deepEqual(outcome.session.status, refused(server));
		assert.equal((await outcome.session.users())[1]?.revokedOn, null);
		await outcome.session.close();
	});
});

describe("the device file", () => {
	const { network } = new FakeServer();
	const never = () => assert.fail("nothing is opened");
	const attempt = async (bytes: Uint8Array, password: string) => logIn(network, await unlock(bytes, password), never);

	test("with a wrong password, damaged, or protected otherwise, is told of before anything is asked", async () => {
		const bytes = encodeBare(DeviceFile, await cheapFile());
		assert.deepEqual(await attempt(bytes, "wrong"), { status: "wrong_password" });
		assert.deepEqual(await attempt(bytes.subarray(1), PASSWORD), { status: "invalid_data" });
		const absurd = await cheapFile();
		const algorithm = { ...absurd.algorithm, parallelism: 2 };
		assert.deepEqual(await attempt(encodeBare(DeviceFile, { ...absurd, algorithm }), PASSWORD), {
			status: "refused_parameters",
		});
	});
});

test("a storage that the browser refuses is told too", async () => {
	const server = new FakeServer();
	const error = new Error("QuotaExceededError");
	const unlocked = { status: "ok", device: server.alice } as const;
	assert.deepEqual(await logIn(server.network, unlocked, () => Promise.reject(error)), {
		status: "refused",
		why: { kind: "failed", error },
	});
});
