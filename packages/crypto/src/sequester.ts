import { SecretKey } from "@parallax/protocol";
import { rsa } from "#rsa";
import { DecryptionError, SignatureError } from "./errors.ts";
import { newSecretKey } from "./random.ts";
import type { RsaPrivateKey, RsaPublicKey } from "./rsa/keys.ts";
import { decrypt, encrypt } from "./secretKey.ts";

const SIGNED = "RSASSA-PSS-SHA256";
const ENCRYPTED = "RSAES-OAEP-SHA256-XSALSA20-POLY1305";
const COLON = 0x3a;

/** A new pair for a sequester authority (signs) or service (decrypts). `modulusBits`: 2048, 3072 or 4096. */
export function newSequesterKey(modulusBits: 2048 | 3072 | 4096): Promise<RsaPrivateKey> {
	return rsa.generate(modulusBits);
}

/** Envelope holding the signature then the message itself (crypto.md §9.2). */
export async function sequesterSign(authority: RsaPrivateKey, message: Uint8Array): Promise<Uint8Array> {
	return seal(SIGNED, await rsa.pssSign(authority, message), message);
}

/** The message. Signatures with a salt of any size are accepted. @throws SignatureError */
export async function sequesterVerify(authority: RsaPublicKey, signed: Uint8Array): Promise<Uint8Array> {
	const parts = open(SIGNED, authority, signed);
	if (typeof parts === "string") throw new SignatureError(parts);
	if (!(await rsa.pssVerify(authority, parts.data, parts.rsaOutput, "any")))
		throw new SignatureError("the signature is not that of the sequester authority");
	return parts.data;
}

/** For one sequester service: a fresh secret key under RSA, then the message under that key. */
export async function sequesterEncrypt(service: RsaPublicKey, plain: Uint8Array): Promise<Uint8Array> {
	const key = newSecretKey();
	return seal(ENCRYPTED, await rsa.oaepEncrypt(service, key.expose()), encrypt(key, plain));
}

/** @throws DecryptionError */
export async function sequesterDecrypt(service: RsaPrivateKey, ciphertext: Uint8Array): Promise<Uint8Array> {
	const parts = open(ENCRYPTED, service.publicKey, ciphertext);
	if (typeof parts === "string") throw new DecryptionError(parts);
	const key = await rsa.oaepDecrypt(service, parts.rsaOutput);
	if (key?.length !== 32) throw new DecryptionError("for another sequester service, or altered");
	return decrypt(new SecretKey(key), parts.data);
}

function seal(algorithm: string, rsaOutput: Uint8Array, data: Uint8Array): Uint8Array {
	const name = new TextEncoder().encode(`${algorithm}:`);
	const envelope = new Uint8Array(name.length + rsaOutput.length + data.length);
	envelope.set(name);
	envelope.set(rsaOutput, name.length);
	envelope.set(data, name.length + rsaOutput.length);
	return envelope;
}

/** The two parts, or why the envelope is refused. */
function open(
	algorithm: string,
	key: RsaPublicKey,
	envelope: Uint8Array,
): { rsaOutput: Uint8Array; data: Uint8Array } | string {
	const colon = envelope.indexOf(COLON);
	if (colon < 0) return "no algorithm name";
	if (new TextDecoder().decode(envelope.subarray(0, colon)) !== algorithm) return "unsupported algorithm";
	const start = colon + 1;
	const end = start + key.modulus.length;
	if (envelope.length < end) return "too short for the size of the key";
	return { rsaOutput: envelope.subarray(start, end), data: envelope.subarray(end) };
}
