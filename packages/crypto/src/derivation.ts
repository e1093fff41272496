import { blake2b } from "@noble/hashes/blake2.js";
import { type KeyDerivation, SecretKey } from "@parallax/protocol";

/**
 * BLAKE2b keyed by the derivation, of an empty input, salted by the two halves of a UUID (crypto.md §4).
 * Not libsodium: sodium-native reads the subkey id as a float, which rounds it, and hides salt and personalization.
 */
function derive(derivation: KeyDerivation, uuid: string, size: number): Uint8Array {
	const id = Uint8Array.fromHex(uuid);
	if (id.length !== 16) throw new RangeError("a derivation takes the 32 hex digits of a UUID");
	const salt = new Uint8Array(16);
	salt.set(id.subarray(0, 8));
	const personalization = new Uint8Array(16);
	personalization.set(id.subarray(8));
	return blake2b(new Uint8Array(), { dkLen: size, key: derivation.expose(), salt, personalization });
}

/** The key for one usage: a fixed UUID (crypto.md §4.3, §4.4), a `VlobID` or a `BlockID`, as 32 hex digits. */
export function deriveSecretKey(derivation: KeyDerivation, uuid: string): SecretKey {
	return new SecretKey(derive(derivation, uuid, 32));
}

/** 16 bytes; not a prefix of the key derived from the same UUID. */
export function deriveUuid(derivation: KeyDerivation, uuid: string): Uint8Array {
	return derive(derivation, uuid, 16);
}

/** Fixed UUIDs of crypto.md §4.3 (realm keys) and §4.4 (account master secret). */
export const DERIVATION = {
	realmKeyCanary: "00000000000000000000000000000001",
	realmName: "00000000000000000000000000000002",
	workspacePath: "00000000000000000000000000000003",
	accountAuthMethodId: "00000000000000000000000000000000",
	accountMacKey: "11111111111111111111111111111111",
	accountSecretKey: "22222222222222222222222222222222",
} as const;
