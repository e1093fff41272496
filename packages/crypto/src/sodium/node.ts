import { argon2, hash } from "node:crypto";
import { promisify } from "node:util";
import native from "sodium-native";
import { BOX_SEAL_OVERHEAD, SECRETBOX_MAC_SIZE, SIGNATURE_SIZE, type Sodium } from "./sodium.ts";

const argon2Async = promisify(argon2);

export const sodium: Sodium = {
	// OpenSSL's, which uses the processor's SHA instructions: every block of every file goes through it.
	sha256: (message) => new Uint8Array(hash("sha256", message, "buffer")),
	blake2b(size, message, key) {
		const output = new Uint8Array(size);
		native.crypto_generichash(output, message, key);
		return output;
	},
	secretboxSeal: (box, message, nonce, key) => native.crypto_secretbox_easy(box, message, nonce, key),
	secretboxOpen(box, nonce, key) {
		const message = new Uint8Array(box.length - SECRETBOX_MAC_SIZE);
		return native.crypto_secretbox_open_easy(message, box, nonce, key) ? message : null;
	},
	boxSeal(message, publicKey) {
		const sealed = new Uint8Array(BOX_SEAL_OVERHEAD + message.length);
		native.crypto_box_seal(sealed, message, publicKey);
		return sealed;
	},
	boxSealOpen(sealed, publicKey, privateKey) {
		const message = new Uint8Array(sealed.length - BOX_SEAL_OVERHEAD);
		return native.crypto_box_seal_open(message, sealed, publicKey, privateKey) ? message : null;
	},
	signKeypair(seed) {
		const publicKey = new Uint8Array(32);
		const secretKey = new Uint8Array(64);
		native.crypto_sign_seed_keypair(publicKey, secretKey, seed);
		return { publicKey, secretKey };
	},
	signDetached(message, secretKey) {
		const signature = new Uint8Array(SIGNATURE_SIZE);
		native.crypto_sign_detached(signature, message, secretKey);
		return signature;
	},
	verifyDetached: (signature, message, publicKey) => native.crypto_sign_verify_detached(signature, message, publicKey),
	scalarmult(privateKey, publicKey) {
		const shared = new Uint8Array(32);
		try {
			native.crypto_scalarmult(shared, privateKey, publicKey);
		} catch {
			return null; // sodium-native throws on -1, which means a low order point; sizes are fixed by the key types.
		}
		return shared;
	},
	scalarmultBase(privateKey) {
		const publicKey = new Uint8Array(32);
		native.crypto_scalarmult_base(publicKey, privateKey);
		return publicKey;
	},
	// node:crypto runs it on the thread pool; sodium-native's own asynchronous call has no such promise in its interface.
	async argon2id(message, nonce, memory, passes) {
		const key = await argon2Async("argon2id", { message, nonce, memory, passes, parallelism: 1, tagLength: 32 });
		return new Uint8Array(key.buffer, key.byteOffset, key.length);
	},
	equal: (a, b) => native.sodium_memcmp(a, b),
	wipe: (bytes) => native.sodium_memzero(bytes),
};
