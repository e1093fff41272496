/** OBJECT IDENTIFIER 1.2.840.113549.1.1.1 and the NULL of its parameters. */
const RSA_ENCRYPTION = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00);
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;

/** Whether `der` is exactly one `SubjectPublicKeyInfo` of an RSA key (crypto.md §9.1), in strict DER. */
export function isRsaPublicKeyDer(der: Uint8Array): boolean {
	const outer = new Der(der).only(SEQUENCE);
	const algorithm = outer?.take(SEQUENCE);
	const bits = outer?.take(BIT_STRING);
	if (!outer?.finished || !algorithm || !bits) return false;
	if (algorithm.rest.length !== RSA_ENCRYPTION.length || algorithm.rest.some((byte, i) => byte !== RSA_ENCRYPTION[i])) {
		return false;
	}
	if (bits.rest[0] !== 0) return false;
	const key = new Der(bits.rest.subarray(1)).only(SEQUENCE);
	const modulus = key?.take(INTEGER);
	const exponent = key?.take(INTEGER);
	return key?.finished === true && isPositive(modulus?.rest) && isPositive(exponent?.rest);
}

function isPositive(integer: Uint8Array | undefined): boolean {
	if (!integer || integer.length === 0) return false;
	const [first = 0, second = 0] = integer;
	if (first >= 0x80) return false;
	return first !== 0 || (integer.length > 1 && second >= 0x80);
}

/** A cursor over the content of one DER value. */
class Der {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get finished(): boolean {
		return this.#at === this.#bytes.length;
	}

	get rest(): Uint8Array {
		return this.#bytes.subarray(this.#at);
	}

	/** The next value, when it has this tag and a definite length in its shortest form. */
	take(tag: number): Der | undefined {
		if (this.#bytes[this.#at] !== tag) return undefined;
		let start = this.#at + 2;
		let length = this.#bytes[this.#at + 1] ?? -1;
		if (length < 0 || length === 0x80) return undefined;
		if (length > 0x80) {
			const size = length - 0x80;
			if (size > 3) return undefined;
			const digits = this.#bytes.subarray(start, start + size);
			if (digits.length !== size || digits[0] === 0) return undefined;
			length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
			if (length < 0x80) return undefined;
			start += size;
		}
		if (start + length > this.#bytes.length) return undefined;
		this.#at = start + length;
		return new Der(this.#bytes.subarray(start, start + length));
	}

	only(tag: number): Der | undefined {
		const value = this.take(tag);
		return this.finished ? value : undefined;
	}
}
