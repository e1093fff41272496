import { type SigningKey, VerifyKey } from "@parallax/protocol";
import { sodium } from "#sodium";
import { SignatureError } from "./errors.ts";
import { SIGNATURE_SIZE } from "./sodium/sodium.ts";

interface Expanded {
	readonly verifyKey: VerifyKey;
	readonly secretKey: Uint8Array;
}

// Expanding a seed costs as much as a signature, and a device signs with one key all its life.
const expandedKeys = new WeakMap<SigningKey, Expanded>();

function expand(key: SigningKey): Expanded {
	let expanded = expandedKeys.get(key);
	if (!expanded) {
		const { publicKey, secretKey } = sodium.signKeypair(key.expose());
		expanded = { verifyKey: VerifyKey.fromBytes(publicKey), secretKey };
		expandedKeys.set(key, expanded);
	}
	return expanded;
}

export function verifyKeyOf(key: SigningKey): VerifyKey {
	return expand(key).verifyKey;
}

/** Signature alone, 64 bytes: HTTP tokens. Deterministic. */
export function signDetached(key: SigningKey, message: Uint8Array): Uint8Array {
	return sodium.signDetached(message, expand(key).secretKey);
}

/** Signature (64 bytes) || message (crypto.md §5). */
export function sign(key: SigningKey, message: Uint8Array): Uint8Array {
	const signed = new Uint8Array(SIGNATURE_SIZE + message.length);
	signed.set(signDetached(key, message));
	signed.set(message, SIGNATURE_SIZE);
	return signed;
}

/** False as well for a signature of another size, and for a key that is no valid point. */
export function verifyDetached(key: VerifyKey, message: Uint8Array, signature: Uint8Array): boolean {
	return signature.length === SIGNATURE_SIZE && sodium.verifyDetached(signature, message, key);
}

/** The message of a signed one, a view on the same memory. @throws SignatureError */
export function verify(key: VerifyKey, signed: Uint8Array): Uint8Array {
	const message = unverifiedMessage(signed);
	if (!verifyDetached(key, message, signed.subarray(0, SIGNATURE_SIZE)))
		throw new SignatureError("the signature is not that of this key");
	return message;
}

/** The message, not verified: only to learn who claims to have signed it. @throws SignatureError when too short. */
export function unverifiedMessage(signed: Uint8Array): Uint8Array {
	if (signed.length < SIGNATURE_SIZE) throw new SignatureError("too short to be signed");
	return signed.subarray(SIGNATURE_SIZE);
}
