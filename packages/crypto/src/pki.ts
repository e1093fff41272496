import { rsa } from "#rsa";
import { DecryptionError } from "./errors.ts";
import type { RsaPrivateKey, RsaPublicKey } from "./rsa/keys.ts";
import { PSS_SALT_SIZE } from "./rsa/rsa.ts";

const SMALLEST_MODULUS = 2048 / 8;
const LARGEST_MODULUS = 8192 / 8;

/** Bare PSS signature by a certificate's key (crypto.md §9.4). */
export function pkiSign(key: RsaPrivateKey, payload: Uint8Array): Promise<Uint8Array> {
	return rsa.pssSign(key, payload);
}

/** Salt of 32 bytes exactly, RSA of 2048 to 8192 bits. */
export async function pkiVerify(key: RsaPublicKey, payload: Uint8Array, signature: Uint8Array): Promise<boolean> {
	const size = key.modulus.length;
	if (size < SMALLEST_MODULUS || size > LARGEST_MODULUS) return false;
	return rsa.pssVerify(key, payload, signature, PSS_SALT_SIZE);
}

/** A small secret (at most the size of the modulus less 66 bytes) for the owner of a certificate. */
export function pkiEncrypt(key: RsaPublicKey, secret: Uint8Array): Promise<Uint8Array> {
	return rsa.oaepEncrypt(key, secret);
}

/** @throws DecryptionError */
export async function pkiDecrypt(key: RsaPrivateKey, ciphertext: Uint8Array): Promise<Uint8Array> {
	const secret = await rsa.oaepDecrypt(key, ciphertext);
	if (!secret) throw new DecryptionError("for another certificate, or altered");
	return secret;
}

/** A server's answer to the challenge of the smartcard web service (crypto.md §9.5). Deterministic. Node only. */
export function scwsSignChallenge(key: RsaPrivateKey, challenge: Uint8Array): Promise<Uint8Array> {
	return rsa.pkcs1SignUnprefixed(key, challenge);
}
