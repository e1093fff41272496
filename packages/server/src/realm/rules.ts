import {
	type DataType,
	type DateTime,
	type DeviceID,
	type RealmArchivingConfiguration,
	RealmRole,
	type RealmRoleCertificate,
	type UserID,
	type UserProfile,
} from "@parallax/protocol";
import { INVALID_CERTIFICATE, type InvalidCertificate, readCertificate, type Signer } from "../certificate/rules.ts";
import { type OutOfBallpark, outOfBallpark } from "../certificate/timestamps.ts";
import type { FoundRealm } from "./gate.ts";

/** What a certificate says, once nothing speaks against it. */
export interface Accepted<T> {
	readonly status: "accepted";
	readonly certificate: T;
}

/**
 * What every certificate that a client sends about a realm has to be, in the order of commands-authenticated-data.md §1.6.
 * @param isAsExpected the constraints of one command on the content.
 */
export function judgeCertificate<T extends { readonly author: DeviceID | null; readonly timestamp: DateTime }>(
	type: DataType<T>,
	signed: Uint8Array,
	signer: Signer,
	now: DateTime,
	isAsExpected: (certificate: T) => boolean = () => true,
): Accepted<T> | InvalidCertificate | OutOfBallpark {
	const certificate = readCertificate(type, signed, signer);
	if (!certificate) return INVALID_CERTIFICATE;
	const drift = outOfBallpark(now, certificate.timestamp);
	if (drift) return drift;
	return isAsExpected(certificate) ? { status: "accepted", certificate } : INVALID_CERTIFICATE;
}

/** That of a new realm, and of a self-promotion. */
export const makesOwner =
	(user: UserID) =>
	({ user_id, role }: RealmRoleCertificate) =>
		user_id === user && role === "OWNER";

/** Somebody else gets a role. */
export const givesTo =
	(author: UserID) =>
	({ user_id, role }: RealmRoleCertificate) =>
		user_id !== author && role !== null;

/** Somebody else loses his role. */
export const takesFrom =
	(author: UserID) =>
	({ user_id, role }: RealmRoleCertificate) =>
		user_id !== author && role === null;

type Status<S extends string> = S extends string ? { readonly status: S } : never;

/** A realm that certificates, or reads, may be about. */
export type Open = { readonly status: "open"; readonly realm: FoundRealm };

/** The realm exists and is not deleted. */
export function judgeRealm(realm: FoundRealm | undefined): Open | Status<"realm_not_found" | "realm_deleted"> {
	if (!realm) return { status: "realm_not_found" };
	return realm.status === "DELETED" ? { status: "realm_deleted" } : { status: "open", realm };
}

/** …and the author is an owner of it. */
export function judgeOwner(
	realm: FoundRealm | undefined,
): Open | Status<"realm_not_found" | "realm_deleted" | "author_not_allowed"> {
	const judged = judgeRealm(realm);
	if (judged.status !== "open" || judged.realm.role === "OWNER") return judged;
	return { status: "author_not_allowed" };
}

/** …and the author is a member of it, with this role. */
export function judgeMember(
	realm: FoundRealm | undefined,
): (Open & { readonly role: RealmRole }) | Status<"realm_not_found" | "realm_deleted" | "author_not_allowed"> {
	const judged = judgeRealm(realm);
	if (judged.status !== "open") return judged;
	const { role } = judged.realm;
	return role === null ? { status: "author_not_allowed" } : { ...judged, role };
}

/** …and it is not archived. */
function judgeWritable(
	realm: FoundRealm | undefined,
): Open | Status<"realm_not_found" | "realm_deleted" | "realm_archived"> {
	const judged = judgeRealm(realm);
	if (judged.status !== "open" || judged.realm.status === "AVAILABLE") return judged;
	return { status: "realm_archived" };
}

/** …the author may write in it, and has encrypted with its last key; 0 when it has none, as that of a user's own data. */
export function judgeWriter(
	realm: FoundRealm | undefined,
	keyIndex: bigint,
):
	| Open
	| Status<"realm_not_found" | "realm_deleted" | "realm_archived" | "author_not_allowed">
	| (Status<"bad_key_index"> & { readonly last_realm_certificate_timestamp: DateTime }) {
	const judged = judgeWritable(realm);
	if (judged.status !== "open") return judged;
	const { role, keyIndex: current, last } = judged.realm;
	if (role === null || role === "READER") return { status: "author_not_allowed" };
	return keyIndex === current ? judged : { status: "bad_key_index", last_realm_certificate_timestamp: last };
}

const isManagement = (role: RealmRole | null) => role === "OWNER" || role === "MANAGER";

/** Somebody whose role is about to change. */
export interface Recipient {
	readonly isRevoked: boolean;
	readonly profile: UserProfile;
	readonly role: RealmRole | null;
}

/** Checks 4 to 7 of `realm_share` (commands-authenticated-data.md §5.6). */
export function judgeSharing(
	author: RealmRole | null,
	recipient: Recipient | undefined,
	role: RealmRole | null,
): Status<
	| "may share"
	| "recipient_not_found"
	| "recipient_revoked"
	| "author_not_allowed"
	| "role_incompatible_with_outsider"
	| "role_already_granted"
> {
	if (!recipient) return { status: "recipient_not_found" };
	if (recipient.isRevoked) return { status: "recipient_revoked" };
	const needsOwner = isManagement(recipient.role) || isManagement(role);
	if (author !== "OWNER" && (needsOwner || author !== "MANAGER")) return { status: "author_not_allowed" };
	if (recipient.profile === "OUTSIDER" && isManagement(role)) return { status: "role_incompatible_with_outsider" };
	return { status: recipient.role === role ? "role_already_granted" : "may share" };
}

/** Checks 4 to 6 of `realm_unshare` (§5.7): revoked users too are unshared. */
export function judgeUnsharing(
	author: RealmRole | null,
	recipient: Recipient | undefined,
): Status<"may unshare" | "recipient_not_found" | "recipient_already_unshared" | "author_not_allowed"> {
	if (!recipient) return { status: "recipient_not_found" };
	if (recipient.role === null) return { status: "recipient_already_unshared" };
	const isAllowed = author === "OWNER" || (author === "MANAGER" && !isManagement(recipient.role));
	return { status: isAllowed ? "may unshare" : "author_not_allowed" };
}

/**
 * Checks 5 and 6 of `realm_self_promote_to_owner` (§5.8).
 * @param activeRoles those of the members who are not revoked, the author among them.
 */
export function judgeSelfPromotion(
	author: RealmRole,
	activeRoles: readonly RealmRole[],
): Status<"may promote" | "active_owner_already_exists" | "author_not_allowed"> {
	if (activeRoles.includes("OWNER")) return { status: "active_owner_already_exists" };
	const rank = (role: RealmRole) => RealmRole.literals.indexOf(role);
	return { status: activeRoles.some((role) => rank(role) < rank(author)) ? "author_not_allowed" : "may promote" };
}

/** Whether the date of a planned deletion is sooner than the organization allows; the very end of the period is not. */
export function isTooSoon(
	configuration: RealmArchivingConfiguration,
	timestamp: DateTime,
	minimumSeconds: bigint,
): boolean {
	return (
		configuration.type === "DELETION_PLANNED" && configuration.deletion_date < timestamp + minimumSeconds * 1_000_000n
	);
}

/** Whether the keys of `map` are exactly `expected`, which has each once. */
export function hasExactly<K>(map: ReadonlyMap<K, unknown>, expected: readonly K[]): boolean {
	return map.size === expected.length && expected.every((key) => map.has(key));
}
