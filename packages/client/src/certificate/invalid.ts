import type { DateTime, DeviceID, VlobID } from "@parallax/protocol";

/** Every reason to refuse a certificate, named as in certificates.md §4. */
export type InvalidCertificateReason =
	| "corrupted"
	| "non_existing_author"
	| "older_than_author"
	| "invalid_timestamp"
	| "revoked_author"
	| "author_not_admin"
	| "non_existing_related_user"
	| "older_than_related_user"
	| "related_user_already_revoked"
	| "content_already_exists"
	| "root_signature_out_of_bootstrap"
	| "root_signature_timestamp_mismatch"
	| "user_first_device_author_mismatch"
	| "user_first_device_timestamp_mismatch"
	| "self_signed"
	| "realm_first_role_must_be_self_signed"
	| "realm_first_role_must_be_owner"
	| "realm_self_promotion_role_must_be_owner"
	| "realm_self_promotion_higher_active_role_already_exists"
	| "realm_author_has_no_role"
	| "realm_author_not_owner"
	| "realm_author_not_owner_or_manager"
	| "realm_outsider_cannot_be_owner_or_manager"
	| "realm_first_certificate_must_be_role"
	| "sequester_authority_must_be_first"
	| "related_sequester_service_already_revoked"
	| "shamir_not_about_self"
	| "shamir_self_among_recipients"
	| "shamir_unrelated_to_us"
	| "shamir_already_setup"
	| "shamir_missing_brief"
	| "shamir_missing_share"
	| "shamir_deletion_must_reference_last_setup"
	| "shamir_already_deleted"
	| "shamir_deletion_recipients_mismatch";

/** Which certificate was refused, for whoever has to find it on the server. Nothing in it is secret. */
export interface RefusedCertificate {
	readonly topic: "common" | "sequester" | "realm" | "shamirRecovery";
	/** The realm in whose list it came. */
	readonly realm: VlobID | null;
	/** What it says of itself, which may be false; `null` when it cannot even be read. */
	readonly claims: {
		readonly type: string;
		/** `null`: the organization itself. */
		readonly author: DeviceID | null;
		readonly timestamp: DateTime;
	} | null;
}

/** Refuses a certificate, and with it the whole batch; a poll turns it into its outcome. */
export class InvalidCertificate extends Error {
	readonly reason: InvalidCertificateReason;
	/** Known as soon as it leaves the rules. */
	readonly certificate: RefusedCertificate | undefined;

	constructor(reason: InvalidCertificateReason, certificate?: RefusedCertificate) {
		super(
			`The server sent a certificate that this device must not believe (${reason}). Nothing was taken from what it sent. ` +
				"Tell the administrators of your organization: the server may be faulty, restored from a backup, or dishonest",
		);
		this.name = "InvalidCertificate";
		this.reason = reason;
		this.certificate = certificate;
	}
}

/** @throws InvalidCertificate unless `condition` holds. */
export function must(condition: boolean, reason: InvalidCertificateReason): asserts condition {
	if (!condition) throw new InvalidCertificate(reason);
}
