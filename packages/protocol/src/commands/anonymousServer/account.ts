import { nullable } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { UntrustedPasswordAlgorithm } from "../../types/composites.ts";
import { AccountAuthMethodID } from "../../types/ids.ts";
import { SecretKey } from "../../types/keys.ts";
import { EmailAddress, HumanHandle, ValidationCode } from "../../types/names.ts";
import { command } from "../command.ts";
import { validationCodeStatuses, validationEmailReplies } from "../shared/account.ts";

export const account_create_send_validation_email = command(
	"account_create_send_validation_email",
	"commands-anonymous.md §3.3",
	{ email: EmailAddress },
	validationEmailReplies,
);

/** An early check of the code typed by the person, or the creation itself. */
export type AccountCreateStep = Infer<typeof AccountCreateStep>;
export const AccountCreateStep = union("step", {
	NUMBER_0_CHECK_CODE: { validation_code: ValidationCode, email: EmailAddress },
	NUMBER_1_CREATE: {
		validation_code: ValidationCode,
		human_handle: HumanHandle,
		auth_method_password_algorithm: nullable(UntrustedPasswordAlgorithm),
		auth_method_mac_key: SecretKey,
		auth_method_id: AccountAuthMethodID,
		vault_key_access: Bytes,
	},
});

export const account_create_proceed = command(
	"account_create_proceed",
	"commands-anonymous.md §3.4",
	{ account_create_step: AccountCreateStep },
	{ ok: {}, ...validationCodeStatuses, auth_method_id_already_exists: {} },
);

export const account_recover_send_validation_email = command(
	"account_recover_send_validation_email",
	"commands-anonymous.md §3.5",
	{ email: EmailAddress },
	validationEmailReplies,
);

export const account_recover_proceed = command(
	"account_recover_proceed",
	"commands-anonymous.md §3.6",
	{
		email: EmailAddress,
		validation_code: ValidationCode,
		new_vault_key_access: Bytes,
		new_auth_method_password_algorithm: nullable(UntrustedPasswordAlgorithm),
		new_auth_method_mac_key: SecretKey,
		new_auth_method_id: AccountAuthMethodID,
	},
	{ ok: {}, ...validationCodeStatuses, auth_method_id_already_exists: {} },
);

export const auth_method_password_get_algorithm = command(
	"auth_method_password_get_algorithm",
	"commands-anonymous.md §3.7",
	{ email: EmailAddress },
	{ ok: { password_algorithm: UntrustedPasswordAlgorithm } },
);
