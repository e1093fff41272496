import { BlockID, type DateTime, type VlobID } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";
import { holdTopic } from "../sql/locks.ts";

/** Why an operator may delete a realm (commands-authenticated-data.md §3.3). */
export type DeletableRealm =
	| { readonly realm_id: VlobID; readonly kind: "deletion_planned"; readonly deletion_date: DateTime }
	/** All who have a role are revoked; since the last of these revocations. */
	| { readonly realm_id: VlobID; readonly kind: "orphaned"; readonly orphaned_since: DateTime };

/** Those of one organization, one line each; of `only` one of them if given. */
export async function listDeletable(
	sql: Sql,
	organization: bigint,
	now: DateTime,
	only: VlobID | null = null,
): Promise<DeletableRealm[]> {
	const planned = await sql.all<{ id: VlobID; deletion_date: DateTime }>(
		`SELECT realm.id, realm_archiving.deletion_date FROM realm JOIN realm_archiving ON realm_archiving.realm = realm.key
		WHERE realm.organization = $1 AND realm.status <> 'DELETED' AND realm_archiving.deletion_date <= $2
			AND realm.id = COALESCE($3, realm.id) AND NOT EXISTS (
				SELECT 1 FROM realm_archiving AS later WHERE later.realm = realm.key
					AND later.certified_on > realm_archiving.certified_on)
		ORDER BY realm.id`,
		organization,
		now,
		only,
	);
	const orphaned = await sql.all<{ id: VlobID; orphaned_since: DateTime }>(
		`SELECT realm.id, max(app_user.revoked_on) AS orphaned_since
		FROM realm JOIN realm_role ON realm_role.realm = realm.key JOIN app_user ON app_user.key = realm_role.app_user
		WHERE realm.organization = $1 AND realm.status <> 'DELETED' AND realm.id = COALESCE($2, realm.id)
			AND realm_role.role IS NOT NULL AND NOT EXISTS (
				SELECT 1 FROM realm_role AS later WHERE later.realm = realm.key AND later.app_user = realm_role.app_user
					AND later.certified_on > realm_role.certified_on)
		GROUP BY realm.id HAVING count(*) = count(app_user.revoked_on) ORDER BY realm.id`,
		organization,
		only,
	);
	const known = new Set(planned.map(({ id }) => id));
	return [
		...planned.map(({ id, deletion_date }) => ({ realm_id: id, kind: "deletion_planned", deletion_date }) as const),
		...orphaned
			.filter(({ id }) => !known.has(id))
			.map(({ id, orphaned_since }) => ({ realm_id: id, kind: "orphaned", orphaned_since }) as const),
	];
}

export type DeletionOutcome = "deleted" | "unknown" | "deleted already" | "not allowed";

/**
 * Removes what the realm holds, for good; its certificates stay, so that its members can see that this was allowed (server.md §11.5). Blocks
 * are left in their store.
 */
export async function deleteRealm(
	tx: Transaction,
	organization: bigint,
	id: VlobID,
	now: DateTime,
): Promise<DeletionOutcome> {
	await holdTopic(tx, organization, "common", "shared");
	await holdTopic(tx, organization, id, "exclusive");
	const realm = await tx.one<{ key: bigint; status: string }>(
		"SELECT key, status FROM realm WHERE organization = $1 AND id = $2",
		organization,
		id,
	);
	if (!realm) return "unknown";
	if (realm.status === "DELETED") return "deleted already";
	if ((await listDeletable(tx, organization, now, id)).length === 0) return "not allowed";
	const ofRealm = "(SELECT key FROM realm_key_rotation WHERE realm = $1)";
	for (const text of [
		"DELETE FROM block WHERE realm = $1",
		"DELETE FROM vlob WHERE realm = $1",
		`DELETE FROM realm_keys_bundle_access WHERE rotation IN ${ofRealm}`,
		`DELETE FROM sequester_keys_bundle_access WHERE rotation IN ${ofRealm}`,
		"UPDATE realm SET status = 'DELETED' WHERE key = $1",
	])
		await tx.run(text, realm.key);
	await tx.run("UPDATE realm_key_rotation SET keys_bundle = $2 WHERE realm = $1", realm.key, new Uint8Array());
	return "deleted";
}

/** How many blocks are read at a time. */
const BATCH = 10_000;

/** The ids of all blocks of a realm, batch by batch. */
export async function* listBlocks(sql: Sql, organization: bigint, realm: VlobID): AsyncGenerator<readonly string[]> {
	for (let last = ""; ; ) {
		const rows = await sql.all<{ id: BlockID }>(
			`SELECT block.id FROM block JOIN realm ON realm.key = block.realm
			WHERE block.organization = $1 AND realm.id = $2 AND block.id > $3 ORDER BY block.id LIMIT ${BATCH}`,
			organization,
			realm,
			last,
		);
		const end = rows.at(-1);
		if (!end) return;
		yield rows.map(({ id }) => BlockID.hyphenated(id));
		last = end.id;
	}
}
