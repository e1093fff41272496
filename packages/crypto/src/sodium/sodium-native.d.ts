/** The part of sodium-native that this package calls; the library has no types of its own. */
declare module "sodium-native" {
	const sodium: {
		crypto_generichash(output: Uint8Array, input: Uint8Array, key?: Uint8Array): void;
		crypto_secretbox_easy(box: Uint8Array, message: Uint8Array, nonce: Uint8Array, key: Uint8Array): void;
		crypto_secretbox_open_easy(message: Uint8Array, box: Uint8Array, nonce: Uint8Array, key: Uint8Array): boolean;
		crypto_box_seal(sealed: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void;
		crypto_box_seal_open(
			message: Uint8Array,
			sealed: Uint8Array,
			publicKey: Uint8Array,
			privateKey: Uint8Array,
		): boolean;
		crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
		crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void;
		crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
		crypto_scalarmult(shared: Uint8Array, privateKey: Uint8Array, publicKey: Uint8Array): void;
		crypto_scalarmult_base(publicKey: Uint8Array, privateKey: Uint8Array): void;
		sodium_memcmp(a: Uint8Array, b: Uint8Array): boolean;
		sodium_memzero(bytes: Uint8Array): void;
	};
	export default sodium;
}
