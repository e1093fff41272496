import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newAccessToken, newId } from "@parallax/crypto";
import { DateTime, GreetingAttemptID } from "@parallax/protocol";
import { settle } from "../../../client/test/events/virtualTime.ts";
import { TERMS } from "../../../client/test/session/fakeServer.ts";
import { Office } from "./office.ts";

/** An office that is closed in the evening, once everything said has been heard. */
function unopened(t: TestContext): Office {
	const office = new Office();
	t.after(async () => {
		await settle();
		await office.session.logOut();
	});
	return office;
}

async function office(t: TestContext): Promise<Office> {
	const office = unopened(t);
	await office.start();
	await office.until("online");
	return office;
}

test("the members of an organization, as soon as they are known, with all that a list shows", async (t) => {
	const office = unopened(t);
	const users = office.session.users();
	await office.start();
	const { alice, bob } = office.server;
	assert.deepEqual(
		(await users).map(({ id, email, profile, revokedOn, me }) => ({ id, email, profile, revokedOn, me })),
		[
			{ id: alice.user_id, email: alice.human_handle.email, profile: "ADMIN", revokedOn: null, me: true },
			{ id: bob.user_id, email: bob.human_handle.email, profile: "STANDARD", revokedOn: null, me: false },
		],
	);
});

test("who is suspended, for administrators while the server can be asked; nobody knows otherwise", async (t) => {
	const here = await office(t);
	const { alice, bob } = here.server;
	here.answers.list_frozen_users = { status: "ok", frozen_users: [bob.user_id] };
	const frozen = async () => new Map((await here.session.users()).map((user) => [user.id, user.frozen]));
	assert.deepEqual(
		await frozen(),
		new Map([
			[alice.user_id, false],
			[bob.user_id, true],
		]),
	);
	here.server.fate = "unreachable";
	assert.deepEqual(
		await frozen(),
		new Map([
			[alice.user_id, null],
			[bob.user_id, null],
		]),
	);
});

test("an External sees nobody's name", async (t) => {
	const here = unopened(t);
	here.server.certificates.redacts = true;
	await here.start();
	for (const { name, email } of await here.session.users())
		assert.deepEqual({ name, email }, { name: null, email: null });
});

test("a new member, a new profile and a revocation are told as they happen", async (t) => {
	const here = await office(t);
	const { history, alice, bob } = here.server;
	await here.session.users();
	const announce = () => here.server.send({ event: "COMMON_CERTIFICATE", timestamp: history.now });

	await here.next("users", () => {
		history.addUser(alice);
		return announce();
	});
	assert.equal((await here.session.users()).length, 3);

	await here.next("organization", () => {
		history.revoke(alice, bob);
		return announce();
	});
	const { activeUsers, revokedUsers } = await here.session.organization();
	assert.deepEqual({ activeUsers, revokedUsers }, { activeUsers: 2, revokedUsers: 1 });

	await here.next("devices", () => {
		history.addDevice(alice);
		return announce();
	});
	const devices = await here.session.devicesOf(alice.user_id);
	assert.deepEqual(
		devices.map(({ current }) => current),
		[true, false],
	);
});

test("information of the server is there while it can be asked", async (t) => {
	const here = await office(t);
	assert.deepEqual((await here.session.organization()).server, {
		outsidersAllowed: true,
		activeUsersLimit: null,
		minimumArchivingSeconds: 0,
		dataBytes: 2_000_000,
		metadataBytes: 3_000,
	});
	here.server.fate = "unreachable";
	const { server, activeUsers } = await here.session.organization();
	assert.deepEqual({ server, activeUsers }, { server: null, activeUsers: 2 });
});

test("an invitation is there as soon as anybody made it, and gone with it: the button never waits for a login", async (t) => {
	const here = await office(t);
	assert.deepEqual(await here.session.invitations(), []);

	const token = newAccessToken();
	here.invite("carol@parsec.invalid", token);
	await here.next("invitations", () => here.server.send({ event: "INVITATION", token, invitation_status: "PENDING" }));
	const [shown] = (await here.session.invitations()) ?? [];
	assert.partialDeepStrictEqual(shown, { token, email: "carol@parsec.invalid", guestWaiting: false });
	assert.match(shown?.link ?? "", /^https:\/\/.*\/redirect\/.*a=claim_user/);

	const asked = here.asked.get("invite_list");
	await here.session.invitations();
	assert.equal(here.asked.get("invite_list"), asked, "what has not changed is not asked again");

	here.invitations.splice(0);
	await here.next("invitations", () =>
		here.server.send({ event: "INVITATION", token, invitation_status: "CANCELLED" }),
	);
	assert.deepEqual(await here.session.invitations(), []);
});

test("a guest who waits is told at once, and so is one who is greeted, gives up, or falls silent", async (t) => {
	const here = await office(t);
	const token = newAccessToken();
	const attempt = { token, greeting_attempt: newId(GreetingAttemptID) };
	here.invite("carol@parsec.invalid", token);
	await here.next("invitations", () => here.server.send({ event: "INVITATION", token, invitation_status: "PENDING" }));
	const waits = async () => (await here.session.invitations())?.[0]?.guestWaiting;
	const ready = () => here.server.send({ event: "GREETING_ATTEMPT_READY", ...attempt });

	for (const event of ["GREETING_ATTEMPT_JOINED", "GREETING_ATTEMPT_CANCELLED"] as const) {
		await here.next("invitations", ready);
		assert.equal(await waits(), true);
		await here.next("invitations", () => here.server.send({ event, ...attempt }));
		assert.equal(await waits(), false);
	}

	await here.next("invitations", ready);
	for (let second = 0; second < 5; second++) {
		await here.time.advance(1_000);
		await ready();
		assert.equal(await waits(), true, "who asks every second waits");
	}
	await here.next("invitations", () => here.time.advance(5_000));
	assert.equal(await waits(), false);
});

test("without the server there are no invitations to show, and none is made up", async (t) => {
	const here = await office(t);
	here.server.fate = "unreachable";
	assert.equal(await here.session.invitations(), null);
	assert.deepEqual(await here.session.inviteUser("carol@parsec.invalid"), { status: "offline" });
});

test("each outcome of an invitation", async (t) => {
	const here = await office(t);
	const token = newAccessToken();
	const outcome = async (reply: object) => {
		here.answers.invite_new_user = reply;
		return here.session.inviteUser("carol@parsec.invalid");
	};
	assert.partialDeepStrictEqual(await outcome({ status: "ok", token, email_sent: "RECIPIENT_REFUSED" }), {
		status: "ok",
		token,
		email: "RECIPIENT_REFUSED",
	});
	assert.deepEqual(await outcome({ status: "author_not_allowed" }), { status: "not-allowed" });
	assert.deepEqual(await outcome({ status: "claimer_email_already_enrolled" }), { status: "already-member" });
	assert.deepEqual(await here.session.inviteUser("carol"), { status: "invalid-address" });
});

const REFUSALS = [
	[462, "frozen"],
	[460, "expired"],
	[404, "organization-not-found"],
	[403, "not-recognized"],
	[464, "web-not-allowed"],
] as const;
for (const [status, kind] of REFUSALS) {
	test(`HTTP ${status} shows as ${kind}; what is known stays there to be read`, async (t) => {
		const here = await office(t);
		await here.session.users();
		here.server.fate = { status };
		await here.streamEnds();
		await here.until(kind);
		assert.equal((await here.session.users()).length, 2);
	});
}

test("terms of service that changed: which, where, and on with the work once accepted", async (t) => {
	const here = await office(t);
	here.server.fate = { status: 463 };
	await here.streamEnds();
	const { status } = await here.until("terms");
	assert.deepEqual(status, {
		kind: "terms",
		urls: TERMS.urls,
		updatedOn: DateTime.toMilliseconds(TERMS.updatedOn),
	});
	assert.deepEqual(await here.session.acceptTerms(), { status: "ok" });
	await here.until("online");
});

test("a server that goes away and comes back: offline since when, then online, and everything is asked again", async (t) => {
	const here = await office(t);
	assert.deepEqual(await here.session.invitations(), []);
	here.server.fate = "unreachable";
	await here.streamEnds();
	await here.until("offline");
	here.invite("carol@parsec.invalid", newAccessToken());
	here.server.fate = "ok";
	await here.next("invitations", () => here.time.advance(60_000));
	await here.until("online");
	assert.equal((await here.session.invitations())?.length, 1);
});

test("the browser says that the network is lost: the server is asked whether it is, and again when it is back", async (t) => {
	const here = await office(t);
	here.session.networkChanged(false);
	await settle();
	assert.equal(here.status?.kind, "online", "a server on this computer needs no network");
	here.server.fate = "unreachable";
	here.session.networkChanged(false);
	await here.until("offline");
	here.server.fate = "ok";
	here.session.networkChanged(true);
	await here.until("online");
});

test("a server that answers anything again is listened to at once, and so it is for a page that is looked at again", async (t) => {
	const here = await office(t);
	const outage = async () => {
		here.server.fate = "unreachable";
		await here.streamEnds();
		await here.until("offline");
		await here.time.advance(120_000);
		here.server.fate = "ok";
	};
	await outage();
	here.answers.invite_new_user = { status: "author_not_allowed" };
	await here.session.inviteUser("carol@parsec.invalid");
	await here.until("online");
	await outage();
	await here.session.tryAgain();
	await here.until("online");
	// Events come too, which a single answer does not show.
	const token = newAccessToken();
	await here.next("invitations", () => here.server.send({ event: "INVITATION", token, invitation_status: "PENDING" }));
});

test("what has stopped for good is not taken for well because a request is answered", async (t) => {
	const here = await office(t);
	here.server.fate = { status: 462 };
	await here.streamEnds();
	await here.until("frozen");
	here.server.fate = "ok";
	here.session.networkChanged(true);
	await here.session.tryAgain();
	await settle();
	assert.equal(here.status?.kind, "frozen");
});

test("whether there is anything to be read without the server", async (t) => {
	const here = unopened(t);
	here.server.fate = "unreachable";
	await here.start();
	assert.equal((await here.until("offline")).known, false);
	here.server.fate = "ok";
	here.session.networkChanged(true);
	assert.equal((await here.snapshot(({ known }) => known)).status.kind, "online");
	await settle();
	here.server.fate = "unreachable";
	await here.streamEnds();
	assert.equal((await here.until("offline")).known, true);
});

test("who is revoked sees their page close by itself, and nothing stays", async (t) => {
	const here = await office(t);
	here.server.fate = { status: 461 };
	await here.streamEnds();
	await here.until("revoked");
	assert.deepEqual(here.closed, ["revoked"]);
	await here.session.logOut();
	assert.deepEqual(here.closed, ["revoked"], "it is closed once");
	assert.equal(here.statuses.at(-1), "revoked");
	assert.ok(!here.statuses.includes("logged-out"), "they are told why, and nothing else");
});

test("logging out closes the session, and tells so last", async (t) => {
	const here = await office(t);
	await here.session.logOut();
	assert.deepEqual(here.closed, ["logged-out"]);
	assert.deepEqual(here.statuses.slice(-2), ["online", "logged-out"]);
});
