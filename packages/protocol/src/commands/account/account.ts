import { list } from "../../schema/containers.ts";
import { Bool } from "../../schema/primitives.ts";
import { struct } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { ActiveUsersLimit } from "../../types/composites.ts";
import { DateTime } from "../../types/datetime.ts";
import { UserProfile } from "../../types/enums.ts";
import { UserID } from "../../types/ids.ts";
import { HumanHandle, OrganizationID, ValidationCode } from "../../types/names.ts";
import { command } from "../command.ts";
import { validationCodeStatuses, validationEmailReplies } from "../shared/account.ts";

export const account_info = command("account_info", "accounts.md §4.2", {}, { ok: { human_handle: HumanHandle } });

export const account_delete_send_validation_email = command(
	"account_delete_send_validation_email",
	"accounts.md §4.3",
	{},
	validationEmailReplies,
);

export const account_delete_proceed = command(
	"account_delete_proceed",
	"accounts.md §4.4",
	{ validation_code: ValidationCode },
	{ ok: {}, ...validationCodeStatuses },
);

const member = {
	organization_id: OrganizationID,
	user_id: UserID,
	created_on: DateTime,
	current_profile: UserProfile,
} as const;

/** A user, not revoked, that has the e-mail of the account. */
export type OrganizationSelfListActiveUser = Infer<typeof OrganizationSelfListActiveUser>;
export const OrganizationSelfListActiveUser = struct({
	...member,
	is_frozen: Bool,
	organization_config: struct({
		is_expired: Bool,
		user_profile_outsider_allowed: Bool,
		active_users_limit: ActiveUsersLimit,
	}),
});

/** A revoked user that has the e-mail of the account. */
export type OrganizationSelfListRevokedUser = Infer<typeof OrganizationSelfListRevokedUser>;
export const OrganizationSelfListRevokedUser = struct({ ...member, revoked_on: DateTime });

export const organization_self_list = command(
	"organization_self_list",
	"accounts.md §4.9",
	{},
	{ ok: { active: list(OrganizationSelfListActiveUser), revoked: list(OrganizationSelfListRevokedUser) } },
);
