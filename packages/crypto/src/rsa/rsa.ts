import type { RsaPrivateKey, RsaPublicKey } from "./keys.ts";

/** Size of the salt that we sign with. */
export const PSS_SALT_SIZE = 32;

/** RSA with SHA-256 and MGF1-SHA-256 everywhere. Asynchronous because WebCrypto is. */
export interface Rsa {
	generate(modulusBits: number): Promise<RsaPrivateKey>;
	/** PSS with a salt of 32 bytes. */
	pssSign(key: RsaPrivateKey, message: Uint8Array): Promise<Uint8Array>;
	/** `saltSize` "any": whatever size the signature was made with. */
	pssVerify(key: RsaPublicKey, message: Uint8Array, signature: Uint8Array, saltSize: number | "any"): Promise<boolean>;
	oaepEncrypt(key: RsaPublicKey, plain: Uint8Array): Promise<Uint8Array>;
	/** `null` when the ciphertext is not for this key, or altered. */
	oaepDecrypt(key: RsaPrivateKey, ciphertext: Uint8Array): Promise<Uint8Array | null>;
	/** Type 1 padding straight around `data`, without `DigestInfo`. Node only: browsers have no such operation. */
	pkcs1SignUnprefixed(key: RsaPrivateKey, data: Uint8Array): Promise<Uint8Array>;
}
