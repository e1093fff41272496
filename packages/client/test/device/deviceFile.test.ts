import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describe as describeFile, METHODS, protect, unlock } from "@parallax/client";
import { decrypt, encrypt, passwordKey, sha256 } from "@parallax/crypto";
import {
	DateTime,
	DeviceFile,
	decodeBare,
	decodeMsgpack,
	encodeBare,
	encodeMsgpack,
	HumanHandle,
	LocalDevice,
	ServerUrl,
	WireMap,
} from "@parallax/protocol";
import { loadVectors } from "../../../../test/vectors/support.ts";
import { sodium } from "../../../crypto/src/sodium/node.ts";
import { cheapFile, DEVICE, NEW_YEAR, PASSWORD } from "./example.ts";

interface Vector {
	readonly name: string;
	readonly type: DeviceFile["type"];
	readonly file: string;
	readonly password?: string;
	readonly totp_opaque_key?: string;
	readonly device_msgpack: string;
}

const vectors = loadVectors<Vector>("client-device-files.json");
const bytesOf = (file: DeviceFile) => encodeBare(DeviceFile, file);

describe("the files of the official programs", () => {
	for (const { name, type, file, password, totp_opaque_key, device_msgpack } of vectors) {
		const bytes = Uint8Array.fromHex(file);
		if (type === "password" && password !== undefined && totp_opaque_key === undefined) {
			test(`${name} opens with its password, and with no other`, async () => {
				const unlocked = await unlock(bytes, password);
				assert(unlocked.status === "ok");
				assert.equal(encodeBare(LocalDevice, unlocked.device).toHex(), device_msgpack);
				assert.deepEqual(await unlock(bytes, `${password} `), { status: "wrong_password" });
			});
		} else {
			const method = totp_opaque_key === undefined ? METHODS[type] : "TOTP";
			test(`${name} says that it takes ${method}`, async () => {
				assert.deepEqual(await unlock(bytes, password ?? PASSWORD), { status: "other_protection", method });
				assert.equal(describeFile(bytes).type, type);
				assert.equal(describeFile(bytes).needsTotp, totp_opaque_key !== undefined);
			});
		}
	}

	test("cover what people may have on their disk", () => {
		const types = new Set(vectors.map(({ type }) => type));
		assert.deepEqual(types, new Set(["password", "recovery", "keyring", "account_vault", "openbao"]));
	});
});

test("the reference vector (§3.7), byte for byte, opens", async () => {
	const cleartext = encodeBare(LocalDevice, DEVICE);
	assert.equal(cleartext.length, 476);
	assert.equal(sha256(cleartext).toHex(), "76aaff356107e3d4cda1f5772665ac4fce6d4af1303cedbe19bcaf28b500d95b");

	const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
	const algorithm = { type: "ARGON2ID", memlimit_kb: 131072, opslimit: 3, parallelism: 1, salt } as const;
	const key = await passwordKey(PASSWORD, algorithm);
	assert.equal(key.expose().toHex(), "5b5321ed6ea8159bfef08d15e1d5f22cd0a94e0d8b3be2155a12878d1dc1a415");

	const nonce = new Uint8Array(24);
	const ciphertext = new Uint8Array(40 + cleartext.length);
	sodium.secretboxSeal(ciphertext.subarray(24), cleartext, nonce, key.expose());
	assert.equal(ciphertext.length, 516);
	const today = decodeMsgpack(bytesOf(await cheapFile({ algorithm, ciphertext })));
	assert(today instanceof WireMap);
	// As it was before there were one-time passwords.
	const before = encodeMsgpack(new WireMap(today.entries.filter(([name]) => name !== "totp_opaque_key_id")));
	assert.equal(before.length, 842);
	assert.equal(sha256(before).toHex(), "3f466b8496cc95f8037aa0361caa07ab2878986affe034860e46d7aa34b0f4e8");

	const unlocked = await unlock(before, PASSWORD);
	assert(unlocked.status === "ok");
	assert.deepEqual(encodeBare(LocalDevice, unlocked.device), cleartext);
});

describe("protecting", () => {
	test("takes what official writers take, and a fresh salt each time", async () => {
		const later = DateTime.add(NEW_YEAR, 1n);
		const [one, other] = [await protect(DEVICE, "é ", NEW_YEAR, later), await protect(DEVICE, "é ", NEW_YEAR, later)];
		const [file, second] = [decodeBare(DeviceFile, one), decodeBare(DeviceFile, other)];
		assert(file.type === "password" && second.type === "password");
		const { salt, ...parameters } = file.algorithm;
		assert.deepEqual(parameters, { type: "ARGON2ID", memlimit_kb: 131072, opslimit: 3, parallelism: 1 });
		assert.notDeepEqual(salt, second.algorithm.salt);
		assert.equal(file.created_on, NEW_YEAR);
		assert.equal(file.protected_on, later);
		const unlocked = await unlock(one, "é ");
		assert(unlocked.status === "ok");
		assert.deepEqual(encodeBare(LocalDevice, unlocked.device), encodeBare(LocalDevice, DEVICE));
	});
});

describe("a file that does not open", () => {
	test("for its password", async () => {
		const bytes = bytesOf(await cheapFile());
		assert.equal((await unlock(bytes, PASSWORD)).status, "ok");
		for (const wrong of ["", "P@ssw0rd", "p@ssw0rd.", `${PASSWORD}\n`, ` ${PASSWORD}`])
			assert.deepEqual(await unlock(bytes, wrong), { status: "wrong_password" });
	});

	test("for an altered or truncated ciphertext", async () => {
		const file = await cheapFile();
		const { ciphertext } = file;
		const altered = ciphertext.with(100, (ciphertext[100] ?? 0) ^ 1);
		for (const damaged of [altered, ciphertext.subarray(0, -1), new Uint8Array(39), new Uint8Array()])
			assert.deepEqual(await unlock(bytesOf({ ...file, ciphertext: damaged }), PASSWORD), { status: "wrong_password" });
	});

	test("for what it holds, once decrypted", async () => {
		const file = await cheapFile();
		const key = await passwordKey(PASSWORD, file.algorithm);
		const device = decrypt(key, file.ciphertext);
		for (const content of [new Uint8Array(), device.subarray(0, -1), encodeMsgpack("local_device")]) {
			const bytes = bytesOf({ ...file, ciphertext: encrypt(key, content) });
			assert.deepEqual(await unlock(bytes, PASSWORD), { status: "invalid_data" });
		}
	});

	test("for being cut anywhere, or no device file", async () => {
		const bytes = bytesOf(await cheapFile());
		for (let end = 0; end < bytes.length; end += 7)
			assert.deepEqual(await unlock(bytes.subarray(0, end), PASSWORD), { status: "invalid_data" });
		for (const other of [Uint8Array.of(...bytes, 0), new TextEncoder().encode("{}"), encodeBare(LocalDevice, DEVICE)])
			assert.deepEqual(await unlock(other, PASSWORD), { status: "invalid_data" });
	});

	test("for parameters that would exhaust this computer: none of them is computed", async () => {
		const { algorithm, ...file } = await cheapFile();
		for (const absurd of [
			{ memlimit_kb: 2 ** 31 },
			{ memlimit_kb: 1048577 },
			{ memlimit_kb: 7 },
			{ opslimit: 2 ** 31 },
			{ opslimit: 17 },
			{ opslimit: 0 },
			{ parallelism: 2 },
			{ parallelism: 0 },
		]) {
			const bytes = bytesOf({ ...file, algorithm: { ...algorithm, ...absurd } });
			assert.deepEqual(await unlock(bytes, PASSWORD), { status: "refused_parameters" }, JSON.stringify(absurd));
		}
	});
});

test("only what the ciphertext holds is believed of an unlocked device", async () => {
	const file = await cheapFile({
		server_url: ServerUrl.parse("https://elsewhere.invalid/"),
		human_handle: HumanHandle.parse("mallory@example.com", "Mallory"),
	});
	assert.equal(describeFile(bytesOf(file)).human_handle.label, "Mallory");
	const unlocked = await unlock(bytesOf(file), PASSWORD);
	assert(unlocked.status === "ok");
	assert.equal(unlocked.device.server_url, DEVICE.server_url);
	assert.deepEqual(unlocked.device.human_handle, DEVICE.human_handle);
});

test("a device is described without any of what protects it", async () => {
	const description = describeFile(bytesOf(await cheapFile()));
	assert.deepEqual(Object.keys(description).sort(), [
		"created_on",
		"device_id",
		"device_label",
		"human_handle",
		"needsTotp",
		"organization_id",
		"protected_on",
		"server_url",
		"type",
		"user_id",
	]);
});
