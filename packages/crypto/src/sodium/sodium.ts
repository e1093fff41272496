/** What both builds of libsodium offer to this package. `null` is the answer of libsodium's -1: refused input. */
export interface Sodium {
	sha256(message: Uint8Array): Uint8Array;
	/** BLAKE2b of `size` bytes, without salt or personalization. */
	blake2b(size: number, message: Uint8Array, key?: Uint8Array): Uint8Array;
	/** Writes MAC || body to `box`, which is just as long. */
	secretboxSeal(box: Uint8Array, message: Uint8Array, nonce: Uint8Array, key: Uint8Array): void;
	secretboxOpen(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | null;
	boxSeal(message: Uint8Array, publicKey: Uint8Array): Uint8Array;
	boxSealOpen(sealed: Uint8Array, publicKey: Uint8Array, privateKey: Uint8Array): Uint8Array | null;
	/** The 64-byte secret key is the seed followed by the public key. */
	signKeypair(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array };
	signDetached(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
	/** Refuses non-canonical and small-order keys and signatures. */
	verifyDetached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
	/** `null` when the peer's point has a low order. */
	scalarmult(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null;
	scalarmultBase(privateKey: Uint8Array): Uint8Array;
	/** Argon2id v1.3, one lane, 32 bytes. On Node: outside of the event loop. In a browser: call it from a worker. */
	argon2id(password: Uint8Array, salt: Uint8Array, memoryKiB: number, passes: number): Promise<Uint8Array>;
	/** Both must have the same length. */
	equal(a: Uint8Array, b: Uint8Array): boolean;
	wipe(bytes: Uint8Array): void;
}

export const SECRETBOX_NONCE_SIZE = 24;
export const SECRETBOX_MAC_SIZE = 16;
export const BOX_SEAL_OVERHEAD = 48;
export const SIGNATURE_SIZE = 64;
