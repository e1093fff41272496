import type { DateTime, GreeterOrClaimer, GreetingAttemptID, UserID } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";
import type { Attempt, Cancellation, StepData } from "./rules.ts";

const JOINED_COLUMN = { GREETER: "greeter_joined", CLAIMER: "claimer_joined" } as const;
const DATA_COLUMN = { GREETER: "greeter_data", CLAIMER: "claimer_data" } as const;

/** What never changes of an attempt. */
export interface AttemptPlace {
	readonly key: bigint;
	readonly invitationKey: bigint;
	readonly greeterKey: bigint;
	readonly greeterId: UserID;
}

interface PlaceRow {
	readonly key: bigint;
	readonly invitation: bigint;
	readonly greeter: bigint;
	readonly greeter_id: UserID;
}

/** Where an attempt belongs: may be read before any lock. */
export async function findAttempt(
	sql: Sql,
	organization: bigint,
	id: GreetingAttemptID,
): Promise<AttemptPlace | undefined> {
	const row = await sql.one<PlaceRow>(
		`SELECT greeting_attempt.key, greeting_session.invitation, greeting_session.greeter, app_user.id AS greeter_id
		FROM greeting_attempt
		JOIN greeting_session ON greeting_session.key = greeting_attempt.session
		JOIN app_user ON app_user.key = greeting_session.greeter
		WHERE greeting_attempt.organization = $1 AND greeting_attempt.id = $2`,
		organization,
		id,
	);
	return row && { key: row.key, invitationKey: row.invitation, greeterKey: row.greeter, greeterId: row.greeter_id };
}

interface AttemptRow {
	readonly key: bigint;
	readonly id: GreetingAttemptID;
	readonly greeter_joined: DateTime | null;
	readonly claimer_joined: DateTime | null;
	readonly cancelled_by: GreeterOrClaimer | null;
	readonly cancelled_reason: Cancellation["reason"];
	readonly cancelled_on: DateTime;
}

const ATTEMPT_COLUMNS = "key, id, greeter_joined, claimer_joined, cancelled_by, cancelled_reason, cancelled_on";

function readAttemptRow(row: AttemptRow): Attempt {
	return {
		joined: { GREETER: row.greeter_joined, CLAIMER: row.claimer_joined },
		cancellation: row.cancelled_by && {
			origin: row.cancelled_by,
			reason: row.cancelled_reason,
			timestamp: row.cancelled_on,
		},
	};
}

/** The state of an attempt, which exists. */
export async function readAttempt(sql: Sql, key: bigint): Promise<Attempt> {
	const row = await sql.one<AttemptRow>(`SELECT ${ATTEMPT_COLUMNS} FROM greeting_attempt WHERE key = $1`, key);
	if (!row) throw new Error("a greeting attempt has vanished");
	return readAttemptRow(row);
}

/** The session of a greeter with an invitation that is locked; made by the first of the two peers who starts. */
export async function openSession(tx: Transaction, invitationKey: bigint, greeterKey: bigint): Promise<bigint> {
	await tx.run(
		"INSERT INTO greeting_session (invitation, greeter) VALUES ($1, $2) ON CONFLICT (invitation, greeter) DO NOTHING",
		invitationKey,
		greeterKey,
	);
	const row = await tx.one<{ key: bigint }>(
		"SELECT key FROM greeting_session WHERE invitation = $1 AND greeter = $2",
		invitationKey,
		greeterKey,
	);
	if (!row) throw new Error("a greeting session has vanished");
	return row.key;
}

/** The attempt of a session that is not cancelled: there is one at most. */
export async function findActiveAttempt(
	sql: Sql,
	session: bigint,
): Promise<(Attempt & { readonly key: bigint; readonly id: GreetingAttemptID }) | undefined> {
	const row = await sql.one<AttemptRow>(
		`SELECT ${ATTEMPT_COLUMNS} FROM greeting_attempt WHERE session = $1 AND cancelled_on IS NULL`,
		session,
	);
	return row && { key: row.key, id: row.id, ...readAttemptRow(row) };
}

export async function insertAttempt(
	tx: Transaction,
	organization: bigint,
	session: bigint,
	id: GreetingAttemptID,
	peer: GreeterOrClaimer,
	now: DateTime,
): Promise<void> {
	await tx.run(
		`INSERT INTO greeting_attempt (organization, id, session, ${JOINED_COLUMN[peer]}) VALUES ($1, $2, $3, $4)`,
		organization,
		id,
		session,
		now,
	);
}

export async function joinAttempt(tx: Transaction, key: bigint, peer: GreeterOrClaimer, now: DateTime): Promise<void> {
	await tx.run(`UPDATE greeting_attempt SET ${JOINED_COLUMN[peer]} = $2 WHERE key = $1`, key, now);
}

export async function cancelAttempt(tx: Transaction, key: bigint, cancellation: Cancellation): Promise<void> {
	await tx.run(
		"UPDATE greeting_attempt SET cancelled_by = $2, cancelled_reason = $3, cancelled_on = $4 WHERE key = $1",
		key,
		cancellation.origin,
		cancellation.reason,
		cancellation.timestamp,
	);
}

interface StepRow {
	readonly step: bigint;
	readonly greeter_data: Uint8Array | null;
	readonly claimer_data: Uint8Array | null;
}

/** What is stored at a step and at the one before. */
export async function readSteps(
	sql: Sql,
	attempt: bigint,
	index: number,
): Promise<{ readonly previous: StepData | undefined; readonly current: StepData | undefined }> {
	const rows = await sql.all<StepRow>(
		"SELECT step, greeter_data, claimer_data FROM greeting_step WHERE attempt = $1 AND (step = $2 OR step = $3)",
		attempt,
		index - 1,
		index,
	);
	const at = (wanted: number): StepData | undefined => {
		const row = rows.find(({ step }) => Number(step) === wanted);
		return row && { GREETER: row.greeter_data, CLAIMER: row.claimer_data };
	};
	return { previous: at(index - 1), current: at(index) };
}

export async function writeStep(
	tx: Transaction,
	attempt: bigint,
	index: number,
	peer: GreeterOrClaimer,
	data: Uint8Array,
): Promise<void> {
	const column = DATA_COLUMN[peer];
	await tx.run(
		`INSERT INTO greeting_step (attempt, step, ${column}) VALUES ($1, $2, $3)
		ON CONFLICT (attempt, step) DO UPDATE SET ${column} = excluded.${column}`,
		attempt,
		index,
		data,
	);
}
