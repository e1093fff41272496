import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort, OFFICIAL_ADMINISTRATION_TOKEN, startOfficialServer } from "../support/officialServer.ts";
import { administrationToken, npmStart } from "../support/ourServer.ts";
import { Computer } from "./support/commandLine.ts";
import { bootstrap, type Invitation, letIn, type Person } from "./support/story.ts";

/** A server as this story needs it: it may restart, if it keeps what it knows. */
interface Place {
	readonly address: string;
	readonly token: string;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

async function ours(): Promise<Place> {
	const data = await mkdtemp(join(tmpdir(), "parallax-server-"));
	const port = await freePort();
	let server = await npmStart(data, port);
	return {
		address: server.address,
		token: administrationToken(data),
		async restart() {
			await server.stop();
			server = await npmStart(data, port);
		},
		async stop() {
			await server.stop();
			await rm(data, { recursive: true });
		},
	};
}

async function official(): Promise<Place> {
	const server = await startOfficialServer();
	return {
		address: server.address,
		token: OFFICIAL_ADMINISTRATION_TOKEN,
		// It keeps everything in memory.
		restart: async () => {},
		stop: () => server.stop(),
	};
}

interface ListedUser {
	readonly human_handle: readonly [string, string];
	readonly current_profile: string;
	readonly revoked_on: string | null;
}

for (const [name, start] of [
	["our server", ours],
	["the official server", official],
] as const) {
	describe(`people on ${name}`, () => {
		let place: Place;
		const [hostDesk, guestDesk, externalDesk, laterDesk, phoneDesk] = [1, 2, 3, 4, 5].map(() => new Computer());
		before(async () => {
			place = await start();
		});
		after(async () => {
			await place.stop();
			for (const computer of [hostDesk, guestDesk, externalDesk, laterDesk, phoneDesk]) computer?.discard();
		});

		test("a host invites, greets, changes profiles, revokes, and invites again", async () => {
			assert(hostDesk && guestDesk && externalDesk && laterDesk && phoneDesk);
			const administration = ["--addr", place.address, "--token", place.token];
			const link = await hostDesk.json<string>(["organization", "create", ...administration, "Acme"]);
			const alice = await bootstrap(hostDesk, link, "Alice", "alice@example.com");

			const invitation = await alice.invite("bob@example.com");
			const pending = await alice.json<readonly object[]>(["invite", "list"]);
			assert.deepEqual(pending, [
				{
					invitation_type: "user",
					invitation_token: invitation.token,
					invitation_status: "PENDING",
					claimer_email: "bob@example.com",
				},
			]);
			const again = await alice.invite("bob@example.com");
			assert.equal(again.token, invitation.token, "one pending invitation per person");

			await place.restart();
			const bob = await letIn(alice, invitation, guestDesk, "Bob", "STANDARD");
			await place.restart();

			const refused = await bob.run(["invite", "user", "carol@example.com"]);
			assert.equal(refused.code, 1);
			assert.match(refused.err, /Error: Server refused to create user invitation\n\nCaused by:\n {4}Not allowed to/);

			const phone = await alice.addDevice(phoneDesk);
			assert.deepEqual(
				(await phone.json<readonly { device_label: string }[]>(["user", "devices", "alice@example.com"])).map(
					({ device_label }) => device_label,
				),
				["desk", "phone"],
			);

			const external = await alice.invite("eve@example.com");
			const eve = await letIn(alice, external, externalDesk, "Eve", "OUTSIDER");
			const seenByEve = await eve.json<readonly ListedUser[]>(["user", "list"]);
			const names = seenByEve.map(({ human_handle: [email] }) => email);
			assert.equal(names.length, 3);
			assert(names.every((email) => email.endsWith("@redacted.invalid")));
			const seenByBob = await bob.json<readonly ListedUser[]>(["user", "list"]);
			assert.deepEqual(
				seenByBob.map(({ human_handle, current_profile }) => [...human_handle, current_profile]),
				[
					["alice@example.com", "Alice", "ADMIN"],
					["bob@example.com", "Bob", "STANDARD"],
					["eve@example.com", "Eve", "OUTSIDER"],
				],
			);

			assert.equal((await alice.run(["user", "set-profile", "eve@example.com", "STANDARD"])).code, 0);
			const now = await eve.json<readonly ListedUser[]>(["user", "list"]);
			assert.equal(now[0]?.human_handle[1], "Alice", "names come with the profile");

			assert.equal((await alice.run(["user", "revoke", "bob@example.com"])).err.includes("has been revoked"), true);
			await everyCommandRefused(bob);

			await place.restart();
			const second: Invitation = await alice.invite("bob@example.com");
			assert.notEqual(second.token, invitation.token);
			const bobAgain = await letIn(alice, second, laterDesk, "Bob", "ADMIN");
			const last = await bobAgain.json<readonly ListedUser[]>(["user", "list"]);
			assert.deepEqual(
				last.map(({ human_handle: [email], revoked_on }) => [email, revoked_on === null]),
				[
					["alice@example.com", true],
					["bob@example.com", false],
					["eve@example.com", true],
					["bob@example.com", true],
				],
			);
		});
	});
}

async function everyCommandRefused(revoked: Person): Promise<void> {
	const token = "0".repeat(32);
	for (const args of [
		["user", "list"],
		["user", "revoke", "alice@example.com"],
		["user", "set-profile", "alice@example.com", "OUTSIDER"],
		["user", "devices", "alice@example.com"],
		["invite", "list"],
		["invite", "user", "mallory@example.com"],
		["invite", "device"],
		["invite", "cancel", token],
		["invite", "greet", token],
		["certificate", "poll"],
		["tos", "list"],
		["tos", "accept", "--force"],
	]) {
		const { code, err, out } = await revoked.run(args);
		assert.equal(code, 1, args.join(" "));
		assert.match(err, /Error: Cannot communicate with the server: User has been revoked\n/, args.join(" "));
		assert.equal(out, "");
	}
}
