import { AccessToken, type IdType, KeyDerivation, PrivateKey, SecretKey, SigningKey } from "@parallax/protocol";
import { sodium } from "#sodium";

const MOST_PER_CALL = 65536;

/** `size` bytes from the random generator of the operating system. */
export function randomBytes(size: number): Uint8Array {
	const bytes = new Uint8Array(size);
	for (let start = 0; start < size; start += MOST_PER_CALL)
		crypto.getRandomValues(bytes.subarray(start, start + MOST_PER_CALL));
	return bytes;
}

/** Uniform in `[0, bound)`; `bound` is at most 2^32. Draws again rather than fold, which would favour small values. */
export function randomBelow(bound: number): number {
	if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) throw new RangeError("bound must be in 1..2^32");
	const fair = 2 ** 32 - (2 ** 32 % bound);
	for (;;) {
		const draw = new DataView(randomBytes(4).buffer).getUint32(0);
		if (draw < fair) return draw % bound;
	}
}

/** A fresh id of that kind: UUID version 4. `newId(UserID)` */
export function newId<I extends string>(type: IdType<I>): I {
	return type.parse(crypto.randomUUID());
}

export function newAccessToken(): AccessToken {
	return AccessToken.fromBytes(randomBytes(16));
}

export function newSecretKey(): SecretKey {
	return new SecretKey(randomBytes(32));
}

export function newKeyDerivation(): KeyDerivation {
	return new KeyDerivation(randomBytes(32));
}

export function newSigningKey(): SigningKey {
	return new SigningKey(randomBytes(32));
}

export function newPrivateKey(): PrivateKey {
	return new PrivateKey(randomBytes(32));
}

/** Equality in a time that depends on the lengths only. For tokens, MACs, one-time codes and commitments. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && sodium.equal(a, b);
}

/** {@link constantTimeEqual} on the UTF-8 of two texts. */
export function constantTimeEqualText(a: string, b: string): boolean {
	return constantTimeEqual(new TextEncoder().encode(a), new TextEncoder().encode(b));
}
