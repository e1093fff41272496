import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { MemoryCertificateStorage, Session } from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import { freePort } from "../support/officialServer.ts";
import { administrationToken, type OurServer, startOurServer } from "../support/ourServer.ts";
import { Computer, type Result } from "./support/commandLine.ts";
import { bootstrap, deviceOf, folderOf, letIn, type Person } from "./support/story.ts";

/** What goes wrong is told, with what to do about it; the exit code tells scripts; and nothing has changed. */
describe("wrong input on the command line", () => {
	const desk = new Computer();
	const laptop = new Computer();
	const computers = [desk, laptop];
	let data: string;
	let server: OurServer;
	let alice: Person;
	let administration: readonly string[];
	/** The same device in this process: it sees what the commands leave behind. */
	let session: Session;
	let state: string;

	before(async () => {
		data = await mkdtemp(join(tmpdir(), "parallax-server-"));
		server = await startOurServer(data);
		administration = ["--addr", server.address, "--token", administrationToken(data)];
		alice = await bootstrap(desk, link("Acme"), "Alice", "alice@example.com");
		session = Session.open(systemNetwork("0"), await deviceOf(alice), new MemoryCertificateStorage());
	});
	after(async () => {
		await session.close();
		await server.stop();
		await rm(data, { recursive: true });
		for (const computer of computers) computer.discard();
	});
	beforeEach(async () => {
		state = await everything();
	});

	/** What must not change: users, invitations and the files of both computers. */
	async function everything(): Promise<string> {
		await session.pollCertificates();
		const found = [
			await session.users(),
			await session.invitations(),
			await readdir(desk.devicesFolder),
			await readdir(laptop.folder, { recursive: true }),
		];
		return JSON.stringify(found, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
	}

	function link(organization: string): string {
		const [base] = server.address.split("?");
		return `${base}/${organization}?no_ssl=true&a=bootstrap_organization&p=wA`;
	}

	async function fails({ code, out, err }: Result, expected: number, message: RegExp): Promise<void> {
		assert.equal(code, expected, err);
		assert.match(err, message);
		assert.equal(out, "", "data only on success");
		if (expected === 1) assert.match(err, /\nWhat to do: .+\.\n$/);
		assert.equal(await everything(), state);
	}

	const claim = (address: string) =>
		laptop.run(["invite", "claim", "--password-stdin", "--device-label", "x", "--name", "X", address], "pw\n");

	test("a wrong password", async () => {
		const result = await desk.run(["user", "list", "--device", alice.deviceId, "--password-stdin"], "wrong\n");
		await fails(result, 1, /^Error: Decryption failed: Decryption error\n/);
	});

	test("no terminal to ask a password on", async () => {
		const { code, err } = await desk.run(["user", "list", "--device", alice.deviceId, "--no-input"]);
		assert.equal(code, 2);
		assert.match(err, /^error: a question would be asked, against --no-input: Enter password for the device:\n/);
	});

	test("no device chosen, an unknown one, an ambiguous one", async () => {
		const line = `${alice.deviceId.slice(0, 3)} - Acme: Alice <alice@example.com> @ desk (${server.address})`;
		const missing = await desk.run(["user", "list"]);
		assert(missing.err.startsWith(`Error: Missing option '--device'\n\nAvailable devices:\n${line}\n`), missing.err);
		await fails(missing, 1, /Missing option/);
		await fails(
			await desk.run(["user", "list", "-d", "zzz"]),
			1,
			/^Error: Device `zzz` not found, available devices:\n/,
		);
		await fails(await laptop.run(["user", "list", "-d", "abc"]), 1, /\(none in .*\/devices\)\n/);
		const two = new Computer();
		computers.push(two);
		await bootstrap(two, link("One"), "One", "one@example.com");
		await bootstrap(two, link("Two"), "Two", "two@example.com");
		const { code, err } = await two.run(["user", "list", "-d", ""]);
		assert.equal(code, 1);
		assert.match(err, /^Error: Multiple devices found for ``:\n[0-9a-f]{3,} - .*\n[0-9a-f]{3,} - .*\n/);
	});

	test("a device is found by the beginning of its id, in any case and with dashes", async () => {
		const typed = `${alice.deviceId.slice(0, 8)}-${alice.deviceId.slice(8, 12)}`.toUpperCase();
		const args = ["user", "list", "--device", typed, "--password-stdin"];
		assert.equal((await desk.run(args, `${alice.password}\r\n`)).code, 0);
	});

	test("a device file that was altered, or is none", async () => {
		const other = new Computer();
		computers.push(other);
		const owner = await bootstrap(other, link("Altered"), "Olga", "olga@example.com");
		const path = join(other.devicesFolder, `${owner.deviceId}.keys`);
		const bytes = await readFile(path);
		const at = bytes.indexOf("ciphertext") + 40;
		bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
		await writeFile(path, bytes);
		const altered = await owner.run(["user", "list"]);
		assert.equal(altered.code, 1);
		assert.match(
			altered.err,
			/Decryption failed: Decryption error[\s\S]*the password is wrong, or the device file was alt/,
		);
		await writeFile(path, "not a device file");
		const none = await owner.run(["user", "list"]);
		assert.equal(none.code, 1);
		assert.match(none.err, /not found, available devices:\n\(none in /);
	});

	test("a link that is garbled, of another kind, foreign, or cancelled", async () => {
		const { token, url } = await alice.invite("bob@example.com");
		await alice.run(["invite", "cancel", token]);
		state = await everything();
		await fails(await claim(url.slice(0, -4)), 2, /^error: .*Invalid address: it must be the whole link/);
		await fails(await claim("hello"), 2, /^error: .*Invalid address/);
		await fails(await claim(link("Acme")), 2, /^error: .*Invalid address/);
		await claimFails(await claim(url), /^(?:Retrieving invitation info\n)Error: Invitation already used or deleted\n/);
		await claimFails(await claim(url.replace("/Acme", "/Nowhere")), /does not know this organization\n/);
		const { url: foreign } = await alice.invite("carol@example.com");
		await alice.run(["invite", "cancel", (await alice.invite("carol@example.com")).token]);
		state = await everything();
		await claimFails(await claim(`${foreign.slice(0, -6)}AAAAAA`), /Error: Invitation not found\n/);
	});

	/** The folder that waits for the device is all that a refused claim leaves. */
	async function claimFails({ code, out, err }: Result, message: RegExp): Promise<void> {
		assert.equal(code, 1);
		assert.equal(out, "");
		assert.match(err, message);
		assert.match(err, /\nWhat to do: .+\.\n$/);
		assert.deepEqual(await readdir(laptop.devicesFolder), []);
	}

	test("an address that somebody has already", async () => {
		const result = await alice.run(["invite", "user", "alice@example.com"]);
		await fails(result, 1, /refused to create user invitation\n\nCaused by:\n {4}A non-revoked user already exists/);
	});

	test("an invitation that was used", async () => {
		const invitation = await alice.invite("dave@example.com");
		const tablet = new Computer();
		computers.push(tablet);
		await letIn(alice, invitation, tablet, "Dave", "STANDARD");
		await claimFails(await claim(invitation.url), /Error: Invitation already used or deleted\n/);
		const greeted = await alice.run(["invite", "greet", invitation.token]);
		assert.equal(greeted.code, 1);
		assert.match(greeted.err, /Error: Invitation already used or cancelled\n/);
	});

	test("a wrong code cancels the attempt for both, and the next one succeeds", async () => {
		const invitation = await alice.invite("erin@example.com");
		const host = alice.greet(invitation.token);
		const args = ["invite", "claim", "--device-label", "x", "--name", "Erin", invitation.url];
		const guest = laptop.converse(args, "pw");
		await guest.event("code_expected");
		guest.answer({ code: "AAAA" });
		const [guestEnd, hostEnd] = await Promise.all([guest.ended, host.ended]);
		assert.deepEqual([guestEnd.code, hostEnd.code], [1, 1]);
		for (const { err } of [guestEnd, hostEnd]) assert.match(err, /Error: Invalid SAS code\n/);
		assert.equal((await guest.event("cancelled"))["reason"], "invalid_sas_code");
		assert.equal((await host.event("cancelled"))["reason"], "invalid_sas_code");
		const phone = new Computer();
		computers.push(phone);
		await letIn(alice, invitation, phone, "Erin", "STANDARD");
	});

	test("a guest who asks for another address than --expect-email is not let in", async () => {
		const { token, url } = await alice.invite("frank@example.com");
		const host = alice.greet(token, ["--expect-email", "frank@example.com"]);
		const args = ["invite", "claim", "--device-label", "x", "--name", "X", "--email", "x@example.com", url];
		const guest = laptop.converse(args, "pw");
		guest.answer({ code: (await host.event("code_to_provide"))["code"] });
		host.answer({ code: (await guest.event("code_to_provide"))["code"] });
		const [hostEnd, guestEnd] = await Promise.all([host.ended, guest.ended]);
		assert.deepEqual([hostEnd.code, guestEnd.code], [1, 1]);
		assert.match(hostEnd.err, /Error: The claimer asks for another address: x@example.com\n/);
		assert.match(guestEnd.err, /Error: Greeting attempt cancelled by greeter because of manually cancelled/);
		const users = await alice.json<readonly { human_handle: readonly string[] }[]>(["user", "list"]);
		assert(users.every(({ human_handle: [email] }) => email !== "x@example.com"));
	});

	test("a clock that is ten minutes off", async () => {
		const args = ["user", "list", "--device", alice.deviceId, "--password-stdin"];
		const slow = { _PARALLAX_CLOCK_OFFSET_SECONDS: "-600" };
		const result = await desk.run(args, `${alice.password}\n`, slow);
		await fails(result, 1, /The clocks of this computer and of the server differ by more than five minutes\n/);
		const begun = await laptop.run(
			[
				"organization",
				"bootstrap",
				"--addr",
				link("Late"),
				"-d",
				"x",
				"-l",
				"X",
				"-e",
				"x@example.com",
				"--password-stdin",
			],
			"pw\n",
			slow,
		);
		await claimFails(begun, /Error: The clocks of this computer and of the server differ/);
	});

	test("a server that cannot be reached", async () => {
		const port = await freePort();
		const elsewhere = ["--server-url", `http://127.0.0.1:${port}`, "--force"];
		const other = new Computer();
		computers.push(other);
		const owner = await bootstrap(other, link("Moved"), "Mona", "mona@example.com");
		assert.equal((await owner.run(["device", "overwrite-server-url", ...elsewhere])).code, 0);
		const { code, err } = await owner.run(["user", "list"]);
		assert.equal(code, 1);
		assert.match(
			err,
			/Error: Cannot communicate with the server: Failed to retrieve the response: error sending request/,
		);
		assert.match(err, /ECONNREFUSED[\s\S]*\nWhat to do: Check the network and the address of the server/);
		const address = `parsec3://127.0.0.1:${port}?no_ssl=true`;
		const created = await desk.run(["organization", "create", "--addr", address, "--token", "x", "New"]);
		await fails(
			created,
			1,
			/error sending request for url \(http:\/\/127\.0\.0\.1:\d+\/administration\/organizations\)/,
		);
	});

	test("a certificate signed by the wrong key", async () => {
		// The same device, but which trusts the key of another organization: to it, every certificate here is forged.
		const [own, other] = [new Computer(), new Computer()];
		computers.push(own, other);
		const stranger = await deviceOf(await bootstrap(other, link("Stranger"), "Ivan", "ivan@example.com"));
		const device = { ...(await deviceOf(alice)), root_verify_key: stranger.root_verify_key };
		await folderOf(own).save(device, "pw", session.now());
		const args = ["user", "list", "--device", device.device_id, "--password-stdin"];
		const result = await own.run(args, "pw\n");
		await fails(result, 1, /Error: The server sent a certificate that this device must not believe \(corrupted\)/);
		assert.equal((await own.run(args, "pw\n")).code, 1, "nothing of it was kept");
	});

	test("a bootstrap link that was used, and an organization that exists", async () => {
		const again = ["organization", "bootstrap", "--addr", link("Acme"), "-d", "x", "-l", "X", "-e", "x@example.com"];
		await claimFails(await laptop.run([...again, "--password-stdin"], "pw\n"), /Error: Bootstrap token already used\n/);
		const created = await desk.run(["organization", "create", ...administration, "Acme"]);
		await fails(created, 1, /Unexpected response status[\s\S]*400 Bad Request[\s\S]*already exists/);
	});

	test("what no command line should hold", async () => {
		const usage = async (args: readonly string[], message: RegExp) => fails(await desk.run(args), 2, message);
		await usage(["organization", "create", ...administration, "My Company"], /^error: .*Invalid OrganizationID/);
		await usage(["organization", "create", "-a", "http://127.0.0.1", "-t", "x", "New"], /^error: .*not a parsec3:/);
		await usage(["invite", "user", "no address"], /^error: .*Invalid email address/);
		await usage(["invite", "cancel", "1234"], /^error: .*The token is not a valid hex string/);
		await usage(["device", "lst"], /^error: unknown command 'lst'\n\(Did you mean list\?\)\n/);
		await usage(["device"], /^Usage: parallax device /);
		await usage([], /^Usage: parallax /);
		await usage(["user", "list", "-d", "1", "-d", "2"], /^error: .*more than once/);
		await usage(["device", "list", "--form", "json"], /^error: unknown option '--form'\n/);
		await usage(["tos", "config", ...administration, "-o", "Acme"], /^error: give the terms as LOCALE=URL/);
		await usage(["user", "totp-reset", ...administration, "-o", "Acme"], /^error: exactly one of '--user-id/);
		await usage(["device", "list", "unexpected"], /^error: too many arguments/);
	});

	test("errors are JSON for scripts that read JSON, wherever --format stands", async () => {
		for (const args of [
			["--format", "json", "user", "list", "-d", "zzz"],
			["user", "list", "-d", "zzz", "--json"],
		]) {
			const { code, err, out } = await desk.run(args);
			assert.deepEqual([code, out], [1, ""]);
			const { error } = JSON.parse(err) as { error: { code: string; message: string; causes: readonly string[] } };
			assert.equal(error.code, "device_not_found");
			assert.deepEqual(error.causes, []);
		}
		const { code, err } = await desk.run(["user", "lst", "--format=json"]);
		assert.equal(code, 2);
		assert.equal((JSON.parse(err) as { error: { code: string } }).error.code, "usage");
	});

	test("names that would drive a terminal are escaped", async () => {
		const other = new Computer();
		computers.push(other);
		const evil = "X\u001b[2J\u202e";
		const args = ["organization", "bootstrap", "--addr", link("Evil"), "-d", evil, "-l", "Eve", "-e", "e@example.com"];
		const { code, out } = await other.run([...args, "--password-stdin"], "pw\n");
		assert.equal(code, 0);
		assert.match(out, /@ X\\u\{1b\}\[2J\\u\{202e\} \(password\)\n$/);
	});

	test("files of devices are for their owner only", async () => {
		assert.equal((await stat(join(desk.devicesFolder, `${alice.deviceId}.keys`))).mode & 0o777, 0o600);
		assert.equal((await stat(desk.devicesFolder)).mode & 0o777, 0o700);
	});

	test("a copy of a device file does not show twice", async () => {
		await copyFile(join(desk.devicesFolder, `${alice.deviceId}.keys`), join(desk.devicesFolder, "copy.keys"));
		const devices = await desk.json<readonly object[]>(["device", "list"]);
		assert.equal(devices.length, 1);
		await rm(join(desk.devicesFolder, "copy.keys"));
	});
});
