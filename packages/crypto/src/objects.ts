import {
	type DataType,
	decodeV0,
	encodeV0,
	type PrivateKey,
	type PublicKey,
	type SecretKey,
	type SigningKey,
	type VerifyKey,
} from "@parallax/protocol";
import type { RsaPrivateKey, RsaPublicKey } from "./rsa/keys.ts";
import { openSealed, sealFor } from "./sealedBox.ts";
import { decrypt, encrypt } from "./secretKey.ts";
import { sequesterDecrypt, sequesterEncrypt, sequesterSign, sequesterVerify } from "./sequester.ts";
import { sign, unverifiedMessage, verify } from "./signing.ts";

/*
 * Data objects under their signature and encryption (types.md §3.4). Readers refuse at the first failure, in this order:
 * `DecryptionError`, `SignatureError`, `DecodeError` (framing, fields, invariants), `UnexpectedValueError`.
 */

/** A well-formed, authentic object is not the one that was asked for. */
export class UnexpectedValueError extends Error {
	readonly field: string;

	constructor(field: string) {
		super(`The ${field} of this object is not the expected one`);
		this.name = "UnexpectedValueError";
		this.field = field;
	}
}

/** Values that the reader already knows from elsewhere; those left out are not compared. */
export type Expected<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What may be read before the signature is verified: enough to find the key that must verify it (certificates.md §1.2). */
export type Unverified<T> = T extends unknown ? Pick<T, Extract<keyof T, "type" | "author" | "timestamp">> : never;

/** Signature || v0(value). */
export function signObject<T>(type: DataType<T>, value: T, signingKey: SigningKey): Uint8Array {
	return sign(signingKey, encodeV0(type, value));
}

/**
 * Value of a signed object. Name in `expected` all that is known of it: its author above all.
 * @throws SignatureError, DecodeError, UnexpectedValueError
 */
export function openSigned<T>(
	type: DataType<T>,
	signed: Uint8Array,
	verifyKey: VerifyKey,
	expected: Expected<T> = {},
): T {
	return requireExpected(decodeV0(type, verify(verifyKey, signed)), expected);
}

/** Author and date that a signed object claims. @throws SignatureError when too short to be signed, DecodeError */
export function peekSigned<T>(type: DataType<T>, signed: Uint8Array): Unverified<T> {
	const value = decodeV0(type, unverifiedMessage(signed)) as Readonly<Record<string, unknown>>;
	const claims = ["type", "author", "timestamp"].filter((key) => key in value).map((key) => [key, value[key]]);
	return Object.fromEntries(claims) as Unverified<T>;
}

/** v0(value), encrypted. */
export function encryptObject<T>(type: DataType<T>, value: T, key: SecretKey): Uint8Array {
	return encrypt(key, encodeV0(type, value));
}

/** @throws DecryptionError, DecodeError, UnexpectedValueError */
export function decryptObject<T>(type: DataType<T>, blob: Uint8Array, key: SecretKey, expected: Expected<T> = {}): T {
	return requireExpected(decodeV0(type, decrypt(key, blob)), expected);
}

/** v0(value) signed, then encrypted: manifests, keys bundles, CryptPad keys. */
export function encryptSigned<T>(type: DataType<T>, value: T, signingKey: SigningKey, key: SecretKey): Uint8Array {
	return encrypt(key, signObject(type, value, signingKey));
}

/** @throws DecryptionError, SignatureError, DecodeError, UnexpectedValueError */
export function decryptSigned<T>(
	type: DataType<T>,
	blob: Uint8Array,
	key: SecretKey,
	verifyKey: VerifyKey,
	expected: Expected<T> = {},
): T {
	return openSigned(type, decrypt(key, blob), verifyKey, expected);
}

/** v0(value) that only the owner of `recipient` opens: accesses to keys bundles. */
export function sealObject<T>(type: DataType<T>, value: T, recipient: PublicKey): Uint8Array {
	return sealFor(recipient, encodeV0(type, value));
}

/** @throws DecryptionError, DecodeError */
export function openSealedObject<T>(type: DataType<T>, blob: Uint8Array, privateKey: PrivateKey): T {
	return decodeV0(type, openSealed(privateKey, blob));
}

/** v0(value) signed, then sealed: Shamir shares. */
export function sealSigned<T>(type: DataType<T>, value: T, signingKey: SigningKey, recipient: PublicKey): Uint8Array {
	return sealFor(recipient, signObject(type, value, signingKey));
}

/** @throws DecryptionError, SignatureError, DecodeError, UnexpectedValueError */
export function openSealedSigned<T>(
	type: DataType<T>,
	blob: Uint8Array,
	privateKey: PrivateKey,
	verifyKey: VerifyKey,
	expected: Expected<T> = {},
): T {
	return openSigned(type, openSealed(privateKey, blob), verifyKey, expected);
}

/** v0(value) in the envelope of the sequester authority: the certificates of its services (crypto.md §9.2). */
export function sequesterSignObject<T>(type: DataType<T>, value: T, authority: RsaPrivateKey): Promise<Uint8Array> {
	return sequesterSign(authority, encodeV0(type, value));
}

/** @throws SignatureError, DecodeError, UnexpectedValueError */
export async function openSequesterSigned<T>(
	type: DataType<T>,
	signed: Uint8Array,
	authority: RsaPublicKey,
	expected: Expected<T> = {},
): Promise<T> {
	return requireExpected(decodeV0(type, await sequesterVerify(authority, signed)), expected);
}

/** v0(value) encrypted for one sequester service: its access to a keys bundle. */
export function sequesterEncryptObject<T>(type: DataType<T>, value: T, service: RsaPublicKey): Promise<Uint8Array> {
	return sequesterEncrypt(service, encodeV0(type, value));
}

/** @throws DecryptionError, DecodeError */
export async function sequesterDecryptObject<T>(
	type: DataType<T>,
	blob: Uint8Array,
	service: RsaPrivateKey,
): Promise<T> {
	return decodeV0(type, await sequesterDecrypt(service, blob));
}

/** @throws UnexpectedValueError naming the first field that differs. */
export function requireExpected<T>(value: T, expected: Expected<T>): T {
	for (const key of Object.keys(expected) as (keyof T & string)[])
		if (expected[key] !== undefined && !same(value[key], expected[key])) throw new UnexpectedValueError(key);
	return value;
}

function same(a: unknown, b: unknown): boolean {
	if (a instanceof Uint8Array && b instanceof Uint8Array)
		return a.length === b.length && a.every((byte, i) => byte === b[i]);
	return a === b;
}
