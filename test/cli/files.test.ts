import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { official, ours, type Place } from "../support/places.ts";
import { Computer } from "./support/commandLine.ts";
import { Colleague } from "./support/papers.ts";
import { bootstrap, type Person } from "./support/story.ts";

for (const [serverName, start] of [
	["our server", ours],
	["the official server", official],
] as const) {
	describe(`files by the command line on ${serverName}`, () => {
		let place: Place;
		const [desk, phoneDesk] = [new Computer(), new Computer()];
		let alice: Person;
		let phone: Colleague;
		before(async () => {
			place = await start();
			const administration = ["--addr", place.address, "--token", place.token];
			const link = await desk.json<string>(["organization", "create", ...administration, "Acme"]);
			alice = await bootstrap(desk, link, "Alice", "alice@example.com");

			phone = await Colleague.atWork(await alice.addDevice(phoneDesk));
		});
		after(async () => {
			await phone.close();
			await place.stop();
			for (const computer of [desk, phoneDesk]) computer.discard();
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
	});
}
