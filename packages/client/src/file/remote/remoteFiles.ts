import type { BlockAccess, BlockID, DateTime, VlobID } from "@parallax/protocol";
import type { InvalidManifestReason } from "../failure.ts";
import type { RemoteEntry } from "../merge/entry.ts";
import type { Signature } from "../outbound/upload.ts";

/** One version of an entry, as the server gave it. */
export type Fetched =
	| { readonly kind: "valid"; readonly manifest: RemoteEntry }
	/** It breaks a rule: it is never shown, but others may stand for it (`versionsToTry`). */
	| { readonly kind: "invalid"; readonly version: number; readonly reason: InvalidManifestReason };

export type ManifestUpload =
	/** The server has it; the last of what was made, with the timestamp that was taken. */
	| { readonly kind: "ok"; readonly manifest: RemoteEntry }
	/** The server has another version of that number. */
	| { readonly kind: "version_conflict" };

export interface RealmChanges {
	readonly checkpoint: bigint;
	/** The last version of each entry that changed. */
	readonly changes: readonly (readonly [VlobID, number])[];
}

/**
 * The files of one workspace on the server. Nothing that it gives is to be validated again; only whether an entry is older than
 * what is known already is for whoever knows it. All throw `FileFailure` (`not_bootstrapped` while the server does not know the
 * workspace), `ConnectionError` or `InvalidCertificate`. Calls may be made at once; what they need of the line is shared out here.
 */
export interface RemoteFiles {
	/** The last version of these entries, at `at` when given; those that the server does not have are left out. Any number of them. */
	fetch(ids: readonly VlobID[], at: DateTime | null): Promise<ReadonlyMap<VlobID, Fetched>>;
	/** One version of one entry; `null` when the server does not have it. */
	fetchVersion(id: VlobID, version: number): Promise<Fetched | null>;
	/** What changed since a checkpoint; 0 gives everything. */
	changesSince(checkpoint: bigint): Promise<RealmChanges>;
	/**
	 * Uploads the version that `make` makes, again with another timestamp as long as the server asks for a greater one. It is one
	 * of the next version of an entry, all whose blocks the server has. An answer may be lost: after a `ConnectionError` the server
	 * may have it, and what is uploaded next then conflicts with a version of this very device.
	 */
	upload(make: (signature: Signature) => RemoteEntry): Promise<ManifestUpload>;
	/** Uploads the data of one block, which does not change meanwhile; that it is there already is no error. */
	uploadBlock(id: BlockID, data: Uint8Array): Promise<void>;
	/** The data of one block, as long and with the digest that `access` tells; the same bytes for all who ask at once. */
	downloadBlock(access: BlockAccess): Promise<Uint8Array>;
}
