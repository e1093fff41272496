import { list } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { AccessToken } from "../../types/ids.ts";
import { command } from "../command.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

export const shamir_recovery_setup = command(
	"shamir_recovery_setup",
	"commands-authenticated-org.md §4.1",
	{
		ciphered_data: Bytes,
		reveal_token: AccessToken,
		shamir_recovery_brief_certificate: Bytes,
		shamir_recovery_share_certificates: list(Bytes),
	},
	{
		ok: {},
		invalid_certificate_brief_corrupted: {},
		invalid_certificate_share_corrupted: {},
		invalid_certificate_share_recipient_not_in_brief: {},
		invalid_certificate_duplicate_share_for_recipient: {},
		invalid_certificate_author_included_as_recipient: {},
		invalid_certificate_missing_share_for_recipient: {},
		invalid_certificate_share_inconsistent_timestamp: {},
		invalid_certificate_user_id_must_be_self: {},
		recipient_not_found: {},
		revoked_recipient: { last_common_certificate_timestamp: DateTime },
		shamir_recovery_already_exists: { last_shamir_certificate_timestamp: DateTime },
		...timestampStatuses,
	},
);

export const shamir_recovery_delete = command(
	"shamir_recovery_delete",
	"commands-authenticated-org.md §4.2",
	{ shamir_recovery_deletion_certificate: Bytes },
	{
		ok: {},
		invalid_certificate_corrupted: {},
		invalid_certificate_user_id_must_be_self: {},
		shamir_recovery_not_found: {},
		recipients_mismatch: {},
		shamir_recovery_already_deleted: { last_shamir_certificate_timestamp: DateTime },
		...timestampStatuses,
	},
);
