import {
	openSequesterSigned,
	openSigned,
	peekSigned,
	RsaPublicKey,
	SignatureError,
	unverifiedMessage,
	verify,
} from "@parallax/crypto";
import {
	CommonCertificate,
	type DataType,
	type DateTime,
	DecodeError,
	type DeviceCertificate,
	decodeV0,
	RealmCertificate,
	type RealmRole,
	type RealmRoleCertificate,
	SequesterAuthorityCertificate,
	SequesterSignedCertificate,
	ShamirRecoveryCertificate,
	type UserID,
	type VerifyKey,
	type VlobID,
} from "@parallax/protocol";
import { InvalidCertificate, must, type RefusedCertificate } from "./invalid.ts";
import { type CertificateView, profileAt, type RealmRecord, revokedAt, rolesAt, type UserRecord } from "./view.ts";

// [Note: neither stricter nor laxer]
// These are the rules of certificates.md §4, in its order. A certificate refused here blocks this user on every device for
// good, so nothing may be added to them; whatever is stricter belongs in the server (§4.6).

/** Validates one certificate of the common topic, and adds it to the view. @throws InvalidCertificate */
export function addCommon(view: CertificateView, rootKey: VerifyKey, signed: Uint8Array): Promise<void> {
	return named("common", null, CommonCertificate, signed, () => addOneCommon(view, rootKey, signed));
}

async function addOneCommon(view: CertificateView, rootKey: VerifyKey, signed: Uint8Array): Promise<void> {
	const { certificate, author } = await authenticate(view, rootKey, CommonCertificate, signed);
	const { last } = view;
	switch (certificate.type) {
		case "user_certificate": {
			requireNewer(certificate.timestamp, last.common);
			if (author) {
				await requireAdmin(view, author, certificate.timestamp);
			} else {
				must(last.common === null, "root_signature_out_of_bootstrap");
				const { authority } = await view.sequester();
				must(!authority || authority.timestamp === certificate.timestamp, "root_signature_timestamp_mismatch");
			}
			must(!(await view.user(certificate.user_id)), "content_already_exists");
			break;
		}
		case "device_certificate":
			await checkDevice(view, certificate, author);
			break;
		case "user_update_certificate": {
			const user = await checkAdministration(view, certificate, author);
			must(profileAt(user, certificate.timestamp) !== certificate.new_profile, "content_already_exists");
			break;
		}
		case "revoked_user_certificate":
			await checkAdministration(view, certificate, author);
			break;
	}
	view.addCommon(certificate, signed);
}

/** Validates one certificate of a realm's topic, and adds it to the view. @throws InvalidCertificate */
export function addRealm(
	view: CertificateView,
	rootKey: VerifyKey,
	realmId: VlobID,
	signed: Uint8Array,
): Promise<void> {
	return named("realm", realmId, RealmCertificate, signed, () => addOneRealm(view, rootKey, realmId, signed));
}

async function addOneRealm(
	view: CertificateView,
	rootKey: VerifyKey,
	realmId: VlobID,
	signed: Uint8Array,
): Promise<void> {
	const { certificate, author } = await authenticate(view, rootKey, RealmCertificate, signed);
	must(author !== undefined && certificate.realm_id === realmId, "corrupted");
	const { timestamp } = certificate;
	requireNewer(timestamp, view.last.realms.get(realmId) ?? null);
	const realm = await view.realm(realmId);
	if (certificate.type === "realm_role_certificate") {
		await checkRole(view, realm, certificate, author.user_id);
	} else {
		must(
			realm.certificates.some(({ type }) => type === "realm_role_certificate"),
			"realm_first_certificate_must_be_role",
		);
		const role = rolesAt(realm, timestamp).get(author.user_id);
		must(role !== undefined, "realm_author_has_no_role");
		must(role === "OWNER", "realm_author_not_owner");
		await requireAlive(view, author, timestamp);
	}
	await view.addRealm(certificate, signed);
}

/** Validates one certificate of the sequester topic, and adds it to the view. @throws InvalidCertificate */
export function addSequester(view: CertificateView, rootKey: VerifyKey, signed: Uint8Array): Promise<void> {
	return named("sequester", null, SequesterAuthorityCertificate, signed, () => addOneSequester(view, rootKey, signed));
}

async function addOneSequester(view: CertificateView, rootKey: VerifyKey, signed: Uint8Array): Promise<void> {
	const { authority, services } = await view.sequester();
	if (!authority) {
		// An organization is sequestered at its bootstrap or never: the authority comes before everything else.
		const certificate = orCorrupted(() => openSigned(SequesterAuthorityCertificate, signed, rootKey));
		must(view.empty, "sequester_authority_must_be_first");
		return view.addAuthority(certificate, signed);
	}
	const key = orCorrupted(() => RsaPublicKey.fromDer(authority.verify_key_der));
	const certificate = await openSequesterSigned(SequesterSignedCertificate, signed, key).catch(asCorrupted);
	requireNewer(certificate.timestamp, view.last.sequester);
	const same = services.filter(({ service_id }) => service_id === certificate.service_id);
	must(
		!same.some(({ type }) => type === certificate.type),
		certificate.type === "sequester_service_certificate"
			? "content_already_exists"
			: "related_sequester_service_already_revoked",
	);
	await view.addService(certificate, signed);
}

/**
 * Validates the certificates of the Shamir topic that came in one batch, and adds them to the view: a brief that names us
 * is followed at once by our share.
 * @throws InvalidCertificate
 */
export async function addShamir(
	view: CertificateView,
	rootKey: VerifyKey,
	batch: readonly Uint8Array[],
): Promise<void> {
	let shareDue = false;
	for (const [index, signed] of batch.entries()) {
		await named("shamirRecovery", null, ShamirRecoveryCertificate, signed, async () => {
			const certificate = await addOneShamir(view, rootKey, signed);
			must(!shareDue || certificate.type === "shamir_recovery_share_certificate", "shamir_missing_share");
			shareDue =
				certificate.type === "shamir_recovery_brief_certificate" && certificate.per_recipient_shares.has(view.self);
			must(!shareDue || index < batch.length - 1, "shamir_missing_share");
		});
	}
}

/** Tells of what `judge` refuses which certificate that is. */
async function named<T extends object>(
	topic: RefusedCertificate["topic"],
	realm: VlobID | null,
	type: DataType<T>,
	signed: Uint8Array,
	judge: () => Promise<void>,
): Promise<void> {
	try {
		await judge();
	} catch (error) {
		if (!(error instanceof InvalidCertificate)) throw error;
		throw new InvalidCertificate(error.reason, { topic, realm, claims: claimsOf(type, signed) });
	}
}

function claimsOf<T extends object>(type: DataType<T>, signed: Uint8Array): RefusedCertificate["claims"] {
	try {
		// The authority of a sequester names no author: it is the organization's.
		return { author: null, ...peekSigned(type, signed) } as unknown as RefusedCertificate["claims"];
	} catch (error) {
		if (error instanceof DecodeError || error instanceof SignatureError) return null;
		throw error;
	}
}

async function addOneShamir(
	view: CertificateView,
	rootKey: VerifyKey,
	signed: Uint8Array,
): Promise<ShamirRecoveryCertificate> {
	const { certificate, author } = await authenticate(view, rootKey, ShamirRecoveryCertificate, signed);
	must(author !== undefined, "corrupted");
	const { timestamp } = certificate;
	const owner = author.user_id;
	const known = await view.shamir();
	switch (certificate.type) {
		case "shamir_recovery_brief_certificate": {
			requireNewer(timestamp, view.last.shamirRecovery);
			const recipients = certificate.per_recipient_shares;
			must(certificate.user_id === owner, "shamir_not_about_self");
			must(!recipients.has(owner), "shamir_self_among_recipients");
			must(owner === view.self || recipients.has(view.self), "shamir_unrelated_to_us");
			must(!activeSetup(known, owner, timestamp), "shamir_already_setup");
			await requireAlive(view, author, timestamp);
			for (const recipient of recipients.keys()) {
				must(!revokedAt(await existing(view, recipient, timestamp), timestamp), "related_user_already_revoked");
			}
			break;
		}
		case "shamir_recovery_share_certificate": {
			const last = view.last.shamirRecovery;
			must(last === null || timestamp >= last, "invalid_timestamp");
			const brief = known.findLast(
				(each) => each.type === "shamir_recovery_brief_certificate" && each.timestamp <= timestamp,
			);
			must(
				brief?.type === "shamir_recovery_brief_certificate" &&
					brief.timestamp === timestamp &&
					brief.author === certificate.author &&
					brief.per_recipient_shares.has(certificate.recipient),
				"shamir_missing_brief",
			);
			must(certificate.recipient === view.self, "shamir_unrelated_to_us");
			must(
				!known.some(
					(each) =>
						each.type === "shamir_recovery_share_certificate" &&
						each.author === certificate.author &&
						each.recipient === certificate.recipient &&
						each.timestamp === timestamp,
				),
				"content_already_exists",
			);
			must(certificate.user_id === owner, "shamir_not_about_self");
			await requireAlive(view, author, timestamp);
			break;
		}
		case "shamir_recovery_deletion_certificate": {
			requireNewer(timestamp, view.last.shamirRecovery);
			must(certificate.setup_to_delete_user_id === owner, "shamir_not_about_self");
			const brief = lastBrief(known, owner, timestamp);
			must(brief?.timestamp === certificate.setup_to_delete_timestamp, "shamir_deletion_must_reference_last_setup");
			must(activeSetup(known, owner, timestamp) !== undefined, "shamir_already_deleted");
			const recipients = new Set(brief?.per_recipient_shares.keys());
			must(
				recipients.symmetricDifference(certificate.share_recipients).size === 0,
				"shamir_deletion_recipients_mismatch",
			);
			await requireAlive(view, author, timestamp);
			break;
		}
	}
	await view.addShamir(certificate, signed);
	return certificate;
}

/** The steps of §4.1 that come before the rules of each type. */
async function authenticate<T extends { readonly author: string | null; readonly timestamp: DateTime }>(
	view: CertificateView,
	rootKey: VerifyKey,
	type: DataType<T>,
	signed: Uint8Array,
): Promise<{ readonly certificate: T; readonly author: DeviceCertificate | undefined }> {
	// Only `author` and `timestamp` count until the signature is verified, just below, over these same bytes.
	const certificate = orCorrupted(() => decodeV0(type, unverifiedMessage(signed)));
	if (certificate.author === null) {
		orCorrupted(() => verify(rootKey, signed));
		return { certificate, author: undefined };
	}
	const author = await view.device(certificate.author as DeviceCertificate["device_id"]);
	must(author !== undefined, "non_existing_author");
	must(author.timestamp <= certificate.timestamp, "older_than_author");
	orCorrupted(() => verify(author.verify_key, signed));
	return { certificate, author };
}

/** A first device is signed by whoever let the user in; the others by a device of the user. */
async function checkDevice(
	view: CertificateView,
	certificate: DeviceCertificate,
	author: DeviceCertificate | undefined,
): Promise<void> {
	const { timestamp, user_id } = certificate;
	const last = view.last.common;
	const first = author?.user_id !== user_id;
	must(last === null || timestamp > last || (first && timestamp === last), "invalid_timestamp");
	if (author) await (first ? requireAdmin(view, author, timestamp) : requireAlive(view, author, timestamp));
	const user = await existing(view, user_id, timestamp);
	if (first) {
		must(user.certificate.author === certificate.author, "user_first_device_author_mismatch");
		must(user.certificate.timestamp === timestamp, "user_first_device_timestamp_mismatch");
	}
	must(!revokedAt(user, timestamp), "related_user_already_revoked");
	must(!(await view.device(certificate.device_id)), "content_already_exists");
}

/** What a profile update and a revocation have in common; gives the user that it is about. */
async function checkAdministration(
	view: CertificateView,
	{ timestamp, user_id }: { readonly timestamp: DateTime; readonly user_id: UserID },
	author: DeviceCertificate | undefined,
): Promise<UserRecord> {
	requireNewer(timestamp, view.last.common);
	must(author !== undefined, "corrupted");
	must(author.user_id !== user_id, "self_signed");
	await requireAdmin(view, author, timestamp);
	const user = await existing(view, user_id, timestamp);
	must(!revokedAt(user, timestamp), "related_user_already_revoked");
	return user;
}

const SENIORITY: readonly RealmRole[] = ["OWNER", "MANAGER", "CONTRIBUTOR", "READER"];

async function checkRole(
	view: CertificateView,
	realm: RealmRecord,
	{ timestamp, user_id, role }: RealmRoleCertificate,
	author: UserID,
): Promise<void> {
	const roles = rolesAt(realm, timestamp);
	const authorRole = roles.get(author);
	const exists = realm.certificates.some(
		(each) => each.type === "realm_role_certificate" && each.timestamp <= timestamp,
	);
	if (!exists) {
		must(author === user_id, "realm_first_role_must_be_self_signed");
		must(role === "OWNER", "realm_first_role_must_be_owner");
	} else if (author === user_id) {
		must(role === "OWNER", "realm_self_promotion_role_must_be_owner");
		must(authorRole !== undefined, "realm_author_has_no_role");
		must(authorRole !== "OWNER", "content_already_exists");
		for (const [member, memberRole] of roles) {
			if (SENIORITY.indexOf(memberRole) >= SENIORITY.indexOf(authorRole)) continue;
			const user = await view.user(member);
			const active = user && !revokedAt(user, timestamp) && profileAt(user, timestamp) !== "OUTSIDER";
			must(!active, "realm_self_promotion_higher_active_role_already_exists");
		}
	} else {
		must(authorRole !== undefined, "realm_author_has_no_role");
		const current = roles.get(user_id) ?? null;
		must(role !== current, "content_already_exists");
		if (governs(role) || governs(current)) must(authorRole === "OWNER", "realm_author_not_owner");
		else must(governs(authorRole), "realm_author_not_owner_or_manager");
	}
	const user = await existing(view, user_id, timestamp);
	if (role !== null) must(!revokedAt(user, timestamp), "related_user_already_revoked");
	must(!governs(role) || profileAt(user, timestamp) !== "OUTSIDER", "realm_outsider_cannot_be_owner_or_manager");
}

function governs(role: RealmRole | null): boolean {
	return role === "OWNER" || role === "MANAGER";
}

function lastBrief(known: readonly ShamirRecoveryCertificate[], owner: UserID, at: DateTime) {
	return known.findLast(
		(each) => each.type === "shamir_recovery_brief_certificate" && each.user_id === owner && each.timestamp <= at,
	) as Extract<ShamirRecoveryCertificate, { type: "shamir_recovery_brief_certificate" }> | undefined;
}

/** The last brief of a user, unless it was deleted (§4.5). */
export function activeSetup(known: readonly ShamirRecoveryCertificate[], owner: UserID, at: DateTime) {
	const brief = lastBrief(known, owner, at);
	const deleted = known.some(
		(each) =>
			each.type === "shamir_recovery_deletion_certificate" &&
			each.setup_to_delete_user_id === owner &&
			each.setup_to_delete_timestamp === brief?.timestamp &&
			each.timestamp <= at,
	);
	return deleted ? undefined : brief;
}

function requireNewer(timestamp: DateTime, last: DateTime | null): void {
	must(last === null || timestamp > last, "invalid_timestamp");
}

async function requireAlive(view: CertificateView, author: DeviceCertificate, at: DateTime): Promise<UserRecord> {
	const user = await view.user(author.user_id);
	must(user !== undefined, "non_existing_author");
	must(!revokedAt(user, at), "revoked_author");
	return user;
}

async function requireAdmin(view: CertificateView, author: DeviceCertificate, at: DateTime): Promise<void> {
	const user = await requireAlive(view, author, at);
	must(profileAt(user, at) === "ADMIN", "author_not_admin");
}

async function existing(view: CertificateView, id: UserID, at: DateTime): Promise<UserRecord> {
	const user = await view.user(id);
	must(user !== undefined, "non_existing_related_user");
	must(user.certificate.timestamp <= at, "older_than_related_user");
	return user;
}

function orCorrupted<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		return asCorrupted(error);
	}
}

function asCorrupted(error: unknown): never {
	if (error instanceof DecodeError || error instanceof SignatureError) throw new InvalidCertificate("corrupted");
	throw error;
}
