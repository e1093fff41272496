import { nullable } from "../../schema/containers.ts";
import { Text } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { SequesterServiceID } from "../../types/ids.ts";

/** What a status carries to tell a client which certificates of a realm it lacks (commands-authenticated-data.md §1.7). */
export const lastRealmCertificate = { last_realm_certificate_timestamp: DateTime } as const;

/** What comes with data whose author, role and key are to be judged by certificates (commands-authenticated-data.md §5.13). */
export const neededCertificates = {
	needed_common_certificate_timestamp: DateTime,
	needed_realm_certificate_timestamp: DateTime,
} as const;

/** The statuses of a write that the sequester services get to see first (commands-authenticated-data.md §5.12.3). */
export const sequesterStatuses = {
	rejected_by_sequester_service: { service_id: SequesterServiceID, reason: nullable(Text) },
	sequester_service_unavailable: { service_id: SequesterServiceID },
} as const;
