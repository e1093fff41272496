import {
	type authenticatedCommands,
	DateTime,
	RealmArchivingCertificate,
	RealmKeyRotationCertificate,
	RealmNameCertificate,
	RealmRoleCertificate,
	type ReplyOf,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import { notGreater } from "../certificate/timestamps.ts";
import type { PublicEvent } from "../events/events.ts";
import type { AuthenticatedHandler, Author } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { admitAuthor, type CurrentAuthor, recheckAuthor } from "../organization/gate.ts";
import { listActiveServices, type SequesterService } from "../sequester/store.ts";
import { type Question, withConsent } from "../sequester/webhook.ts";
import type { Database, Transaction } from "../sql/database.ts";
import { advanceTopic, lockTopic } from "../sql/locks.ts";
import { admitToRealm, readAuthorInRealm } from "./gate.ts";
import {
	givesTo,
	hasExactly,
	isTooSoon,
	judgeCertificate,
	judgeMember,
	judgeOwner,
	judgeSelfPromotion,
	judgeSharing,
	judgeUnsharing,
	makesOwner,
	takesFrom,
} from "./rules.ts";
import {
	createRealm,
	findRecipient,
	giveAccess,
	hasName,
	insertName,
	insertRole,
	listParticipants,
	readKeysBundle,
	readLastVlob,
	readMinimumArchivingPeriod,
	rotateKey,
	updateArchiving,
} from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

/*
 * Signatures are verified before the locks, so that nobody waits for them. A certificate that is refused names no realm to lock: the
 * author is all that is checked before telling so.
 */

const signerOf = ({ deviceId, verifyKey }: Author) => ({ author: deviceId, verifyKey });

/** The answer to an author whose request needs no more than who he is to be refused. @throws HttpRefusal 404, 460, 403, 461 */
function refuse<R>(database: Database, author: Author, refusal: (author: CurrentAuthor) => R): Promise<R> {
	return database.read(async (sql) => refusal(await recheckAuthor(sql, author)));
}

/** A change of roles comes after the vlobs too: none may be dated after its author has lost the right to write it. */
async function tooLateForRole(
	tx: Transaction,
	{ key, last }: { readonly key: bigint; readonly last: DateTime },
	lastCommon: DateTime,
	timestamp: DateTime,
) {
	const lastVlob = await readLastVlob(tx, key);
	return notGreater(DateTime.max(lastVlob, DateTime.max(lastCommon, last)), timestamp);
}

/** Moves the end of the topic to a certificate just added, and tells the members and whoever it concerns. */
async function conclude(
	tx: Transaction,
	{ organization }: Author,
	realm: VlobID,
	timestamp: DateTime,
	concerned: { readonly user: UserID; readonly removed: boolean },
): Promise<void> {
	await advanceTopic(tx, organization.key, realm, timestamp);
	tx.emit(realmCertificate(organization.id, realm, timestamp, concerned));
}

function realmCertificate(
	organization: Author["organization"]["id"],
	realm: VlobID,
	timestamp: DateTime,
	concerned: { readonly user: UserID; readonly removed: boolean },
): PublicEvent {
	return {
		kind: "public",
		organization,
		event: { event: "REALM_CERTIFICATE", timestamp, realm_id: realm },
		audience: { kind: "members", realm, concerned },
	};
}

/** commands-authenticated-data.md §5.5 */
const realm_create: AuthenticatedHandler<Commands["realm_create"]> = async ({ database, now }, author, request) => {
	const signed = request.realm_role_certificate;
	const judged = judgeCertificate(RealmRoleCertificate, signed, signerOf(author), now(), makesOwner(author.userId));
	if (judged.status !== "accepted")
		return refuse(database, author, ({ profile }) =>
			profile === "OUTSIDER" ? { status: "author_not_allowed" } : judged,
		);
	const { realm_id, timestamp } = judged.certificate;
	const { key, id } = author.organization;
	return database.write(async (tx) => {
		const { profile, lastCommon, userKey, deviceKey } = await admitAuthor(tx, author, "shared");
		if (profile === "OUTSIDER") return { status: "author_not_allowed" };
		const late = notGreater(lastCommon, timestamp);
		if (late) return late;
		const certified = { certificate: signed, certifier: deviceKey, timestamp };
		const known = await createRealm(tx, key, realm_id, userKey, certified);
		if (known) return { status: "realm_already_exists", last_realm_certificate_timestamp: known.existing };
		tx.emit(realmCertificate(id, realm_id, timestamp, { user: author.userId, removed: false }));
		return { status: "ok" };
	});
};

/** commands-authenticated-data.md §5.6 */
const realm_share: AuthenticatedHandler<Commands["realm_share"]> = async ({ database, now }, author, request) => {
	const signed = request.realm_role_certificate;
	const judged = judgeCertificate(RealmRoleCertificate, signed, signerOf(author), now(), givesTo(author.userId));
	if (judged.status !== "accepted") return refuse(database, author, () => judged);
	const { realm_id, user_id, role, timestamp } = judged.certificate;
	return database.write(async (tx) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		const member = judgeMember(found);
		if (member.status !== "open") return member;
		const { realm } = member;
		const recipient = await findRecipient(tx, author.organization.key, realm.key, user_id);
		const sharing = judgeSharing(realm.role, recipient, role);
		if (!recipient) return { status: "recipient_not_found" };
		if (sharing.status === "role_already_granted") return { ...sharing, last_realm_certificate_timestamp: realm.last };
		if (sharing.status !== "may share") return sharing;
		if (realm.keyIndex === 0n || request.key_index !== realm.keyIndex)
			return { status: "bad_key_index", last_realm_certificate_timestamp: realm.last };
		const late = await tooLateForRole(tx, realm, lastCommon, timestamp);
		if (late) return late;
		const access = request.recipient_keys_bundle_access;
		const certified = { certificate: signed, certifier: current.deviceKey, timestamp };
		await Promise.all([
			insertRole(tx, realm.key, recipient.key, role, certified),
			giveAccess(tx, realm.key, realm.keyIndex, recipient.key, access, timestamp),
			conclude(tx, author, realm_id, timestamp, { user: user_id, removed: false }),
		]);
		return { status: "ok" };
	});
};

/** commands-authenticated-data.md §5.7 */
const realm_unshare: AuthenticatedHandler<Commands["realm_unshare"]> = async ({ database, now }, author, request) => {
	const signed = request.realm_role_certificate;
	const judged = judgeCertificate(RealmRoleCertificate, signed, signerOf(author), now(), takesFrom(author.userId));
	if (judged.status !== "accepted") return refuse(database, author, () => judged);
	const { realm_id, user_id, timestamp } = judged.certificate;
	return database.write(async (tx) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		const member = judgeMember(found);
		if (member.status !== "open") return member;
		const { realm } = member;
		const recipient = await findRecipient(tx, author.organization.key, realm.key, user_id);
		const unsharing = judgeUnsharing(realm.role, recipient);
		if (!recipient) return { status: "recipient_not_found" };
		if (unsharing.status === "recipient_already_unshared")
			return { ...unsharing, last_realm_certificate_timestamp: realm.last };
		if (unsharing.status !== "may unshare") return unsharing;
		const late = await tooLateForRole(tx, realm, lastCommon, timestamp);
		if (late) return late;
		const certified = { certificate: signed, certifier: current.deviceKey, timestamp };
		await Promise.all([
			insertRole(tx, realm.key, recipient.key, null, certified),
			conclude(tx, author, realm_id, timestamp, { user: user_id, removed: true }),
		]);
		return { status: "ok" };
	});
};

/** commands-authenticated-data.md §5.8 */
const realm_self_promote_to_owner: AuthenticatedHandler<Commands["realm_self_promote_to_owner"]> = async (
	{ database, now },
	author,
	request,
) => {
	const signed = request.realm_role_certificate;
	const judged = judgeCertificate(RealmRoleCertificate, signed, signerOf(author), now(), makesOwner(author.userId));
	if (judged.status !== "accepted")
		return refuse(database, author, ({ profile }) =>
			profile === "OUTSIDER" ? { status: "author_is_outsider" } : judged,
		);
	const { realm_id, timestamp } = judged.certificate;
	return database.write(async (tx) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		if (current.profile === "OUTSIDER") return { status: "author_is_outsider" };
		const member = judgeMember(found);
		if (member.status !== "open") return member;
		const { realm } = member;
		const participants = await listParticipants(tx, realm.key);
		const active = participants.filter(({ revoked_on }) => revoked_on === null);
		const promotion = judgeSelfPromotion(
			member.role,
			active.map(({ role }) => role),
		);
		if (promotion.status === "active_owner_already_exists")
			return { ...promotion, last_realm_certificate_timestamp: realm.last };
		if (promotion.status !== "may promote") return promotion;
		const late = await tooLateForRole(tx, realm, lastCommon, timestamp);
		if (late) return late;
		const certified = { certificate: signed, certifier: current.deviceKey, timestamp };
		await Promise.all([
			insertRole(tx, realm.key, current.userKey, "OWNER", certified),
			conclude(tx, author, realm_id, timestamp, { user: author.userId, removed: false }),
		]);
		return { status: "ok" };
	});
};

/** commands-authenticated-data.md §5.9 */
const realm_rename: AuthenticatedHandler<Commands["realm_rename"]> = async ({ database, now }, author, request) => {
	const signed = request.realm_name_certificate;
	const judged = judgeCertificate(RealmNameCertificate, signed, signerOf(author), now());
	if (judged.status !== "accepted") return refuse(database, author, () => judged);
	const { realm_id, key_index, timestamp } = judged.certificate;
	return database.write(async (tx) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		const owner = judgeOwner(found);
		if (owner.status !== "open") return owner;
		const { realm } = owner;
		if (key_index !== realm.keyIndex) return { status: "bad_key_index", last_realm_certificate_timestamp: realm.last };
		if (request.initial_name_or_fail && (await hasName(tx, realm.key)))
			return { status: "initial_name_already_exists", last_realm_certificate_timestamp: realm.last };
		const late = notGreater(DateTime.max(lastCommon, realm.last), timestamp);
		if (late) return late;
		await Promise.all([
			insertName(tx, realm.key, { certificate: signed, certifier: current.deviceKey, timestamp }),
			conclude(tx, author, realm_id, timestamp, { user: author.userId, removed: false }),
		]);
		return { status: "ok" };
	});
};

/** commands-authenticated-data.md §5.10 */
const realm_rotate_key: AuthenticatedHandler<Commands["realm_rotate_key"]> = async (services, author, request) => {
	const { database, now } = services;
	const signed = request.realm_key_rotation_certificate;
	const judged = judgeCertificate(RealmKeyRotationCertificate, signed, signerOf(author), now());
	if (judged.status !== "accepted") return refuse(database, author, () => judged);
	const { certificate } = judged;
	const { realm_id, key_index, timestamp } = certificate;
	const perUser = request.per_participant_keys_bundle_access;
	const perService = request.per_sequester_service_keys_bundle_access;
	const { key } = author.organization;
	const question = ({ id }: SequesterService) => questionOf(certificate, request.keys_bundle, perService?.get(id));
	return withConsent<ReplyOf<Commands["realm_rotate_key"]>>(services, author, question, async (tx, unasked) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		const owner = judgeOwner(found);
		if (owner.status !== "open") return owner;
		const { realm } = owner;
		if (key_index !== realm.keyIndex + 1n)
			return { status: "bad_key_index", last_realm_certificate_timestamp: realm.last };
		const late = notGreater(DateTime.max(lastCommon, realm.last), timestamp);
		if (late) return late;
		const [participants, lastSequester, active] = await Promise.all([
			listParticipants(tx, realm.key),
			lockTopic(tx, key, "sequester", "shared"),
			listActiveServices(tx, key),
		]);
		if (
			!hasExactly(
				perUser,
				participants.map(({ id }) => id),
			)
		)
			return { status: "participant_mismatch", last_realm_certificate_timestamp: realm.last };
		if (!active && perService !== null) return { status: "organization_not_sequestered" };
		if (active) {
			if (lastSequester === undefined) throw new Error("a sequestered organization has no sequester topic");
			if (
				perService === null ||
				!hasExactly(
					perService,
					active.map(({ id }) => id),
				)
			)
				return { status: "sequester_service_mismatch", last_sequester_certificate_timestamp: lastSequester };
			const waiting = unasked(active);
			if (waiting) return waiting;
		}
		await rotateKey(tx, realm.key, {
			certificate: signed,
			certifier: current.deviceKey,
			timestamp,
			keyIndex: key_index,
			keysBundle: request.keys_bundle,
			perParticipant: byKey(participants, perUser),
			perSequesterService: byKey(active ?? [], perService ?? new Map()),
		});
		await conclude(tx, author, realm_id, timestamp, { user: author.userId, removed: false });
		return { status: "ok" };
	});
};

/** What a service is asked about a new key: it may open it with its own access (§5.12.3). */
function questionOf(
	{ realm_id, key_index, timestamp, hash_algorithm, key_canary }: RealmKeyRotationCertificate,
	keysBundle: Uint8Array,
	access: Uint8Array | undefined,
): Question {
	if (!access) throw new Error("a service is asked about a key that it gets no access to");
	return {
		type: "realm_rotate_key",
		write: { realm_id, key_index, timestamp },
		specific: {
			// Written otherwise than in the certificate, where it is the only one that there is.
			encryption_algorithm: "BLAKE2B_XSALSA20_POLY1305",
			hash_algorithm,
			key_canary: key_canary.toBase64(),
			keys_bundle: keysBundle.toBase64(),
			keys_bundle_access: access.toBase64(),
		},
		body: new Uint8Array(),
	};
}

/** The accesses by key in the database, of those who have each exactly one. */
function byKey<I>(
	owners: readonly { readonly key: bigint; readonly id: I }[],
	accesses: ReadonlyMap<I, Uint8Array>,
): ReadonlyMap<bigint, Uint8Array> {
	return new Map(
		owners.map(({ key, id }) => {
			const access = accesses.get(id);
			if (!access) throw new Error("an access that was counted is not there");
			return [key, access];
		}),
	);
}

/** commands-authenticated-data.md §5.11 */
const realm_get_keys_bundle: AuthenticatedHandler<Commands["realm_get_keys_bundle"]> = (
	{ database },
	author,
	{ realm_id, key_index },
) =>
	database.read(async (sql) => {
		const { author: current, realm } = await readAuthorInRealm(sql, author, realm_id);
		if (key_index === 0n) return { status: "bad_key_index" };
		if (!realm?.isKnownToAuthor) return { status: "author_not_allowed" };
		if (realm.status === "DELETED") return { status: "realm_deleted" };
		if (realm.role === null) return { status: "author_not_allowed" };
		if (key_index > realm.keyIndex) return { status: "bad_key_index" };
		const { keys_bundle, access } = await readKeysBundle(sql, realm.key, key_index, current.userKey);
		if (!access) return { status: "access_not_available_for_author" };
		return { status: "ok", keys_bundle, keys_bundle_access: access };
	});

/** commands-authenticated-data.md §5.16 */
const realm_update_archiving: AuthenticatedHandler<Commands["realm_update_archiving"]> = async (
	{ database, now },
	author,
	request,
) => {
	const signed = request.archiving_certificate;
	const judged = judgeCertificate(RealmArchivingCertificate, signed, signerOf(author), now());
	if (judged.status !== "accepted") return refuse(database, author, () => judged);
	const { realm_id, configuration, timestamp } = judged.certificate;
	return database.write(async (tx) => {
		const { author: current, lastCommon, realm: found } = await admitToRealm(tx, author, realm_id, "exclusive");
		const owner = judgeOwner(found);
		if (owner.status !== "open") return owner;
		const { realm } = owner;
		const minimum = await readMinimumArchivingPeriod(tx, author.organization.key);
		if (isTooSoon(configuration, timestamp, minimum)) return { status: "archiving_period_too_short" };
		const late = notGreater(DateTime.max(lastCommon, realm.last), timestamp);
		if (late) return late;
		const certified = { certificate: signed, certifier: current.deviceKey, timestamp };
		await Promise.all([
			updateArchiving(tx, realm.key, configuration, certified),
			conclude(tx, author, realm_id, timestamp, { user: author.userId, removed: false }),
		]);
		return { status: "ok" };
	});
};

export const authenticated = {
	realm_create,
	realm_share,
	realm_unshare,
	realm_self_promote_to_owner,
	realm_rename,
	realm_rotate_key,
	realm_get_keys_bundle,
	realm_update_archiving,
} satisfies AuthenticatedHandlers;
