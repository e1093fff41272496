import type { DateTime, UserProfile } from "@parallax/protocol";
import { type Author, HttpRefusal, type OrganizationRef } from "../http/handlers.ts";
import type { Sql, Transaction } from "../sql/database.ts";
import { type LockMode, lockTopic } from "../sql/locks.ts";

/** The author of a command as the database knows him now, with what most commands decide from. */
export interface CurrentAuthor {
	readonly userKey: bigint;
	readonly deviceKey: bigint;
	readonly profile: UserProfile;
}

export interface AuthorColumns {
	readonly root_verify_key: Uint8Array | null;
	readonly is_expired: boolean;
	readonly device_key: bigint | null;
	readonly user_key: bigint;
	readonly current_profile: UserProfile;
	readonly revoked_on: DateTime | null;
}

/** The columns of `AuthorColumns`, and where they come from: $1 is the key of the organization, $2 the id of the device. */
export const AUTHOR = {
	columns: `organization.root_verify_key, organization.is_expired, device.key AS device_key,
		app_user.key AS user_key, app_user.current_profile, app_user.revoked_on`,
	tables: `organization
		LEFT JOIN device ON device.organization = organization.key AND device.id = $2
		LEFT JOIN app_user ON app_user.key = device.app_user
		WHERE organization.key = $1`,
} as const;

/**
 * The checks G1 to G4 of commands-authenticated-org.md §1.2, which every authenticated command makes again in its transaction, after
 * its locks: what the authentication saw may have changed while the command waited.
 * @throws HttpRefusal 404, 460, 403, 461
 */
export async function recheckAuthor(sql: Sql, { organization, deviceId }: Author): Promise<CurrentAuthor> {
	return admit(
		await sql.one<AuthorColumns>(`SELECT ${AUTHOR.columns} FROM ${AUTHOR.tables}`, organization.key, deviceId),
	);
}

/** The same checks, for a command that reads these columns together with something else. @throws HttpRefusal 404, 460, 403, 461 */
export function admit(row: AuthorColumns | undefined): CurrentAuthor {
	if (!row?.root_verify_key) throw new HttpRefusal(404);
	if (row.is_expired) throw new HttpRefusal(460);
	if (row.device_key === null) throw new HttpRefusal(403);
	if (row.revoked_on !== null) throw new HttpRefusal(461);
	return { userKey: row.user_key, deviceKey: row.device_key, profile: row.current_profile };
}

/**
 * The checks G1 and G2 alone, for commands that no device signs.
 * @throws HttpRefusal 404, 460
 */
export async function recheckOrganization(sql: Sql, { key }: OrganizationRef): Promise<void> {
	const row = await sql.one<Pick<AuthorColumns, "root_verify_key" | "is_expired">>(
		"SELECT root_verify_key, is_expired FROM organization WHERE key = $1",
		key,
	);
	if (!row?.root_verify_key) throw new HttpRefusal(404);
	if (row.is_expired) throw new HttpRefusal(460);
}

/** An author who holds the `common` topic: users, devices and profiles stay as they are until the end of the transaction. */
export interface AdmittedAuthor extends CurrentAuthor {
	/** Timestamp of the last certificate of the `common` topic. */
	readonly lastCommon: DateTime;
}

/**
 * How a write of an authenticated command begins: locks the `common` topic, then makes the checks G1 to G4 on what is true from then on.
 * @throws HttpRefusal 404, 460, 403, 461
 */
export async function admitAuthor(tx: Transaction, author: Author, mode: LockMode): Promise<AdmittedAuthor> {
	// Sent together: the second statement begins when the first has its lock, and sees what is true from then on.
	const [lastCommon, current] = await Promise.all([
		lockTopic(tx, author.organization.key, "common", mode),
		recheckAuthor(tx, author),
	]);
	if (lastCommon === undefined) throw new HttpRefusal(404);
	return { ...current, lastCommon };
}
