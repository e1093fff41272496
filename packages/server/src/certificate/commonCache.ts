import { authenticatedCommands, Encoded } from "@parallax/protocol";
import type { Database } from "../sql/database.ts";
import type { Range } from "./store.ts";

const { common_certificates: CommonCertificates } = authenticatedCommands.commands.certificate_get.replies.ok;

/** For all organizations of a server together, overheads included. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a part costs beside its content. */
const OVERHEAD = 700;

/** Which part of a common topic, in the flavour that the reader may see. */
export interface CommonRange extends Range {
	readonly organization: bigint;
	readonly isRedacted: boolean;
}

/** As it goes into replies. */
type Part = Encoded<readonly Uint8Array[]>;

/**
 * Remembers parts of common topics. A topic only grows, at its end: what lies between two of its timestamps never changes, so that
 * nothing is ever invalid. Every device of an organization asks for the same part when a certificate is added, and every new one for
 * the whole.
 */
class CommonCache {
	readonly #parts = new Map<string, Part>();
	#bytes = 0;

	async read(range: CommonRange, fetch: () => Promise<Uint8Array[]>): Promise<Part> {
		const name = `${range.organization} ${range.isRedacted} ${range.after} ${range.last}`;
		const known = this.#parts.get(name);
		if (known) {
			// A Map keeps the order of insertion: those asked for last are at the end.
			this.#parts.delete(name);
			this.#parts.set(name, known);
			return known;
		}
		const part = new Encoded(CommonCertificates, await fetch());
		this.#add(name, part);
		return part;
	}

	#add(name: string, part: Part): void {
		// One that would push out most of the others is not kept, nor one that another request has just added.
		if (costOf(part) > MAX_BYTES / 4 || this.#parts.has(name)) return;
		this.#parts.set(name, part);
		this.#bytes += costOf(part);
		for (const [oldest, old] of this.#parts) {
			if (this.#bytes <= MAX_BYTES) return;
			this.#parts.delete(oldest);
			this.#bytes -= costOf(old);
		}
	}
}

function costOf({ bytes }: Part): number {
	return bytes.length + OVERHEAD;
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
