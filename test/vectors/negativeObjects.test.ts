import assert from "node:assert/strict";
import { test } from "node:test";
import {
	DecryptionError,
	decryptSigned,
	openSigned,
	peekSigned,
	SignatureError,
	UnexpectedValueError,
} from "@parallax/crypto";
import { DateTime, DecodeError, DeviceID, decodeV0, SecretKey, UserID, VerifyKey, VlobID } from "@parallax/protocol";
import { bytes, dataTypeNamed, fieldsOf } from "./dataSupport.ts";
import { loadVectors } from "./support.ts";

interface NegativeCase {
	readonly group: string;
	readonly name: string;
	readonly class: string;
	readonly hex: string;
	readonly accept: boolean;
	readonly tolerance?: boolean;
	readonly error: "signature" | "decryption" | "serialization" | "unexpected-value" | null;
	/** Whether it reads when neither the signature nor the expectations are checked. */
	readonly unsecure_accept?: boolean | null;
	readonly decodes_as?: unknown;
	readonly verify_key?: string | null;
	readonly key?: string;
	readonly expected_author?: string | null;
	readonly expected_realm?: string | null;
	readonly expected_user?: string | null;
	readonly expected_id?: string | null;
	readonly expected_timestamp?: string | null;
	readonly expected_version?: number | null;
}

const errors = {
	signature: SignatureError,
	decryption: DecryptionError,
	serialization: DecodeError,
	"unexpected-value": UnexpectedValueError,
};

const cases = loadVectors<NegativeCase>("negative.json");
const group = (name: string) => cases.filter((vector) => vector.group === name);

function check(vector: NegativeCase, open: () => unknown): void {
	let refused: unknown;
	try {
		const value = open();
		if (vector.decodes_as) {
			const type = dataTypeNamed(vector.class);
			assert.deepEqual(fieldsOf(type, value as never), vector.decodes_as, vector.name);
		}
	} catch (error) {
		if (error instanceof assert.AssertionError) throw error;
		refused = error;
	}
	const label = `${vector.name}: ${refused}`;
	if (vector.tolerance === true) {
		assert(refused === undefined || refused instanceof DecodeError, label);
	} else if (vector.error === null) {
		assert.equal(refused === undefined, vector.accept, label);
	} else {
		assert(refused instanceof errors[vector.error], label);
	}
}

test("negative.json: altered certificates are refused, for the reason that the official implementation has", () => {
	const altered = group("certificate");
	assert(altered.length > 0);
	for (const vector of altered) {
		const { expected_author: author, expected_realm: realm, expected_user: user } = vector;
		const expected = {
			...(author && { author: DeviceID.parse(author) }),
			...(author === null && vector.class === "UserCertificate" && { author: null }),
			...(realm && { realm_id: VlobID.parse(realm) }),
			...(user && { user_id: UserID.parse(user) }),
		};
		const verifyKey = VerifyKey.fromBytes(bytes(vector.verify_key ?? ""));
		check(vector, () => openSigned(dataTypeNamed(vector.class), bytes(vector.hex), verifyKey, expected));
	}
});

test("negative.json: reading claims before verification takes what is merely forged, and nothing that does not decode", () => {
	const altered = group("certificate").filter(
		(vector) => typeof vector.unsecure_accept === "boolean" && !vector.tolerance,
	);
	assert(altered.length > 0);
	for (const { name, class: name_, hex, unsecure_accept } of altered) {
		const peek = () => peekSigned(dataTypeNamed(name_), bytes(hex));
		if (unsecure_accept) peek();
		else assert.throws(peek, bytes(hex).length < 64 ? SignatureError : DecodeError, name);
	}
});

test("negative.json: each field of each certificate, missing, nil, of another type or invalid", () => {
	const altered = group("certificate-fields");
	assert(altered.length > 0);
	for (const vector of altered) {
		const type = dataTypeNamed(vector.class);
		const input = bytes(vector.hex);
		check(vector, () =>
			vector.verify_key
				? openSigned(type, input, VerifyKey.fromBytes(bytes(vector.verify_key)))
				: decodeV0(type, input),
		);
	}
});

test("negative.json: altered manifests are refused, for the reason that the official implementation has", () => {
	const altered = group("manifest");
	assert(altered.length > 0);
	for (const vector of altered) {
		const { expected_author, expected_timestamp, expected_id, expected_version } = vector;
		const expected = {
			...(expected_author && { author: DeviceID.parse(expected_author) }),
			...(expected_timestamp && { timestamp: DateTime.parse(expected_timestamp) }),
			...(expected_id && { id: VlobID.parse(expected_id) }),
			...(typeof expected_version === "number" && { version: expected_version }),
		};
		const key = new SecretKey(bytes(vector.key ?? ""));
		const verifyKey = VerifyKey.fromBytes(bytes(vector.verify_key ?? ""));
		check(vector, () => decryptSigned(dataTypeNamed(vector.class), bytes(vector.hex), key, verifyKey, expected));
	}
});
