import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { sha256 } from "@parallax/crypto";
import { official, ours, type Place } from "../support/places.ts";
import { Computer } from "./support/commandLine.ts";
import { Colleague } from "./support/papers.ts";
import { bootstrap, letIn, type Person } from "./support/story.ts";

for (const [serverName, start] of [
	["our server", ours],
	["the official server", official],
] as const) {
	describe(`files by the command line on ${serverName}`, () => {
		let place: Place;
		const [desk, phoneDesk, laptop, guestDesk] = [new Computer(), new Computer(), new Computer(), new Computer()];
		let alice: Person;
		let bob: Person;
		let eve: Person;
		let phone: Colleague;
		before(async () => {
			place = await start();
			const administration = ["--addr", place.address, "--token", place.token];
			const link = await desk.json<string>(["organization", "create", ...administration, "Acme"]);
			alice = await bootstrap(desk, link, "Alice", "alice@example.com");

			bob = await letIn(alice, await alice.invite("bob@example.com"), laptop, "Bob", "STANDARD");
			eve = await letIn(alice, await alice.invite("eve@example.com"), guestDesk, "Eve", "OUTSIDER");
			phone = await Colleague.atWork(await alice.addDevice(phoneDesk));
		});
		after(async () => {
			await phone.close();
			await place.stop();
			for (const computer of [desk, phoneDesk, laptop, guestDesk]) computer.discard();
		});

		/** A workspace of Alice. */
		async function made(name: string): Promise<string> {
			return (await alice.json<{ workspace_id: string }>(["workspace", "create", name])).workspace_id;
		}

		async function succeeds(person: Person, args: readonly string[]): Promise<{ out: string; err: string }> {
			const { code, out, err } = await person.run(args);
			assert.equal(code, 0, `${args.join(" ")}: ${err}`);
			return { out, err };
		}

		async function fails(person: Person, args: readonly string[], said: RegExp, exitCode = 1): Promise<void> {
			const { code, out, err } = await person.run(args);
			assert.equal(code, exitCode, `${args.join(" ")}: ${err}`);
			assert.equal(out, "");
			assert.match(err, said);
			if (exitCode === 1) assert.match(err, /\nWhat to do: .+\.\n$/);
		}

		test("folders are made, listed, moved and removed, and the server has it when the command ends", async () => {
			const id = await made("Contracts");
			assert.deepEqual(await alice.json(["ls", "-w", id]), []);
			assert.equal((await succeeds(alice, ["ls", "--workspace", "Contracts"])).out, "");
			const { folders, synchronized } = await alice.json<{ folders: { path: string }[]; synchronized: boolean }>([
				"mkdir",
				"--parents",
				"Contracts:/2026/11",
				"Contracts:/old",
			]);
			assert.deepEqual(
				folders.map(({ path }) => path),
				["/2026/11", "/old"],
			);
			assert.equal(synchronized, true);
			assert.deepEqual(await phone.names(id), ["2026", "old"]);
			await succeeds(alice, ["mkdir", "-w", id, "-p", "/2026"]);
			await fails(alice, ["mkdir", "-w", id, "/2026"], /Error: Path already exists\n\nCaused by:\n {4}\/2026\n/);
			await fails(alice, ["mkdir", "-w", id, "/none/here"], /Error: The folder that it would be in doesn't exist\n/);

			await phone.write(id, "/2026/lease.txt", "lease");
			assert.equal((await succeeds(alice, ["ls", "-w", id])).out, "2026\nold\n");
			assert.equal((await succeeds(alice, ["ls", "-R", "-w", id])).out, "2026\n2026/11\n2026/lease.txt\nold\n");
			assert.deepEqual(await alice.json(["ls", "Contracts:/2026"]), ["11", "lease.txt"]);
			await fails(alice, ["ls", "-w", id, "/2026/lease.txt"], /Error: Path points to a file\n/);
			await fails(alice, ["ls", "-w", id, "/nowhere"], /Error: Path doesn't exist\n/);
			await fails(alice, ["ls", "-w", id, "relative"], /Path must be absolute/, 2);
			await fails(alice, ["ls", "/2026"], /required option '-w, --workspace <WORKSPACE>' not specified/, 2);

			await succeeds(alice, ["mv", "-w", id, "/2026/lease.txt", "/old"]);
			assert.deepEqual(await phone.names(id, "/old"), ["lease.txt"]);
			await succeeds(alice, ["mv", "-w", id, "/old/lease.txt", "/signed.txt"]);
			assert.deepEqual(await phone.names(id), ["2026", "old", "signed.txt"]);
			await fails(alice, ["mv", "-w", id, "/2026", "/2026/11"], /Error: A folder cannot be moved into itself\n/);
			const removed = await alice.json(["rm", "-w", id, "/2026", "/signed.txt"]);
			assert.deepEqual(removed, { removed: ["/2026", "/signed.txt"], synchronized: true });
			assert.deepEqual(await phone.names(id), ["old"]);
			await fails(alice, ["rm", "-w", id, "/2026"], /Error: Path doesn't exist\n/);
			await succeeds(alice, ["rm", "-w", id, "--force", "/2026"]);
			await fails(alice, ["rm", "-w", id, "/"], /Error: Root path cannot be removed\n/);
		});

		test("contents are read whole, in part and as they were; versions are listed and brought back", async () => {
			const id = await made("Letters");
			const film = new Uint8Array(randomBytes(3_000_000));
			await phone.write(id, "/film.bin", film);
			await phone.write(id, "/drafts/letter.txt", "first");
			const shown = await alice.bytes(["cat", "-w", id, "/film.bin"]);
			assert.deepEqual(sha256(shown), sha256(film));
			const part = await alice.bytes(["cat", "-w", id, "/film.bin", "--offset", "524k", "--length", "1M"]);
			assert.deepEqual(sha256(part), sha256(film.subarray(524_000, 1_524_000)));
			const past = await alice.bytes(["cat", "-w", id, "/film.bin", "--offset", "2999990"]);
			assert.deepEqual(past, Buffer.from(film.subarray(2_999_990)));
			await fails(alice, ["cat", "-w", id, "/drafts"], /Error: Path points to a folder\n/);
			await fails(alice, ["cat", "-w", id, "/film.bin", "--length", "1.5"], /Invalid size/, 2);

			await phone.write(id, "/drafts/letter.txt", "second, longer");
			const file = "Letters:/drafts/letter.txt";
			const entry = await alice.json<{ version: number; size: number; author_name: string; state: string }>([
				"stat",
				file,
			]);
			assert.partialDeepStrictEqual(entry, { path: "/drafts/letter.txt", type: "file", size: 14, version: 2 });
			assert.equal(entry.state, "synchronized");
			assert.equal(entry.author_name, "Alice <alice@example.com> @ phone");
			const versions = await alice.json<readonly { version: number; timestamp: string; size: number }[]>([
				"history",
				file,
			]);
			assert.deepEqual(
				versions.map(({ version, size }) => [version, size]),
				[
					[2, 14],
					[1, 5],
				],
			);
			const date = versions[0]?.timestamp ?? "";
			assert.equal((await succeeds(alice, ["cat", file, "--at", date])).out, "second, longer");
			assert.equal((await succeeds(alice, ["cat", file, "--at-version", "1"])).out, "first");
			await fails(alice, ["cat", file, "--at-version", "3"], /Error: There is no version 3\n/);
			await succeeds(alice, ["restore", file, "--at-version", "1", "--to", "/first.txt"]);
			assert.equal(await phone.read(id, "/first.txt"), "first");
			await succeeds(alice, ["rm", "Letters:/drafts"]);
			await fails(alice, ["cat", file], /Error: Path doesn't exist\n/);
			assert.deepEqual(await alice.json(["ls", "Letters:/drafts", "--at", date]), ["letter.txt"]);
			const ofRemoved = await alice.json<readonly object[]>(["history", file, "--at", date]);
			assert.equal(ofRemoved.length, 2);
			await fails(alice, ["restore", file, "--at-version", "1"], /Give the date at which it was there with --at\.\n$/);
			assert.deepEqual(await alice.json(["restore", "Letters:/drafts", "--at", date]), {
				path: "/drafts",
				restored: 1,
				synchronized: true,
			});
			assert.equal(await phone.read(id, "/drafts/letter.txt"), "second, longer");
			await fails(
				alice,
				["ls", "-w", id, "--at", "2001-01-01T00:00:00Z"],
				/Error: The workspace was not there at that date\n/,
			);
		});

		test("what is copied or moved to another workspace is whole there, and gone here when it was moved", async () => {
			const [from, to] = [await made("Source"), await made("Target")];
			const film = Buffer.alloc(1_300_000, "film ");
			await phone.write(from, "/year/film.bin", film);
			await phone.write(from, "/year/deep/note.txt", "note");
			await fails(alice, ["cp", "Source:/year", "Target:/"], /Add --recursive/);
			assert.deepEqual(await alice.json(["cp", "-r", "Source:/year", "Target:/"]), {
				workspace_id: to,
				path: "/year",
				synchronized: true,
			});
			assert.equal(await phone.read(to, "/year/film.bin"), String(film));
			assert.equal(await phone.read(to, "/year/deep/note.txt"), "note");
			assert.deepEqual(await phone.names(from), ["year"]);
			assert.deepEqual(await alice.json(["ls", "Target:/"]), ["year"], "nothing is left of the way it was made");
			await fails(alice, ["cp", "-r", "Source:/year", "Target:/"], /Error: Path already exists\n/);
			await succeeds(alice, ["cp", "-w", from, "/year/deep/note.txt", "/copy.txt"]);
			assert.equal(await phone.read(from, "/copy.txt"), "note");
			await phone.write(from, "/copy.txt", "another");
			await fails(
				alice,
				["cp", "-n", "Source:/copy.txt", "Target:/year/deep/note.txt"],
				/Error: Path already exists\n/,
			);
			await succeeds(alice, ["cp", "Source:/copy.txt", "Target:/year/deep/note.txt"]);
			assert.equal(await phone.read(to, "/year/deep/note.txt"), "another");
			await succeeds(alice, ["mv", "Source:/year", "Target:/moved"]);
			assert.deepEqual(await phone.names(from), ["copy.txt"]);
			assert.equal(await phone.read(to, "/moved/film.bin"), String(film));
		});

		test("a link leads whoever is in the workspace to the same place, and nobody else", async () => {
			const id = await made("Linked");
			await phone.write(id, "/a/b.txt", "b");
			const { out } = await succeeds(alice, ["link", "Linked:/a/b.txt"]);
			assert.match(out, /^http:\/\/\S+\?a=path&p=\S+\n$/);
			assert.equal((await succeeds(alice, ["open", out.trim()])).out, "Linked:/a/b.txt\n");
			assert.partialDeepStrictEqual(await alice.json(["open", out.trim()]), {
				workspace_id: id,
				path: "/a/b.txt",
				type: "file",
			});
			await fails(bob, ["open", out.trim()], /Error: Workspace not found\n/);
			await succeeds(alice, ["mv", "Linked:/a/b.txt", "Linked:/a/c.txt"]);
			await fails(alice, ["open", out.trim()], /Error: Path doesn't exist\n\nCaused by:\n {4}\/a\/b\.txt\n/);
			await fails(alice, ["link", "Linked:/none"], /Error: Path doesn't exist\n/);
			await fails(alice, ["open", "http://example.com/redirect/Acme?a=path&p=xx"], /^error: /, 2);
		});

		test("a Reader reads, and changes nothing; an External does what the role allows", async () => {
			const id = await made("Shared");
			await phone.write(id, "/read me.txt", "hello");
			const share = (email: string, role: string) =>
				succeeds(alice, ["workspace", "share", "-w", id, "--email", email, "-r", role]);
			await share("bob@example.com", "reader");
			assert.equal((await succeeds(bob, ["cat", "-w", "Shared", "/read me.txt"])).out, "hello");
			for (const args of [
				["mkdir", "/mine"],
				["rm", "/read me.txt"],
				["mv", "/read me.txt", "/gone.txt"],
				["cp", "/read me.txt", "/copy.txt"],
			])
				await fails(bob, [...args, "-w", id], /\nError: Only have read access on this workspace\n/);
			assert.equal(
				(await succeeds(bob, ["workspace", "sync", "-w", id])).err.endsWith("Workspace Shared has been synced\n"),
				true,
			);
			await share("eve@example.com", "contributor");
			await succeeds(eve, ["mkdir", "-w", id, "/from eve"]);
			assert.deepEqual(await phone.names(id), ["from eve", "read me.txt"]);
			const { author_name } = await eve.json<{ author_name: string }>(["stat", "-w", id, "/read me.txt"]);
			assert.match(author_name, /^[0-9a-f]{32} <[0-9a-f]{32}@redacted\.invalid> @ [0-9a-f]{32}$/);
			await succeeds(alice, ["workspace", "archive", "-w", id, "--archived"]);
			await fails(alice, ["mkdir", "-w", id, "/late"], /\nError: Only have read access on this workspace\n/);
			await fails(eve, ["ls", "-w", "Linked"], /Error: Workspace not found\n/);
		});
	});
}
