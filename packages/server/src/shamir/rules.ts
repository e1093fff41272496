import {
	type authenticatedCommands,
	type DateTime,
	type DeviceID,
	type ReplyOf,
	type RequestOf,
	ShamirRecoveryBriefCertificate,
	ShamirRecoveryDeletionCertificate,
	ShamirRecoveryShareCertificate,
	type UserID,
	type VerifyKey,
} from "@parallax/protocol";
import { readCertificate } from "../certificate/rules.ts";
import { outOfBallpark } from "../certificate/timestamps.ts";

type Commands = typeof authenticatedCommands.commands;
type SetupReply = ReplyOf<Commands["shamir_recovery_setup"]>;
type DeleteReply = ReplyOf<Commands["shamir_recovery_delete"]>;

/** Who signs: a device and its user. */
export interface Signatory {
	readonly author: DeviceID;
	readonly userId: UserID;
	readonly verifyKey: VerifyKey;
}

/** One recipient, with the certificate of its shares as it was received. */
export interface Share {
	readonly recipient: UserID;
	readonly shares: number;
	readonly certificate: Uint8Array;
}

/** A setup that holds together by itself; whether its recipients exist is to be seen in the database. */
export interface Setup {
	readonly kind: "accepted";
	readonly brief: ShamirRecoveryBriefCertificate;
	/** In the order of the request. */
	readonly shares: readonly Share[];
}

export interface Refused<Reply> {
	readonly kind: "refused";
	readonly reply: Reply;
}

function refused<Reply>(reply: Reply): Refused<Reply> {
	return { kind: "refused", reply };
}

/** The checks 3 to 11 of commands-authenticated-org.md §4.1, which need nothing but the request. */
export function judgeSetup(
	request: RequestOf<Commands["shamir_recovery_setup"]>,
	signatory: Signatory,
	now: DateTime,
): Setup | Refused<SetupReply> {
	const brief = readCertificate(ShamirRecoveryBriefCertificate, request.shamir_recovery_brief_certificate, signatory);
	if (!brief) return refused({ status: "invalid_certificate_brief_corrupted" });
	const late = outOfBallpark(now, brief.timestamp);
	if (late) return refused(late);
	if (brief.user_id !== signatory.userId) return refused({ status: "invalid_certificate_user_id_must_be_self" });
	if (request.shamir_recovery_share_certificates.length !== brief.per_recipient_shares.size)
		return refused({ status: "invalid_certificate_missing_share_for_recipient" });
	const shares: Share[] = [];
	for (const certificate of request.shamir_recovery_share_certificates) {
		const share = readCertificate(ShamirRecoveryShareCertificate, certificate, signatory);
		if (!share) return refused({ status: "invalid_certificate_share_corrupted" });
		if (share.user_id !== signatory.userId) return refused({ status: "invalid_certificate_user_id_must_be_self" });
		if (share.timestamp !== brief.timestamp)
			return refused({ status: "invalid_certificate_share_inconsistent_timestamp" });
		const { recipient } = share;
		const weight = brief.per_recipient_shares.get(recipient);
		if (weight === undefined) return refused({ status: "invalid_certificate_share_recipient_not_in_brief" });
		if (shares.some((other) => other.recipient === recipient))
			return refused({ status: "invalid_certificate_duplicate_share_for_recipient" });
		if (recipient === signatory.userId) return refused({ status: "invalid_certificate_author_included_as_recipient" });
		shares.push({ recipient, shares: weight, certificate });
	}
	return { kind: "accepted", brief, shares };
}

export interface Deletion {
	readonly kind: "accepted";
	readonly deletion: ShamirRecoveryDeletionCertificate;
}

/** The checks 2 to 4 of commands-authenticated-org.md §4.2. */
export function judgeDeletion(
	certificate: Uint8Array,
	signatory: Signatory,
	now: DateTime,
): Deletion | Refused<DeleteReply> {
	const deletion = readCertificate(ShamirRecoveryDeletionCertificate, certificate, signatory);
	if (!deletion) return refused({ status: "invalid_certificate_corrupted" });
	const late = outOfBallpark(now, deletion.timestamp);
	if (late) return refused(late);
	if (deletion.setup_to_delete_user_id !== signatory.userId)
		return refused({ status: "invalid_certificate_user_id_must_be_self" });
	return { kind: "accepted", deletion };
}
