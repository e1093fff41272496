import wasm from "libsodium-wrappers-sumo";
import type { Sodium } from "./sodium.ts";

await wasm.ready;

/** The wrapper throws where C returns -1. Sizes are checked before, so that nothing else throws here. */
function orNull<T>(call: () => T): T | null {
	try {
		return call();
	} catch {
		return null;
	}
}

export const sodium: Sodium = {
	sha256: (message) => wasm.crypto_hash_sha256(message),
	blake2b: (size, message, key) => wasm.crypto_generichash(size, message, key ?? null),
	secretboxSeal: (box, message, nonce, key) => box.set(wasm.crypto_secretbox_easy(message, nonce, key)),
	secretboxOpen: (box, nonce, key) => orNull(() => wasm.crypto_secretbox_open_easy(box, nonce, key)),
	boxSeal: (message, publicKey) => wasm.crypto_box_seal(message, publicKey),
	boxSealOpen: (sealed, publicKey, privateKey) =>
		orNull(() => wasm.crypto_box_seal_open(sealed, publicKey, privateKey)),
	signKeypair(seed) {
		const { publicKey, privateKey } = wasm.crypto_sign_seed_keypair(seed);
		return { publicKey, secretKey: privateKey };
	},
	signDetached: (message, secretKey) => wasm.crypto_sign_detached(message, secretKey),
	verifyDetached: (signature, message, publicKey) => wasm.crypto_sign_verify_detached(signature, message, publicKey),
	scalarmult: (privateKey, publicKey) => orNull(() => wasm.crypto_scalarmult(privateKey, publicKey)),
	scalarmultBase: (privateKey) => wasm.crypto_scalarmult_base(privateKey),
	argon2id: async (password, salt, memoryKiB, passes) =>
		wasm.crypto_pwhash(32, password, salt, passes, memoryKiB * 1024, wasm.crypto_pwhash_ALG_ARGON2ID13),
	equal: (a, b) => wasm.memcmp(a, b),
	wipe: (bytes) => wasm.memzero(bytes),
};
