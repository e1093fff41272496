import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { decrypt, recoveryPassphrase } from "@parallax/crypto";
import { DeviceFile, type DeviceFileKeyring, decodeBare, encodeBare, LocalDevice, SecretKey } from "@parallax/protocol";
import { type OurServer, startOurServer } from "../support/ourServer.ts";
import { SecretService } from "../support/secretService.ts";
import { loadVectors } from "../vectors/support.ts";
import { Computer, compareCodes, type Result } from "./support/commandLine.ts";
import { PseudoTerminal } from "./support/pseudoTerminal.ts";
import { bootstrap } from "./support/story.ts";

/** As commands show it in JSON. */
interface Device {
	readonly device_id: string;
	readonly device_type: string;
}

type Id = Pick<Device, "device_id">;

/** On the desktop of a person who has logged in, with a real Secret Service; then where there is none. */
describe("devices protected by the keyring of the system", () => {
	const computers: Computer[] = [];
	let data: string;
	let server: OurServer;
	let desktop: SecretService;

	before(async () => {
		desktop = await SecretService.start();
		data = await mkdtemp(join(tmpdir(), "parallax-server-"));
		server = await startOurServer(data);
	});
	after(async () => {
		for (const each of computers) each.discard();
		await desktop.stop();
		await server.stop();
		await rm(data, { recursive: true });
	});

	function computer(environment: Readonly<Record<string, string>> = desktop.environment): Computer {
		const made = new Computer(environment);
		computers.push(made);
		return made;
	}

	const link = (organization: string) =>
		`${server.address.split("?")[0]}/${organization}?no_ssl=true&a=bootstrap_organization&p=wA`;
	const begin = (organization: string) => [
		...["organization", "bootstrap", "--addr", link(organization), "-d", "desk", "-l", "Alice"],
		...["-e", "alice@example.com", "--auth", "keyring"],
	];
	const bootstrapWithKeyring = (on: Computer, organization: string) => on.json<Device>(begin(organization));
	const userList = ({ device_id }: Id) => ["user", "list", "--device", device_id];
	const change = ({ device_id }: Id, to: string) => ["device", "change-authentication", to, "--device", device_id];
	const pathOf = (on: Computer, { device_id }: Id) => join(on.devicesFolder, `${device_id}.keys`);
	/** In the default folder of data, although these computers have another. */
	const userFile = (on: Computer) => join(on.folder, ".local/share/parsec3/keyring_user.txt");

	async function keyringFile(on: Computer, device: Id): Promise<DeviceFileKeyring> {
		const bytes = new Uint8Array(await readFile(pathOf(on, device)));
		const file = decodeBare(DeviceFile, bytes);
		assert(file.type === "keyring");
		assert.deepEqual(encodeBare(DeviceFile, file), bytes, "the fields, all of them, in the order of the specification");
		return file;
	}

	function fails({ code, out, err }: Result, message: RegExp): void {
		assert.equal(code, 1, err);
		assert.equal(out, "");
		assert.match(err, message);
		assert.match(err, /\nWhat to do: .+\.\n$/);
	}

	test("a new device asks for no password, and opens in any later process", async () => {
		const desk = computer();
		const device = await bootstrapWithKeyring(desk, "New");
		assert.equal(device.device_type, "keyring");
		assert.equal((await desk.json<readonly object[]>(userList(device))).length, 1);

		const file = await keyringFile(desk, device);
		assert.equal(file.keyring_service, "parsec");
		assert.equal(file.totp_opaque_key_id, null);
		assert.match(file.keyring_user, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
		assert.equal(await readFile(userFile(desk), "utf8"), file.keyring_user);

		const entry = { service: "parsec", username: file.keyring_user };
		assert.deepEqual(desktop.attributes(entry), { ...entry, target: "default" });
		const [passphrase = "", ...others] = desktop.secrets(entry);
		assert.deepEqual(others, []);
		assert.match(passphrase, /^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$/);
		const key = recoveryPassphrase.decode(passphrase);
		assert(key);
		assert.equal(decodeBare(LocalDevice, decrypt(key, file.ciphertext)).device_id, device.device_id);
	});

	test("the key that an official program keeps there already serves", async () => {
		const desk = computer();
		const user = "b5a8a1a0-3a52-4b8e-9d0f-6a1c0c2f7e11";
		const key = new SecretKey(new Uint8Array(32).fill(7));
		desktop.store(officialAttributes("parsec", user), recoveryPassphrase.encode(key));
		await mkdir(dirname(userFile(desk)), { recursive: true });
		await writeFile(userFile(desk), user);
		const device = await bootstrapWithKeyring(desk, "Shared");
		const file = await keyringFile(desk, device);
		assert.equal(file.keyring_user, user);
		assert.equal(decodeBare(LocalDevice, decrypt(key, file.ciphertext)).device_id, device.device_id);
		assert.equal(desktop.secrets({ username: user }).length, 1);
	});

	for (const { name, file, ciphertext_key, device_msgpack } of loadVectors<Vector>("client-device-files.json").filter(
		({ type, totp_opaque_key }) => type === "keyring" && totp_opaque_key === undefined,
	)) {
		test(`the official file ${name} opens with the official entry`, async () => {
			const desk = computer();
			const original = decodeBare(DeviceFile, Uint8Array.fromHex(file));
			assert(original.type === "keyring");
			const key = new SecretKey(Uint8Array.fromHex(ciphertext_key));
			const attributes = officialAttributes(original.keyring_service, original.keyring_user);
			desktop.store(attributes, recoveryPassphrase.encode(key));
			await mkdir(desk.devicesFolder, { recursive: true });
			const path = pathOf(desk, original);
			await writeFile(path, Uint8Array.fromHex(file));
			const saved = ["device", "overwrite-server-url", "--device", original.device_id, "--force"];
			assert.equal((await desk.run([...saved, "--server-url", "https://parsec.invalid"])).code, 0);
			const now = await keyringFile(desk, original);
			assert.deepEqual([now.created_on, now.keyring_user], [original.created_on, original.keyring_user]);
			const opened = decodeBare(LocalDevice, decrypt(key, now.ciphertext));
			assert.equal(opened.server_url, "https://parsec.invalid/");
			const expected = decodeBare(LocalDevice, Uint8Array.fromHex(device_msgpack));
			assert.deepEqual({ ...opened, server_url: expected.server_url }, expected);
		});
	}

	test("from a password to the keyring and back; the key stays for the other devices", async () => {
		const desk = computer();
		const alice = await bootstrap(desk, link("Change"), "Alice", "alice@example.com");
		const device = { device_id: alice.deviceId };
		const created = decodeBare(DeviceFile, new Uint8Array(await readFile(pathOf(desk, device)))).created_on;
		const changed = await alice.json<Device>(["device", "change-authentication", "--keyring"]);
		assert.equal(changed.device_type, "keyring");
		const other = await bootstrapWithKeyring(desk, "Other");
		const [first, second] = [await keyringFile(desk, device), await keyringFile(desk, other)];
		assert.equal(first.keyring_user, second.keyring_user, "one entry for all devices of a person");
		assert.equal(first.created_on, created);
		// With a keyring, `--password-stdin` is for the new password alone.
		assert.equal((await desk.run([...change(device, "--password"), "--password-stdin"], "another\n")).code, 0);
		assert.equal((await desk.run([...userList(device), "--password-stdin"], "another\n")).code, 0);
		assert.equal(desktop.secrets({ username: first.keyring_user }).length, 1);
		assert.equal((await desk.run(userList(other))).code, 0);
	});

	test("a guest keeps a new device there", async () => {
		const alice = await bootstrap(computer(), link("Greet"), "Alice", "alice@example.com");
		const laptop = computer();
		const { token, url } = await alice.invite("bob@example.com");
		const host = alice.greet(token, ["--profile", "STANDARD"]);
		const claim = ["invite", "claim", "--use-keyring", "--device-label", "laptop", "--name", "Bob", url];
		const guest = laptop.converse(claim, undefined);
		await compareCodes(host, guest);
		await host.event("claim_request");
		host.answer({ accept: true });
		const { device_id } = await guest.event("done");
		assert.deepEqual([(await host.ended).code, (await guest.ended).code], [0, 0]);
		const device = { device_id: String(device_id) };
		assert.equal((await keyringFile(laptop, device)).device_label, "laptop");
		assert.equal((await laptop.json<readonly object[]>(userList(device))).length, 2);
	});

	test("an entry that is gone, or is another key, is told apart from a keyring that cannot be read", async () => {
		const desk = computer();
		const device = await bootstrapWithKeyring(desk, "Lost");
		const entry = { service: "parsec", username: (await keyringFile(desk, device)).keyring_user };
		desktop.clear(entry);
		fails(await desk.run(userList(device)), /^Error: The keyring of the system has no key for this device\n/);
		const other = recoveryPassphrase.encode(new SecretKey(new Uint8Array(32)));
		desktop.store(officialAttributes(entry.service, entry.username), other);
		fails(
			await desk.run(userList(device)),
			/^Error: Decryption failed: Decryption error\n[\s\S]*the key in the keyring/,
		);
	});

	describe("where the keyring cannot be used", () => {
		const unavailable = (why: RegExp) =>
			new RegExp(`^Error: The keyring of the system cannot be used\\n\\nCaused by:\\n {4}${why.source}`);

		test("locked: nothing opens until it is unlocked", async () => {
			const desk = computer();
			const device = await bootstrapWithKeyring(desk, "Locked");
			await desktop.lock();
			try {
				fails(await desk.run(userList(device)), unavailable(/it is locked, and was not unlocked\n/));
			} finally {
				await desktop.unlock();
			}
			assert.equal((await desk.run(userList(device))).code, 0);
		});

		test("it hangs: the command does not", async () => {
			const desk = computer();
			const device = await bootstrapWithKeyring(desk, "Hanging");
			const result = await desktop.hanging(() => desk.run(userList(device)));
			fails(result, unavailable(/the Secret Service does not answer\n/));
		});

		test("no program of the desktop is a keyring", async () => {
			const desk = computer();
			const device = await bootstrapWithKeyring(desk, "Left");
			await desktop.leave();
			try {
				fails(await desk.run(userList(device)), unavailable(/no Secret Service is running in this session\n/));
			} finally {
				await desktop.unlock();
			}
		});

		test("without a desktop, a device stays as it was", async () => {
			const desk = computer({});
			const alice = await bootstrap(desk, link("Server"), "Alice", "alice@example.com");
			const path = pathOf(desk, { device_id: alice.deviceId });
			const before = await readFile(path);
			fails(
				await alice.run(["device", "change-authentication", "--keyring"]),
				unavailable(/no desktop session is open/),
			);
			assert.deepEqual(await readFile(path), before);
		});

		test("without a desktop, a new device gets a password after all, or none is made", async () => {
			const desk = computer({});
			const { code, out, err } = await desk.run(begin("Fallback"));
			assert.deepEqual([code, out], [1, ""]);
			assert.match(err, /^The keyring of the system cannot be used \(no desktop session is open here/);
			assert.match(err, /\nError: No such device or address \(os error 6\)\n/);
			// The server was not asked: the organization can still be begun.
			const terminal = new PseudoTerminal(desk, begin("Fallback"));
			await terminal.sees(/a password will protect the new device instead/);
			await terminal.sees(/New device password:/);
			terminal.press("secret\r");
			await terminal.sees(/Confirm password:/);
			terminal.press("secret\r");
			await terminal.sees(/Fallback: Alice <alice@example.com> @ desk \(password\)/);
			assert.equal(await terminal.ended, 0);
		});
	});

	test("a password on standard input and the keyring exclude each other", async () => {
		const { code, err } = await computer().run([...begin("Both"), "--password-stdin"], "pw\n");
		assert.equal(code, 2);
		assert.match(err, /^error: the argument '--use-keyring' cannot be used with '--password-stdin'/);
	});
});

interface Vector {
	readonly name: string;
	readonly type: DeviceFile["type"];
	readonly file: string;
	readonly ciphertext_key: string;
	readonly totp_opaque_key?: string;
	readonly device_msgpack: string;
}

/** What the official programs write (device-files.md §3.2). */
function officialAttributes(service: string, user: string) {
	return { service, username: user, target: "default", application: "rust-keyring" };
}
