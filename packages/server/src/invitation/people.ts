import type { DateTime, EmailAddress, UserID } from "@parallax/protocol";
import type { Sql } from "../sql/database.ts";

/** A user of an organization, revoked or not. */
export async function findUser(
	sql: Sql,
	organization: bigint,
	id: UserID,
): Promise<{ readonly key: bigint; readonly isRevoked: boolean } | undefined> {
	const row = await sql.one<{ key: bigint; revoked_on: DateTime | null }>(
		"SELECT key, revoked_on FROM app_user WHERE organization = $1 AND id = $2",
		organization,
		id,
	);
	return row && { key: row.key, isRevoked: row.revoked_on !== null };
}

export interface Person {
	readonly id: UserID;
	readonly email: EmailAddress;
	readonly label: string;
}

/** A user, which exists: none is ever removed. */
export async function readPerson(sql: Sql, userKey: bigint): Promise<Person> {
	const row = await sql.one<Person>(
		`SELECT app_user.id, human.email, human.label FROM app_user JOIN human ON human.key = app_user.human
		WHERE app_user.key = $1`,
		userKey,
	);
	if (!row) throw new Error("a user has vanished");
	return row;
}
