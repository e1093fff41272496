import { Bytes, Index } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { BlockID, VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { lastRealmCertificate } from "../shared/realm.ts";

export const block_create = command(
	"block_create",
	"commands-authenticated-data.md §5.17",
	{ block_id: BlockID, realm_id: VlobID, key_index: Index, block: Bytes },
	{
		ok: {},
		realm_not_found: {},
		realm_archived: {},
		realm_deleted: {},
		block_already_exists: {},
		author_not_allowed: {},
		bad_key_index: lastRealmCertificate,
		store_unavailable: {},
	},
);

export const block_read = command(
	"block_read",
	"commands-authenticated-data.md §5.18",
	{ block_id: BlockID, realm_id: VlobID },
	{
		ok: { block: Bytes, key_index: Index, needed_realm_certificate_timestamp: DateTime },
		realm_not_found: {},
		realm_deleted: {},
		block_not_found: {},
		author_not_allowed: {},
		store_unavailable: {},
	},
);
