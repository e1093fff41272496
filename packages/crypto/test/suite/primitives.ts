import * as crypto from "@parallax/crypto";
import { type EmailAddress, PrivateKey, PublicKey, SecretKey, SigningKey, VerifyKey } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/crypto.json" with { type: "json" };
import { hex, ok, refuses, same, vectorCases } from "./check.ts";

type Vector =
	| { op: "secret_key.decrypt"; name: string; key: string; ciphered: string; data: string; accept: boolean }
	| { op: "secret_key.load"; name: string; data: string }
	| { op: "secret_key.mac_512"; name: string; key: string; data: string; mac: string }
	| {
			op: "secret_key.recovery_passphrase";
			name: string;
			passphrase: string;
			key: string;
			accept: boolean;
			canonical: boolean;
	  }
	| { op: "hash.sha256"; name: string; data: string; digest: string }
	| {
			op: "sign";
			name: string;
			signing_key: string;
			verify_key: string;
			data: string;
			signature: string;
			signed: string;
	  }
	| { op: "verify"; name: string; verify_key: string; signed: string; accept: boolean; data?: string }
	| {
			op: "private_key.decrypt_from_self";
			name: string;
			private_key: string;
			public_key?: string;
			ciphered: string;
			data: string;
			accept: boolean;
	  }
	| { op: "password_algorithm.fake_from_seed"; name: string; algorithm: Record<string, unknown> }
	| {
			op: "sequester.keys";
			name: string;
			priv: string;
			pub: string;
			sign: string;
			verify: string;
			priv_pem: string;
			pub_pem: string;
			sign_pem: string;
			verify_pem: string;
	  }
	| {
			op: "sequester.decrypt";
			name: string;
			private_key_der: string;
			ciphered: string;
			data: string;
			accept: boolean;
	  }
	| { op: "sequester.verify"; name: string; verify_key_der: string; signed: string; data: string; accept: boolean }
	| { op: "rsa.sign_pkcs1v15_unprefixed"; name: string; private_key_pkcs8_pem: string; data: string; signature: string }
	| {
			op: "x509";
			name: string;
			der: string;
			subject: string;
			issuer: string;
			sha256_fingerprint: string;
			common_name: string | null;
			emails: string[];
			email: EmailAddress | null;
	  }
	| { op: "sas_nonce"; name: string; size: number };

export const primitives = vectorCases(
	vectors.cases as readonly Vector[],
	{
		"secret_key.decrypt": async ({ key, ciphered, data, accept }) => {
			const secretKey = new SecretKey(hex(key));
			if (!accept) return refuses(crypto.DecryptionError, () => crypto.decrypt(secretKey, hex(ciphered)));
			same(crypto.decrypt(secretKey, hex(ciphered)), hex(data));
			same(crypto.decrypt(secretKey, crypto.encrypt(secretKey, hex(data))), hex(data));
		},
		"secret_key.load": ({ data }) => refuses(Error, () => new SecretKey(hex(data))),
		"secret_key.mac_512": ({ key, data, mac }) => same(crypto.mac512(new SecretKey(hex(key)), hex(data)), hex(mac)),
		"secret_key.recovery_passphrase": ({ passphrase, key, accept, canonical }) => {
			const decoded = crypto.recoveryPassphrase.decode(passphrase);
			same(decoded?.expose() ?? null, accept ? hex(key) : null);
			if (canonical && decoded) same(crypto.recoveryPassphrase.encode(decoded), passphrase);
		},
		"hash.sha256": ({ data, digest }) => same(crypto.sha256(hex(data)), hex(digest)),
		sign: ({ signing_key, verify_key, data, signature, signed }) => {
			const key = new SigningKey(hex(signing_key));
			same(crypto.verifyKeyOf(key), hex(verify_key));
			same(crypto.sign(key, hex(data)), hex(signed));
			same(crypto.signDetached(key, hex(data)), hex(signature));
			same(crypto.verify(crypto.verifyKeyOf(key), hex(signed)), hex(data));
		},
		verify: async ({ verify_key, signed, accept, data }) => {
			const key = VerifyKey.fromBytes(hex(verify_key));
			if (!accept) return refuses(crypto.SignatureError, () => crypto.verify(key, hex(signed)));
			const message = crypto.verify(key, hex(signed));
			if (data !== undefined) same(message, hex(data));
		},
		"private_key.decrypt_from_self": async ({ private_key, public_key, ciphered, data, accept }) => {
			const key = new PrivateKey(hex(private_key));
			if (!accept) return refuses(crypto.DecryptionError, () => crypto.openSealed(key, hex(ciphered)));
			same(crypto.publicKeyOf(key), hex(public_key ?? ""));
			same(crypto.openSealed(key, hex(ciphered)), hex(data));
			const recipient = PublicKey.fromBytes(hex(public_key ?? ""));
			same(crypto.openSealed(key, crypto.sealFor(recipient, hex(data))), hex(data));
		},
		"password_algorithm.fake_from_seed": ({ algorithm }) => {
			const { type, memlimit_kb, opslimit, parallelism } = crypto.defaultUntrustedPasswordAlgorithm();
			same({ type, opslimit, memlimit_kb, parallelism }, algorithm);
		},
		"sequester.keys": (vector) => {
			for (const [der, pem] of [
				[vector.priv, vector.priv_pem],
				[vector.sign, vector.sign_pem],
			] as const) {
				const key = crypto.RsaPrivateKey.fromDer(hex(der));
				same(key.exposePem(), pem);
				same(crypto.RsaPrivateKey.fromPem(pem).expose(), hex(der));
			}
			for (const [der, pem, half] of [
				[vector.pub, vector.pub_pem, vector.priv],
				[vector.verify, vector.verify_pem, vector.sign],
			] as const) {
				const key = crypto.RsaPublicKey.fromDer(hex(der));
				same(key.toPem(), pem);
				same(crypto.RsaPublicKey.fromPem(pem).der, hex(der));
				ok(crypto.RsaPrivateKey.fromDer(hex(half)).publicKey.equals(key), "the private key to have this public half");
			}
		},
		"sequester.decrypt": async ({ private_key_der, ciphered, data, accept }) => {
			const key = crypto.RsaPrivateKey.fromDer(hex(private_key_der));
			if (!accept) return refuses(crypto.DecryptionError, () => crypto.sequesterDecrypt(key, hex(ciphered)));
			same(await crypto.sequesterDecrypt(key, hex(ciphered)), hex(data));
			same(await crypto.sequesterDecrypt(key, await crypto.sequesterEncrypt(key.publicKey, hex(data))), hex(data));
		},
		"sequester.verify": async ({ verify_key_der, signed, data, accept }) => {
			const key = crypto.RsaPublicKey.fromDer(hex(verify_key_der));
			if (!accept) return refuses(crypto.SignatureError, () => crypto.sequesterVerify(key, hex(signed)));
			same(await crypto.sequesterVerify(key, hex(signed)), hex(data));
		},
		"rsa.sign_pkcs1v15_unprefixed": async ({ private_key_pkcs8_pem, data, signature }) => {
			const key = crypto.RsaPrivateKey.fromPem(private_key_pkcs8_pem);
			same(await crypto.scwsSignChallenge(key, hex(data)), hex(signature));
		},
		x509: ({ der, subject, issuer, sha256_fingerprint, common_name, emails, email }) => {
			const certificate = crypto.parseX509Certificate(hex(der));
			same(certificate.subject, hex(subject));
			same(certificate.issuer, hex(issuer));
			same(certificate.fingerprint, hex(sha256_fingerprint));
			same(certificate.commonName, common_name);
			same(certificate.emails, emails);
			same(certificate.emails[0] ?? null, email);
		},
		sas_nonce: ({ size }) => same(crypto.newGreetingNonce().length, size),
	},
	["rsa.sign_pkcs1v15_unprefixed"],
);
