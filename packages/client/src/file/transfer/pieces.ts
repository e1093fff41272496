/** The same bytes, cut anew: each piece has `size` of them, but for the last, which has what is left. Gives nothing when there are none. */
export async function* pieces(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void> {
	let parts: Uint8Array[] = [];
	let gathered = 0;
	for await (const bytes of content) {
		for (let from = 0; from < bytes.length; ) {
			const part = bytes.subarray(from, from + size - gathered);
			parts.push(part);
			gathered += part.length;
			from += part.length;
			if (gathered < size) continue;
			yield joined(parts, gathered);
			parts = [];
			gathered = 0;
		}
	}
	if (gathered > 0) yield joined(parts, gathered);
}

/** What comes in one part, as a small file does, is not copied. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
	const [first] = parts;
	if (first?.length === length) return first;
	const whole = new Uint8Array(length);
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
}
