import {
	DecryptionError,
	decrypt,
	encrypt,
	newPasswordAlgorithm,
	PasswordAlgorithmError,
	passwordKey,
} from "@parallax/crypto";
import {
	type DateTime,
	DecodeError,
	DeviceFile,
	type DeviceFilePassword,
	decodeBare,
	encodeBare,
	LocalDevice,
	ServerUrl,
} from "@parallax/protocol";

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
 * Protects a device by a password, under a fresh salt.
 * @param created_on when its first file was made; kept by every later protection.
 */
export async function protect(
	device: LocalDevice,
	password: string,
	created_on: DateTime,
	protected_on: DateTime,
): Promise<Uint8Array> {
	const algorithm = newPasswordAlgorithm();
	const key = await passwordKey(password, algorithm);
	const { server_url, organization_id, user_id, device_id, human_handle, device_label } = device;
	const clear = { server_url, organization_id, user_id, device_id, human_handle, device_label };
	const file: DeviceFilePassword = {
		type: "password",
		created_on,
		protected_on,
		...clear,
		algorithm,
		ciphertext: encrypt(key, encodeBare(LocalDevice, device)),
		totp_opaque_key_id: null,
	};
	return encodeBare(DeviceFile, file);
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
