import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ConnectionError, type Session, UserGuestGreeting } from "@parallax/client";
import { EmailAddress, HumanHandle, UserID } from "@parallax/protocol";
import { addDevice, guestOf, letIn, logIn, newOrganization, quickPace } from "../support/meeting.ts";
import { official, ours } from "../support/places.ts";

// The seed page as a program uses it, on two servers: the official one, which nobody here wrote, and ours.

const servers = { official, ours };

for (const [name, start] of Object.entries(servers)) {
	describe(`on the ${name} server`, () => {
		let server: Awaited<ReturnType<typeof start>>;
		let alice: Session;
		before(async () => {
			server = await start();
			alice = await newOrganization(server.address, "Interop");
		});
		after(() => server.stop());

		test("a user is invited, greeted with the code exchange, and in with the profile that the host gave", async () => {
			const device = await letIn(alice, "bob@example.com", "Bob", "STANDARD");
			const bob = await logIn(device);
			await bob.pollCertificates();
			assert.equal(await bob.ownProfile(), "STANDARD");
			const names = (await bob.users()).map(({ humanHandle }) => HumanHandle.format(humanHandle));
			assert.deepEqual(names, ["Alice <alice@example.com>", "Bob <bob@example.com>"]);
			const invitations = await alice.invitations();
			assert.deepEqual(
				invitations.map(({ status }) => status),
				["FINISHED"],
			);
		});

		test("a device is added to oneself, and signs for the same user", async () => {
			const device = await addDevice(alice, "telephone");
			assert.equal(device.user_id, alice.device.user_id);
			const telephone = await logIn(device);
			await telephone.pollCertificates();
			const labels = (await telephone.devicesOf(device.user_id)).map(({ label }) => label);
			assert.deepEqual(labels, ["desk", "telephone"]);
			const invited = await telephone.inviteUser(EmailAddress.parse("dan@example.com"), false);
			assert.equal(invited.status, "ok");
		});

		test("an External sees nobody's name nor address, a Standard may not invite", async () => {
			const eve = await logIn(await letIn(alice, "eve@example.com", "Eve", "OUTSIDER"));
			await eve.pollCertificates();
			for (const { id, humanHandle } of await eve.users()) {
				assert.deepEqual(humanHandle, HumanHandle.redacted(UserID.parse(id)));
			}
			const refused = await eve.inviteUser(EmailAddress.parse("friend@example.com"), false);
			assert.equal(refused.status, "author_not_allowed");
		});

		test("who stops being External sees names, who becomes External sees them no more", async () => {
			const fay = await logIn(await letIn(alice, "fay@example.com", "Fay", "OUTSIDER"));
			await fay.pollCertificates();
			assert.equal(await alice.updateProfile(fay.device.user_id, "STANDARD"), "ok");
			await fay.pollCertificates();
			assert.equal(await fay.ownProfile(), "STANDARD");
			assert.ok((await fay.users()).some(({ humanHandle }) => humanHandle.label === "Alice"));
			assert.equal(await alice.updateProfile(fay.device.user_id, "OUTSIDER"), "ok");
			await fay.pollCertificates();
			assert.ok((await fay.users()).every(({ humanHandle }) => HumanHandle.isRedacted(humanHandle)));
		});

		test("a revoked user is refused everything, and the same person may be invited again", async () => {
			const device = await letIn(alice, "gus@example.com", "Gus", "STANDARD");
			const gus = await logIn(device);
			await gus.pollCertificates();
			assert.equal(await alice.revokeUser(device.user_id), "ok");
			assert.equal(await alice.revokeUser(device.user_id), "ok", "revoking again is no error");
			for (const attempt of [
				() => gus.pollCertificates(),
				() => gus.invitations(),
				() => gus.inviteDevice(false),
				() => gus.frozenUsers(),
			]) {
				await assert.rejects(attempt, (error) => error instanceof ConnectionError && error.kind === "user_revoked");
			}
			const again = await letIn(alice, "gus@example.com", "Gus", "ADMIN");
			assert.notEqual(again.user_id, device.user_id);
			await alice.pollCertificates();
			const active = await alice.findActiveUser(EmailAddress.parse("gus@example.com"));
			assert.equal(active?.id, again.user_id);
		});

		test("who follows the events sees others come and go, and is told of their own revocation", async () => {
			const uma = await logIn(await letIn(alice, "uma@example.com", "Uma", "STANDARD"));
			const monitor = uma.follow(() => {});
			const [online, arrived, stopped] = [0, 1, 2].map(() => Promise.withResolvers<void>());
			monitor.subscribe({
				state: ({ kind }) => (kind === "online" ? online?.resolve() : kind === "stopped" && stopped?.resolve()),
			});
			uma.certificates.subscribe(async () => {
				const found = await uma.findActiveUser(EmailAddress.parse("vic@example.com"));
				if (found) arrived?.resolve();
			});
			monitor.start();
			await online?.promise;
			await letIn(alice, "vic@example.com", "Vic", "STANDARD");
			await arrived?.promise;
			assert.equal(await alice.revokeUser(uma.device.user_id), "ok");
			await stopped?.promise;
			assert.ok(monitor.state.kind === "stopped");
			assert.equal(monitor.state.error.kind, "user_revoked");
			await uma.close();
		});

		test("a wrong code ends the attempt for both, and the invitation can be greeted again", async () => {
			const email = EmailAddress.parse("hal@example.com");
			const invitation = await alice.inviteUser(email, false);
			assert.equal(invitation.status, "ok");
			const host = alice.greetUser(invitation.token, email, { pace: quickPace });
			const guest = await guestOf(invitation.link);
			guest.subscribe(() => {
				if (guest.state.step === "code-to-choose") queueMicrotask(() => guest.choose(null));
			});
			const [hosted, joined] = await Promise.all([host.run(), guest.run()]);
			assert.deepEqual(hosted, { step: "ended", end: { kind: "mismatch", noticedBy: "peer" } });
			assert.deepEqual(joined, { step: "ended", end: { kind: "mismatch", noticedBy: "me" } });
			await letIn(alice, "hal@example.com", "Hal", "STANDARD");
		});

		test("a guest waits for all administrators at once; the first to come greets", async () => {
			const ida = await logIn(await letIn(alice, "ida@example.com", "Ida", "ADMIN"));
			await ida.pollCertificates();
			const email = EmailAddress.parse("jim@example.com");
			const invitation = await alice.inviteUser(email, false);
			assert.equal(invitation.status, "ok");
			const guest = await guestOf(invitation.link);
			assert.ok(guest instanceof UserGuestGreeting);
			const host = ida.greetUser(invitation.token, email, { pace: quickPace });
			guest.subscribe(() => {
				if (guest.state.step === "code-to-choose") void guest.cancel();
			});
			const [hosted] = await Promise.all([host.run(), guest.run()]);
			assert.equal(guest.host, ida.device.user_id);
			assert.partialDeepStrictEqual(hosted, { step: "ended", end: { kind: "cancelled", by: "peer" } });
		});
	});
}
