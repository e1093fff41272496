import { Double } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";

/** The status of a declared timestamp too far from the server's clock (commands-authenticated-org.md §1.3). */
export const ballparkStatus = {
	timestamp_out_of_ballpark: {
		ballpark_client_early_offset: Double,
		ballpark_client_late_offset: Double,
		server_timestamp: DateTime,
		client_timestamp: DateTime,
	},
} as const;

/** The two statuses of whatever must also be strictly more recent than what it depends on. */
export const timestampStatuses = {
	...ballparkStatus,
	require_greater_timestamp: { strictly_greater_than: DateTime },
} as const;
