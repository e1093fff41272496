/** Smaller ones are not worth it, and may be of a pool that others have a part of. In bytes. */
const LARGE = 128 * 1024;

/**
 * Frees the memory that bytes are in at once, if it is large: nobody may look at it any more, be it through another view. Left to
 * the collector, 64 MiB of blocks of files would pile up before it begins, and it would be busy with them all the time.
 */
export function discard({ buffer }: Uint8Array): void {
	if (buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE) buffer.transfer(0);
}
