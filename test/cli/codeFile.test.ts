import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { type OurServer, startOurServer } from "../support/ourServer.ts";
import { Computer } from "./support/commandLine.ts";
import { bootstrap, type Invitation, type Person } from "./support/story.ts";

/** A greeting without terminal or conversation: everything is an option, and the code that was heard comes by a file. */
describe("greeting with --code-file", () => {
	const desk = new Computer();
	const laptop = new Computer();
	let data: string;
	let server: OurServer;
	let alice: Person;

	before(async () => {
		data = await mkdtemp(join(tmpdir(), "parallax-server-"));
		server = await startOurServer(data);
		const link = `${server.address.split("?")[0]}/Acme?no_ssl=true&a=bootstrap_organization&p=wA`;
		alice = await bootstrap(desk, link, "Alice", "alice@example.com");
	});
	after(async () => {
		await server.stop();
		await rm(data, { recursive: true });
		for (const each of [desk, laptop]) each.discard();
	});

	/** A pipe, as programs that wait for one another have; it holds nothing until `writeFile`. */
	function pipe(computer: Computer, name: string): string {
		const path = join(computer.folder, name);
		execFileSync("mkfifo", [path]);
		return path;
	}

	function host({ token }: Invitation, codeFile: string): Told {
		const args = [
			"invite",
			"greet",
			"--device",
			alice.deviceId,
			"--profile",
			"STANDARD",
			"--code-file",
			codeFile,
			token,
		];
		return new Told(desk.start([...args, "--password-stdin"]), alice.password);
	}

	function guest({ url }: Invitation, codeFile: string): Told {
		const details = ["--device-label", "laptop", "--name", "Guest"];
		const args = ["invite", "claim", ...details, "--email", "guest@example.com", "--code-file", codeFile, url];
		return new Told(laptop.start([...args, "--password-stdin"]), "password of the guest");
	}

	const emails = async () =>
		(await alice.json<readonly { human_handle: readonly [string, string] }[]>(["user", "list"])).map(
			({ human_handle: [email] }) => email,
		);

	test("a code that is in none of the files cancels the attempt for both", async () => {
		const invitation = await alice.invite("guest@example.com");
		const heard = join(laptop.folder, "heard.txt");
		await writeFile(heard, "AAAA\n");
		const greeting = host(invitation, pipe(desk, "never"));
		const claim = guest(invitation, heard);
		const [hostEnd, guestEnd] = [await greeting.ended, await claim.ended];
		for (const { code, err } of [hostEnd, guestEnd]) {
			assert.equal(code, 1);
			assert.match(err, /\nError: Invalid SAS code\n/);
		}
		assert.deepEqual(await emails(), ["alice@example.com"]);
	});

	test("an empty file is no code: the greeting ends, and the other is told", async () => {
		const invitation = await alice.invite("guest@example.com");
		const empty = join(laptop.folder, "empty.txt");
		await writeFile(empty, "");
		const greeting = host(invitation, pipe(desk, "never2"));
		const claim = guest(invitation, empty);
		const [hostEnd, guestEnd] = [await greeting.ended, await claim.ended];
		assert.deepEqual([hostEnd.code, guestEnd.code], [1, 1]);
		assert.match(guestEnd.err, /\nError: There is no code in .*empty\.txt\n/);
		assert.match(hostEnd.err, /\nError: Greeting attempt cancelled by claimer because of manually cancelled/);
	});

	test("who waits for a pipe does not wait for ever, when the other has left", async () => {
		const invitation = await alice.invite("guest@example.com");
		const greeting = host(invitation, pipe(desk, "never3"));
		const claim = guest(invitation, pipe(laptop, "never3"));
		await greeting.says(/^Code to provide to claimer: (\S+)$/);
		greeting.interrupt();
		assert.equal((await greeting.ended).code, 130);
		const { code, err } = await claim.ended;
		assert.equal(code, 1);
		assert.match(err, /\nError: Greeting attempt cancelled by greeter because of manually cancelled/);
	});

	test("each side reads what the other side's person said from a pipe", async () => {
		const invitation = await alice.invite("guest@example.com");
		const [heardByHost, heardByGuest] = [pipe(desk, "heard"), pipe(laptop, "heard")];
		const greeting = host(invitation, heardByHost);
		const claim = guest(invitation, heardByGuest);
		await writeFile(heardByGuest, `${await greeting.says(/^Code to provide to claimer: (\S+)$/)}\n`);
		await writeFile(heardByHost, `${await claim.says(/^Code to provide to greeter: (\S+)$/)}\n`);
		const [hostEnd, guestEnd] = [await greeting.ended, await claim.ended];
		assert.deepEqual([hostEnd.code, guestEnd.code], [0, 0], `${hostEnd.err}\n${guestEnd.err}`);
		assert.match(hostEnd.err, /^New user: \[Guest <guest@example\.com>\]$/m);
		assert.match(guestEnd.out, /Acme: Guest <guest@example\.com> @ laptop \(password\)\n$/);
		assert.deepEqual(await emails(), ["alice@example.com", "guest@example.com"]);
	});
});

/** A command whose words for people are read while it runs. */
class Told {
	readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
	readonly #lines: AsyncIterator<string>;
	#err = "";
	#out = "";

	readonly #child: ChildProcessWithoutNullStreams;

	constructor(child: ChildProcessWithoutNullStreams, password: string) {
		this.#child = child;
		child.stdin.on("error", () => {}).end(`${password}\n`);
		child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
			this.#out += chunk;
		});
		child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
			this.#err += chunk;
		});
		this.#lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
		this.ended = once(child, "close").then(([code]) => ({
			code: code as number | null,
			out: this.#out,
			err: this.#err,
		}));
	}

	/** As Ctrl-C does. */
	interrupt(): void {
		this.#child.kill("SIGINT");
	}

	/** The group of the first line that is so. @throws Error when the command ends without it */
	async says(line: RegExp): Promise<string> {
		for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) {
			const [, group] = line.exec(next.value) ?? [];
			if (group !== undefined) return group;
		}
		throw new Error(`${line} was never said, but:\n${this.#err}`);
	}
}
