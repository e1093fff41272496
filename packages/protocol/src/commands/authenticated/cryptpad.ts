import { nullable } from "../../schema/containers.ts";
import { Bytes, Index } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { DeviceID, VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { lastRealmCertificate, neededCertificates } from "../shared/realm.ts";
import { ballparkStatus } from "../shared/timestamps.ts";

export const cryptpad_register_session = command(
	"cryptpad_register_session",
	"commands-authenticated-data.md §5.20",
	{
		realm_id: VlobID,
		document_id: VlobID,
		key_index: Index,
		timestamp: DateTime,
		encrypted_candidate_view_key: Bytes,
		/** nil from a reader, and only from a reader. */
		encrypted_candidate_edit_key: nullable(Bytes),
	},
	{
		ok: {
			author: DeviceID,
			timestamp: DateTime,
			key_index: Index,
			encrypted_view_key: Bytes,
			encrypted_edit_key: nullable(Bytes),
			...neededCertificates,
		},
		cryptpad_unavailable: {},
		realm_not_found: {},
		realm_deleted: {},
		author_not_allowed: {},
		bad_key_index: lastRealmCertificate,
		...ballparkStatus,
	},
	"5.6",
);
