import { RsaPrivateKey, type RsaPublicKey } from "./keys.ts";
import { pssSaltSize } from "./pssSaltSize.ts";
import { PSS_SALT_SIZE, type Rsa } from "./rsa.ts";

const { subtle } = crypto;
const PSS = { name: "RSA-PSS", hash: "SHA-256" };
const OAEP = { name: "RSA-OAEP", hash: "SHA-256" };

/** WebCrypto refuses memory that may be shared with another thread; a copy never is. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return new Uint8Array(bytes);
}

function privateKey(key: RsaPrivateKey, algorithm: typeof PSS, usage: KeyUsage): Promise<CryptoKey> {
	return subtle.importKey("pkcs8", own(key.expose()), algorithm, false, [usage]);
}

function publicKey(key: RsaPublicKey, algorithm: typeof PSS, usage: KeyUsage): Promise<CryptoKey> {
	return subtle.importKey("spki", own(key.der), algorithm, false, [usage]);
}

export const rsa: Rsa = {
	async generate(modulusLength) {
		const publicExponent = Uint8Array.of(1, 0, 1);
		const pair = await subtle.generateKey({ ...PSS, modulusLength, publicExponent }, true, ["sign", "verify"]);
		return RsaPrivateKey.fromDer(new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey)));
	},
	async pssSign(key, message) {
		const imported = await privateKey(key, PSS, "sign");
		return new Uint8Array(await subtle.sign({ name: "RSA-PSS", saltLength: PSS_SALT_SIZE }, imported, own(message)));
	},
	async pssVerify(key, message, signature, saltSize) {
		const saltLength = saltSize === "any" ? pssSaltSize(key, signature) : saltSize;
		if (saltLength === null) return false;
		const imported = await publicKey(key, PSS, "verify");
		return subtle.verify({ name: "RSA-PSS", saltLength }, imported, own(signature), own(message));
	},
	async oaepEncrypt(key, plain) {
		const imported = await publicKey(key, OAEP, "encrypt");
		return new Uint8Array(await subtle.encrypt("RSA-OAEP", imported, own(plain)));
	},
	async oaepDecrypt(key, ciphertext) {
		const imported = await privateKey(key, OAEP, "decrypt");
		try {
			return new Uint8Array(await subtle.decrypt("RSA-OAEP", imported, own(ciphertext)));
		} catch {
			return null;
		}
	},
	async pkcs1SignUnprefixed() {
		throw new Error("The answer to a smartcard service's challenge is made by a server, not in a browser.");
	},
};
