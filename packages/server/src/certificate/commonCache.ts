import type { DateTime } from "@parallax/protocol";
import type { Database } from "../sql/database.ts";

/** For all organizations of a server together, overheads included. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a part, and each byte array in it, cost beside their content (measured: 930 resident bytes for 230 of content). */
const OVERHEAD = 700;

/** Which part of a common topic: `after` excluded, up to `last` included, in the flavour that the reader may see. */
export interface CommonRange {
	readonly organization: bigint;
	readonly redacted: boolean;
	readonly after: DateTime;
	readonly last: DateTime;
}

interface Cached {
	readonly certificates: Uint8Array[];
	readonly bytes: number;
}

/**
 * Remembers parts of common topics. A topic only grows, at its end: what lies between two of its timestamps never changes, so that
 * nothing is ever invalid. Every device of an organization asks for the same part when a certificate is added, and every new one for
 * the whole.
 */
class CommonCache {
	readonly #parts = new Map<string, Cached>();
	#bytes = 0;

	async read(range: CommonRange, fetch: () => Promise<Uint8Array[]>): Promise<Uint8Array[]> {
		const name = `${range.organization} ${range.redacted} ${range.after} ${range.last}`;
		const known = this.#parts.get(name);
		if (known) {
			// A Map keeps the order of insertion: those asked for last are at the end.
			this.#parts.delete(name);
			this.#parts.set(name, known);
			return known.certificates;
		}
		const certificates = await fetch();
		this.#add(
			name,
			certificates,
			certificates.reduce((sum, { length }) => sum + length + OVERHEAD, OVERHEAD),
		);
		return certificates;
	}

	#add(name: string, certificates: Uint8Array[], bytes: number): void {
		// One that would push out most of the others is not kept, nor one that another request has just added.
		if (bytes > MAX_BYTES / 4 || this.#parts.has(name)) return;
		this.#parts.set(name, { certificates, bytes });
		this.#bytes += bytes;
		for (const [oldest, { bytes: size }] of this.#parts) {
			if (this.#bytes <= MAX_BYTES) return;
			this.#parts.delete(oldest);
			this.#bytes -= size;
		}
	}
}

const caches = new WeakMap<Database, CommonCache>();

/** The cache of this database, whose keys mean nothing in another. */
export function commonCacheOf(database: Database): CommonCache {
	let cache = caches.get(database);
	if (!cache) {
		cache = new CommonCache();
		caches.set(database, cache);
	}
	return cache;
}
