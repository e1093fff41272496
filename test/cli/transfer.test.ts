import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { official, ours, type Place } from "../support/places.ts";
import { Computer } from "./support/commandLine.ts";
import { Colleague } from "./support/papers.ts";
import { bootstrap, type Person } from "./support/story.ts";

const BLOCK = 524_288;

for (const [serverName, start] of [
	["our server", ours],
	["the official server", official],
] as const) {
	describe(`import and export by the command line on ${serverName}`, () => {
		let place: Place;
		let home: string;
		const [desk, phoneDesk] = [new Computer(), new Computer()];
		let alice: Person;
		let phone: Colleague;
		before(async () => {
			home = await mkdtemp(join(tmpdir(), "parallax-transfer-"));
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
			await rm(home, { recursive: true });
		});

		async function made(name: string): Promise<string> {
			return (await alice.json<{ workspace_id: string }>(["workspace", "create", name])).workspace_id;
		}

		async function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
			const path = join(home, name);
			for (const [each, content] of Object.entries(files)) {
				await mkdir(join(path, each, ".."), { recursive: true });
				await writeFile(join(path, each), content);
				await utimes(join(path, each), 1_600_000_000, 1_600_000_000);
			}
			return path;
		}

		test("a folder goes in, silently, and is on the server when the command ends; it comes out as it was", async () => {
			const id = await made("Papers");
			const large = randomBytes(3 * BLOCK + 5);
			const from = await folder("papers", { "a.txt": "a", "deep/large.bin": large, "deep/empty": "" });
			const { code, out, err } = await alice.run([
				"workspace",
				"import",
				"-w",
				id,
				from,
				"/papers",
				"--progress",
				"quiet",
			]);
			assert.deepEqual([code, out, err], [0, "", ""]);
			assert.deepEqual(await phone.names(id, "/papers/deep"), ["empty", "large.bin"]);
			assert.equal(await phone.read(id, "/papers/a.txt"), "a");

			const again = await alice.json<Record<string, unknown>>(["workspace", "import", "-w", id, from, "/papers"]);
			assert.deepEqual(again, {
				workspace_id: id,
				path: "/papers",
				files: 0,
				folders: 0,
				bytes: 0,
				same: 3,
				skipped: 0,
				synchronized: true,
			});

			const to = join(home, "papers-out");
			const exported = await alice.json<Record<string, unknown>>(["workspace", "export", "-w", id, "/papers", to]);
			assert.deepEqual([exported["files"], exported["folders"], exported["path"]], [3, 1, to]);
			assert.deepEqual((await readdir(to, { recursive: true })).sort(), [
				"a.txt",
				"deep",
				"deep/empty",
				"deep/large.bin",
			]);
			assert((await readFile(join(to, "deep/large.bin"))).equals(large));
			assert.equal((await stat(join(to, "a.txt"))).mtimeMs, 1_600_000_000_000);
			await rm(to, { recursive: true });
			await alice.json(["workspace", "export", "Papers:/papers/a.txt", join(home, "alone.txt")]);
			assert.equal(await readFile(join(home, "alone.txt"), "utf8"), "a");
		});

		test("what is there already is told, in the words of the official command line, unless another way is asked for", async () => {
			const id = await made("Conflicts");
			const from = await folder("conflicts", { "a.txt": "ours", "b.txt": "new" });
			await phone.write(id, "/in/a.txt", "theirs");
			const failing = await alice.run(["workspace", "import", "-w", id, from, "/in"]);
			assert.equal(failing.code, 1);
			assert.match(
				failing.err,
				new RegExp(
					`Error: Errors during folder import:\n${from}/a\\.txt: already exists\n\nCaused by:\n {4}1 errors during folder import\n`,
				),
			);
			// The others were imported, and sent.
			assert.deepEqual(await phone.names(id, "/in"), ["a.txt", "b.txt"]);
			const alone = await alice.run(["workspace", "import", "-w", id, join(from, "a.txt"), "/in/a.txt"]);
			assert.match(alone.err, new RegExp(`Error: ${from}/a\\.txt: already exists\n`));
			assert.equal((await alice.run(["workspace", "import", "-w", id, from, "/in", "--update", "rename"])).code, 0);
			assert.deepEqual(await phone.names(id, "/in"), ["a (2).txt", "a.txt", "b.txt"]);
			assert.equal((await alice.run(["workspace", "import", "-w", id, from, "/in", "--update", "all"])).code, 0);
			assert.equal(await phone.read(id, "/in/a.txt"), "ours");
			const missing = await alice.run(["workspace", "import", "-w", id, join(home, "none"), "/none"]);
			assert.match(missing.err, /Error: .*\/none: cannot stat file: No such file or directory \(os error 2\)\n/);
			const parent = await alice.run(["workspace", "import", "-w", id, join(from, "a.txt"), "/x/y/a.txt"]);
			assert.match(parent.err, /the folder that it would be in doesn't exist/);
			assert.equal(
				(await alice.run(["workspace", "import", "-p", "-w", id, join(from, "a.txt"), "/x/y/a.txt"])).code,
				0,
			);
			assert.equal(await phone.read(id, "/x/y/a.txt"), "ours");
		});

		test("a script is told line by line how far it is", async () => {
			const id = await made("Lines");
			const from = await folder("lines", { "large.bin": randomBytes(4 * BLOCK) });
			const { code, out } = await alice.run(["workspace", "import", "-w", id, from, "/in", "--format", "jsonl"]);
			assert.equal(code, 0);
			const lines = out
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line) as Record<string, unknown>);
			assert(lines.length >= 2);
			for (const line of lines.slice(0, -1)) assert.equal(line["event"], "progress");
			assert.equal(lines.at(-1)?.["files"], 1);
		});

		test("offline, all of it waits on this device for the next command", async () => {
			const id = await made("Train");
			const from = await folder("train", { "a.txt": "a", "large.bin": randomBytes(3 * BLOCK) });
			const outcome = await alice.json<Record<string, unknown>>([
				"workspace",
				"import",
				"--offline",
				"--stream",
				"-w",
				id,
				from,
				"/in",
			]);
			assert.equal(outcome["synchronized"], false);
			assert.deepEqual(await phone.names(id), []);
			assert.equal((await alice.run(["workspace", "sync", "-w", id])).code, 0);
			assert.deepEqual(await phone.names(id, "/in"), ["a.txt", "large.bin"]);
		});

		for (const signal of ["SIGINT", "SIGKILL"] as const) {
			test(`ended by ${signal} at any moment, the same command finishes the work`, async () => {
				const id = await made(`Ended by ${signal}`);
				const large = randomBytes(40 * BLOCK);
				const small = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}.txt`, `${index}`]));
				const from = await folder(`ended-${signal}`, { ...small, "a-large.bin": large });
				const args = ["workspace", "import", "-w", id, from, "/in", "--stream"];
				const running = alice.start([...args, "--format", "jsonl"]);
				// It may end before that: then there is nothing left for the second one to do.
				await running.event("progress");
				running.child.kill(signal);
				const { code, err } = await running.ended;
				if (signal === "SIGINT" && code !== 0) {
					assert.equal(code, 130);
					assert.match(err, /the same command goes on where this one was ended/);
				}
				const finished = await alice.run(args);
				assert.equal(finished.code, 0, finished.err);
				assert.equal((await phone.names(id, "/in")).length, 61);
				const to = join(home, `ended-${signal}-out`);
				assert.equal((await alice.run(["workspace", "export", "-w", id, "/in", to])).code, 0);
				assert((await readFile(join(to, "a-large.bin"))).equals(large));
				assert.equal(await readFile(join(to, "59.txt"), "utf8"), "59");
			});
		}
	});
}
