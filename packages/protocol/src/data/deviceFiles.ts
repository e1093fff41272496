import { nullable, optionalNullable } from "../schema/containers.ts";
import { Bytes, Text } from "../schema/primitives.ts";
import type { Infer } from "../schema/type.ts";
import { TrustedPasswordAlgorithm, X509CertificateReference } from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import { PKIEncryptionAlgorithm } from "../types/enums.ts";
import { AccountVaultItemOpaqueKeyID, DeviceID, TOTPOpaqueKeyID, UserID } from "../types/ids.ts";
import { DeviceLabel, HumanHandle, OrganizationID } from "../types/names.ts";
import { anyOf, dataType } from "./dataType.ts";
import { alsoPositional } from "./positional.ts";
import { ServerUrl } from "./serverUrl.ts";

/** Shown before unlocking, authenticated by nothing: once unlocked, only the `LocalDevice` inside is to be trusted. */
const clear = {
	created_on: DateTime,
	protected_on: DateTime,
	server_url: ServerUrl,
	organization_id: OrganizationID,
	user_id: UserID,
	device_id: DeviceID,
	human_handle: HumanHandle,
	device_label: DeviceLabel,
} as const;

/** The `LocalDevice`, encrypted with the key of the protection, then with the TOTP opaque key when there is one. */
const ciphertext = Bytes;

/** Set when a one-time password is needed as well. */
const totp_opaque_key_id = optionalNullable(TOTPOpaqueKeyID);

// The six protections of a LocalDevice on disk; bare MessagePack (device-files.md §3).

export type DeviceFilePassword = Infer<typeof DeviceFilePassword>;
export const DeviceFilePassword = dataType("password", {
	...clear,
	algorithm: alsoPositional(TrustedPasswordAlgorithm),
	ciphertext,
	totp_opaque_key_id,
});

export type DeviceFileKeyring = Infer<typeof DeviceFileKeyring>;
export const DeviceFileKeyring = dataType("keyring", {
	...clear,
	keyring_service: Text,
	keyring_user: Text,
	ciphertext,
	totp_opaque_key_id,
});

export type DeviceFileAccountVault = Infer<typeof DeviceFileAccountVault>;
export const DeviceFileAccountVault = dataType("account_vault", {
	...clear,
	ciphertext_key_id: AccountVaultItemOpaqueKeyID,
	ciphertext,
	totp_opaque_key_id,
});

export type DeviceFileOpenBao = Infer<typeof DeviceFileOpenBao>;
export const DeviceFileOpenBao = dataType("openbao", {
	...clear,
	ciphertext,
	openbao_preferred_auth_id: Text,
	openbao_entity_id: Text,
	openbao_ciphertext_key_path: Text,
	totp_opaque_key_id,
});

export type DeviceFilePki = Infer<typeof DeviceFilePki>;
export const DeviceFilePki = dataType("pki", {
	...clear,
	certificate_ref: X509CertificateReference,
	algorithm: PKIEncryptionAlgorithm,
	encrypted_key: Bytes,
	ciphertext,
	totp_opaque_key_id: nullable(TOTPOpaqueKeyID),
});

/** Protected by a passphrase that is the key itself (device-files.md §4). */
export type DeviceFileRecovery = Infer<typeof DeviceFileRecovery>;
export const DeviceFileRecovery = dataType("recovery", { ...clear, ciphertext });

export type DeviceFile = Infer<typeof DeviceFile>;
export const DeviceFile = alsoPositional(
	anyOf(
		DeviceFilePassword,
		DeviceFileKeyring,
		DeviceFileAccountVault,
		DeviceFileOpenBao,
		DeviceFilePki,
		DeviceFileRecovery,
	),
);
