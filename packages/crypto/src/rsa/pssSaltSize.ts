import { sha256 } from "../digest.ts";
import type { RsaPublicKey } from "./keys.ts";

const DIGEST_SIZE = 32;
const TRAILER = 0xbc;

/**
 * The salt size that a PSS signature was made with (RFC 8017 §9.1.2, steps 4 to 10), or `null` when it is no PSS signature.
 * WebCrypto verifies one given size, while any must be accepted. It still is WebCrypto that verifies: a wrong answer here
 * makes it refuse. Everything here is public, so that nothing needs constant time.
 */
export function pssSaltSize(key: RsaPublicKey, signature: Uint8Array): number | null {
	const modulus = toBigInt(key.modulus);
	const value = toBigInt(signature);
	if (signature.length !== key.modulus.length || value >= modulus) return null;
	const bits = modulus.toString(2).length - 1;
	const size = Math.ceil(bits / 8);
	const encoded = toBytes(power(value, toBigInt(key.exponent), modulus), size);
	if (!encoded || encoded[size - 1] !== TRAILER) return null;
	const maskedSize = size - DIGEST_SIZE - 1;
	if (maskedSize < 1) return null;
	const block = unmask(encoded.subarray(0, maskedSize), encoded.subarray(maskedSize, size - 1));
	block[0] = (block[0] ?? 0) & (0xff >> (8 * size - bits));
	const separator = block.findIndex((byte) => byte !== 0);
	return separator >= 0 && block[separator] === 1 ? maskedSize - separator - 1 : null;
}

/** XOR with MGF1-SHA-256 of `seed`. */
function unmask(masked: Uint8Array, seed: Uint8Array): Uint8Array {
	const input = new Uint8Array(seed.length + 4);
	input.set(seed);
	const block = masked.slice();
	for (let start = 0, counter = 0; start < block.length; start += DIGEST_SIZE, counter++) {
		new DataView(input.buffer).setUint32(seed.length, counter);
		sha256(input).forEach((mask, i) => {
			if (start + i < block.length) block[start + i] = (block[start + i] ?? 0) ^ mask;
		});
	}
	return block;
}

function toBigInt(bytes: Uint8Array): bigint {
	return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

function toBytes(value: bigint, size: number): Uint8Array | null {
	const hex = value.toString(16).padStart(2 * size, "0");
	return hex.length === 2 * size ? Uint8Array.fromHex(hex) : null;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (const bit of exponent.toString(2)) {
		result = (result * result) % modulus;
		if (bit === "1") result = (result * base) % modulus;
	}
	return result;
}
