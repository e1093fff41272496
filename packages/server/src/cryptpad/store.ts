import type { DateTime, DeviceID, VlobID } from "@parallax/protocol";
import type { Transaction } from "../sql/database.ts";

/** The keys of a session, and who made it. */
interface Keys {
	readonly created_on: DateTime;
	readonly key_index: bigint;
	readonly view_key: Uint8Array;
	/** nil: a reader made it. */
	readonly edit_key: Uint8Array | null;
}

export interface CryptpadSession extends Keys {
	readonly author: DeviceID;
}

export interface CandidateSession extends Keys {
	/** Key of the device. */
	readonly author: bigint;
}

/**
 * The session of the document: the candidate, unless there is one already. One that can be edited is never replaced, one that cannot is
 * replaced by one that can. Of candidates that come together, all get the same.
 */
export async function joinSession(
	tx: Transaction,
	realm: bigint,
	document: VlobID,
	candidate: CandidateSession,
): Promise<CryptpadSession> {
	const [, session] = await Promise.all([
		tx.run(
			`INSERT INTO cryptpad_session (realm, document, author, created_on, key_index, view_key, edit_key)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (realm, document) DO UPDATE SET author = excluded.author, created_on = excluded.created_on,
				key_index = excluded.key_index, view_key = excluded.view_key, edit_key = excluded.edit_key
			WHERE cryptpad_session.edit_key IS NULL AND excluded.edit_key IS NOT NULL`,
			realm,
			document,
			candidate.author,
			candidate.created_on,
			candidate.key_index,
			candidate.view_key,
			candidate.edit_key,
		),
		// A later statement: it sees what another transaction, that had to be waited for, has made.
		tx.one<CryptpadSession>(
			`SELECT device.id AS author, session.created_on, session.key_index, session.view_key, session.edit_key
			FROM cryptpad_session AS session JOIN device ON device.key = session.author
			WHERE session.realm = $1 AND session.document = $2`,
			realm,
			document,
		),
	]);
	if (!session) throw new Error("a session that was just joined is not there");
	return session;
}
