import type { AccessToken, DateTime, UserID } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";
import type { Setup } from "./rules.ts";

/** The setup of a user that is not deleted: there is one at most. */
export async function findActiveSetup(sql: Sql, userKey: bigint): Promise<bigint | undefined> {
	const row = await sql.one<{ key: bigint }>(
		"SELECT key FROM shamir_setup WHERE app_user = $1 AND deleted_on IS NULL",
		userKey,
	);
	return row?.key;
}

/** Whether a user holds shares of a setup. */
export async function isRecipient(sql: Sql, setupKey: bigint, userKey: bigint): Promise<boolean> {
	const row = await sql.one("SELECT shares FROM shamir_share WHERE setup = $1 AND recipient = $2", setupKey, userKey);
	return row !== undefined;
}

/** A setup of a user, deleted or not, by its date. */
export async function findSetup(
	sql: Sql,
	userKey: bigint,
	createdOn: DateTime,
): Promise<{ readonly key: bigint; readonly isDeleted: boolean } | undefined> {
	const row = await sql.one<{ key: bigint; deleted_on: DateTime | null }>(
		"SELECT key, deleted_on FROM shamir_setup WHERE app_user = $1 AND created_on = $2",
		userKey,
		createdOn,
	);
	return row && { key: row.key, isDeleted: row.deleted_on !== null };
}

/** All the recipients of a setup, the revoked ones too. */
export async function readRecipientIds(sql: Sql, setupKey: bigint): Promise<Set<UserID>> {
	const rows = await sql.all<{ id: UserID }>(
		"SELECT app_user.id FROM shamir_share JOIN app_user ON app_user.key = shamir_share.recipient WHERE shamir_share.setup = $1",
		setupKey,
	);
	return new Set(rows.map(({ id }) => id));
}

/** What the server keeps of a setup beside its certificates. */
export interface SetupSecrets {
	readonly briefCertificate: Uint8Array;
	readonly revealToken: AccessToken;
	readonly cipheredData: Uint8Array;
}

/** @param recipientKeys the key of each recipient of `setup`, by id. */
export async function insertSetup(
	tx: Transaction,
	organization: bigint,
	userKey: bigint,
	{ brief, shares }: Setup,
	recipientKeys: ReadonlyMap<UserID, bigint>,
	secrets: SetupSecrets,
): Promise<void> {
	const row = await tx.one<{ key: bigint }>(
		`INSERT INTO shamir_setup (organization, app_user, reveal_token, brief_certificate, created_on, threshold, shares,
			ciphered_data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING key`,
		organization,
		userKey,
		secrets.revealToken,
		secrets.briefCertificate,
		brief.timestamp,
		brief.threshold,
		shares.reduce((sum, share) => sum + share.shares, 0),
		secrets.cipheredData,
	);
	if (!row) throw new Error("a setup was inserted without a key");
	for (const { recipient, shares: weight, certificate } of shares) {
		const recipientKey = recipientKeys.get(recipient);
		if (recipientKey === undefined) throw new Error("a recipient has no key");
		await tx.run(
			"INSERT INTO shamir_share (setup, recipient, certificate, shares) VALUES ($1, $2, $3, $4)",
			row.key,
			recipientKey,
			certificate,
			weight,
		);
	}
}

/** What the setup protected is erased with it. */
export async function deleteSetup(
	tx: Transaction,
	setupKey: bigint,
	deletedOn: DateTime,
	certificate: Uint8Array,
): Promise<void> {
	await tx.run(
		"UPDATE shamir_setup SET deleted_on = $2, deletion_certificate = $3, ciphered_data = NULL WHERE key = $1",
		setupKey,
		deletedOn,
		certificate,
	);
}

export interface Revelation {
	readonly revealToken: AccessToken;
	readonly cipheredData: Uint8Array;
}

/** What a setup reveals; `undefined` when it was deleted. */
export async function readRevelation(sql: Sql, setupKey: bigint): Promise<Revelation | undefined> {
	const row = await sql.one<{ reveal_token: AccessToken; ciphered_data: Uint8Array }>(
		"SELECT reveal_token, ciphered_data FROM shamir_setup WHERE key = $1 AND deleted_on IS NULL",
		setupKey,
	);
	return row && { revealToken: row.reveal_token, cipheredData: row.ciphered_data };
}
