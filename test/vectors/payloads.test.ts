import assert from "node:assert/strict";
import { test } from "node:test";
import {
	decryptObject,
	decryptSigned,
	openSealedObject,
	openSealedSigned,
	publicKeyOf,
	sealObject,
	sealSigned,
	sha256,
	signObject,
} from "@parallax/crypto";
import {
	AccountVaultItem,
	type DataType,
	DateTime,
	DeviceID,
	decodeMsgpack,
	decodeV0,
	encodeAs,
	encodeV0,
	PrivateKey,
	RealmKeysBundle,
	SecretKey,
	ShamirRecoverySecret,
	SigningKey,
	VerifyKey,
	VlobID,
	vaultItemFingerprintSource,
} from "@parallax/protocol";
import { bytes, checkValue, type DataCase, type DataValue, dataTypeNamed } from "./dataSupport.ts";
import { assertSameWire, loadVectors, toWire } from "./support.ts";

interface PayloadCase extends DataCase {
	readonly op?: string;
	/** Which of the next ones are there tells how the object is protected. */
	readonly hex?: string;
	readonly encrypted?: string;
	readonly encrypted_signed?: string;
	readonly sealed?: string;
	readonly sealed_serialized?: string;
	readonly key?: string;
	readonly private_key?: string;
	readonly signing_key_seed?: string;
	readonly verify_key?: string;
	readonly expected_author?: string;
	readonly expected_timestamp?: string;
	readonly expected_realm?: string;
	readonly expected_document_id?: string;
	readonly fingerprint?: string;
	readonly fingerprint_source?: string;
}

function expectedOf(vector: PayloadCase): Partial<DataValue> {
	const { expected_author, expected_timestamp, expected_realm, expected_document_id } = vector;
	return {
		...(expected_author !== undefined && { author: DeviceID.parse(expected_author) }),
		...(expected_timestamp !== undefined && { timestamp: DateTime.parse(expected_timestamp) }),
		...(expected_realm !== undefined && { realm_id: VlobID.parse(expected_realm) }),
		...(expected_document_id !== undefined && { document_id: VlobID.parse(expected_document_id) }),
	};
}

function open(type: DataType<DataValue>, vector: PayloadCase): DataValue {
	const { key = "", private_key = "", verify_key = "" } = vector;
	const verifyKey = () => VerifyKey.fromBytes(bytes(verify_key));
	if (vector.encrypted !== undefined) return decryptObject(type, bytes(vector.encrypted), new SecretKey(bytes(key)));
	if (vector.encrypted_signed !== undefined)
		return decryptSigned(
			type,
			bytes(vector.encrypted_signed),
			new SecretKey(bytes(key)),
			verifyKey(),
			expectedOf(vector),
		);
	if (vector.sealed !== undefined)
		return openSealedSigned(
			type,
			bytes(vector.sealed),
			new PrivateKey(bytes(private_key)),
			verifyKey(),
			expectedOf(vector),
		);
	if (vector.sealed_serialized !== undefined)
		return openSealedObject(type, bytes(vector.sealed_serialized), new PrivateKey(bytes(private_key)));
	return decodeV0(type, bytes(vector.hex ?? vector.serialized));
}

/** The cases of each file that are data objects. */
const files: Readonly<Record<string, (vector: PayloadCase) => boolean>> = {
	"payloads.json": (vector) => vector.class !== "ApiVersion",
	"client-account.json": () => true,
	"client-cryptpad.json": ({ op }) => op === "data",
	"client-invite.json": () => true,
	"client-realm.json": () => true,
	"client-shamir.json": (vector) => vector.class !== undefined,
};

for (const [file, isData] of Object.entries(files))
	test(`${file}: every object is opened, read and written as the official implementation does`, () => {
		const cases = loadVectors<PayloadCase>(file).filter(isData);
		assert(cases.length > 0);
		for (const vector of cases) {
			const type = dataTypeNamed(vector.class);
			checkValue(type, open(type, vector), vector);
		}
	});

test("client-account.json: the fingerprints of vault items", () => {
	const items = loadVectors<PayloadCase>("client-account.json").filter(({ fingerprint }) => fingerprint);
	assert(items.length > 0);
	for (const { serialized, fingerprint, fingerprint_source } of items) {
		const source = vaultItemFingerprintSource(decodeV0(AccountVaultItem, bytes(serialized)));
		assert.equal(source, fingerprint_source);
		assert.equal(sha256(new TextEncoder().encode(source)).toHex(), fingerprint);
	}
});

test("client-shamir.json: the secret that is split", () => {
	const cases = loadVectors<{ op: string; name: string; secret: string; secret_wire: unknown }>(
		"client-shamir.json",
	).filter(({ op }) => op === "secret");
	assert(cases.length > 0);
	for (const { name, secret, secret_wire } of cases) {
		const value = decodeV0(ShamirRecoverySecret, bytes(secret));
		assertSameWire(decodeMsgpack(encodeAs(ShamirRecoverySecret, value)), toWire(secret_wire), name);
	}
});

test("client-shamir.json: a share opens only with the key of its recipient, under the signature of its author", () => {
	const vector = loadVectors<PayloadCase>("client-shamir.json").find((one) => one.sealed !== undefined);
	assert(vector);
	const type = dataTypeNamed(vector.class);
	const value = open(type, vector);
	const author = new SigningKey(bytes(vector.signing_key_seed ?? ""));
	const recipient = new PrivateKey(bytes(vector.private_key ?? ""));
	const again = sealSigned(type, value, author, publicKeyOf(recipient)).toHex();
	assert.deepEqual(open(type, { ...vector, sealed: again }), value);
});

test("client-realm.json: a key bundle without any key is refused, an access opens with the key of its user", () => {
	const [bundle, access] = loadVectors<PayloadCase>("client-realm.json");
	assert(bundle && access);
	const value = open(dataTypeNamed("RealmKeysBundle"), bundle) as RealmKeysBundle;
	assert.throws(() => encodeV0(RealmKeysBundle, { ...value, keys: [] }), { name: "DecodeError" });
	assert.throws(() => signObject(RealmKeysBundle, { ...value, keys: [] }, new SigningKey(new Uint8Array(32))));

	const type = dataTypeNamed("RealmKeysBundleAccess");
	const user = new PrivateKey(bytes(access.private_key ?? ""));
	const again = sealObject(type, open(type, access), publicKeyOf(user)).toHex();
	checkValue(type, open(type, { ...access, sealed_serialized: again }), access);
});
