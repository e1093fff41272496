import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort } from "../support/officialServer.ts";
import { administrationToken, startOurServer } from "../support/ourServer.ts";
import { official, ours, type Place } from "../support/places.ts";
import { Computer } from "./support/commandLine.ts";
import { bootstrap, letIn, type Person } from "./support/story.ts";

interface ListedWorkspace {
	readonly workspace_id: string;
	readonly workspace_name: string;
	readonly workspace_status: { readonly type: string; readonly deletion_date?: string };
	readonly user_role: string;
}

interface ListedMember {
	readonly user_id: string;
	readonly human_handle: readonly [string, string];
	readonly user_role: string;
}

for (const [serverName, start] of [
	["our server", ours],
	["the official server", official],
] as const) {
	describe(`workspaces by the command line on ${serverName}`, () => {
		let place: Place;
		const [desk, laptop, guestDesk] = [new Computer(), new Computer(), new Computer()];
		let alice: Person;
		let bob: Person;
		let eve: Person;
		before(async () => {
			place = await start();
			const administration = ["--addr", place.address, "--token", place.token];
			const link = await desk.json<string>(["organization", "create", ...administration, "Acme"]);
			alice = await bootstrap(desk, link, "Alice", "alice@example.com");
			bob = await letIn(alice, await alice.invite("bob@example.com"), laptop, "Bob", "STANDARD");
			eve = await letIn(alice, await alice.invite("eve@example.com"), guestDesk, "Eve", "OUTSIDER");
		});
		after(async () => {
			await place.stop();
			for (const computer of [desk, laptop, guestDesk]) computer.discard();
		});

		async function create(person: Person, name: string): Promise<string> {
			const made = await person.json<ListedWorkspace>(["workspace", "create", name]);
			assert.deepEqual(made, { workspace_id: made.workspace_id, workspace_name: name });
			return made.workspace_id;
		}

		async function listed(person: Person, id: string): Promise<ListedWorkspace | undefined> {
			const list = await person.json<readonly ListedWorkspace[]>(["workspace", "list"]);
			return list.find(({ workspace_id }) => workspace_id === id);
		}

		/** A command that changes something, as a person types it. */
		async function succeeds(person: Person, args: readonly string[], said: RegExp): Promise<void> {
			const { code, err } = await person.run(["workspace", ...args]);
			assert.equal(code, 0, err);
			assert.match(err, said);
		}

		async function fails(person: Person, args: readonly string[], exitCode: number, said: RegExp): Promise<void> {
			const { code, out, err } = await person.run(["workspace", ...args]);
			assert.equal(code, exitCode, err);
			assert.equal(out, "");
			assert.match(err, said);
			if (exitCode === 1) assert.match(err, /\nWhat to do: .+\.\n$/);
		}

		async function membersOf(person: Person, id: string): Promise<readonly (readonly [string, string])[]> {
			const members = await person.json<readonly ListedMember[]>(["workspace", "list-users", "-w", id]);
			return members.map(({ human_handle: [, label], user_role }) => [label, user_role]);
		}

		test("made, listed, shared by id and by address, renamed, and taken back", async () => {
			const none = await alice.run(["workspace", "list"]);
			assert.deepEqual([none.code, none.out], [0, ""]);
			assert.match(none.err, /No workspaces found\n$/);
			assert.deepEqual(await alice.json(["workspace", "list"]), []);

			const plain = await alice.run(["workspace", "create", "Zed"]);
			assert.match(plain.out, /^[0-9a-f]{32}\n$/);
			assert.match(plain.err, /^Creating workspace\nWorkspace has been created with id: [0-9a-f]{32}\n$/);
			const id = await create(alice, "aaa");
			const list = await alice.run(["workspace", "list"]);
			assert.equal(list.out, `- ${plain.out.trim()} - Zed: owner\n- ${id} - aaa: owner\n`, "by code point");
			assert.match(list.err, /^Poll server for new certificates\nFound 2 workspace\(s\)\n$/);

			const users = await alice.json<readonly { id: string }[]>(["user", "list"]);
			await succeeds(
				alice,
				["share", "-w", id, "-u", users[1]?.id ?? "", "-r", "Manager"],
				/^Poll server for new certificates\nSharing workspace\nWorkspace has been shared\n$/,
			);
			assert.deepEqual(await listed(bob, id), {
				workspace_id: id,
				workspace_name: "aaa",
				workspace_status: { type: "AVAILABLE" },
				user_role: "MANAGER",
			});
			await succeeds(
				bob,
				["share", "-w", "aaa", "--email", "eve@example.com", "--role", "reader"],
				/has been shared\n$/,
			);
			assert.deepEqual(await membersOf(alice, id), [
				["Alice", "OWNER"],
				["Bob", "MANAGER"],
				["Eve", "READER"],
			]);
			const shown = await alice.run(["workspace", "list-users", "--workspace", id]);
			assert.match(shown.out, /^- User [-0-9a-f]{36} \(ADMIN\) - Alice \(alice@example.com\) has role owner\n/);
			assert.match(shown.err, /\nWorkspace [-0-9a-f]{36} is shared with 3 user\(s\)\n$/);

			await succeeds(alice, ["rename", "-w", id, "Signed"], /Workspace has been renamed\n$/);
			assert.equal((await listed(eve, id))?.workspace_name, "Signed");
			await succeeds(
				alice,
				["unshare", "-w", "Signed", "--email", "eve@example.com", "--email", "bob@example.com"],
				/Access to the workspace has been taken away\n$/,
			);
			assert.deepEqual(await membersOf(alice, id), [["Alice", "OWNER"]]);
			assert.deepEqual(await eve.json(["workspace", "list"]), []);
			await fails(eve, ["list-users", "-w", id], 1, /\nError: Workspace not found\n/);
		});

		test("archived, planned for deletion, in the bin, and available again", async () => {
			const id = await create(alice, "Old");
			await succeeds(alice, ["archive", "-w", id, "--archived"], /archiving status has been updated\n$/);
			assert.match((await alice.run(["workspace", "list"])).out, /Old: owner \[archived\]\n/);
			await fails(
				alice,
				["archive", "-w", id, "--deletion-planned-in-seconds", "60"],
				1,
				/Error: Archiving period is too short\n/,
			);
			await succeeds(alice, ["delete", "-w", "Old", "--after-days", "31", "--force"], /status has been updated\n$/);
			const bin = await alice.json<readonly ListedWorkspace[]>(["workspace", "bin"]);
			assert.deepEqual(
				bin.map(({ workspace_name, workspace_status }) => [workspace_name, workspace_status.type]),
				[["Old", "DELETION_PLANNED"]],
			);
			assert.match(bin[0]?.workspace_status.deletion_date ?? "", /^2\d{3}-\d\d-\d\dT/);
			assert.match((await alice.run(["workspace", "list"])).out, /Old: owner \[deletion planned: 2.*Z\]\n/);
			await succeeds(alice, ["archive", "-w", id, "--available"], /status has been updated\n$/);
			assert.deepEqual(await alice.json(["workspace", "bin"]), []);
		});

		// Commands take a second each, and what is refused is known of both servers by test/interop.
		if (start === official) return;

		test("each refusal says why and what to do", async () => {
			const id = await create(alice, "Refusals");
			const aliceId = (await alice.json<readonly { id: string }[]>(["user", "list"]))[0]?.id ?? "";
			const shareWith = (...who: string[]) => ["share", "-w", id, ...who];
			await fails(alice, shareWith("-u", aliceId, "-r", "reader"), 1, /Error: Cannot share with oneself\n/);
			await fails(alice, shareWith("-u", "0".repeat(32), "-r", "reader"), 1, /Error: Recipient user not found\n/);
			await fails(alice, shareWith("--email", "nobody@example.com", "-r", "reader"), 1, /Error: User not found\n/);
			await fails(
				alice,
				shareWith("--email", "eve@example.com", "-r", "owner"),
				1,
				/Error: An External user cannot be/,
			);
			await fails(alice, shareWith("--email", "bob@example.com", "-r", "boss"), 2, /Failed to parse RealmRole/);
			await fails(alice, shareWith("-r", "reader"), 2, /either '--user <ID>' or '--email <EMAIL>' must be given/);
			await fails(alice, ["list-users", "-w", "no/name"], 2, /Invalid VlobID/);
			await fails(alice, ["list-users", "-w", "0".repeat(32)], 1, /Error: Workspace not found\n/);
			await fails(alice, ["archive", "-w", id], 2, /exactly one of '--archived'/);
			await fails(alice, ["archive", "-w", id, "--archived", "--available"], 2, /exactly one of '--archived'/);
			await fails(alice, ["create", "no/name"], 2, /Invalid name/);
			await fails(eve, ["create", "Mine"], 1, /Error: An External user owns no workspace\n/);
			await succeeds(alice, shareWith("--email", "bob@example.com", "-r", "contributor"), /has been shared\n$/);
			await fails(
				bob,
				["share", "-w", id, "--email", "eve@example.com", "-r", "reader"],
				1,
				/Error: Author not allowed\n/,
			);
			await fails(bob, ["rename", "-w", id, "Mine"], 1, /Error: Author not allowed\n/);
			await fails(bob, ["archive", "-w", id, "--archived"], 1, /Error: Not allowed\n/);
			await fails(bob, ["take-ownership", "-w", id, "--force"], 1, /Error: The workspace has an Owner\n/);
			const again = await create(alice, "Refusals");
			await fails(alice, ["info", "-w", "Refusals"], 1, /Error: Several workspaces have that name\n/);
			assert.match(
				(await alice.run(["workspace", "info", "-w", again])).out,
				new RegExp(`^${again} - Refusals: owner\n`),
			);
		});

		test("the roles of one user are copied to another", async () => {
			const id = await create(alice, "Copied");
			await succeeds(alice, ["share", "-w", id, "--email", "bob@example.com", "-r", "manager"], /has been shared\n$/);
			const copied = await alice.json<readonly object[]>(["user", "copy-roles", "bob@example.com", "eve@example.com"]);
			assert.deepEqual(
				copied.filter((each) => "workspace_id" in each && each.workspace_id === id),
				[
					{
						workspace_id: id,
						workspace_name: "Copied",
						role_before: null,
						role_after: "CONTRIBUTOR",
						capped: "target_is_external",
						status: "ok",
					},
				],
			);
			assert.equal((await listed(eve, id))?.user_role, "CONTRIBUTOR");
			assert.deepEqual(await alice.json(["user", "copy-roles", "bob@example.com", "eve@example.com"]), []);
		});

		test("a revoked member is put out by the next command of an Owner; without Owner, another takes over", async () => {
			const [owned, orphan] = [await create(alice, "Owned"), await create(bob, "Orphan")];
			await succeeds(alice, ["share", "-w", owned, "--email", "bob@example.com", "-r", "owner"], /has been shared\n$/);
			await succeeds(
				bob,
				["share", "-w", orphan, "--email", "alice@example.com", "-r", "reader"],
				/has been shared\n$/,
			);
			assert.equal((await alice.run(["user", "revoke", "bob@example.com"])).code, 0);
			assert.deepEqual(await membersOf(alice, owned), [["Alice", "OWNER"]]);
			await succeeds(alice, ["take-ownership", "-w", orphan, "--force"], /You are now an Owner of the workspace\n$/);
			assert.equal((await listed(alice, orphan))?.user_role, "OWNER");
			assert.equal((await listed(alice, orphan))?.workspace_name, "Orphan");
		});
	});
}

test("a workspace made while the server is away is made there by the next list", async () => {
	const data = await mkdtemp(join(tmpdir(), "parallax-server-"));
	const port = await freePort();
	const desk = new Computer();
	let server = await startOurServer(data, port);
	try {
		const administration = ["--addr", server.address, "--token", administrationToken(data)];
		const link = await desk.json<string>(["organization", "create", ...administration, "Acme"]);
		const alice = await bootstrap(desk, link, "Alice", "alice@example.com");
		await alice.json(["workspace", "list"]);
		await server.stop();
		const { code, out, err } = await alice.run(["workspace", "create", "Offline"]);
		assert.deepEqual([code, out], [1, ""]);
		assert.match(err, /the workspace [0-9a-f]{32} exists on this device only, for now/);
		server = await startOurServer(data, port);
		const list = await alice.json<readonly ListedWorkspace[]>(["workspace", "list"]);
		assert.deepEqual(
			list.map(({ workspace_name, user_role }) => [workspace_name, user_role]),
			[["Offline", "OWNER"]],
		);
		assert.match(err, new RegExp(list[0]?.workspace_id ?? "none"));
	} finally {
		await server.stop();
		await rm(data, { recursive: true });
		desk.discard();
	}
});
