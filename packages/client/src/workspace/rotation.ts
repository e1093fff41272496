import { newKeyDerivation, signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	type DateTime,
	type KeyDerivation,
	RealmKeyRotationCertificate,
	type SequesterServiceID,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import { activeServices, type CertificateView, keyRotations, rolesAt } from "../certificate/index.ts";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import { caughtUp, type WorkspaceAuthor } from "./author.ts";
import { accessFor, accessForService, canaryOf, makeKeysBundle } from "./keysBundle.ts";
import type { NoKeys, RealmKeyStore } from "./realmKeyStore.ts";
import { recoverKeys } from "./recovery.ts";
import { type Refusal, refusalOf, refused, type SequesterRefusal } from "./refusal.ts";

export type RotationOutcome =
	/** The realm has the key of the index that was asked for, whoever made it. */
	{ readonly status: "ok" } | Exclude<NoKeys, { readonly status: "no_key" }> | Refusal | SequesterRefusal;

/** The index that a rotation decided on now is to have. */
export async function nextKeyIndex({ certificates }: WorkspaceAuthor, realmId: VlobID): Promise<bigint> {
	return BigInt(keyRotations(await (await certificates.view()).realm(realmId)).length) + 1n;
}

/**
 * Gives a realm its key `target`, unless it has one of that index already: several Owners may ask for the same (§2.6 of
 * workspace-data.md). Everybody who has a role gets it, those revoked whom nobody has unshared yet included.
 * @throws ConnectionError, InvalidCertificate
 */
export async function rotateKey(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
	target: bigint,
): Promise<RotationOutcome> {
	for (;;) {
		if ((await nextKeyIndex(author, realmId)) !== target) return { status: "ok" };
		const before = await keysBefore(author, store, realmId);
		if (before.status !== "ok") return before;
		const seen = await author.certificates.view();
		const { reply, timestamp } = await send(author, seen, realmId, target, before.keys);
		switch (reply.status) {
			case "ok":
				await author.certificates.poll({ realms: new Map([[realmId, timestamp]]) });
				return { status: "ok" };
			case "bad_key_index": {
				const required = { realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) };
				if (await caughtUp(author, seen, required)) continue;
				return refused(reply.status);
			}
			case "participant_mismatch": {
				const required = { realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) };
				if (await caughtUp(author, seen, required)) continue;
				return refused(reply.status);
			}
			case "sequester_service_mismatch": {
				if (await caughtUp(author, seen, { sequester: reply.last_sequester_certificate_timestamp })) continue;
				return refused(reply.status);
			}
			case "rejected_by_sequester_service":
			case "sequester_service_unavailable":
				return reply;
			default:
				return refusalOf(reply);
		}
	}
}

/**
 * The keys that the next bundle carries on. Damaged ones are mended on the way by what older bundles still have; when the
 * last bundle cannot be read and nothing is recovered, rotating would only take from others what they can read.
 */
async function keysBefore(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
): Promise<
	{ readonly status: "ok"; readonly keys: readonly KeyDerivation[] } | Exclude<NoKeys, { readonly status: "no_key" }>
> {
	const known = await store.get(realmId);
	if (known.status === "no_key") return { status: "ok", keys: [] };
	if (known.status === "ok" && known.keys.corrupted.size === 0) return { status: "ok", keys: known.keys.all };
	if (known.status !== "ok" && known.status !== "invalid_keys_bundle") return known;
	const mended = await recoverKeys(author, store, realmId);
	if (mended.status === "ok" && mended.recovered.length > 0) return { status: "ok", keys: mended.keys };
	return known.status === "ok" ? { status: "ok", keys: known.keys.all } : known;
}

/**
 * One request, made again while its timestamp is refused. Every attempt has keys of its own: an access that was sealed for a
 * member who turns out to have left must open nothing.
 */
async function send(
	author: WorkspaceAuthor,
	view: CertificateView,
	realm_id: VlobID,
	key_index: bigint,
	before: readonly KeyDerivation[],
) {
	const { device, caller } = author;
	let timestamp = author.now();
	const reply = await signedUntilAccepted(author, OFFSET.realm, async (now) => {
		timestamp = now;
		const key = newKeyDerivation();
		const certificate = {
			type: "realm_key_rotation_certificate",
			author: device.device_id,
			timestamp,
			realm_id,
			key_index,
			encryption_algorithm: "BLAKE2_XSALSA20_POLY1305",
			hash_algorithm: "SHA256",
			key_canary: canaryOf(key),
		} as const;
		const { keysBundle, bundleKey } = makeKeysBundle(device, realm_id, timestamp, [...before, key]);
		const members = new Set([...rolesAt(await view.realm(realm_id)).keys(), device.user_id]);
		const accesses = new Map<UserID, Uint8Array>();
		for (const member of members) {
			const user = await view.user(member);
			if (user) accesses.set(member, accessFor(user.certificate.public_key, bundleKey));
		}
		const services = activeServices(await view.sequester());
		const forServices = new Map<SequesterServiceID, Uint8Array>();
		for (const { service_id, encryption_key_der } of services ?? [])
			forServices.set(service_id, await accessForService(encryption_key_der, bundleKey));
		return caller.call(authenticatedCommands.commands.realm_rotate_key, {
			realm_key_rotation_certificate: signObject(RealmKeyRotationCertificate, certificate, device.signing_key),
			per_participant_keys_bundle_access: accesses,
			per_sequester_service_keys_bundle_access: services ? forServices : null,
			keys_bundle: keysBundle,
		});
	});
	return { reply, timestamp: timestamp as DateTime };
}

export type HealOutcome =
	/** All that the last bundle should hold, it holds. */
	| { readonly status: "nothing_to_heal" }
	/** A new bundle holds them again. `lost`: what no bundle of this user has. */
	| { readonly status: "healed"; readonly recovered: readonly bigint[]; readonly lost: readonly bigint[] }
	/** Nothing that is missing is in an older bundle of this user: another Owner may have more. */
	| { readonly status: "nothing_recovered" }
	| Exclude<RotationOutcome, { readonly status: "ok" }>
	| { readonly status: "no_key" };

/**
 * Mends the keys bundle of a realm from older ones, by a rotation whose bundle holds what was recovered (workspace-data.md
 * §2.8). For Owners.
 * @throws ConnectionError, InvalidCertificate
 */
export async function healKeys(author: WorkspaceAuthor, store: RealmKeyStore, realmId: VlobID): Promise<HealOutcome> {
	const target = await nextKeyIndex(author, realmId);
	const known = await store.get(realmId);
	if (known.status === "ok" && known.keys.corrupted.size === 0) return { status: "nothing_to_heal" };
	if (known.status !== "ok" && known.status !== "invalid_keys_bundle") return known;
	const mended = await recoverKeys(author, store, realmId);
	if (mended.status !== "ok") return mended;
	if (mended.recovered.length === 0) return { status: "nothing_recovered" };
	const rotated = await rotateKey(author, store, realmId, target);
	if (rotated.status !== "ok") return rotated;
	return { status: "healed", recovered: mended.recovered, lost: mended.lost };
}
