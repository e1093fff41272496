import type { DateTime } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";

export interface Tos {
	/** URL by locale. */
	readonly urls: ReadonlyMap<string, string>;
	readonly updatedOn: DateTime;
}

/** The terms of service of the organization, if it has any. */
export async function readTos(sql: Sql, organization: bigint): Promise<Tos | undefined> {
	const row = await sql.one<{ tos_per_locale_urls: string | null; tos_updated_on: DateTime | null }>(
		"SELECT tos_per_locale_urls, tos_updated_on FROM organization WHERE key = $1",
		organization,
	);
	if (!row?.tos_per_locale_urls || row.tos_updated_on === null) return undefined;
	const urls = JSON.parse(row.tos_per_locale_urls) as Readonly<Record<string, string>>;
	return { urls: new Map(Object.entries(urls)), updatedOn: row.tos_updated_on };
}

export async function acceptTos(tx: Transaction, user: bigint, now: DateTime): Promise<void> {
	await tx.run("UPDATE app_user SET tos_accepted_on = $2 WHERE key = $1", user, now);
}
