import { map, nullable } from "../../schema/containers.ts";
import { Bool, Bytes, Index } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { SequesterServiceID, UserID, VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { lastRealmCertificate, sequesterStatuses } from "../shared/realm.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

export const realm_create = command(
	"realm_create",
	"commands-authenticated-data.md §5.5",
	{ realm_role_certificate: Bytes },
	{
		ok: {},
		realm_already_exists: lastRealmCertificate,
		author_not_allowed: {},
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const realm_share = command(
	"realm_share",
	"commands-authenticated-data.md §5.6",
	{ realm_role_certificate: Bytes, recipient_keys_bundle_access: Bytes, key_index: Index },
	{
		ok: {},
		author_not_allowed: {},
		realm_not_found: {},
		realm_deleted: {},
		recipient_not_found: {},
		recipient_revoked: {},
		role_incompatible_with_outsider: {},
		role_already_granted: lastRealmCertificate,
		bad_key_index: lastRealmCertificate,
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const realm_unshare = command(
	"realm_unshare",
	"commands-authenticated-data.md §5.7",
	{ realm_role_certificate: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		realm_not_found: {},
		realm_deleted: {},
		recipient_not_found: {},
		recipient_already_unshared: lastRealmCertificate,
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const realm_self_promote_to_owner = command(
	"realm_self_promote_to_owner",
	"commands-authenticated-data.md §5.8",
	{ realm_role_certificate: Bytes },
	{
		ok: {},
		author_is_outsider: {},
		author_not_allowed: {},
		realm_not_found: {},
		realm_deleted: {},
		active_owner_already_exists: lastRealmCertificate,
		invalid_certificate: {},
		...timestampStatuses,
	},
	"5.5",
);

export const realm_rename = command(
	"realm_rename",
	"commands-authenticated-data.md §5.9",
	{ realm_name_certificate: Bytes, initial_name_or_fail: Bool },
	{
		ok: {},
		initial_name_already_exists: lastRealmCertificate,
		author_not_allowed: {},
		bad_key_index: lastRealmCertificate,
		invalid_certificate: {},
		realm_not_found: {},
		realm_deleted: {},
		...timestampStatuses,
	},
);

export const realm_rotate_key = command(
	"realm_rotate_key",
	"commands-authenticated-data.md §5.10",
	{
		realm_key_rotation_certificate: Bytes,
		per_participant_keys_bundle_access: map(UserID, Bytes),
		/** nil when, and only when, the organization is not sequestered. */
		per_sequester_service_keys_bundle_access: nullable(map(SequesterServiceID, Bytes)),
		keys_bundle: Bytes,
	},
	{
		ok: {},
		author_not_allowed: {},
		realm_not_found: {},
		realm_deleted: {},
		bad_key_index: lastRealmCertificate,
		participant_mismatch: lastRealmCertificate,
		sequester_service_mismatch: { last_sequester_certificate_timestamp: DateTime },
		...sequesterStatuses,
		organization_not_sequestered: {},
		invalid_certificate: {},
		...timestampStatuses,
	},
);

export const realm_get_keys_bundle = command(
	"realm_get_keys_bundle",
	"commands-authenticated-data.md §5.11",
	{ realm_id: VlobID, key_index: Index },
	{
		ok: { keys_bundle_access: Bytes, keys_bundle: Bytes },
		access_not_available_for_author: {},
		author_not_allowed: {},
		realm_deleted: {},
		bad_key_index: {},
	},
);

export const realm_update_archiving = command(
	"realm_update_archiving",
	"commands-authenticated-data.md §5.16",
	{ archiving_certificate: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		invalid_certificate: {},
		realm_not_found: {},
		realm_deleted: {},
		archiving_period_too_short: {},
		...timestampStatuses,
	},
	"5.5",
);
