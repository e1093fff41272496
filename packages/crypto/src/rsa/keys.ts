import { DecodeError } from "@parallax/protocol";
import { DER, derContent, derEncode, derPositive, derSequence } from "../encoding/der.ts";
import { fromPem, toPem } from "../encoding/pem.ts";

/** SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL } */
const RSA_ALGORITHM = "300d06092a864886f70d0101010500";
const VERSION_0 = Uint8Array.of(DER.integer, 1, 0);

function checkAlgorithm(whole: Uint8Array | undefined): void {
	if (whole?.toHex() !== RSA_ALGORITHM) throw new DecodeError("not an RSA key");
}

/** An RSA public key (crypto.md §9.1). */
export class RsaPublicKey {
	/** DER `SubjectPublicKeyInfo`. */
	readonly der: Uint8Array;
	/** Big-endian, without leading zeros. */
	readonly modulus: Uint8Array;
	readonly exponent: Uint8Array;

	private constructor(der: Uint8Array, modulus: Uint8Array, exponent: Uint8Array) {
		this.der = der;
		this.modulus = modulus;
		this.exponent = exponent;
	}

	/** `SubjectPublicKeyInfo` only: a bare PKCS#1 key and any other algorithm are refused. @throws DecodeError */
	static fromDer(der: Uint8Array): RsaPublicKey {
		const [algorithm, bits, ...rest] = derSequence(der);
		checkAlgorithm(algorithm?.whole);
		const content = derContent(bits, DER.bitString);
		if (rest.length > 0 || content[0] !== 0) throw new DecodeError("not an RSA public key");
		const [modulus, exponent, ...more] = derSequence(content.subarray(1));
		if (more.length > 0) throw new DecodeError("not an RSA public key");
		return new RsaPublicKey(der, derPositive(modulus), derPositive(exponent));
	}

	/** @throws DecodeError */
	static fromPem(text: string): RsaPublicKey {
		const { label, der } = fromPem(text);
		if (label !== "PUBLIC KEY") throw new DecodeError("expected a PEM block PUBLIC KEY");
		return RsaPublicKey.fromDer(der);
	}

	toPem(): string {
		return toPem("PUBLIC KEY", this.der);
	}

	/** Same modulus and exponent. */
	equals(other: RsaPublicKey): boolean {
		return this.modulus.toHex() === other.modulus.toHex() && this.exponent.toHex() === other.exponent.toHex();
	}
}

/** An RSA private key. Prints as a secret does (see the note in keys.ts of protocol). */
export class RsaPrivateKey {
	readonly #pkcs8: Uint8Array;
	readonly publicKey: RsaPublicKey;

	private constructor(pkcs8: Uint8Array, publicKey: RsaPublicKey) {
		this.#pkcs8 = pkcs8;
		this.publicKey = publicKey;
	}

	/** PKCS#8, or PKCS#1, unencrypted. @throws DecodeError */
	static fromDer(der: Uint8Array): RsaPrivateKey {
		const [version, second, third] = derSequence(der);
		derContent(version, DER.integer);
		if (second?.tag === DER.integer) return RsaPrivateKey.#fromPkcs1(der);
		checkAlgorithm(second?.whole);
		return new RsaPrivateKey(der, publicHalf(derContent(third, DER.octetString)));
	}

	static #fromPkcs1(pkcs1: Uint8Array): RsaPrivateKey {
		const algorithm = Uint8Array.fromHex(RSA_ALGORITHM);
		const pkcs8 = derEncode(DER.sequence, VERSION_0, algorithm, derEncode(DER.octetString, pkcs1));
		return new RsaPrivateKey(pkcs8, publicHalf(pkcs1));
	}

	/** PEM `PRIVATE KEY` or `RSA PRIVATE KEY`. @throws DecodeError */
	static fromPem(text: string): RsaPrivateKey {
		const { label, der } = fromPem(text);
		if (label !== "PRIVATE KEY" && label !== "RSA PRIVATE KEY")
			throw new DecodeError("expected a PEM block PRIVATE KEY");
		return RsaPrivateKey.fromDer(der);
	}

	/** DER PKCS#8. */
	expose(): Uint8Array {
		return this.#pkcs8;
	}

	exposePem(): string {
		return toPem("PRIVATE KEY", this.#pkcs8);
	}

	toString(): string {
		return "[secret]";
	}

	toJSON(): string {
		return "[secret]";
	}

	[Symbol.for("nodejs.util.inspect.custom")](): string {
		return "[secret]";
	}
}

function publicHalf(pkcs1: Uint8Array): RsaPublicKey {
	const [, modulus, exponent] = derSequence(pkcs1);
	derPositive(modulus);
	derPositive(exponent);
	const numbers = [modulus, exponent].map((value) => value?.whole ?? new Uint8Array());
	const bits = derEncode(DER.bitString, Uint8Array.of(0), derEncode(DER.sequence, ...numbers));
	return RsaPublicKey.fromDer(derEncode(DER.sequence, Uint8Array.fromHex(RSA_ALGORITHM), bits));
}
