import assert from "node:assert/strict";
import { test } from "node:test";
import { openSequesterSigned, openSigned, peekSigned, RsaPublicKey, signObject, verifyKeyOf } from "@parallax/crypto";
import { DateTime, decodeV0, SigningKey, VerifyKey } from "@parallax/protocol";
import { bytes, checkValue, type DataCase, dataTypeNamed, fieldsOf } from "./dataSupport.ts";
import { loadVectors } from "./support.ts";

interface CertificateCase extends DataCase {
	/** null where the sequester authority signs. */
	readonly signer: "author" | "root" | null;
	readonly signing_key_seed: string;
	readonly verify_key: string;
	readonly hex: string;
	readonly sequester_signed?: string;
	readonly authority_verify_key_der?: string;
}

const cases = loadVectors<CertificateCase>("certificates.json");

test("certificates.json: every certificate that a device or the root signed is read and written alike", () => {
	const signed = cases.filter(({ signer }) => signer !== null);
	assert(signed.length > 0);
	for (const vector of signed) {
		const type = dataTypeNamed(vector.class);
		const verifyKey = VerifyKey.fromBytes(bytes(vector.verify_key));
		const value = openSigned(type, bytes(vector.hex), verifyKey);
		checkValue(type, value, vector);

		const claims = peekSigned(type, bytes(vector.hex));
		assert.equal(claims.author ?? null, vector.fields["author"] ?? null, vector.name);
		assert.equal(claims.timestamp, DateTime.parse(vector.fields["timestamp"] as string), vector.name);

		const key = new SigningKey(bytes(vector.signing_key_seed));
		assert.deepEqual(verifyKeyOf(key), verifyKey);
		assert.deepEqual(fieldsOf(type, openSigned(type, signObject(type, value, key), verifyKey)), vector.fields);
	}
});

test("certificates.json: every certificate that the sequester authority signed is read", async () => {
	const signed = cases.filter(({ signer }) => signer === null);
	assert(signed.length > 0);
	for (const vector of signed) {
		const type = dataTypeNamed(vector.class);
		checkValue(type, decodeV0(type, bytes(vector.hex)), vector);
		const authority = RsaPublicKey.fromDer(bytes(vector.authority_verify_key_der ?? ""));
		const value = await openSequesterSigned(type, bytes(vector.sequester_signed ?? ""), authority);
		checkValue(type, value, vector);
	}
});
