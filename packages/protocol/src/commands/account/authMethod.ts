import { list, nullable } from "../../schema/containers.ts";
import { Bytes, Text } from "../../schema/primitives.ts";
import { struct } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { UntrustedPasswordAlgorithm } from "../../types/composites.ts";
import { DateTime } from "../../types/datetime.ts";
import { AccountAuthMethodID } from "../../types/ids.ts";
import { SecretKey } from "../../types/keys.ts";
import { command } from "../command.ts";

export const auth_method_create = command(
	"auth_method_create",
	"accounts.md §4.5",
	{
		auth_method_password_algorithm: nullable(UntrustedPasswordAlgorithm),
		auth_method_mac_key: SecretKey,
		auth_method_id: AccountAuthMethodID,
		vault_key_access: Bytes,
	},
	{ ok: {}, auth_method_id_already_exists: {} },
);

const authMethod = {
	auth_method_id: AccountAuthMethodID,
	created_on: DateTime,
	created_by_ip: Text,
	created_by_user_agent: Text,
	vault_key_access: Bytes,
	/** nil: the client holds the master secret itself. */
	password_algorithm: nullable(UntrustedPasswordAlgorithm),
} as const;

/** A way in that is still open. */
export type AuthMethod = Infer<typeof AuthMethod>;
export const AuthMethod = struct(authMethod);

/** A way in, perhaps closed, to the vault of its time. */
export type VaultItemRecoveryAuthMethod = Infer<typeof VaultItemRecoveryAuthMethod>;
export const VaultItemRecoveryAuthMethod = struct({ ...authMethod, disabled_on: nullable(DateTime) });

export const auth_method_list = command(
	"auth_method_list",
	"accounts.md §4.6",
	{},
	{ ok: { items: list(AuthMethod) } },
);

export const auth_method_disable = command(
	"auth_method_disable",
	"accounts.md §4.7",
	{ auth_method_id: AccountAuthMethodID },
	{ ok: {}, auth_method_not_found: {}, auth_method_already_disabled: {}, self_disable_not_allowed: {} },
);
