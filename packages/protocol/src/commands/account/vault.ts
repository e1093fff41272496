import { list, map, nullable } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { struct } from "../../schema/struct.ts";
import type { Infer, Type } from "../../schema/type.ts";
import { UntrustedPasswordAlgorithm } from "../../types/composites.ts";
import { AccountAuthMethodID, type Branded } from "../../types/ids.ts";
import { HashDigest, SecretKey } from "../../types/keys.ts";
import { command } from "../command.ts";
import { VaultItemRecoveryAuthMethod } from "./authMethod.ts";

/** The SHA-256 digest that names a vault item (accounts.md §2.6): 64 lowercase hex digits in memory, since it keys maps. */
export type VaultItemFingerprint = Branded<string, "VaultItemFingerprint">;
export const VaultItemFingerprint: Type<VaultItemFingerprint> & {
	fromDigest(digest: HashDigest): VaultItemFingerprint;
} = {
	shape: { kind: "binary", name: "VaultItemFingerprint", secret: false },
	write: (writer, fingerprint) => writer.binOfHex(fingerprint),
	decode: (wire) => VaultItemFingerprint.fromDigest(HashDigest.decode(wire)),
	fromDigest: (digest) => digest.toHex() as VaultItemFingerprint,
};

const items = map(VaultItemFingerprint, Bytes);

export const vault_item_list = command(
	"vault_item_list",
	"accounts.md §4.10",
	{},
	/** `key_access` is that of the method which authenticates the request. */
	{ ok: { key_access: Bytes, items } },
);

export const vault_item_upload = command(
	"vault_item_upload",
	"accounts.md §4.11",
	{ item_fingerprint: VaultItemFingerprint, item: Bytes },
	{ ok: {}, fingerprint_already_exists: {} },
);

export const vault_key_rotation = command(
	"vault_key_rotation",
	"accounts.md §4.12",
	{
		new_auth_method_id: AccountAuthMethodID,
		new_auth_method_mac_key: SecretKey,
		new_auth_method_password_algorithm: nullable(UntrustedPasswordAlgorithm),
		new_vault_key_access: Bytes,
		items,
	},
	{ ok: {}, items_mismatch: {}, new_auth_method_id_already_exists: {} },
);

/** A vault, current or previous, with every way into it. */
export type VaultItemRecoveryVault = Infer<typeof VaultItemRecoveryVault>;
export const VaultItemRecoveryVault = struct({ auth_methods: list(VaultItemRecoveryAuthMethod), vault_items: items });

export const vault_item_recovery_list = command(
	"vault_item_recovery_list",
	"accounts.md §4.13",
	{},
	{ ok: { current_vault: VaultItemRecoveryVault, previous_vaults: list(VaultItemRecoveryVault) } },
);
