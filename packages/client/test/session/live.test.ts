import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { logIn, MemoryCertificateStorage, type Network, type Session, type SessionStatus } from "@parallax/client";
import { DateTime, type LocalDevice, OrganizationID, ServerUrl } from "@parallax/protocol";
import { letIn, network, newOrganization } from "../../../../test/support/meeting.ts";
import { administrationToken, type OurServer, startOurServer } from "../../../../test/support/ourServer.ts";

// The states of a session against our server, each brought about as its administrator or another user does.

let data: string;
let server: OurServer;
before(async () => {
	data = await mkdtemp(join(tmpdir(), "parallax-session-"));
	server = await startOurServer(data);
});
after(async () => {
	await server.stop();
	await rm(data, { recursive: true });
});

async function administer(method: "PATCH" | "POST", path: string, body: object): Promise<void> {
	const response = await fetch(`http://127.0.0.1:${server.port}/administration/organizations/${path}`, {
		method,
		headers: { Authorization: `Bearer ${administrationToken(data)}`, "Content-Type": "application/json" },
		body: JSON.stringify(body),
	});
	assert.equal(response.status, 200, await response.text());
}

/** An organization whose administrator has let `bob` in. */
async function organization(name: string) {
	const alice = await newOrganization(server.address, name);
	const bob = await letIn(alice, "bob@example.com", "Bob", "STANDARD");
	return { alice, bob };
}

async function opened(device: LocalDevice, net: Network = network, storage = new MemoryCertificateStorage()) {
	const outcome = await logIn(net, { status: "ok", device }, async () => storage);
	assert(outcome.status === "opened");
	return outcome.session;
}

async function refused(device: LocalDevice, net: Network = network): Promise<SessionStatus> {
	const outcome = await logIn(net, { status: "ok", device }, async () => new MemoryCertificateStorage());
	assert(outcome.status === "refused");
	return outcome.why;
}

/** Waits until the session tells that. */
async function until(session: Session, kind: SessionStatus["kind"]): Promise<SessionStatus> {
	while (session.status.kind !== kind) {
		await new Promise<void>((resolve) => {
			const leave = session.onStatus(() => {
				leave();
				resolve();
			});
		});
	}
	return session.status;
}

async function following(session: Session): Promise<Session> {
	session.follow().start();
	await until(session, "online");
	return session;
}

/** What happens to `bob`, and what he is told of it, at work and at the next login. */
const FATES: readonly {
	readonly kind: SessionStatus["kind"];
	happens(organization: string, alice: Session, bob: LocalDevice): Promise<unknown>;
}[] = [
	{ kind: "revoked", happens: (_, alice, bob) => alice.revokeUser(bob.user_id) },
	{
		kind: "frozen",
		happens: (name, _, bob) =>
			administer("POST", `${name}/users/freeze`, { user_email: bob.human_handle.email, frozen: true }),
	},
	{ kind: "expired", happens: (name) => administer("PATCH", name, { is_expired: true }) },
];
for (const { kind, happens } of FATES) {
	test(`who becomes ${kind} is told while at work, and at the next login`, async () => {
		const name = `Live-${kind}`;
		const { alice, bob } = await organization(name);
		const session = await following(await opened(bob));
		await happens(name, alice, bob);
		await until(session, kind);
		assert.deepEqual(await refused(bob), { kind });
		await session.close();
		await alice.close();
	});
}

test("terms of service that come while at work are shown, accepted, and everything goes on", async () => {
	const { alice, bob } = await organization("Live-terms");
	const session = await following(await opened(bob));
	await administer("PATCH", "Live-terms", { tos: { en_US: "https://tos.invalid/" } });
	await until(session, "must-accept-tos");
	const terms = await session.termsOfService();
	assert(terms);
	assert.deepEqual(terms.urls, new Map([["en_US", "https://tos.invalid/"]]));
	const again = await opened(bob);
	assert.deepEqual(again.status, { kind: "must-accept-tos" });
	assert.equal(await session.acceptTermsOfService(terms.updatedOn), "ok");
	await until(session, "online");
	assert.deepEqual(await again.connect(), { kind: "online" });
	for (const each of [session, again, alice]) await each.close();
});

describe("a login", () => {
	test("to an organization that the server does not have", async () => {
		const { alice, bob } = await organization("Live-there");
		const elsewhere = { ...bob, organization_id: OrganizationID.parse("Live-nowhere") };
		assert.deepEqual(await refused(elsewhere), { kind: "organization-not-found" });
		await alice.close();
	});

	test("with a clock that is ten minutes late, or early: both clocks are told", async () => {
		const { alice, bob } = await organization("Live-clock");
		for (const minutes of [-10n, 10n]) {
			const skewed = { ...network, now: () => DateTime.add(network.now(), minutes * 60_000_000n) };
			const status = await refused(bob, skewed);
			assert(status.kind === "clock" && status.serverTime !== null);
			const drift = status.deviceTime - status.serverTime - minutes * 60_000_000n;
			assert.ok(-60_000_000n < drift && drift < 60_000_000n, `${drift} microseconds from what it is`);
		}
		await alice.close();
	});

	test("while the server is not there opens on what is known; with nothing known it says so", async () => {
		const { alice, bob } = await organization("Live-offline");
		const storage = new MemoryCertificateStorage();
		await (await opened(bob, network, storage)).close();
		const away = { ...bob, server_url: ServerUrl.parse("http://127.0.0.1:1/") };
		const session = await opened(away, network, storage);
		assert.equal(session.status.kind, "offline");
		assert.equal((await session.users()).length, 2);
		assert.equal((await refused(away)).kind, "offline");
		await session.close();
		await alice.close();
	});
});
