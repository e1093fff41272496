/** The same bytes, cut anew: each piece has `size` of them, but for the last, which has what is left. Gives nothing when there are none. */
export async function* pieces(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void> {
	let piece: Uint8Array | undefined;
	let filled = 0;
	for await (const bytes of content) {
		for (let from = 0; from < bytes.length; ) {
			// What fits as it is needs no copy.
			if (filled === 0 && bytes.length - from >= size) {
				yield bytes.subarray(from, from + size);
				from += size;
				continue;
			}
			piece ??= new Uint8Array(size);
			const part = bytes.subarray(from, from + size - filled);
			piece.set(part, filled);
			filled += part.length;
			from += part.length;
			if (filled < size) continue;
			yield piece;
			piece = undefined;
			filled = 0;
		}
	}
	if (piece && filled > 0) yield piece.subarray(0, filled);
}
