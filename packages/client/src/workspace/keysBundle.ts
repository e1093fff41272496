import {
	DERIVATION,
	DecryptionError,
	decrypt,
	deriveSecretKey,
	encrypt,
	encryptSigned,
	newSecretKey,
	openSealedObject,
	openSigned,
	peekSigned,
	RsaPublicKey,
	SignatureError,
	sealObject,
	sequesterEncryptObject,
} from "@parallax/crypto";
import {
	type DateTime,
	DecodeError,
	type KeyDerivation,
	type LocalDevice,
	type PublicKey,
	type RealmKeyRotationCertificate,
	RealmKeysBundle,
	RealmKeysBundleAccess,
	type SecretKey,
	type SequesterPublicKeyDer,
	type VlobID,
} from "@parallax/protocol";
import { type CertificateView, deviceAt } from "../certificate/index.ts";
import { RealmKeys } from "./realmKeys.ts";

/** Why a bundle is not to be believed, in the order of the checks of workspace-data.md §2.4. */
export type InvalidKeysBundleReason =
	| "corrupted_access"
	| "decryption"
	| "corrupted"
	| "non_existing_author"
	| "realm_id_mismatch"
	| "key_index_mismatch"
	| "author_mismatch";

export interface InvalidKeysBundle {
	readonly status: "invalid_keys_bundle";
	readonly reason: InvalidKeysBundleReason;
}

export type OpenedKeysBundle = { readonly status: "ok"; readonly keys: RealmKeys } | InvalidKeysBundle;

/** Those of a realm from the first one on; not none. */
export type Rotations = readonly [RealmKeyRotationCertificate, ...RealmKeyRotationCertificate[]];

/**
 * Opens the bundle of the last of `rotations` (workspace-data.md §2.4).
 * The date of a bundle is not compared with anything: official clients read their clock again for it (§2.2).
 */
export async function openKeysBundle(
	view: CertificateView,
	device: Pick<LocalDevice, "private_key">,
	rotations: Rotations,
	received: { readonly keys_bundle: Uint8Array; readonly keys_bundle_access: Uint8Array },
): Promise<OpenedKeysBundle> {
	const last = rotations[rotations.length - 1] as RealmKeyRotationCertificate;
	const bundleKey = attempt(
		() => openSealedObject(RealmKeysBundleAccess, received.keys_bundle_access, device.private_key).keys_bundle_key,
	);
	if (!bundleKey) return invalid("corrupted_access");
	const signed = attempt(() => decrypt(bundleKey, received.keys_bundle));
	if (!signed) return invalid("decryption");
	const claims = attempt(() => peekSigned(RealmKeysBundle, signed));
	if (!claims) return invalid("corrupted");
	const author = await deviceAt(view, claims.author, claims.timestamp);
	if (author.status !== "found") return invalid("non_existing_author");
	const bundle = attempt(() => openSigned(RealmKeysBundle, signed, author.certificate.verify_key));
	if (!bundle) return invalid("corrupted");
	if (bundle.realm_id !== last.realm_id) return invalid("realm_id_mismatch");
	if (BigInt(bundle.keys.length) !== last.key_index) return invalid("key_index_mismatch");
	if (bundle.author !== last.author) return invalid("author_mismatch");
	const corrupted = rotations.filter(({ key_canary }, position) => {
		const key = bundle.keys[position];
		return !key || !passesCanary(key, key_canary);
	});
	const indexes = new Set(corrupted.map(({ key_index }) => key_index));
	return { status: "ok", keys: new RealmKeys(bundle.keys, indexes, bundleKey) };
}

/** What lets any member test that a key is the one that its rotation meant. */
export function canaryOf(key: KeyDerivation): Uint8Array {
	return encrypt(deriveSecretKey(key, DERIVATION.realmKeyCanary), new Uint8Array());
}

/** Whether a key is the one that its rotation meant. */
export function passesCanary(key: KeyDerivation, canary: Uint8Array): boolean {
	return attempt(() => decrypt(deriveSecretKey(key, DERIVATION.realmKeyCanary), canary)) !== undefined;
}

/** A bundle of these keys, under a new key of its own. */
export function makeKeysBundle(
	{ device_id, signing_key }: Pick<LocalDevice, "device_id" | "signing_key">,
	realm_id: VlobID,
	timestamp: DateTime,
	keys: readonly KeyDerivation[],
): { readonly keysBundle: Uint8Array; readonly bundleKey: SecretKey } {
	const bundleKey = newSecretKey();
	const bundle = { type: "realm_keys_bundle", author: device_id, timestamp, realm_id, keys } as const;
	return { keysBundle: encryptSigned(RealmKeysBundle, bundle, signing_key, bundleKey), bundleKey };
}

/** What gives one member a bundle. */
export function accessFor(member: PublicKey, keys_bundle_key: SecretKey): Uint8Array {
	return sealObject(RealmKeysBundleAccess, { type: "realm_keys_bundle_access", keys_bundle_key }, member);
}

/** What gives one sequester service a bundle. */
export function accessForService(service: SequesterPublicKeyDer, keys_bundle_key: SecretKey): Promise<Uint8Array> {
	return sequesterEncryptObject(
		RealmKeysBundleAccess,
		{ type: "realm_keys_bundle_access", keys_bundle_key },
		RsaPublicKey.fromDer(service),
	);
}

function invalid(reason: InvalidKeysBundleReason): InvalidKeysBundle {
	return { status: "invalid_keys_bundle", reason };
}

/** What hostile bytes hold; `undefined` when they are refused. */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof DecryptionError || error instanceof SignatureError || error instanceof DecodeError)
			return undefined;
		throw error;
	}
}
