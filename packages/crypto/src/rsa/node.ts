import {
	constants,
	createPrivateKey,
	createPublicKey,
	generateKeyPair,
	privateDecrypt,
	privateEncrypt,
	publicEncrypt,
	sign,
	verify,
} from "node:crypto";
import { promisify } from "node:util";
import { RsaPrivateKey, type RsaPublicKey } from "./keys.ts";
import { PSS_SALT_SIZE, type Rsa } from "./rsa.ts";

const generate = promisify(generateKeyPair);

function privateKey(key: RsaPrivateKey) {
	return createPrivateKey({ key: Buffer.from(key.expose()), format: "der", type: "pkcs8" });
}

function publicKey(key: RsaPublicKey) {
	return createPublicKey({ key: Buffer.from(key.der), format: "der", type: "spki" });
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };

export const rsa: Rsa = {
	async generate(modulusLength) {
		const { privateKey } = await generate("rsa", { modulusLength, publicExponent: 65537 });
		return RsaPrivateKey.fromDer(new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" })));
	},
	async pssSign(key, message) {
		const pss = { key: privateKey(key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PSS_SALT_SIZE };
		return new Uint8Array(sign("sha256", message, pss));
	},
	async pssVerify(key, message, signature, saltSize) {
		const saltLength = saltSize === "any" ? constants.RSA_PSS_SALTLEN_AUTO : saltSize;
		const pss = { key: publicKey(key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
		return verify("sha256", message, pss, signature);
	},
	async oaepEncrypt(key, plain) {
		return new Uint8Array(publicEncrypt({ key: publicKey(key), ...OAEP }, plain));
	},
	async oaepDecrypt(key, ciphertext) {
		try {
			return new Uint8Array(privateDecrypt({ key: privateKey(key), ...OAEP }, ciphertext));
		} catch {
			return null;
		}
	},
	async pkcs1SignUnprefixed(key, data) {
		return new Uint8Array(privateEncrypt({ key: privateKey(key), padding: constants.RSA_PKCS1_PADDING }, data));
	},
};
