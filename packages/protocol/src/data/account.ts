import { Bytes } from "../schema/primitives.ts";
import type { Infer } from "../schema/type.ts";
import { AccountVaultItemOpaqueKeyID, UserID } from "../types/ids.ts";
import { SecretKey } from "../types/keys.ts";
import { OrganizationID } from "../types/names.ts";
import { anyOf, dataType } from "./dataType.ts";

/** The key of the vault, encrypted for one authentication method (accounts.md §2.5). */
export type AccountVaultKeyAccess = Infer<typeof AccountVaultKeyAccess>;
export const AccountVaultKeyAccess = dataType("account_vault_key_access", { vault_key: SecretKey });

/** A key that protects a device file; `encrypted_data` holds an `AccountVaultItemOpaqueKeyEncryptedData` (accounts.md §2.6). */
export type AccountVaultItemOpaqueKey = Infer<typeof AccountVaultItemOpaqueKey>;
export const AccountVaultItemOpaqueKey = dataType("account_vault_item_opaque_key", {
	key_id: AccountVaultItemOpaqueKeyID,
	encrypted_data: Bytes,
});

/** Its `key_id` must be that of the item around it. */
export type AccountVaultItemOpaqueKeyEncryptedData = Infer<typeof AccountVaultItemOpaqueKeyEncryptedData>;
export const AccountVaultItemOpaqueKeyEncryptedData = dataType("account_vault_item_opaque_key_encrypted_data", {
	key_id: AccountVaultItemOpaqueKeyID,
	key: SecretKey,
});

/** A device that registers others; `encrypted_data` holds its `LocalDevice`, of this organization and user. */
export type AccountVaultItemRegistrationDevice = Infer<typeof AccountVaultItemRegistrationDevice>;
export const AccountVaultItemRegistrationDevice = dataType("account_vault_item_registration_device", {
	organization_id: OrganizationID,
	user_id: UserID,
	encrypted_data: Bytes,
});

export type AccountVaultItem = Infer<typeof AccountVaultItem>;
export const AccountVaultItem = anyOf(AccountVaultItemOpaqueKey, AccountVaultItemRegistrationDevice);

/** The text whose SHA-256 is the fingerprint that the server keeps vault items unique by (accounts.md §2.6). */
export function vaultItemFingerprintSource(item: AccountVaultItem): string {
	return item.type === "account_vault_item_opaque_key"
		? `OPAQUE_KEY.${item.key_id}`
		: `REGISTRATION_DEVICE.${item.organization_id}.${item.user_id}`;
}
