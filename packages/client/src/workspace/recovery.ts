import { KeyDerivation, type VlobID } from "@parallax/protocol";
import { keyRotations } from "../certificate/index.ts";
import type { WorkspaceAuthor } from "./author.ts";
import { isNotEmpty, type NoKeys, type RealmKeyStore } from "./realmKeyStore.ts";

export type RecoveredKeys =
	| {
			readonly status: "ok";
			/** What the next bundle is to carry: as many keys as there are rotations. */
			readonly keys: readonly KeyDerivation[];
			/** Indexes that the last bundle did not give, and an older one did. */
			readonly recovered: readonly bigint[];
			/** Indexes that no bundle of this user gives. Another member may still have them. */
			readonly lost: readonly bigint[];
	  }
	| NoKeys;

/**
 * Every key of a realm that this user can still read, whatever became of its last bundle (workspace-data.md §2.8): bundles
 * are opened from the last to the first, and each key is taken from the newest in which it passes its canary.
 */
export async function recoverKeys(
	{ certificates }: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
): Promise<RecoveredKeys> {
	const view = await certificates.view();
	const rotations = keyRotations(await view.realm(realmId));
	if (!isNotEmpty(rotations)) return { status: "no_key" };
	const found = new Map<bigint, KeyDerivation>();
	const fromLast = new Set<bigint>();
	/** The bytes that the last bundle has for its corrupted keys: kept, for who may know better. */
	let unusable: readonly KeyDerivation[] = [];
	for (let count = rotations.length; count > 0 && found.size < rotations.length; count--) {
		const until = rotations.slice(0, count);
		if (!isNotEmpty(until)) break;
		const opened = await store.fetch(view, until);
		if (opened.status === "access_not_available" || opened.status === "invalid_keys_bundle") continue;
		if (opened.status !== "ok") return opened;
		if (count === rotations.length) unusable = opened.keys.all;
		for (const { key_index } of until) {
			const lookup = opened.keys.lookup(key_index);
			if (lookup.status !== "ok" || found.has(key_index)) continue;
			found.set(key_index, lookup.key);
			if (count === rotations.length) fromLast.add(key_index);
		}
	}
	const indexes = rotations.map(({ key_index }) => key_index);
	return {
		status: "ok",
		keys: indexes.map((index, position) => found.get(index) ?? unusable[position] ?? NOTHING),
		recovered: indexes.filter((index) => found.has(index) && !fromLast.has(index)),
		lost: indexes.filter((index) => !found.has(index)),
	};
}

/** In the place of a key of which nothing is left; it fails the canary of every rotation. */
const NOTHING = new KeyDerivation(new Uint8Array(32));
