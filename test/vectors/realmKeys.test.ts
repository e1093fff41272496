import assert from "node:assert/strict";
import { test } from "node:test";
import { openSealedObject, publicKeyOf, verifyKeyOf } from "@parallax/crypto";
import {
	DateTime,
	type DeviceCertificate,
	DeviceID,
	KeyDerivation,
	PrivateKey,
	type RealmKeyRotationCertificate,
	RealmKeysBundleAccess,
	SecretKey,
	SigningKey,
	VerifyKey,
	VlobID,
} from "@parallax/protocol";
import type { CertificateView } from "../../packages/client/src/certificate/index.ts";
import { accessFor, canaryOf, makeKeysBundle, openKeysBundle } from "../../packages/client/src/workspace/keysBundle.ts";
import { loadVectors } from "./support.ts";

interface RealmCase {
	readonly class: string;
	readonly name: string;
	readonly encrypted_signed?: string;
	readonly sealed_serialized?: string;
	readonly key?: string;
	readonly keys?: readonly string[];
	readonly private_key?: string;
	readonly signing_key_seed?: string;
	readonly verify_key?: string;
	readonly expected_author?: string;
	readonly expected_realm?: string;
}

const hex = (text: string | undefined) => Uint8Array.fromHex(text ?? "");
const cases = loadVectors<RealmCase>("client-realm.json");
const bundles = cases.filter(({ encrypted_signed }) => encrypted_signed !== undefined);
const accesses = cases.filter(({ sealed_serialized }) => sealed_serialized !== undefined);

/** The certificates that the official program had when it wrote a bundle: its author, and a rotation for each key. */
function written(bundle: RealmCase) {
	const author = DeviceID.parse(bundle.expected_author ?? "");
	const realm_id = VlobID.parse(bundle.expected_realm ?? "");
	const keys = (bundle.keys ?? []).map((key) => new KeyDerivation(hex(key)));
	const rotations = keys.map(
		(key, position): RealmKeyRotationCertificate => ({
			type: "realm_key_rotation_certificate",
			author,
			timestamp: DateTime.fromMicroseconds(BigInt(position)),
			realm_id,
			key_index: BigInt(position + 1),
			encryption_algorithm: "BLAKE2_XSALSA20_POLY1305",
			hash_algorithm: "SHA256",
			key_canary: canaryOf(key),
		}),
	);
	const certificate = {
		type: "device_certificate",
		device_id: author,
		timestamp: DateTime.EPOCH,
		verify_key: VerifyKey.fromBytes(hex(bundle.verify_key)),
	} as DeviceCertificate;
	const view = { device: async (id: DeviceID) => (id === author ? certificate : undefined) } as CertificateView;
	const [first, ...others] = rotations;
	assert(first);
	return { author, realm_id, keys, view, rotations: [first, ...others] as const };
}

test("client-realm.json: bundles and accesses of the official program are opened, and every check passes", async () => {
	assert(bundles.length > 0 && bundles.length === accesses.length);
	for (const [position, bundle] of bundles.entries()) {
		const access = accesses[position];
		assert(access);
		const { keys, view, rotations } = written(bundle);
		const private_key = new PrivateKey(hex(access.private_key));
		const opened = await openKeysBundle(view, { private_key }, rotations, {
			keys_bundle: hex(bundle.encrypted_signed),
			keys_bundle_access: hex(access.sealed_serialized),
		});
		assert(opened.status === "ok", bundle.name);
		assert.deepEqual(opened.keys.corrupted, new Set());
		assert.deepEqual(
			opened.keys.all.map((key) => key.expose().toHex()),
			keys.map((key) => key.expose().toHex()),
		);
		assert.equal(opened.keys.bundleKey.expose().toHex(), bundle.key);
	}
});

test("client-realm.json: what is written here has the same content", async () => {
	for (const [position, bundle] of bundles.entries()) {
		const { author, realm_id, keys, view, rotations } = written(bundle);
		const signing_key = new SigningKey(hex(bundle.signing_key_seed));
		assert.equal(verifyKeyOf(signing_key).toHex(), bundle.verify_key);
		const writer = { device_id: author, signing_key };
		const { keysBundle, bundleKey } = makeKeysBundle(writer, realm_id, DateTime.EPOCH, keys);
		const private_key = new PrivateKey(hex(accesses[position]?.private_key));
		const access = accessFor(publicKeyOf(private_key), bundleKey);
		const received = { keys_bundle: keysBundle, keys_bundle_access: access };
		const opened = await openKeysBundle(view, { private_key }, rotations, received);
		assert(opened.status === "ok", bundle.name);
		assert.equal(opened.keys.index, BigInt(keys.length));
		const key = openSealedObject(RealmKeysBundleAccess, access, private_key).keys_bundle_key;
		assert.ok(SecretKey.is(key));
		assert.notEqual(key.expose().toHex(), bundle.key, "a fresh key each time");
	}
});
