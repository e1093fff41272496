import type { FileManifest, FolderManifest } from "@parallax/protocol";

/** A server may claim any number of invalid versions: it is not asked for all of them. */
const MOST_TRIED = 64;

/**
 * The versions to try, in order, when the last one of an entry is invalid: the last of those that this device has not seen; of
 * all of them when it has nothing of the entry, `base` being then `null` (workspace-engine.md §6).
 */
export function* versionsToTry(invalid: number, base: number | null): Generator<number, void> {
	const first = Math.max((base ?? 0) + 1, invalid - MOST_TRIED);
	for (let version = invalid - 1; version >= first; version--) yield version;
}

/** A valid version, or the base, in place of the invalid one: so that the next upload is the one that the server expects. */
export function standingFor<R extends FileManifest | FolderManifest>(valid: R, invalid: number): R {
	return { ...valid, version: invalid };
}
