import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ConnectionError, InvalidCertificate, type Network, type Session, UserGuestGreeting } from "@parallax/client";
import { newSigningKey, verifyKeyOf } from "@parallax/crypto";
import {
	authenticatedCommands,
	DateTime,
	DeviceLabel,
	EmailAddress,
	HumanHandle,
	InvitationAddr,
	ServerAddr,
	type UserProfile,
} from "@parallax/protocol";
import { guestOf, letIn, logIn, network, newOrganization, quickPace } from "../support/meeting.ts";
import { freePort } from "../support/officialServer.ts";
import { type OurServer, startOurServer } from "../support/ourServer.ts";

// What goes wrong for reasons of people: each is told clearly, and changes nothing.

let data: string;
let server: OurServer;
let alice: Session;
before(async () => {
	data = await mkdtemp(join(tmpdir(), "parallax-refusals-"));
	server = await startOurServer(data);
	alice = await newOrganization(server.address, "Refusals");
});
after(async () => {
	await server.stop();
	await rm(data, { recursive: true });
});

function isConnectionError(kind: ConnectionError["kind"], says: RegExp) {
	return (error: unknown) => error instanceof ConnectionError && error.kind === kind && says.test(error.message);
}

/** A greeting by an administrator to whom `happens` once the codes are compared and the details have come. */
async function interruptedGreeting(email: string, happens: (host: Session) => Promise<unknown>) {
	const host = await logIn(await letIn(alice, `host-of-${email}`, "Host", "ADMIN"));
	await host.pollCertificates();
	const address = EmailAddress.parse(email);
	const invitation = await host.inviteUser(address, false);
	assert.equal(invitation.status, "ok");
	const hosting = host.greetUser(invitation.token, address, { pace: quickPace });
	const guest = await guestOf(invitation.link);
	assert.ok(guest instanceof UserGuestGreeting);
	async function act(): Promise<void> {
		const [a, b] = [hosting.state, guest.state];
		if (a.step === "code-to-choose" && b.step === "code-to-read") hosting.choose(b.code);
		if (b.step === "code-to-choose" && a.step === "code-to-read") guest.choose(a.code);
		if (b.step === "details-to-give") {
			guest.give({ humanHandle: HumanHandle.parse(email, "Guest"), deviceLabel: DeviceLabel.parse("laptop") });
		}
		if (a.step === "details-to-confirm") {
			await happens(host);
			if (hosting.state.step === "details-to-confirm") {
				hosting.confirm({ ...a.requested, profile: "STANDARD" satisfies UserProfile });
			}
		}
	}
	for (const greeting of [hosting, guest]) greeting.subscribe(() => queueMicrotask(() => void act()));
	const [hosted, joined] = await Promise.all([hosting.run(), guest.run()]);
	await alice.pollCertificates();
	assert.equal(await alice.findActiveUser(address), undefined, "nobody was let in");
	return { hosted, joined };
}

test("a host demoted in mid-greeting lets nobody in, and both are told", async () => {
	const { hosted, joined } = await interruptedGreeting("kim@example.com", (host) =>
		alice.updateProfile(host.device.user_id, "STANDARD"),
	);
	assert.equal(hosted.step, "ended");
	assert.partialDeepStrictEqual(joined, { step: "ended", end: { kind: "host-not-allowed" } });
});

test("a host revoked in mid-greeting lets nobody in, and both are told", async () => {
	const { hosted, joined } = await interruptedGreeting("lea@example.com", (host) =>
		alice.revokeUser(host.device.user_id),
	);
	assert.equal(hosted.step, "ended");
	assert.partialDeepStrictEqual(joined, { step: "ended", end: { kind: "host-not-allowed" } });
});

test("an address that is taken is refused at the invitation, and at the end of a greeting", async () => {
	const taken = EmailAddress.parse("alice@example.com");
	assert.deepEqual(await alice.inviteUser(taken, false), { status: "claimer_email_already_enrolled" });
	const email = EmailAddress.parse("max@example.com");
	const invitation = await alice.inviteUser(email, false);
	assert.equal(invitation.status, "ok");
	const hosting = alice.greetUser(invitation.token, email, { pace: quickPace });
	const guest = await guestOf(invitation.link);
	assert.ok(guest instanceof UserGuestGreeting);
	function act(): void {
		const [a, b] = [hosting.state, guest instanceof UserGuestGreeting && guest.state];
		if (!b) return;
		if (a.step === "code-to-choose" && b.step === "code-to-read") hosting.choose(b.code);
		if (b.step === "code-to-choose" && a.step === "code-to-read") guest.choose(a.code);
		if (b.step === "details-to-give" && guest instanceof UserGuestGreeting) {
			guest.give({ humanHandle: HumanHandle.parse(taken, "Impostor"), deviceLabel: DeviceLabel.parse("laptop") });
		}
		if (a.step === "details-to-confirm") {
			assert.equal(a.requested.invitedEmail, email, "the host is warned that the address is not the invited one");
			hosting.confirm({ ...a.requested, profile: "STANDARD" });
		}
	}
	for (const greeting of [hosting, guest]) greeting.subscribe(() => queueMicrotask(act));
	const [hosted, joined] = await Promise.all([hosting.run(), guest.run()]);
	assert.deepEqual(hosted, { step: "ended", end: { kind: "refused", status: "human_handle_already_taken" } });
	assert.partialDeepStrictEqual(joined, { step: "ended", end: { kind: "cancelled", by: "peer" } });
});

test("a used, a withdrawn and an unknown link each say so", async () => {
	const email = EmailAddress.parse("ned@example.com");
	const invitation = await alice.inviteUser(email, false);
	assert.equal(invitation.status, "ok");
	assert.equal(await alice.cancelInvitation(invitation.token), "ok");
	await assert.rejects(guestOf(invitation.link), isConnectionError("invitation_gone", /already used or deleted/));
	const { organizationId } = InvitationAddr.parse(invitation.link);
	const unknown = invitation.link.replace(/p=.*/, "p=xBCgoKCgoKCgoKCgoKCgoKAB");
	await assert.rejects(guestOf(unknown), isConnectionError("invitation_not_found", /complete/));
	const foreign = unknown.replace(organizationId, "Elsewhere");
	await assert.rejects(
		guestOf(foreign),
		isConnectionError("organization_not_found", /does not know this organization/),
	);
});

test("a clock ten minutes off is named as the reason", async () => {
	for (const minutes of [-10n, 10n]) {
		const late: Network = { ...network, now: () => DateTime.add(network.now(), minutes * 60_000_000n) };
		const session = await logIn(alice.device, late);
		await assert.rejects(session.pollCertificates(), isConnectionError("clock_drift", /clocks .* differ/));
	}
});

test("a server that is not there is named as such", async () => {
	const nowhere = ServerAddr.parse(`parsec3://127.0.0.1:${await freePort()}?no_ssl=true`);
	const session = await logIn({ ...alice.device, server_url: nowhere.toUrl() });
	await assert.rejects(session.pollCertificates(), isConnectionError("offline", /cannot be reached/));
});

test("a request beyond the limit is refused, and the connection goes on", async () => {
	const { caller } = alice;
	const { user_revoke } = authenticatedCommands.commands;
	const huge = { revoked_user_certificate: new Uint8Array(1_100_000) };
	await assert.rejects(caller.call(user_revoke, huge), isConnectionError("too_large", /larger/));
	await alice.pollCertificates();
});

test("certificates that the organization's root did not sign are not believed, and nothing of them is kept", async () => {
	const wrongRoot = { ...alice.device, root_verify_key: verifyKeyOf(newSigningKey()) };
	const session = await logIn(wrongRoot);
	await assert.rejects(
		session.pollCertificates(),
		(error) =>
			error instanceof InvalidCertificate && error.reason === "corrupted" && /must not believe/.test(error.message),
	);
	assert.deepEqual(await session.users(), []);
});
