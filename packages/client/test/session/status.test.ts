import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryCertificateStorage, Session, type SessionStatus } from "@parallax/client";
import { DateTime, type ServerEvent } from "@parallax/protocol";
import { settle, VirtualTime } from "../events/virtualTime.ts";
import { FakeServer, type Fate, NOW, TERMS } from "./fakeServer.ts";

/** A session that follows its server, and all that it told. */
class Scene {
	readonly server = new FakeServer();
	readonly session = Session.open(this.server.network, this.server.alice, new MemoryCertificateStorage());
	readonly time = new VirtualTime();
	readonly failures: unknown[] = [];
	readonly monitor = this.session.follow((error) => this.failures.push(error), { timer: this.time, random: () => 0.5 });
	readonly #told: SessionStatus[] = [];

	constructor() {
		this.session.onStatus((status) => this.#told.push(status));
	}

	async start(): Promise<this> {
		this.monitor.start();
		await this.until("online");
		return this;
	}

	/** What was told since the last time. */
	news(): SessionStatus[] {
		return this.#told.splice(0);
	}

	/** Waits until the session tells that. */
	async until(kind: SessionStatus["kind"]): Promise<void> {
		if (this.session.status.kind === kind) return;
		await new Promise<void>((resolve) => {
			const leave = this.session.onStatus((status) => {
				if (status.kind !== kind) return;
				leave();
				resolve();
			});
		});
	}

	/** The server turns this user out, and gives that answer to whoever comes back. */
	async turnedOut(fate: Fate): Promise<void> {
		this.server.fate = fate;
		await this.server.end();
		await this.time.advance(1_000);
	}
}

test("connecting until the server answers, then online; closed at the end, and nothing after that", async () => {
	const scene = new Scene();
	assert.deepEqual(scene.session.status, { kind: "connecting" });
	await scene.start();
	assert.deepEqual(scene.news(), [{ kind: "online" }]);
	await scene.session.close();
	assert.deepEqual(scene.news(), [{ kind: "closed" }]);
});

test("a server that was never reached is offline since the first failure", async () => {
	const scene = new Scene();
	scene.server.fate = "unreachable";
	scene.monitor.start();
	await scene.until("offline");
	scene.server.now = DateTime.add(NOW, 60_000_000n);
	scene.monitor.retryNow();
	await settle();
	assert.deepEqual(scene.session.status, { kind: "offline", since: NOW });
	assert.equal(scene.news().length, 1, "told once, however many attempts fail");
	scene.server.fate = "ok";
	scene.monitor.retryNow();
	await scene.until("online");
	await scene.session.close();
});

const SKEWED = { status: 498, headers: { Date: "Thu, 01 Jan 2026 13:00:00 GMT" } };
for (const [what, fate, status] of [
	["revoked", { status: 461 }, { kind: "revoked" }],
	["frozen", { status: 462 }, { kind: "frozen" }],
	["of an expired organization", { status: 460 }, { kind: "expired" }],
	["of an organization that is gone", { status: 404 }, { kind: "organization-not-found" }],
	["not known any more", { status: 403 }, { kind: "not-recognized" }],
	["of another time", SKEWED, { kind: "clock", deviceTime: NOW, serverTime: DateTime.parse("2026-01-01T13:00:00Z") }],
	[
		"too old",
		{ status: 422, headers: { "Supported-Api-Versions": "6.0" } },
		{ kind: "incompatible", supportedVersions: ["6.0"] },
	],
	["in a browser, which is not allowed", { status: 464 }, { kind: "web-not-allowed" }],
] as const satisfies readonly (readonly [string, Fate, SessionStatus])[]) {
	test(`one who is ${what} is told while at work`, async () => {
		const scene = await new Scene().start();
		scene.news();
		await scene.turnedOut(fate);
		await scene.until(status.kind);
		assert.deepEqual(scene.session.status, status);
		assert.equal((await scene.session.users()).length, 2, "what is known stays");
		await scene.session.close();
	});
}

test("certificates that could not be brought are asked for again while events still come", async () => {
	const scene = await new Scene().start();
	await settle();
	const { history, alice, certificates } = scene.server;
	let failures = 2;
	certificates.beforeAnswer = async () => {
		if (failures-- > 0) throw new TypeError("fetch failed");
	};
	history.addUser(alice);
	await scene.server.send({ event: "COMMON_CERTIFICATE", timestamp: history.now } as ServerEvent);
	const asked = certificates.requests.length;
	await scene.time.advance(2_999);
	assert.equal(certificates.requests.length, asked);
	await scene.time.advance(1);
	assert.equal(certificates.requests.length, asked + 1);
	await scene.time.advance(3_000);
	assert.equal((await scene.session.users()).length, 3);
	assert.equal(scene.failures.length, 2);
	assert.deepEqual(
		scene.session.status,
		{ kind: "online" },
		"only the stream of events tells that (transport.md §8.3)",
	);
	await scene.session.close();
	assert.equal(scene.time.sleeping, 0);
});

test("terms changed while at work: accepted, everything goes on at once", async () => {
	const scene = await new Scene().start();
	await scene.turnedOut({ status: 463 });
	await scene.until("must-accept-tos");
	await scene.session.acceptTermsOfService(TERMS.updatedOn);
	await scene.until("online");
	await scene.session.close();
});

test("an invalid certificate is an event of the monitor, and a status until the server is believed again", async () => {
	const scene = await new Scene().start();
	const { history, alice, bob, certificates } = scene.server;
	const announced: string[] = [];
	scene.monitor.subscribe({ invalidCertificate: ({ reason }) => announced.push(reason) });
	scene.news();

	history.revoke(bob, bob);
	const announce = () => scene.server.send({ event: "COMMON_CERTIFICATE", timestamp: history.now } as ServerEvent);
	await announce();
	await scene.until("invalid-certificate");
	assert.deepEqual(announced, ["self_signed"]);
	const asked = certificates.requests.length;
	await scene.server.send({ event: "PINGED", ping: "" });
	assert.equal(certificates.requests.length, asked, "nothing is asked again by itself");
	assert.deepEqual(
		scene.news().map(({ kind }) => kind),
		["invalid-certificate"],
		"online or not, this is what counts",
	);

	history.common.pop();
	history.addUser(alice);
	await announce();
	await scene.until("online");
	assert.equal((await scene.session.users()).length, 3);
	await scene.session.close();
});

test("what is worse than an invalid certificate is told instead of it", async () => {
	const scene = await new Scene().start();
	const { history, bob } = scene.server;
	history.revoke(bob, bob);
	await scene.server.send({ event: "COMMON_CERTIFICATE", timestamp: history.now } as ServerEvent);
	await scene.until("invalid-certificate");
	await scene.turnedOut({ status: 461 });
	await scene.until("revoked");
	await scene.session.close();
});

test("closing does not wait for a server that keeps silent, and nobody hears of what that ends", async () => {
	const scene = await new Scene().start();
	scene.news();
	scene.server.fate = "silence";
	const poll = assert.rejects(scene.session.pollCertificates(), { kind: "offline" });
	await scene.server.send({ event: "COMMON_CERTIFICATE", timestamp: DateTime.add(NOW, 1n) } as ServerEvent);
	await scene.session.close();
	await poll;
	assert.deepEqual(scene.news(), [{ kind: "closed" }]);
	assert.deepEqual(scene.failures, []);
});
