const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 Base32, without padding. */
export function toBase32(bytes: Uint8Array): string {
	let text = "";
	let bits = 0;
	let held = 0;
	for (const byte of bytes) {
		held = (held << 8) | byte;
		for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >> (bits - 5)) & 31);
		held &= 31;
	}
	if (bits > 0) text += ALPHABET.charAt((held << (5 - bits)) & 31);
	return text;
}

/** `null` for another character, an impossible length, or trailing bits that are not zero. */
export function fromBase32(text: string): Uint8Array | null {
	const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
	let bits = 0;
	let held = 0;
	let filled = 0;
	for (const character of text) {
		const value = ALPHABET.indexOf(character);
		if (value < 0) return null;
		held = (held << 5) | value;
		bits += 5;
		if (bits < 8) continue;
		bits -= 8;
		bytes[filled++] = held >> bits;
		held &= (1 << bits) - 1;
	}
	return bits < 5 && held === 0 ? bytes : null;
}
