import type { VlobID } from "@parallax/protocol";
import { isFolder, type LocalEntry } from "../manifest/localFolder.ts";

/** How many entries are kept ready: a folder of 100,000 files, and all of them. What they list counts too, less: see `weightOf`. */
const CAPACITY = 200_000;

/**
 * Entries in memory. Those used last are kept; of the others, those that somebody still holds: as long as an entry is in use
 * anywhere, everybody has the same object, which is how a change made meanwhile is noticed.
 */
export class EntryCache {
	/** The one used last comes last. */
	readonly #kept = new Map<VlobID, LocalEntry>();
	readonly #known = new Map<VlobID, WeakRef<LocalEntry>>();
	readonly #collected = new FinalizationRegistry<VlobID>((id) => {
		if (this.#known.get(id)?.deref() === undefined) this.#known.delete(id);
	});
	#weight = 0;

	get(id: VlobID): LocalEntry | undefined {
		const entry = this.#kept.get(id);
		if (entry) {
			this.#kept.delete(id);
			this.#kept.set(id, entry);
			return entry;
		}
		const held = this.#known.get(id)?.deref();
		if (held) this.#keep(id, held);
		return held;
	}

	set(id: VlobID, entry: LocalEntry): void {
		if (this.#known.get(id)?.deref() !== entry) {
			this.#known.set(id, new WeakRef(entry));
			this.#collected.register(entry, id);
		}
		this.#keep(id, entry);
	}

	#keep(id: VlobID, entry: LocalEntry): void {
		const before = this.#kept.get(id);
		if (before) this.#weight -= weightOf(before);
		this.#kept.delete(id);
		this.#kept.set(id, entry);
		this.#weight += weightOf(entry);
		// Not even to look at the first one: a `Map` of which much was removed takes its time to find it.
		if (this.#weight <= CAPACITY) return;
		for (const [oldest, old] of this.#kept) {
			if (this.#weight <= CAPACITY || oldest === id) break;
			this.#kept.delete(oldest);
			this.#weight -= weightOf(old);
		}
	}
}

function weightOf(entry: LocalEntry): number {
	return 1 + (isFolder(entry) ? entry.children.size / 8 : entry.spans.count / 2);
}
