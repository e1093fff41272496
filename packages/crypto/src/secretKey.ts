import type { SecretKey } from "@parallax/protocol";
import { sodium } from "#sodium";
import { DecryptionError } from "./errors.ts";
import { randomBytes } from "./random.ts";
import { SECRETBOX_MAC_SIZE, SECRETBOX_NONCE_SIZE } from "./sodium/sodium.ts";

/** Bytes that `encrypt` adds. */
export const ENCRYPTION_OVERHEAD = SECRETBOX_NONCE_SIZE + SECRETBOX_MAC_SIZE;

/** XSalsa20-Poly1305 under a fresh random nonce: nonce (24) || MAC (16) || body (crypto.md §3.1). */
export function encrypt(key: SecretKey, plain: Uint8Array): Uint8Array {
	const nonce = randomBytes(SECRETBOX_NONCE_SIZE);
	const ciphertext = new Uint8Array(ENCRYPTION_OVERHEAD + plain.length);
	ciphertext.set(nonce);
	// In its place at once: blocks of files are large.
	sodium.secretboxSeal(ciphertext.subarray(nonce.length), plain, nonce, key.expose());
	return ciphertext;
}

/** @throws DecryptionError when too short, altered, or made with another key. */
export function decrypt(key: SecretKey, ciphertext: Uint8Array): Uint8Array {
	if (ciphertext.length < ENCRYPTION_OVERHEAD) throw new DecryptionError("the ciphertext is too short");
	const nonce = ciphertext.subarray(0, SECRETBOX_NONCE_SIZE);
	const plain = sodium.secretboxOpen(ciphertext.subarray(SECRETBOX_NONCE_SIZE), nonce, key.expose());
	if (!plain) throw new DecryptionError("wrong key, or altered ciphertext");
	return plain;
}

/** Keyed BLAKE2b of 64 bytes (crypto.md §3.2). To truncate, keep the first bytes. */
export function mac512(key: SecretKey, data: Uint8Array): Uint8Array {
	return sodium.blake2b(64, data, key.expose());
}
