import { constantTimeEqualText } from "@parallax/crypto";
import { DateTime, type UserID } from "@parallax/protocol";
import { notGreater } from "../certificate/timestamps.ts";
import { type Author, HttpRefusal } from "../http/handlers.ts";
import type { AuthenticatedHandlers, InvitedHandlers } from "../http/registry.ts";
import { recheckInvited } from "../invitation/gate.ts";
import { findUser } from "../invitation/people.ts";
import { type AdmittedAuthor, admitAuthor } from "../organization/gate.ts";
import { Rollback, type Transaction } from "../sql/database.ts";
import { advanceTopic, lockTopic, openTopic } from "../sql/locks.ts";
import { judgeDeletion, judgeSetup, type Signatory } from "./rules.ts";
import { deleteSetup, findActiveSetup, findSetup, insertSetup, readRecipientIds, readRevelation } from "./store.ts";

function signatory({ deviceId, userId, verifyKey }: Author): Signatory {
	return { author: deviceId, userId, verifyKey };
}

/**
 * Admits the author and locks the topic, which the first setup of an organization makes: so that of two first setups the second
 * waits for the first (commands-authenticated-org.md §1.3). @throws HttpRefusal 404, 460, 403, 461
 */
async function admit(tx: Transaction, author: Author): Promise<AdmittedAuthor & { readonly lastShamir: DateTime }> {
	const admitted = await admitAuthor(tx, author, "shared");
	const { key } = author.organization;
	await openTopic(tx, key, "shamir_recovery");
	const lastShamir = await lockTopic(tx, key, "shamir_recovery", "exclusive");
	if (lastShamir === undefined) throw new Error("the shamir_recovery topic has vanished");
	return { ...admitted, lastShamir };
}

/** Records the new end of the topic, and tells those who see its new certificates (server.md §10). */
async function conclude(
	tx: Transaction,
	{ organization, userId }: Author,
	timestamp: DateTime,
	recipients: Iterable<UserID>,
): Promise<void> {
	await advanceTopic(tx, organization.key, "shamir_recovery", timestamp);
	tx.emit({
		kind: "public",
		organization: organization.id,
		event: { event: "SHAMIR_RECOVERY_CERTIFICATE", timestamp },
		audience: { kind: "users", users: [userId, ...recipients] },
	});
}

const shamir_recovery_setup: AuthenticatedHandlers["shamir_recovery_setup"] = ({ database, now }, author, request) => {
	// Up to 256 signatures to verify, which no other writer should wait for.
	const setup = judgeSetup(request, signatory(author), now());
	return database.write(async (tx) => {
		const { userKey, lastCommon, lastShamir } = await admit(tx, author);
		if ((await findActiveSetup(tx, userKey)) !== undefined)
			throw new Rollback({
				status: "shamir_recovery_already_exists",
				last_shamir_certificate_timestamp: lastShamir,
			} as const);
		if (setup.kind === "refused") throw new Rollback(setup.reply);
		const recipientKeys = new Map<UserID, bigint>();
		for (const { recipient } of setup.shares) {
			const user = await findUser(tx, author.organization.key, recipient);
			if (!user) throw new Rollback({ status: "recipient_not_found" } as const);
			if (user.isRevoked)
				throw new Rollback({ status: "revoked_recipient", last_common_certificate_timestamp: lastCommon } as const);
			recipientKeys.set(recipient, user.key);
		}
		const { timestamp } = setup.brief;
		const conflict = notGreater(DateTime.max(lastCommon, lastShamir), timestamp);
		if (conflict) throw new Rollback(conflict);
		await insertSetup(tx, author.organization.key, userKey, setup, recipientKeys, {
			briefCertificate: request.shamir_recovery_brief_certificate,
			revealToken: request.reveal_token,
			cipheredData: request.ciphered_data,
		});
		await conclude(tx, author, timestamp, recipientKeys.keys());
		return { status: "ok" };
	});
};

const shamir_recovery_delete: AuthenticatedHandlers["shamir_recovery_delete"] = (
	{ database, now },
	author,
	{ shamir_recovery_deletion_certificate: certificate },
) => {
	const judged = judgeDeletion(certificate, signatory(author), now());
	return database.write(async (tx) => {
		const { userKey, lastCommon, lastShamir } = await admit(tx, author);
		if (judged.kind === "refused") throw new Rollback(judged.reply);
		const { timestamp, setup_to_delete_timestamp, share_recipients } = judged.deletion;
		const setup = await findSetup(tx, userKey, setup_to_delete_timestamp);
		if (!setup) throw new Rollback({ status: "shamir_recovery_not_found" } as const);
		const recipients = await readRecipientIds(tx, setup.key);
		if (recipients.symmetricDifference(share_recipients).size > 0)
			throw new Rollback({ status: "recipients_mismatch" } as const);
		if (setup.isDeleted)
			throw new Rollback({
				status: "shamir_recovery_already_deleted",
				last_shamir_certificate_timestamp: lastShamir,
			} as const);
		const conflict = notGreater(DateTime.max(lastCommon, lastShamir), timestamp);
		if (conflict) throw new Rollback(conflict);
		await deleteSetup(tx, setup.key, timestamp, certificate);
		await conclude(tx, author, timestamp, recipients);
		return { status: "ok" };
	});
};

/** Commands of the one who prepares a recovery (commands-authenticated-org.md §4). */
export const authenticated = { shamir_recovery_setup, shamir_recovery_delete } satisfies AuthenticatedHandlers;

/** The command of the one who recovers (commands-invited.md §5). */
export const invited = {
	invite_shamir_recovery_reveal: ({ database }, invited, { reveal_token }) =>
		database.snapshot(async (sql) => {
			const { target } = await recheckInvited(sql, invited);
			if (target.type !== "SHAMIR_RECOVERY") return { status: "bad_invitation_type" };
			const revelation = await readRevelation(sql, target.setupKey);
			if (!revelation) throw new HttpRefusal(410);
			if (!constantTimeEqualText(revelation.revealToken, reveal_token)) return { status: "bad_reveal_token" };
			return { status: "ok", ciphered_data: revelation.cipheredData };
		}),
} satisfies InvitedHandlers;
