import { DecodeError } from "@parallax/protocol";

/** One value of a DER encoding (X.690): its tag, its content, and the whole of it with tag and length. */
export interface DerValue {
	readonly tag: number;
	readonly content: Uint8Array;
	readonly whole: Uint8Array;
}

export const DER = {
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	oid: 0x06,
	sequence: 0x30,
	set: 0x31,
} as const;

/** Only what RSA keys and certificates use: one-byte tags, definite shortest lengths below 2^24. */
function readValue(bytes: Uint8Array, start: number): DerValue {
	const tag = bytes[start];
	const first = bytes[start + 1];
	if (tag === undefined || first === undefined || (tag & 31) === 31) throw new DecodeError("not valid DER");
	let length = first;
	let content = start + 2;
	if (first >= 0x80) {
		const size = first & 0x7f;
		if (size < 1 || size > 3) throw new DecodeError("not valid DER");
		length = 0;
		for (const end = content + size; content < end; content++) {
			const byte = bytes[content];
			if (byte === undefined) throw new DecodeError("not valid DER");
			length = length * 256 + byte;
		}
		if (length < 0x80 || length < 256 ** (size - 1)) throw new DecodeError("not valid DER");
	}
	const end = content + length;
	if (end > bytes.length) throw new DecodeError("not valid DER");
	return { tag, content: bytes.subarray(content, end), whole: bytes.subarray(start, end) };
}

/** The values that follow each other in `bytes`, up to its end. @throws DecodeError */
export function derValues(bytes: Uint8Array): DerValue[] {
	const values: DerValue[] = [];
	for (let at = 0; at < bytes.length; ) {
		const value = readValue(bytes, at);
		values.push(value);
		at += value.whole.length;
	}
	return values;
}

/** The content of `value`, which must carry `tag`. @throws DecodeError */
export function derContent(value: DerValue | undefined, tag: number): Uint8Array {
	if (value?.tag !== tag) throw new DecodeError("unexpected DER structure");
	return value.content;
}

/** The values inside the one sequence that `bytes` is. @throws DecodeError */
export function derSequence(bytes: Uint8Array): DerValue[] {
	const [value, ...rest] = derValues(bytes);
	if (rest.length > 0) throw new DecodeError("data after the DER value");
	return derValues(derContent(value, DER.sequence));
}

/** Magnitude of a positive integer, without its leading zero. @throws DecodeError */
export function derPositive(value: DerValue | undefined): Uint8Array {
	const content = derContent(value, DER.integer);
	const [first, second] = content;
	if (first === undefined || first >= 0x80) throw new DecodeError("expected a positive integer");
	if (first !== 0) return content;
	if (second === undefined || second < 0x80) throw new DecodeError("expected a positive integer in its shortest form");
	return content.subarray(1);
}

export function derEncode(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const size: number[] = [];
	for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest & 255);
	const header = length < 0x80 ? [tag, length] : [tag, 0x80 | size.length, ...size];
	const whole = new Uint8Array(header.length + length);
	whole.set(header);
	let at = header.length;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
