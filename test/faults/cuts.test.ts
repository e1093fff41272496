import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Network, type Session, UserGuestGreeting, UserHostGreeting } from "@parallax/client";
import { EmailAddress } from "@parallax/protocol";
import { guestNamed } from "../support/honestPeople.ts";
import { guestOf, logIn, meet, network, newOrganization, quickPace } from "../support/meeting.ts";
import { type OurServer, startOurServer } from "../support/ourServer.ts";

/** A network that fails once: at its request number `at`, before it leaves or after it was served. */
function cutNetwork(at: number, when: "before" | "after"): Network & { readonly requests: number } {
	let requests = 0;
	return {
		...network,
		get requests() {
			return requests;
		},
		async fetch(...args) {
			const cut = ++requests === at;
			if (cut && when === "before") throw new TypeError("cut before the request");
			const response = await network.fetch(...args);
			if (!cut) return response;
			await response.arrayBuffer();
			throw new TypeError("cut after the request");
		},
	};
}

let data: string;
let server: OurServer;
let alice: Session;
before(async () => {
	data = await mkdtemp(join(tmpdir(), "parallax-cuts-"));
	server = await startOurServer(data);
	alice = await newOrganization(server.address, "Cuts");
});
after(async () => {
	await server.stop();
	await rm(data, { recursive: true });
});

let guests = 0;

/** A whole greeting where the network of one side is cut once; gives the number of requests of that side. */
async function greetWithCut(side: "host" | "guest", at: number, when: "before" | "after"): Promise<number> {
	const email = EmailAddress.parse(`guest${++guests}@example.com`);
	const invitation = await alice.inviteUser(email, false);
	assert.equal(invitation.status, "ok");
	const cut = cutNetwork(at, when);
	// What comes before the greeting is not what is tried here.
	const host = await logIn(alice.device, side === "host" ? cut : network);
	const guest = await guestOf(invitation.link, side === "guest" ? { ...cut, fetch: afterFirst(cut) } : network);
	assert.ok(guest instanceof UserGuestGreeting);
	const hosting = new UserHostGreeting(host, invitation.token, email, { pace: quickPace });
	const device = await meet(hosting, guest, guestNamed("Guest", email));
	await alice.pollCertificates();
	const users = (await alice.users()).filter(({ humanHandle }) => humanHandle.email === email);
	assert.deepEqual(
		users.map(({ id }) => id),
		[device.user_id],
		"the guest is registered once, under the identity that they hold",
	);
	return cut.requests;
}

/** Lets the first request, `invite_info`, pass by itself. */
function afterFirst(cut: Network): Network["fetch"] {
	let first = true;
	return (...args) => {
		if (!first) return cut.fetch(...args);
		first = false;
		return network.fetch(...args);
	};
}

for (const side of ["host", "guest"] as const) {
	for (const when of ["before", "after"] as const) {
		test(`the connection of the ${side} is cut ${when} each request of a greeting: it ends well all the same`, async () => {
			// Polling makes the number of requests vary: the cuts go on until a greeting is over before its own.
			for (let at = 1; at <= 200; at++) {
				const requests = await greetWithCut(side, at, when);
				if (requests < at) return;
			}
			assert.fail("a greeting takes more than 200 requests");
		});
	}
}
