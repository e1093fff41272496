import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newSecretKey, recoveryPassphrase } from "@parallax/crypto";
import type { KeyringKey } from "./deviceFile.ts";
import type { Keyring, KeyringUnavailable } from "./keyring.ts";
import { writePrivateFile } from "./privateFiles.ts";

const SERVICE = "parsec";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type KeyringKeyOutcome = { readonly status: "ok"; readonly protection: KeyringKey } | KeyringUnavailable;

/**
 * The key that protects all the devices of this person by the keyring, made when there is none yet (device-files.md §3.2).
 * Whoever has it can save a device without asking the keyring again.
 * @param dataDirectory the default one of the person (`defaultDataDirectory`), wherever the device is.
 * @throws Error of the file system.
 */
export async function keyringKey(keyring: Keyring, dataDirectory: string): Promise<KeyringKeyOutcome> {
	const path = join(dataDirectory, "keyring_user.txt");
	const known = await readUser(path);
	if (known !== undefined) {
		const entry = { service: SERVICE, user: known };
		const found = await keyring.read(entry);
		if (found.status === "unavailable") return found;
		const key = found.status === "ok" ? recoveryPassphrase.decode(found.secret) : null;
		if (key) return { status: "ok", protection: { entry, key } };
	}
	// Never under the name of an entry that is no key: whatever it is, it stays.
	const entry = { service: SERVICE, user: crypto.randomUUID() };
	const key = newSecretKey();
	const written = await keyring.write(entry, recoveryPassphrase.encode(key));
	if (written.status !== "ok") return written;
	await writePrivateFile(path, entry.user);
	return { status: "ok", protection: { entry, key } };
}

/** Absent, or not a name that a program wrote there: there is none. */
async function readUser(path: string): Promise<string | undefined> {
	try {
		const text = (await readFile(path, "utf8")).trim();
		return UUID.test(text) ? text : undefined;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}
