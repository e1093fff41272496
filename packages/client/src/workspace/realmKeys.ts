import type { KeyDerivation, SecretKey } from "@parallax/protocol";

/** One key of a realm, or why there is none to use. */
export type KeyLookup =
	| { readonly status: "ok"; readonly index: bigint; readonly key: KeyDerivation }
	/** There is no rotation of that index; after a poll there may be. */
	| { readonly status: "key_not_found" }
	/** The bundle holds another key than the one that was rotated to: it must neither encrypt nor decrypt. */
	| { readonly status: "corrupted_key" };

/** The keys of a realm as its last bundle gives them, each held against the canary of its rotation (workspace-data.md §2.4). */
export class RealmKeys {
	/** Oldest first, the corrupted ones included: what the next bundle carries on. */
	readonly all: readonly KeyDerivation[];
	/** What opens the bundle: whoever is let in is given it. */
	readonly bundleKey: SecretKey;
	/** Indexes of the keys that failed their canary. */
	readonly corrupted: ReadonlySet<bigint>;

	constructor(all: readonly KeyDerivation[], corrupted: ReadonlySet<bigint>, bundleKey: SecretKey) {
		this.all = all;
		this.corrupted = corrupted;
		this.bundleKey = bundleKey;
	}

	/** The only index that the server accepts for what is written now. */
	get index(): bigint {
		return BigInt(this.all.length);
	}

	/**
	 * What encrypts. When it is corrupted nothing can be written before the next rotation: the server refuses every older index,
	 * and nobody could read what the wrong key encrypts.
	 */
	get last(): KeyLookup {
		return this.lookup(this.index);
	}

	/** What decrypts something that was encrypted with the key of that index. */
	lookup(index: bigint): KeyLookup {
		const key = index >= 1n && index <= this.index ? this.all[Number(index - 1n)] : undefined;
		if (!key) return { status: "key_not_found" };
		return this.corrupted.has(index) ? { status: "corrupted_key" } : { status: "ok", index, key };
	}
}
