import { DateTime } from "@parallax/protocol";
import { type NotGreater, notGreater, type OutOfBallpark, outOfBallpark } from "../certificate/timestamps.ts";
import type { AuthorInRealm } from "../realm/gate.ts";
import type { Open } from "../realm/rules.ts";

/**
 * The ballpark, then causality: a version is newer than every certificate that it may be judged by (commands-authenticated-data.md §5.12).
 * @param now the clock when the command began.
 */
export function judgeTimestamp(
	{ lastCommon }: AuthorInRealm,
	{ realm }: Open,
	timestamp: DateTime,
	now: DateTime,
): OutOfBallpark | NotGreater | undefined {
	return outOfBallpark(now, timestamp) ?? notGreater(DateTime.max(lastCommon, realm.last), timestamp);
}

/** How many vlobs one request may read. */
export const READ_LIMIT = 1000;

/** Bytes from which a blob is left out of the event that tells of it (§5.4). */
const LARGE_BLOB = 4096;

export function blobOfEvent(blob: Uint8Array): Uint8Array | null {
	return blob.length < LARGE_BLOB ? blob : null;
}
