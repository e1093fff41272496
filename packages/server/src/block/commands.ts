import { type authenticatedCommands, BlockID, type VlobID } from "@parallax/protocol";
import type { AuthenticatedHandler, Author, Services } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { type AuthorInRealm, type FoundRealm, readAuthorInRealm } from "../realm/gate.ts";
import { judgeMember, judgeWriter } from "../realm/rules.ts";
import { Conclusion } from "../sql/database.ts";
import { holdTopic } from "../sql/locks.ts";
import { type Attempt, findBlock, insertBlock, isDeleted, RESERVATION_SECONDS, release, reserve } from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

/** What the store may take for one block. After it the attempt is given up, long before another may begin. */
const UPLOAD_MILLISECONDS = (RESERVATION_SECONDS * 1000) / 2;

/**
 * commands-authenticated-data.md §5.17. Rights are those of the moment when the upload begins. From the question whether the block is known to
 * the record of it, attempts at one id come one after the other: the bytes in the store are thus those of the attempt that is recorded,
 * and never change afterwards. No lock of the database is held meanwhile.
 */
const block_create: AuthenticatedHandler<Commands["block_create"]> = (services, author, request) => {
	const { organization } = author;
	return services.uploads.take(`${organization.id} ${request.block_id}`, async () => {
		const found = await services.database.read((sql) => readAuthorInRealm(sql, author, request.realm_id));
		const writer = judgeWriter(found.realm, request.key_index);
		if (writer.status !== "open") return writer;
		const attempt = { organization: organization.key, id: request.block_id, token: crypto.randomUUID() };
		const reservation = await reserve(services.database, attempt);
		if (reservation === "known") return { status: "block_already_exists" };
		// Another process is at it: the client tries again, and then finds what became of that.
		if (reservation === "busy") return { status: "store_unavailable" };
		if (!(await upload(services, author, request)))
			return services.database.write(async (tx) => {
				await release(tx, attempt);
				return { status: "store_unavailable" };
			});
		return record(services, request.realm_id, found, writer.realm, attempt, request);
	});
};

interface Uploaded {
	readonly block_id: BlockID;
	readonly key_index: bigint;
	readonly block: Uint8Array;
}

async function upload(
	{ blocks, log }: Services,
	{ organization }: Author,
	{ block_id, block }: Uploaded,
): Promise<boolean> {
	const address = { organization: organization.id, block: block_id };
	const outcome = await blocks.put(address, block, AbortSignal.timeout(UPLOAD_MILLISECONDS));
	if (outcome.status === "stored") return true;
	const fields = { organization: organization.id, block: BlockID.hyphenated(block_id), reason: outcome.reason };
	log.warning("a block could not be stored", fields);
	return false;
}

/** Says that the bytes are in the store, unless the realm was deleted meanwhile. */
function record(
	{ database, now }: Services,
	realm_id: VlobID,
	{ author }: AuthorInRealm,
	realm: FoundRealm,
	attempt: Attempt,
	{ key_index, block }: Uploaded,
) {
	const createdOn = now();
	type Outcome = { readonly status: "ok" | "realm_deleted" | "block_already_exists" | "store_unavailable" };
	return database.write<Outcome>(async (tx) => {
		const [, released, deleted] = await Promise.all([
			holdTopic(tx, attempt.organization, realm_id, "shared"),
			release(tx, attempt),
			isDeleted(tx, realm.key),
		]);
		if (!released) return { status: "store_unavailable" };
		if (deleted) return { status: "realm_deleted" };
		const recorded = insertBlock(attempt, {
			realm: realm.key,
			author: author.deviceKey,
			size: block.length,
			keyIndex: key_index,
			createdOn,
		});
		return new Conclusion<Outcome>([recorded], { status: "ok" }, { status: "block_already_exists" });
	});
}

/** commands-authenticated-data.md §5.18 */
const block_read: AuthenticatedHandler<Commands["block_read"]> = async (
	{ database, blocks, log },
	author,
	{ block_id, realm_id },
) => {
	const { organization } = author;
	const judged = await database.read(async (sql) => {
		// The block first: the needed certificate is then never older than what the block needs.
		const block = await findBlock(sql, organization.key, realm_id, block_id);
		const member = judgeMember((await readAuthorInRealm(sql, author, realm_id)).realm);
		if (member.status !== "open") return member;
		if (!block) return { status: "block_not_found" } as const;
		return { ...member, keyIndex: block.key_index };
	});
	if (judged.status !== "open") return judged;
	const outcome = await blocks.get({ organization: organization.id, block: block_id });
	if (outcome.status !== "found") {
		log.warning("a block cannot be read from the store", {
			organization: organization.id,
			block: BlockID.hyphenated(block_id),
			reason: outcome.status === "missing" ? "it is recorded, but not in the store" : outcome.reason,
		});
		return { status: "store_unavailable" };
	}
	return {
		status: "ok",
		block: outcome.bytes,
		key_index: judged.keyIndex,
		needed_realm_certificate_timestamp: judged.realm.last,
	};
};

export const authenticated = { block_create, block_read } satisfies AuthenticatedHandlers;
