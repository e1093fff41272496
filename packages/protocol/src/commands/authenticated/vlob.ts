import { list, nullable, tuple } from "../../schema/containers.ts";
import { Bytes, Index, Version } from "../../schema/primitives.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { DeviceID, VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { lastRealmCertificate, neededCertificates, sequesterStatuses } from "../shared/realm.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

export const vlob_create = command(
	"vlob_create",
	"commands-authenticated-data.md §5.12",
	{ realm_id: VlobID, vlob_id: VlobID, key_index: Index, timestamp: DateTime, blob: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		bad_key_index: lastRealmCertificate,
		realm_not_found: {},
		realm_archived: {},
		realm_deleted: {},
		vlob_already_exists: {},
		...sequesterStatuses,
		...timestampStatuses,
	},
);

export const vlob_update = command(
	"vlob_update",
	"commands-authenticated-data.md §5.12",
	{ realm_id: VlobID, vlob_id: VlobID, key_index: Index, timestamp: DateTime, version: Version, blob: Bytes },
	{
		ok: {},
		author_not_allowed: {},
		bad_key_index: lastRealmCertificate,
		realm_not_found: {},
		realm_archived: {},
		realm_deleted: {},
		vlob_not_found: {},
		bad_vlob_version: {},
		...sequesterStatuses,
		...timestampStatuses,
	},
);

/** One version of a vlob: its id, key index, author, version, timestamp and encrypted content. */
export type VlobItem = Infer<typeof VlobItem>;
export const VlobItem = tuple(VlobID, Index, DeviceID, Version, DateTime, Bytes);

const readReplies = {
	ok: { items: list(VlobItem), ...neededCertificates },
	realm_not_found: {},
	realm_deleted: {},
	author_not_allowed: {},
	too_many_elements: {},
} as const;

export const vlob_read_batch = command(
	"vlob_read_batch",
	"commands-authenticated-data.md §5.13",
	{ realm_id: VlobID, vlobs: list(VlobID), at: nullable(DateTime) },
	readReplies,
);

export const vlob_read_versions = command(
	"vlob_read_versions",
	"commands-authenticated-data.md §5.14",
	{ realm_id: VlobID, items: list(tuple(VlobID, Version)) },
	readReplies,
);

export const vlob_poll_changes = command(
	"vlob_poll_changes",
	"commands-authenticated-data.md §5.15",
	{ realm_id: VlobID, last_checkpoint: Index },
	{
		ok: { changes: list(tuple(VlobID, Version)), current_checkpoint: Index },
		author_not_allowed: {},
		realm_not_found: {},
		realm_deleted: {},
	},
);
