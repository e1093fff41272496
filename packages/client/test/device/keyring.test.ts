import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { type Keyring, type KeyringEntry, type KeyringRead, protect, unlock, unlockByKeyring } from "@parallax/client";
import { defaultDataDirectory, keyringKey, SystemKeyring } from "@parallax/client/node";
import { recoveryPassphrase } from "@parallax/crypto";
import { DeviceFile, decodeBare, encodeBare, LocalDevice, SecretKey, TOTPOpaqueKeyID } from "@parallax/protocol";
import { loadVectors } from "../../../../test/vectors/support.ts";
import { DEVICE, NEW_YEAR, PASSWORD } from "./example.ts";

/** A keyring in memory; `why` makes it unavailable. */
class MemoryKeyring implements Keyring {
	readonly secrets = new Map<string, string>();
	why: string | undefined;

	async read(entry: KeyringEntry): Promise<KeyringRead> {
		if (this.why !== undefined) return { status: "unavailable", why: this.why };
		const secret = this.secrets.get(nameOf(entry));
		return secret === undefined ? { status: "missing" } : { status: "ok", secret };
	}

	async write(entry: KeyringEntry, secret: string) {
		if (this.why !== undefined) return { status: "unavailable", why: this.why } as const;
		this.secrets.set(nameOf(entry), secret);
		return { status: "ok" } as const;
	}
}

const nameOf = ({ service, user }: KeyringEntry) => `${user}@${service}`;

interface Vector {
	readonly name: string;
	readonly type: DeviceFile["type"];
	readonly file: string;
	readonly ciphertext_key: string;
	readonly totp_opaque_key?: string;
	readonly device_msgpack: string;
}

describe("a device file of the official programs, protected by the keyring", () => {
	const vectors = loadVectors<Vector>("client-device-files.json").filter(({ type }) => type === "keyring");
	assert(vectors.length > 0);
	for (const { name, file, ciphertext_key, totp_opaque_key, device_msgpack } of vectors) {
		const bytes = Uint8Array.fromHex(file);
		const parsed = decodeBare(DeviceFile, bytes);
		assert(parsed.type === "keyring");
		const entry = { service: parsed.keyring_service, user: parsed.keyring_user };
		const key = new SecretKey(Uint8Array.fromHex(ciphertext_key));

		test(`${name} opens with the key that its entry holds`, async () => {
			const keyring = new MemoryKeyring();
			keyring.secrets.set(nameOf(entry), recoveryPassphrase.encode(key));
			const unlocked = await unlockByKeyring(bytes, keyring);
			if (totp_opaque_key !== undefined) {
				assert.deepEqual(unlocked, { status: "other_protection", method: "TOTP" });
				return;
			}
			assert(unlocked.status === "ok");
			assert.equal(encodeBare(LocalDevice, unlocked.device).toHex(), device_msgpack);
			assert.deepEqual(unlocked.protection, { entry, key });
		});
	}
});

describe("a device protected by the keyring", () => {
	const key = new SecretKey(new Uint8Array(32).fill(5));
	const entry = { service: "parsec", user: "8f9b5f6e-0f0c-4f3a-9d0a-0a1b2c3d4e5f" };
	const bytes = protect(DEVICE, { entry, key }, NEW_YEAR, NEW_YEAR);
	const holding = (secret: string) => {
		const keyring = new MemoryKeyring();
		keyring.secrets.set(nameOf(entry), secret);
		return keyring;
	};

	test("has a file whose fields are those of the specification, and no more", async () => {
		const file = decodeBare(DeviceFile, await bytes);
		assert(file.type === "keyring");
		assert.deepEqual(Object.keys(file), [
			...["type", "created_on", "protected_on", "server_url", "organization_id", "user_id", "device_id"],
			...["human_handle", "device_label", "keyring_service", "keyring_user", "ciphertext", "totp_opaque_key_id"],
		]);
		assert.deepEqual([file.keyring_service, file.keyring_user], [entry.service, entry.user]);
		assert.equal(file.totp_opaque_key_id, null);
		assert.equal(file.ciphertext.length, 516, "box of the local device: nonce, tag, 476 bytes");
	});

	test("opens with its key", async () => {
		const unlocked = await unlockByKeyring(await bytes, holding(recoveryPassphrase.encode(key)));
		assert(unlocked.status === "ok");
		assert.deepEqual(encodeBare(LocalDevice, unlocked.device), encodeBare(LocalDevice, DEVICE));
	});

	test("does not open with another key, without one, or by a password", async () => {
		const other = recoveryPassphrase.encode(new SecretKey(new Uint8Array(32).fill(6)));
		assert.deepEqual(await unlockByKeyring(await bytes, holding(other)), { status: "wrong_key" });
		assert.deepEqual(await unlockByKeyring(await bytes, holding("secret of another program")), { status: "wrong_key" });
		assert.deepEqual(await unlockByKeyring(await bytes, new MemoryKeyring()), { status: "missing_entry" });
		assert.deepEqual(await unlock(await bytes, PASSWORD), { status: "other_protection", method: "keyring" });
	});

	test("tells why the keyring cannot be read", async () => {
		const keyring = holding(recoveryPassphrase.encode(key));
		keyring.why = "locked";
		assert.deepEqual(await unlockByKeyring(await bytes, keyring), { status: "unavailable", why: "locked" });
	});

	test("that holds no device, or is protected otherwise, is told apart", async () => {
		const keyring = holding(recoveryPassphrase.encode(key));
		const file = decodeBare(DeviceFile, await bytes);
		assert(file.type === "keyring");
		const totp = encodeBare(DeviceFile, { ...file, totp_opaque_key_id: TOTPOpaqueKeyID.parse("1".repeat(32)) });
		assert.deepEqual(await unlockByKeyring(totp, keyring), { status: "other_protection", method: "TOTP" });
		const byPassword = await protect(DEVICE, PASSWORD, NEW_YEAR, NEW_YEAR);
		assert.deepEqual(await unlockByKeyring(byPassword, keyring), { status: "other_protection", method: "password" });
		assert.deepEqual(await unlockByKeyring(new Uint8Array(5), keyring), { status: "invalid_data" });
	});
});

describe("the key of a person", () => {
	async function emptyFolder(t: TestContext): Promise<string> {
		const root = await mkdtemp(join(tmpdir(), "parallax-"));
		t.after(() => rm(root, { recursive: true }));
		return join(root, "data");
	}
	const userFile = (folder: string) => join(folder, "keyring_user.txt");

	test("is made once, under a name of its own, which is written for the next time", async (t) => {
		const folder = await emptyFolder(t);
		const keyring = new MemoryKeyring();
		const first = await keyringKey(keyring, folder);
		assert(first.status === "ok");
		assert.equal(first.protection.entry.service, "parsec");
		assert.match(first.protection.entry.user, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		assert.equal(await readFile(userFile(folder), "utf8"), first.protection.entry.user);
		assert.equal((await stat(userFile(folder))).mode & 0o777, 0o600);
		assert.deepEqual(await readdir(folder), ["keyring_user.txt"]);
		assert.deepEqual([...keyring.secrets.values()], [recoveryPassphrase.encode(first.protection.key)]);
		assert.deepEqual(await keyringKey(keyring, folder), first);
	});

	test("that was lost, or is none, gives way to a new one beside it", async (t) => {
		const folder = await emptyFolder(t);
		const keyring = new MemoryKeyring();
		const lost = await keyringKey(keyring, folder);
		assert(lost.status === "ok");
		keyring.secrets.set(nameOf(lost.protection.entry), "no key");
		const second = await keyringKey(keyring, folder);
		assert(second.status === "ok");
		assert.notEqual(second.protection.entry.user, lost.protection.entry.user);
		assert.equal(keyring.secrets.get(nameOf(lost.protection.entry)), "no key");
		keyring.secrets.clear();
		const third = await keyringKey(keyring, folder);
		assert(third.status === "ok");
		await writeFile(userFile(folder), "../../../etc/passwd");
		const fourth = await keyringKey(keyring, folder);
		assert(fourth.status === "ok");
		assert.equal(new Set([lost, second, third, fourth].map(({ protection }) => protection.entry.user)).size, 4);
	});

	test("is not replaced because the keyring is locked", async (t) => {
		const folder = await emptyFolder(t);
		const keyring = new MemoryKeyring();
		const first = await keyringKey(keyring, folder);
		assert(first.status === "ok");
		keyring.why = "locked";
		assert.deepEqual(await keyringKey(keyring, folder), { status: "unavailable", why: "locked" });
		keyring.why = undefined;
		assert.deepEqual(await keyringKey(keyring, folder), first);
	});

	test("that cannot be kept leaves no name behind", async (t) => {
		const folder = await emptyFolder(t);
		const keyring = new MemoryKeyring();
		keyring.why = "no keyring here";
		assert.deepEqual(await keyringKey(keyring, folder), { status: "unavailable", why: "no keyring here" });
		await assert.rejects(readdir(folder), { code: "ENOENT" });
	});

	test("is named in the default folder of data, whatever folder is exact", () => {
		assert.equal(defaultDataDirectory({ HOME: "/home/a", PARSEC_DATA_DIR: "/x" }), "/home/a/.local/share/parsec3");
		assert.equal(defaultDataDirectory({ HOME: "/home/a", XDG_DATA_HOME: "/xdg" }), "/xdg/parsec3");
		assert.equal(defaultDataDirectory({ PARSEC_BASE_DATA_DIR: "/base", XDG_DATA_HOME: "/xdg" }), "/base/parsec3");
	});
});

describe("the keyring of the system says why it cannot be used", () => {
	const entry = { service: "parsec", user: "tmp" };

	test("where there is none that the official programs know", async () => {
		const keyring = new SystemKeyring("sunos");
		const why = "only the Secret Service of Linux is supported";
		assert.deepEqual(await keyring.read(entry), { status: "unavailable", why });
		assert.deepEqual(await keyring.write(entry, "x"), { status: "unavailable", why });
	});

	test("where its library is missing", async () => {
		const keyring = new SystemKeyring("linux", () => Promise.reject(new Error("Cannot find native binding")));
		const read = await keyring.read(entry);
		assert(read.status === "unavailable");
		assert.match(read.why, /no binary for this computer/);
	});
});
