/** A file that is open. */
export interface Readable {
	/** In bytes. */
	readonly size: bigint;
	read(offset: bigint, length: number): Promise<Uint8Array>;
}

/** Eight blocks, that come at once when they are not on this device. */
const PIECE = 4 * 1024 * 1024;

/** The bytes of `[offset, offset + length)` that the file has, piece by piece; the next one comes while one is used. */
export async function* readAhead(
	file: Readable,
	offset = 0n,
	length: bigint = file.size,
): AsyncGenerator<Uint8Array, void> {
	const left = file.size - offset;
	const end = offset + (left < length ? left : length);
	const next = (from: bigint) => (from < end ? read(file, from, end) : null);
	let coming = next(offset);
	for (let from = offset; coming; ) {
		const bytes = await coming;
		from += BigInt(bytes.length);
		// A file that became shorter meanwhile.
		coming = bytes.length === 0 ? null : next(from);
		yield bytes;
	}
}

function read(file: Readable, from: bigint, end: bigint): Promise<Uint8Array> {
	const left = end - from;
	const coming = file.read(from, left < BigInt(PIECE) ? Number(left) : PIECE);
	// Whoever asks for it sees why; until then it is nobody's.
	coming.catch(() => {});
	return coming;
}
