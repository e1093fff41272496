import {
	combineShares,
	DecryptionError,
	decrypt,
	encrypt,
	newPrivateKey,
	newSecretKey,
	newSigningKey,
	openSealed,
	parseAccountToken,
	parseDeviceToken,
	parseX509Certificate,
	pkiDecrypt,
	pkiEncrypt,
	pkiSign,
	pkiVerify,
	publicKeyOf,
	RsaPrivateKey,
	RsaPublicKey,
	recoveryPassphrase,
	SignatureError,
	sealFor,
	sequesterDecrypt,
	sequesterSign,
	sequesterVerify,
	sign,
	splitSecret,
	verify,
	verifyKeyOf,
} from "@parallax/crypto";
import { DecodeError } from "@parallax/protocol";
import fc from "fast-check";
import vectors from "../../../../test/vectors/data/crypto.json" with { type: "json" };
import { answersOrRefuses, type Case, hex, ok, refuses, same, utf8 } from "./check.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const secretKey = newSecretKey();
const signingKey = newSigningKey();
const privateKey = newPrivateKey();

function keys(): { readonly priv: string; readonly sign: string; readonly certificate: string } {
	const pair = vectors.cases.find((vector) => vector.op === "sequester.keys");
	const certificate = vectors.cases.find((vector) => vector.op === "x509");
	if (!pair?.priv || !pair.sign || !certificate?.der) throw new Error("the vectors have no RSA key");
	return { priv: pair.priv, sign: pair.sign, certificate: certificate.der };
}

/** Arbitrary bytes, and those of `origin` with one changed: the first ones rarely get past the first check. */
function hostile(origin: Uint8Array): fc.Arbitrary<Uint8Array> {
	const damaged = fc.tuple(fc.nat(origin.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
		const input = origin.slice();
		input[at] = (input[at] ?? 0) ^ change;
		return input;
	});
	return fc.oneof(bytes, damaged);
}

/** That `read` refuses hostile input with its own errors alone. */
function fails(
	name: string,
	origin: Uint8Array,
	errors: Parameters<typeof answersOrRefuses>[0],
	read: (input: Uint8Array) => unknown,
): Case {
	return {
		name: `${name} fails on hostile input with its own error alone`,
		check: () => fc.assert(fc.asyncProperty(hostile(origin), (input) => answersOrRefuses(errors, () => read(input)))),
	};
}

/** That no altered form of `origin` is taken. */
function refusesAltered(
	name: string,
	origin: Uint8Array,
	error: typeof DecryptionError,
	read: (input: Uint8Array) => unknown,
): Case {
	return {
		name: `${name} refuses every altered input`,
		check: () => fc.assert(fc.asyncProperty(hostile(origin), (input) => refuses(error, () => read(input)))),
	};
}

const message = hex("50617273656320");
const authority = RsaPrivateKey.fromDer(hex(keys().sign));
const service = RsaPrivateKey.fromDer(hex(keys().priv));

/** An envelope as far as its name and sizes go. */
const ENVELOPE = Uint8Array.from([...utf8("RSAES-OAEP-SHA256-XSALSA20-POLY1305:"), ...new Uint8Array(300)]);

export const properties: Case[] = [
	refusesAltered("decrypt", encrypt(secretKey, message), DecryptionError, (input) => decrypt(secretKey, input)),
	refusesAltered("verify", sign(signingKey, message), SignatureError, (input) =>
		verify(verifyKeyOf(signingKey), input),
	),
	refusesAltered("openSealed", sealFor(publicKeyOf(privateKey), message), DecryptionError, (input) =>
		openSealed(privateKey, input),
	),
	fails("sequesterDecrypt", ENVELOPE, [DecryptionError], (input) => sequesterDecrypt(service, input)),
	fails("RsaPrivateKey.fromDer", service.expose(), [DecodeError], (input) => RsaPrivateKey.fromDer(input)),
	fails("RsaPublicKey.fromDer", service.publicKey.der, [DecodeError], (input) => RsaPublicKey.fromDer(input)),
	fails("parseX509Certificate", hex(keys().certificate), [DecodeError], (input) => parseX509Certificate(input)),
	fails("a token or passphrase", hex("50"), [], (input) => {
		const text = new TextDecoder().decode(input);
		parseDeviceToken(`PARSEC-SIGN-ED25519.${text}`);
		parseAccountToken(text);
		recoveryPassphrase.decode(text);
	}),
	{
		name: "what is encrypted, sealed or signed comes back",
		check: () =>
			fc.assert(
				fc.property(bytes, (plain) => {
					same(decrypt(secretKey, encrypt(secretKey, plain)), plain);
					same(openSealed(privateKey, sealFor(publicKeyOf(privateKey), plain)), plain);
					same(verify(verifyKeyOf(signingKey), sign(signingKey, plain)), plain);
				}),
			),
	},
	{
		name: "a recovery passphrase comes back as its key",
		check: () => {
			const key = newSecretKey();
			same(recoveryPassphrase.decode(recoveryPassphrase.encode(key))?.expose(), key.expose());
		},
	},
	{
		name: "any threshold shares of a dealing give the secret, fewer do not",
		check: () =>
			fc.assert(
				fc.property(
					fc.uint8Array({ minLength: 1, maxLength: 40 }),
					fc.integer({ min: 1, max: 12 }),
					fc.nat(12),
					(secret, threshold, more) => {
						const shares = splitSecret(secret, threshold, threshold + more);
						same(combineShares(shares.slice(-threshold).reverse(), threshold), { status: "ok", secret });
						same(combineShares(shares.slice(1, threshold), threshold).status, "not_enough_shares");
					},
				),
			),
	},
	{
		name: "RSA: what is signed is verified, what is encrypted is decrypted",
		check: async () => {
			same(await sequesterVerify(authority.publicKey, await sequesterSign(authority, message)), message);
			const signature = await pkiSign(authority, message);
			same(await pkiVerify(authority.publicKey, message, signature), true);
			same(await pkiVerify(service.publicKey, message, signature), false);
			same(await pkiDecrypt(service, await pkiEncrypt(service.publicKey, secretKey.expose())), secretKey.expose());
			ok(!authority.publicKey.equals(service.publicKey), "two different keys");
		},
	},
];
