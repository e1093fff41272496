import type { DateTime } from "@parallax/protocol";

/** How far ahead of the server's clock, and how far behind it, a declared timestamp may be: seconds, both excluded. */
export const BALLPARK_EARLY_SECONDS = 300;
export const BALLPARK_LATE_SECONDS = 320;

export interface OutOfBallpark {
	readonly status: "timestamp_out_of_ballpark";
	readonly ballpark_client_early_offset: number;
	readonly ballpark_client_late_offset: number;
	readonly server_timestamp: DateTime;
	readonly client_timestamp: DateTime;
}

/** The refusal of a timestamp too far from `now`, or `undefined` (commands-authenticated-org.md §1.3). */
export function outOfBallpark(now: DateTime, timestamp: DateTime): OutOfBallpark | undefined {
	const age = now - timestamp;
	if (-second(BALLPARK_EARLY_SECONDS) < age && age < second(BALLPARK_LATE_SECONDS)) return undefined;
	return {
		status: "timestamp_out_of_ballpark",
		ballpark_client_early_offset: BALLPARK_EARLY_SECONDS,
		ballpark_client_late_offset: BALLPARK_LATE_SECONDS,
		server_timestamp: now,
		client_timestamp: timestamp,
	};
}

function second(count: number): bigint {
	return BigInt(count) * 1_000_000n;
}

export interface NotGreater {
	readonly status: "require_greater_timestamp";
	readonly strictly_greater_than: DateTime;
}

/** The refusal of a timestamp that is not strictly after `last`, the latest that it must follow, or `undefined`. */
export function notGreater(last: DateTime, timestamp: DateTime): NotGreater | undefined {
	return timestamp > last ? undefined : { status: "require_greater_timestamp", strictly_greater_than: last };
}
