import { list, since } from "../../schema/containers.ts";
import { Text } from "../../schema/primitives.ts";
import { enumeration, struct, union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { command } from "../command.ts";

/** Whether the server offers accounts, and advises to keep secrets in their vault. */
export type AccountConfig = Infer<typeof AccountConfig>;
export const AccountConfig = enumeration("AccountConfig", "DISABLED", "ENABLED_WITH_VAULT", "ENABLED_WITHOUT_VAULT");

/** Whether anybody may create an organization, or only who holds a token. */
export type OrganizationBootstrapConfig = Infer<typeof OrganizationBootstrapConfig>;
export const OrganizationBootstrapConfig = enumeration(
	"OrganizationBootstrapConfig",
	"WITH_BOOTSTRAP_TOKEN",
	"SPONTANEOUS",
);

/** `id` is free text: a client ignores the ones that it does not know (types.md §2.11). */
export type OpenBaoAuthConfig = Infer<typeof OpenBaoAuthConfig>;
export const OpenBaoAuthConfig = struct({ id: Text, mount_path: Text });

export type OpenBaoSecretConfig = Infer<typeof OpenBaoSecretConfig>;
export const OpenBaoSecretConfig = union("type", { KV2: { mount_path: Text } });

/** The single sign-on server of the members (async-enrollment.md §B.1). */
export type OpenBaoConfig = Infer<typeof OpenBaoConfig>;
export const OpenBaoConfig = union("type", {
	DISABLED: {},
	ENABLED: {
		server_url: Text,
		secret: OpenBaoSecretConfig,
		transit_mount_path: since("5.4", Text),
		auths: list(OpenBaoAuthConfig),
	},
});

export type CryptPadConfig = Infer<typeof CryptPadConfig>;
export const CryptPadConfig = union("type", { DISABLED: {}, ENABLED: { server_url: Text } });

export const server_config = command(
	"server_config",
	"commands-anonymous.md §3.2",
	{},
	{
		ok: {
			account: AccountConfig,
			organization_bootstrap: OrganizationBootstrapConfig,
			openbao: OpenBaoConfig,
			cryptpad: since("5.5", CryptPadConfig),
			advisory_device_file_protection: since("5.5", list(Text)),
		},
	},
);
