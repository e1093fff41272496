import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import {
	DecryptionError,
	decryptObject,
	decryptSigned,
	encrypt,
	encryptObject,
	encryptSigned,
	newId,
	newPrivateKey,
	newSecretKey,
	newSequesterKey,
	newSigningKey,
	openSealedObject,
	openSequesterSigned,
	openSigned,
	peekSigned,
	publicKeyOf,
	SignatureError,
	sealObject,
	sequesterDecryptObject,
	sequesterEncryptObject,
	sequesterSignObject,
	sign,
	signObject,
	UnexpectedValueError,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	AccountVaultKeyAccess,
	DateTime,
	DecodeError,
	DeviceID,
	EntryName,
	FolderManifest,
	RealmKeysBundleAccess,
	RevokedUserCertificate,
	SecretKey,
	SequesterRevokedServiceCertificate,
	SequesterServiceID,
	SigningKey,
	UserID,
	VlobID,
} from "@parallax/protocol";

const timestamp = DateTime.parse("2024-01-01T00:00:00Z");
const author = newId(DeviceID);
const certificate: RevokedUserCertificate = {
	type: "revoked_user_certificate",
	author,
	timestamp,
	user_id: newId(UserID),
};

describe("a certificate", () => {
	const key = newSigningKey();
	const signed = signObject(RevokedUserCertificate, certificate, key);

	test("tells who claims to have signed it, then is read with the key of that device", () => {
		assert.deepEqual(peekSigned(RevokedUserCertificate, signed), { type: certificate.type, author, timestamp });
		assert.deepEqual(openSigned(RevokedUserCertificate, signed, verifyKeyOf(key), { author }), certificate);
	});

	test("is refused for the first reason there is", () => {
		const stranger = verifyKeyOf(newSigningKey());
		const open = (bytes: Uint8Array, verifyKey = verifyKeyOf(key)) =>
			openSigned(RevokedUserCertificate, bytes, verifyKey, { author: newId(DeviceID) });
		assert.throws(() => open(signed, stranger), SignatureError);
		assert.throws(() => open(sign(key, Uint8Array.of(1, 2, 3))), DecodeError);
		assert.throws(
			() => open(signed),
			(error) => error instanceof UnexpectedValueError && error.field === "author",
		);
	});
});

describe("a manifest", () => {
	test("the worked example of types.md §3.7", () => {
		const key = Uint8Array.from({ length: 32 }, (_, i) => i);
		const author = DeviceID.parse("de".repeat(16));
		const blob = Uint8Array.fromHex(
			"4bf29e82dbc975daabccec6bb1e6b0c37aeb5174fa3188e3b175db768ec0b66fc5c83c70077c080adb22efdb46e15bcfd888c54bae540b60" +
				"b0bc3113d5449d4e177353b9125d941892d4cdf9609da62b1073532d3a416e6c30427aa3c40eb7f48cd25583e27b81fe4f4eb6536aa00658" +
				"328c5021d0bfa3913eee194ed38b73459074e6c27a2b0cee46cbc4b2022904ef5e0201521fec506ae2992adf4f63591d1a689cda4e479044" +
				"cdd7dcf785a05fa80c6fcf789efa47a4e2d26ea13694d3d7757eba5f1adbe9300ed815f1fc16d674f5862a589b9c58f1b11dadabc91766db" +
				"6f45c1a204c683cc13d4c18e0d823ec8ab",
		);
		const expected = { author, timestamp, id: VlobID.parse("f1".repeat(16)), version: 1 };
		const verifyKey = verifyKeyOf(new SigningKey(key));
		assert.deepEqual(decryptSigned(FolderManifest, blob, new SecretKey(key), verifyKey, expected), {
			type: "folder_manifest",
			author,
			timestamp,
			id: expected.id,
			parent: VlobID.parse("f0".repeat(16)),
			version: 1,
			created: timestamp,
			updated: timestamp,
			children: new Map([[EntryName.parse("a.txt"), VlobID.parse("f2".repeat(16))]]),
		});
	});

	test("is refused when the key is another, then when the author is", () => {
		const [key, signer] = [newSecretKey(), newSigningKey()];
		const blob = encryptSigned(RevokedUserCertificate, certificate, signer, key);
		const open = (secretKey: SecretKey, signingKey: SigningKey) =>
			decryptSigned(RevokedUserCertificate, blob, secretKey, verifyKeyOf(signingKey), { author });
		assert.deepEqual(open(key, signer), certificate);
		assert.throws(() => open(newSecretKey(), newSigningKey()), DecryptionError);
		assert.throws(() => open(key, newSigningKey()), SignatureError);
	});
});

test("an encrypted object is not taken for another, nor for what is merely encrypted", () => {
	const key = newSecretKey();
	const vaultKey = newSecretKey();
	const blob = encryptObject(AccountVaultKeyAccess, { type: "account_vault_key_access", vault_key: vaultKey }, key);
	assert.deepEqual(decryptObject(AccountVaultKeyAccess, blob, key).vault_key.expose(), vaultKey.expose());
	assert.throws(() => decryptObject(RealmKeysBundleAccess, blob, key), DecodeError);
	assert.throws(() => decryptObject(AccountVaultKeyAccess, encrypt(key, new Uint8Array(10)), key), DecodeError);
});

test("the access to a keys bundle opens for whom it was made, member or sequester service", async () => {
	const access: RealmKeysBundleAccess = { type: "realm_keys_bundle_access", keys_bundle_key: newSecretKey() };
	const member = newPrivateKey();
	const sealed = sealObject(RealmKeysBundleAccess, access, publicKeyOf(member));
	const opened = openSealedObject(RealmKeysBundleAccess, sealed, member);
	assert.deepEqual(opened.keys_bundle_key.expose(), access.keys_bundle_key.expose());
	assert.throws(() => openSealedObject(RealmKeysBundleAccess, sealed, newPrivateKey()), DecryptionError);

	const [service, other] = [await newSequesterKey(2048), await newSequesterKey(2048)];
	const encrypted = await sequesterEncryptObject(RealmKeysBundleAccess, access, service.publicKey);
	const decrypted = await sequesterDecryptObject(RealmKeysBundleAccess, encrypted, service);
	assert.deepEqual(decrypted.keys_bundle_key.expose(), access.keys_bundle_key.expose());
	await assert.rejects(sequesterDecryptObject(RealmKeysBundleAccess, encrypted, other), DecryptionError);
});

test("what the sequester authority signs is read with its key only", async () => {
	const authority = await newSequesterKey(2048);
	const revoked: SequesterRevokedServiceCertificate = {
		type: "sequester_revoked_service_certificate",
		timestamp,
		service_id: newId(SequesterServiceID),
	};
	const signed = await sequesterSignObject(SequesterRevokedServiceCertificate, revoked, authority);
	const open = (key = authority.publicKey, service_id = revoked.service_id) =>
		openSequesterSigned(SequesterRevokedServiceCertificate, signed, key, { service_id });
	assert.deepEqual(await open(), revoked);
	await assert.rejects(open((await newSequesterKey(2048)).publicKey), SignatureError);
	await assert.rejects(open(authority.publicKey, newId(SequesterServiceID)), UnexpectedValueError);
});
