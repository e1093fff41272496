import { list } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { UserID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

export const user_create = command(
	"user_create",
	"commands-authenticated-org.md §2.1",
	{
		user_certificate: Bytes,
		device_certificate: Bytes,
		redacted_user_certificate: Bytes,
		redacted_device_certificate: Bytes,
	},
	{
		ok: {},
		author_not_allowed: {},
		active_users_limit_reached: {},
		user_already_exists: {},
		human_handle_already_taken: {},
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const user_update = command(
	"user_update",
	"commands-authenticated-org.md §2.3",
	{ user_update_certificate: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		user_not_found: {},
		user_revoked: {},
		user_no_changes: {},
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const user_revoke = command(
	"user_revoke",
	"commands-authenticated-org.md §2.4",
	{ revoked_user_certificate: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		user_not_found: {},
		user_already_revoked: { last_common_certificate_timestamp: DateTime },
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const list_frozen_users = command(
	"list_frozen_users",
	"commands-authenticated-org.md §2.5",
	{},
	{ ok: { frozen_users: list(UserID) }, author_not_allowed: {} },
);
