import assert from "node:assert/strict";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { deviceDataDirectory, findDirectories } from "@parallax/client/node";
import { type DeviceID, FsPath, type VlobID } from "@parallax/protocol";
import { freePort } from "../support/officialServer.ts";
import { administrationToken, type OurServer, startOurServer } from "../support/ourServer.ts";
import { Computer, type Result } from "./support/commandLine.ts";
import { Colleague, writeHere } from "./support/papers.ts";
import { PseudoTerminal } from "./support/pseudoTerminal.ts";
import { bootstrap, type Person } from "./support/story.ts";

interface ListedWorkspace {
	readonly workspace_id: string;
	readonly workspace_name: string;
}

interface Waiting {
	readonly path: string | null;
	readonly reason: string;
}

describe("files of a device that is cut off, interrupted, shared with others, or lied to by names", () => {
	const [desk, phoneDesk] = [new Computer(), new Computer()];
	let data: string;
	let port: number;
	let server: OurServer;
	let alice: Person;
	let phone: Colleague;
	before(async () => {
		data = await mkdtemp(join(tmpdir(), "parallax-server-"));
		port = await freePort();
		server = await startOurServer(data, port);
		const administration = ["--addr", server.address, "--token", administrationToken(data)];
		const link = await desk.json<string>(["organization", "create", ...administration, "Acme"]);
		alice = await bootstrap(desk, link, "Alice", "alice@example.com");
		phone = await Colleague.atWork(await alice.addDevice(phoneDesk));
	});
	after(async () => {
		await phone.close();
		await server.stop();
		await rm(data, { recursive: true });
		for (const computer of [desk, phoneDesk]) computer.discard();
	});

	async function made(name: string): Promise<string> {
		return (await alice.json<{ workspace_id: string }>(["workspace", "create", name])).workspace_id;
	}

	async function succeeds(args: readonly string[]): Promise<Result> {
		const result = await alice.run(args);
		assert.equal(result.code, 0, `${args.join(" ")}: ${result.err}`);
		return result;
	}

	const status = (id: string, ...more: string[]) => alice.json<readonly Waiting[]>(["status", "-w", id, ...more]);

	test("without the server, what is here is read and changed; the next command that reaches it sends that", async () => {
		const id = await made("Travels");
		await phone.write(id, "/seen.txt", "seen");
		await phone.write(id, "/unseen.txt", "unseen");
		await succeeds(["cat", "-w", id, "/seen.txt"]);
		await succeeds(["ls", "-w", id]);
		await server.stop();

		const listed = await succeeds(["ls", "-w", id]);
		assert.equal(listed.out, "seen.txt\nunseen.txt\n");
		assert.match(listed.err, /The server cannot be reached: working with what is on this device\n$/);
		assert.equal((await succeeds(["cat", "-w", id, "/seen.txt"])).out, "seen");
		const unseen = await alice.run(["cat", "-w", id, "/unseen.txt"]);
		assert.equal(unseen.code, 1);
		assert.match(unseen.err, /Error: Cannot communicate with the server: Failed to retrieve the response/);
		const written = await succeeds(["mkdir", "-w", id, "/on the way", "--json"]);
		assert.equal((JSON.parse(written.out) as { synchronized: boolean }).synchronized, false);
		assert.match(
			written.err,
			/2 entries wait on this device; the next command that reaches the server sends what can be\n$/,
		);
		assert.equal((await alice.run(["history", "-w", id, "/seen.txt"])).code, 1);
		assert.equal((await alice.run(["workspace", "sync", "-w", id])).code, 1);
		const waiting = await status(id);
		assert.deepEqual(waiting.map(({ path, reason }) => [path, reason]).sort(), [
			["/", "to_send"],
			["/on the way", "to_send"],
		]);

		assert.equal((await alice.run(["workspace", "create", "Made alone"])).code, 1, "on this device only, for now");
		await succeeds(["mkdir", "Made alone:/a"]);

		server = await startOurServer(data, port);
		assert.equal((await succeeds(["ls", "Made alone:/"])).out, "a\n");
		const alone = (await alice.json<readonly ListedWorkspace[]>(["workspace", "list"])).find(
			({ workspace_name }) => workspace_name === "Made alone",
		);
		assert.deepEqual(await phone.names(alone?.workspace_id ?? ""), ["a"]);
		assert.equal((await succeeds(["ls", "-w", id])).out, "on the way\nseen.txt\nunseen.txt\n");
		assert.deepEqual(await phone.names(id), ["on the way", "seen.txt", "unseen.txt"]);
		assert.deepEqual(await status(id), []);
	});

	test("--offline asks the server for nothing, --no-sync sends nothing; status tells what waits, and why", async () => {
		const id = await made("Quiet");
		const offline = await alice.json<{ synchronized: boolean }>(["mkdir", "-w", id, "/first", "--offline"]);
		assert.equal(offline.synchronized, false);
		const later = await alice.json<{ synchronized: boolean }>([
			"mkdir",
			"-w",
			id,
			"/second",
			"/notes.tmp",
			"--no-sync",
		]);
		assert.equal(later.synchronized, false);
		assert.deepEqual(await phone.names(id), []);
		const why = (list: readonly Waiting[]) => list.map(({ path, reason }) => [path, reason]).sort();
		assert.deepEqual(why(await status(id)), [
			["/", "to_send"],
			["/first", "to_send"],
			["/notes.tmp", "confined"],
			["/second", "to_send"],
		]);
		assert.deepEqual(why(await status(id, "--try")), [["/notes.tmp", "confined"]]);
		assert.deepEqual(await phone.names(id), ["first", "second"]);
		const { out } = await succeeds(["ls", "-w", id, "--long"]);
		assert.match(out, /^folder +- \S+Z +v1 +synchronized first\n/);
		assert.match(out, /folder +- \S+Z +v0 +only here +notes\.tmp\n/);
	});

	test("status tells of what somebody removed while it was being changed here: it is kept", async () => {
		const id = await made("Removed");
		await phone.write(id, "/draft.txt", "draft");
		await succeeds(["cat", "-w", id, "/draft.txt"]);
		const here = await Colleague.atTheirDesk(alice);
		const files = await here.session.files(id as VlobID);
		assert(files);
		await writeHere(files, "/draft.txt", "a better draft");
		await here.close();
		const theirs = await phone.files(id);
		await theirs.remove(FsPath.parse("/draft.txt"), "file");
		await theirs.synchronize();
		const waiting = await status(id, "--try");
		assert.deepEqual(
			waiting.map(({ path, reason }) => [path, reason]),
			[[null, "unreachable"]],
		);
		assert.match((await succeeds(["status", "-w", id])).out, /^- Removed:[0-9a-f]{32}: no path leads to it: .*\n$/);
		assert.deepEqual(await alice.json(["ls", "-w", id]), []);
	});

	test("names of others can neither drive the terminal nor pretend to be another; JSON and --print0 give them as they are", async () => {
		const id = await made("Names");
		const names = ["a\u001b[2Jb", "exe\u202Efdp.txt", "two\nlines"];
		for (const name of names) await phone.write(id, `/odd/${name}`, name);
		const shown = "a\\u{1b}[2Jb\nexe\\u{202e}fdp.txt\ntwo\\u{a}lines\n";
		assert.equal((await succeeds(["ls", "-w", id, "/odd"])).out, shown);
		assert.deepEqual(await alice.json(["ls", "-w", id, "/odd"]), names);
		assert.equal((await succeeds(["ls", "-w", id, "/odd", "--print0"])).out, `${names.join("\0")}\0`);
		assert.equal((await succeeds(["find", "-w", id, "--name", "*.txt", "--print0"])).out, `/odd/${names[1]}\0`);
		const refused = await alice.run(["ls", "-w", id, `/odd/${names[0]}`]);
		assert.match(refused.err, /Error: Path points to a file\n\nCaused by:\n {4}\/odd\/a\\u\{1b\}\[2Jb\n/);
	});

	test("find tells by name, type, size and date, and goes as deep as it is told", async () => {
		const id = await made("Finds");
		await phone.write(id, "/a/one.pdf", "1");
		await phone.write(id, "/a/.hidden", "22");
		await phone.write(id, "/a/b/Two.PDF", "4444");
		const found = async (...args: string[]) =>
			(await succeeds(["find", "-w", id, ...args])).out.split("\n").slice(0, -1);
		assert.deepEqual(await found(), ["/a", "/a/.hidden", "/a/b", "/a/b/Two.PDF", "/a/one.pdf"]);
		assert.deepEqual(await found("--name", "*.{pdf,PDF}", "/a"), ["/a/b/Two.PDF", "/a/one.pdf"]);
		assert.deepEqual(await found("--name", "*", "--type", "folder"), ["/a", "/a/b"]);
		assert.deepEqual(await found("--larger", "1", "--smaller", "4"), ["/a/.hidden"]);
		assert.deepEqual(await found("--max-depth", "1"), ["/a"]);
		assert.deepEqual(await found("--newer", "2100-01-01T00:00:00Z"), []);
		assert.deepEqual(await found("--older", "2100-01-01T00:00:00Z", "--type", "file", "/a/b"), ["/a/b/Two.PDF"]);
		const lines = await succeeds(["find", "-w", id, "/a/b", "--format", "jsonl"]);
		assert.partialDeepStrictEqual(JSON.parse(lines.out), { path: "/a/b/Two.PDF", type: "file", size: 4 });
	});

	test("what two devices changed at the same time is all there", async () => {
		const id = await made("Both");
		await phone.write(id, "/plan.txt", "plan");
		await succeeds(["cat", "-w", id, "/plan.txt"]);
		const here = await Colleague.atTheirDesk(alice);
		const files = await here.session.files(id as VlobID);
		assert(files);
		await writeHere(files, "/plan.txt", "plan of the desk");
		await writeHere(files, "/same.txt", "of the desk");
		await here.close();
		await phone.write(id, "/plan.txt", "plan of the phone");
		await phone.write(id, "/same.txt", "of the phone");
		await succeeds(["workspace", "sync", "-w", id]);
		const names = await alice.json<readonly string[]>(["ls", "-w", id]);
		assert.equal(names.length, 4);
		assert.match(names[0] ?? "", /^plan \(Parsec sync conflict \d+\)\.txt$/);
		assert.deepEqual(names.slice(1).sort(), ["plan.txt", "same (Parsec - name conflict).txt", "same.txt"]);
		const contents = await Promise.all(names.map((name) => phone.read(id, `/${name}`)));
		assert.deepEqual(contents.sort(), ["of the desk", "of the phone", "plan of the desk", "plan of the phone"]);
	});

	test("a copy and a move that are killed are finished by the same command", async () => {
		const [from, to] = [await made("Long"), await made("Way")];
		const files = await phone.files(from);
		for (let n = 0; n < 20; n++) await writeHere(files, `/tree/${n % 3}/file ${n}.bin`, Buffer.alloc(150_000, `${n} `));
		await files.synchronize();
		const killed = [];
		for (let moment = 0; moment < 12; moment++) {
			const command = alice.startMortal(["mv", "Long:/tree", "Way:/tree"]);
			// Another instant at each time, from before the copy to the end of it.
			command.child.stderr.on("data", (shown: Buffer) => {
				if (String(shown).includes("Copying")) setTimeout(() => command.child.kill("SIGKILL"), moment * 40);
			});
			killed.push((await command.ended).code === null);
		}
		assert(killed[0], "it was killed once at least");
		const last = await alice.run(["mv", "Long:/tree", "Way:/tree"]);
		// One that was killed just after it had removed the source has nothing left to do.
		if (last.code !== 0) assert.match(last.err, /Error: Path doesn't exist\n\nCaused by:\n {4}\/tree\n/);
		assert.deepEqual(await alice.json(["ls", "Long:/"]), []);
		assert.deepEqual(await phone.names(from), []);
		assert.deepEqual(await phone.names(to), ["tree"]);
		for (let n = 0; n < 20; n++)
			assert.equal(await phone.read(to, `/tree/${n % 3}/file ${n}.bin`), String(Buffer.alloc(150_000, `${n} `)));
	});

	test("watch tells what others change, until Ctrl-C; meanwhile another command waits for the device", async () => {
		const id = await made("Watched");
		await succeeds(["mkdir", "-w", id, "/in", "/out", "/mine.tmp"]);
		const watching = alice.start(["watch", "Watched:/in"]);
		await watching.event("online");
		await phone.write(id, "/out/side.txt", "nobody told");
		await phone.write(id, "/in/news.txt", "news");
		const changed = await watching.event("changed", ({ type }) => type === "file");
		assert.partialDeepStrictEqual(changed, { path: "/in/news.txt", size: 4, version: 1, state: "synchronized" });
		assert(watching.seen.every(({ path }) => path === undefined || String(path).startsWith("/in")));
		const busy = await alice.run(["ls", "-w", id, "--lock-timeout", "0"]);
		assert.equal(busy.code, 1);
		assert.match(busy.err, /Error: Device already used by another process\n/);
		const waits = alice.run(["ls", "-w", id]);
		watching.child.kill("SIGINT");
		const { code, err } = await watching.ended;
		assert.equal(code, 130);
		assert.match(err, /\n1 entry waits on this device; .*\n$/);
		assert.equal((await waits).out, "in\nmine.tmp\nout\n");
	});

	test("on a terminal, a folder is removed once the person has said so", async () => {
		const id = await made("Asked");
		await succeeds(["mkdir", "-w", id, "/folder"]);
		const rmAs = () => new PseudoTerminal(desk, ["rm", "--device", alice.deviceId, "-w", id, "/folder"]);
		for (const [key, exists] of [
			["n", true],
			["y", false],
		] as const) {
			const terminal = rmAs();
			await terminal.sees(/Enter password for the device:/);
			terminal.press(`${alice.password}\r`);
			await terminal.sees(/Remove the folder \/folder and all that it has\? \[y\/n\]/);
			terminal.press(key);
			assert.equal(await terminal.ended, 0);
			assert.equal((await phone.names(id)).includes("folder"), exists);
		}
	});

	test("forgetting the device erases what it kept of the files", async () => {
		const id = await made("Forgotten");
		await succeeds(["mkdir", "-w", id, "/here"]);
		const folder = deviceDataDirectory(findDirectories(desk.environment), alice.deviceId as DeviceID);
		const database = join(folder, id, "parallax-files.sqlite");
		await access(database);
		assert.equal((await desk.run(["device", "forget-local", "--device", alice.deviceId, "--force"])).code, 0);
		await assert.rejects(access(folder), { code: "ENOENT" });
	});
});
