import type { authenticatedCommands, DateTime, ReplyOf, VlobID, VlobItem } from "@parallax/protocol";
import type { AuthenticatedHandler, Author } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { type AuthorInRealm, admitToRealm, type FoundRealm, readAuthorInRealm } from "../realm/gate.ts";
import { judgeMember, judgeWriter } from "../realm/rules.ts";
import { listActiveServices } from "../sequester/store.ts";
import { type Question, withConsent } from "../sequester/webhook.ts";
import { Conclusion, type Database, type Sql, type Transaction } from "../sql/database.ts";
import { blobOfEvent, judgeTimestamp, READ_LIMIT } from "./rules.ts";
import { insertVersion, type NewVersion, readBatch, readChanges, readLastVersion, readVersions } from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

/** commands-authenticated-data.md §5.12.1 */
const vlob_create: AuthenticatedHandler<Commands["vlob_create"]> = (services, author, request) => {
	type Reply = ReplyOf<Commands["vlob_create"]>;
	const began = services.now();
	const version = { ...request, version: 1 };
	return withConsent<Reply>(services, author, questionOf(version), async (tx, unasked) => {
		const found = await admitToRealm(tx, author, request.realm_id, "shared");
		const writer = judgeWriter(found.realm, request.key_index);
		if (writer.status !== "open") return writer;
		const refusal = judgeTimestamp(found, writer, request.timestamp, began);
		if (refusal) return refusal;
		const waiting = found.isSequestered && unasked((await listActiveServices(tx, author.organization.key)) ?? []);
		if (waiting) return waiting;
		announce(tx, author, found, writer.realm, version);
		const statements = insertVersion(tx, writer.realm.key, newVersion(version, found));
		return new Conclusion<Reply>(statements, { status: "ok" }, { status: "vlob_already_exists" });
	});
};

/** commands-authenticated-data.md §5.12.2 */
const vlob_update: AuthenticatedHandler<Commands["vlob_update"]> = (services, author, request) => {
	type Reply = ReplyOf<Commands["vlob_update"]>;
	const began = services.now();
	return withConsent<Reply>(services, author, questionOf(request), async (tx, unasked) => {
		const found = await admitToRealm(tx, author, request.realm_id, "shared");
		const writer = judgeWriter(found.realm, request.key_index);
		if (writer.status !== "open") return writer;
		const last = await readLastVersion(tx, writer.realm.key, request.vlob_id);
		if (last === 0) return { status: "vlob_not_found" };
		if (request.version !== last + 1) return { status: "bad_vlob_version" };
		const refusal = judgeTimestamp(found, writer, request.timestamp, began);
		if (refusal) return refusal;
		const waiting = found.isSequestered && unasked((await listActiveServices(tx, author.organization.key)) ?? []);
		if (waiting) return waiting;
		announce(tx, author, found, writer.realm, request);
		const statements = insertVersion(tx, writer.realm.key, newVersion(request, found));
		return new Conclusion<Reply>(statements, { status: "ok" }, { status: "bad_vlob_version" });
	});
};

/** What every sequester service with a webhook is asked about a version (§5.12.3). */
const questionOf = (written: Written) => (): Question => ({
	type: "vlob_create_or_update",
	write: written,
	specific: { vlob_id: written.vlob_id, version: String(written.version) },
	body: written.blob,
});

/** What the two writes have in common. */
interface Written {
	readonly realm_id: VlobID;
	readonly vlob_id: VlobID;
	readonly key_index: bigint;
	readonly timestamp: DateTime;
	readonly version: number;
	readonly blob: Uint8Array;
}

/** Tells the members, all but the device of the author, once it is stored. */
function announce(
	tx: Transaction,
	{ organization, deviceId }: Author,
	{ lastCommon }: AuthorInRealm,
	realm: FoundRealm,
	{ realm_id, vlob_id, timestamp, version, blob }: Written,
): void {
	tx.emit({
		kind: "public",
		organization: organization.id,
		event: {
			event: "VLOB",
			realm_id,
			vlob_id,
			author: deviceId,
			timestamp,
			version,
			blob: blobOfEvent(blob),
			last_common_certificate_timestamp: lastCommon,
			last_realm_certificate_timestamp: realm.last,
		},
		audience: { kind: "members", realm: realm_id, except: deviceId },
	});
}

const newVersion = (
	{ vlob_id, version, key_index, timestamp, blob }: Written,
	{ author }: AuthorInRealm,
): NewVersion => ({
	id: vlob_id,
	version,
	keyIndex: key_index,
	timestamp,
	blob,
	author: author.deviceKey,
});

/** commands-authenticated-data.md §5.13 */
const vlob_read_batch: AuthenticatedHandler<Commands["vlob_read_batch"]> = (
	{ database },
	author,
	{ realm_id, vlobs, at },
) =>
	readItems(database, author, realm_id, vlobs.length, (sql, { key, checkpoint }) =>
		readBatch(sql, key, checkpoint, vlobs, at),
	);

/** commands-authenticated-data.md §5.14 */
const vlob_read_versions: AuthenticatedHandler<Commands["vlob_read_versions"]> = (
	{ database },
	author,
	{ realm_id, items },
) =>
	readItems(database, author, realm_id, items.length, (sql, { key, checkpoint }) =>
		readVersions(sql, key, checkpoint, items),
	);

/**
 * The checks of both reads. Rights, needed timestamps and the checkpoint that bounds the items are of one instant, so that the needed
 * certificates are never older than an item.
 */
async function readItems(
	database: Database,
	author: Author,
	realm_id: VlobID,
	count: number,
	read: (sql: Sql, realm: FoundRealm) => Promise<VlobItem[]>,
) {
	if (count > READ_LIMIT) return { status: "too_many_elements" } as const;
	return database.read(async (sql) => {
		const found = await readAuthorInRealm(sql, author, realm_id);
		const member = judgeMember(found.realm);
		if (member.status !== "open") return member;
		return {
			status: "ok",
			items: await read(sql, member.realm),
			needed_common_certificate_timestamp: found.lastCommon,
			needed_realm_certificate_timestamp: member.realm.last,
		} as const;
	});
}

/** commands-authenticated-data.md §5.15 */
const vlob_poll_changes: AuthenticatedHandler<Commands["vlob_poll_changes"]> = (
	{ database },
	author,
	{ realm_id, last_checkpoint },
) =>
	database.read(async (sql) => {
		const member = judgeMember((await readAuthorInRealm(sql, author, realm_id)).realm);
		if (member.status !== "open") return member;
		const { key, checkpoint } = member.realm;
		if (last_checkpoint >= checkpoint) return { status: "ok", changes: [], current_checkpoint: last_checkpoint };
		const changes = await readChanges(sql, key, last_checkpoint, checkpoint);
		return { status: "ok", changes, current_checkpoint: checkpoint };
	});

export const authenticated = {
	vlob_create,
	vlob_update,
	vlob_read_batch,
	vlob_read_versions,
	vlob_poll_changes,
} satisfies AuthenticatedHandlers;
