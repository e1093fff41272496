import type { FileManifest, FolderManifest } from "@parallax/protocol";

/**
 * The versions to try, in order, when the last one of an entry is invalid: those that this device has not seen; all of them when
 * it has nothing of the entry, `base` being then `null` (workspace-engine.md §6).
 */
export function* versionsToTry(invalid: number, base: number | null): Generator<number, void> {
	for (let version = invalid - 1; version > (base ?? 0); version--) yield version;
}

/** A valid version, or the base, in place of the invalid one: so that the next upload is the one that the server expects. */
export function standingFor<R extends FileManifest | FolderManifest>(valid: R, invalid: number): R {
	return { ...valid, version: invalid };
}
