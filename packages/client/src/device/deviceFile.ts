import {
	DecryptionError,
	decrypt,
	encrypt,
	newPasswordAlgorithm,
	PasswordAlgorithmError,
	passwordKey,
	recoveryPassphrase,
} from "@parallax/crypto";
import {
	type DateTime,
	DecodeError,
	DeviceFile,
	decodeBare,
	encodeBare,
	LocalDevice,
	type SecretKey,
	ServerUrl,
} from "@parallax/protocol";
import type { Keyring, KeyringEntry, KeyringUnavailable } from "./keyring.ts";

/** What a device file tells without being unlocked; not authenticated (device-files.md §3). */
export type DeviceDescription = Pick<
	DeviceFile,
	| "created_on"
	| "protected_on"
	| "server_url"
	| "organization_id"
	| "user_id"
	| "device_id"
	| "human_handle"
	| "device_label"
> & { readonly type: DeviceFile["type"]; readonly needsTotp: boolean };

/** Why a device file does not open, in the order of the checks (device-files.md §6.1). */
export type UnlockFailure =
	/** The file is damaged, or is no device file. */
	| "invalid_data"
	/** It is protected by something else than a password: `method` names it. */
	| "other_protection"
	/** The password is wrong, or the ciphertext was altered. */
	| "wrong_password"
	/** The parameters of the key derivation are absurd: computing them could exhaust this computer. */
	| "refused_parameters";

export type Unlocked =
	| { readonly status: "ok"; readonly device: LocalDevice }
	| { readonly status: Exclude<UnlockFailure, "other_protection"> }
	| { readonly status: "other_protection"; readonly method: string };

export type UnlockedByKeyring =
	/** `protection` saves the device again as it was. */
	| { readonly status: "ok"; readonly device: LocalDevice; readonly protection: KeyringKey }
	| { readonly status: "invalid_data" }
	| { readonly status: "other_protection"; readonly method: string }
	| KeyringUnavailable
	/** The keyring has no such entry. */
	| { readonly status: "missing_entry" }
	/** What the entry holds is not the key of this device, or the ciphertext was altered. */
	| { readonly status: "wrong_key" };

/** A key, and the entry of the keyring that keeps it. */
export interface KeyringKey {
	readonly entry: KeyringEntry;
	readonly key: SecretKey;
}

/** What protects a device: a password, or a key that the keyring of the system keeps. */
export type Protection = string | KeyringKey;

/** @throws DecodeError when these are not the bytes of a device file. */
export function describe(bytes: Uint8Array): DeviceDescription {
	const file = decodeBare(DeviceFile, bytes);
	const { type, created_on, protected_on, server_url, organization_id } = file;
	const { user_id, device_id, human_handle, device_label } = file;
	return {
		...{ type, created_on, protected_on, server_url, organization_id, user_id, device_id, human_handle, device_label },
		needsTotp: "totp_opaque_key_id" in file && file.totp_opaque_key_id !== null,
	};
}

/** Opens a file protected by a password alone. */
export async function unlock(bytes: Uint8Array, password: string): Promise<Unlocked> {
	const file = parse(bytes);
	if (!file) return { status: "invalid_data" };
	if (file.type !== "password") return { status: "other_protection", method: METHODS[file.type] };
	if (file.totp_opaque_key_id !== null) return { status: "other_protection", method: "TOTP" };
	try {
		const key = await passwordKey(password, file.algorithm);
		return { status: "ok", device: decodeBare(LocalDevice, decrypt(key, file.ciphertext)) };
	} catch (error) {
		if (error instanceof DecryptionError) return { status: "wrong_password" };
		if (error instanceof PasswordAlgorithmError) return { status: "refused_parameters" };
		if (error instanceof DecodeError) return { status: "invalid_data" };
		throw error;
	}
}

/** Opens a file protected by the keyring alone: its entry is the one that the file names (device-files.md §3.2). */
export async function unlockByKeyring(bytes: Uint8Array, keyring: Keyring): Promise<UnlockedByKeyring> {
	const file = parse(bytes);
	if (!file) return { status: "invalid_data" };
	if (file.type !== "keyring") return { status: "other_protection", method: METHODS[file.type] };
	if (file.totp_opaque_key_id !== null) return { status: "other_protection", method: "TOTP" };
	const entry = { service: file.keyring_service, user: file.keyring_user };
	const found = await keyring.read(entry);
	if (found.status === "missing") return { status: "missing_entry" };
	if (found.status === "unavailable") return found;
	const key = recoveryPassphrase.decode(found.secret);
	if (!key) return { status: "wrong_key" };
	try {
		const device = decodeBare(LocalDevice, decrypt(key, file.ciphertext));
		return { status: "ok", device, protection: { entry, key } };
	} catch (error) {
		if (error instanceof DecryptionError) return { status: "wrong_key" };
		if (error instanceof DecodeError) return { status: "invalid_data" };
		throw error;
	}
}

/** What people call each protection. */
export const METHODS: Readonly<Record<DeviceFile["type"], string>> = {
	password: "password",
	keyring: "keyring",
	account_vault: "account vault",
	openbao: "openBao",
	pki: "pki",
	recovery: "recovery",
};

/**
 * Makes the file of a device; a password gets a fresh salt.
 * @param created_on when its first file was made; kept by every later protection.
 */
export async function protect(
	device: LocalDevice,
	protection: Protection,
	created_on: DateTime,
	protected_on: DateTime,
): Promise<Uint8Array> {
	const { server_url, organization_id, user_id, device_id, human_handle, device_label } = device;
	const clear = { server_url, organization_id, user_id, device_id, human_handle, device_label };
	const common = { created_on, protected_on, ...clear, totp_opaque_key_id: null };
	const sealed = (key: SecretKey) => ({ ciphertext: encrypt(key, encodeBare(LocalDevice, device)) });
	if (typeof protection === "string") {
		const algorithm = newPasswordAlgorithm();
		const key = await passwordKey(protection, algorithm);
		return encodeBare(DeviceFile, { type: "password", ...common, algorithm, ...sealed(key) });
	}
	const { entry, key } = protection;
	const place = { keyring_service: entry.service, keyring_user: entry.user };
	return encodeBare(DeviceFile, { type: "keyring", ...common, ...place, ...sealed(key) });
}

/** The same device, at another address of its server (device-files.md §6.3). */
export function withServer(device: LocalDevice, url: string): LocalDevice {
	return { ...device, server_url: ServerUrl.parse(url) };
}

function parse(bytes: Uint8Array): DeviceFile | undefined {
	try {
		return decodeBare(DeviceFile, bytes);
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}
