import type { DateTime, SequesterServiceID } from "@parallax/protocol";
import type { Contradiction } from "./history/timeline.ts";

/** Why the files of a workspace cannot be worked with: what any operation may come to (workspace-engine.md §3). */
export type FileFailureReason =
	/** The workspace was closed, or is being closed. */
	| { readonly kind: "stopped" }
	/** This user is a Reader, or the workspace is archived, or its deletion planned. */
	| { readonly kind: "read_only" }
	/** The server says that this user has no access, or may not write: its role changed a moment ago. */
	| { readonly kind: "author_not_allowed" }
	| { readonly kind: "realm_archived" }
	/** The server has destroyed the data, for good. */
	| { readonly kind: "realm_deleted" }
	/** The server does not know the workspace, or has no key of it: whoever made it has not finished. */
	| { readonly kind: "not_bootstrapped" }
	/** The keys cannot be used; `detail` tells what is wrong with them. */
	| { readonly kind: "invalid_keys_bundle"; readonly detail: string }
	/** The last key is not the one that its rotation meant: nothing can be written before another rotation. */
	| { readonly kind: "corrupted_key" }
	/** What the server gave as an entry is not to be believed. */
	| { readonly kind: "invalid_manifest"; readonly detail: InvalidManifestReason }
	/** What the server said of the past contradicts what it said before. */
	| { readonly kind: "invalid_history"; readonly detail: Contradiction }
	/** What the server gave as content is not what was written. */
	| { readonly kind: "invalid_block"; readonly detail: InvalidBlockReason }
	/** The server cannot reach its own storage of blocks: later it may. */
	| { readonly kind: "store_unavailable" }
	/** The clocks of this computer and of the server differ by more than five minutes. */
	| { readonly kind: "timestamp_out_of_ballpark"; readonly server: DateTime; readonly client: DateTime }
	| {
			readonly kind: "rejected_by_sequester_service";
			readonly service: SequesterServiceID;
			readonly reason: string | null;
	  }
	| { readonly kind: "sequester_service_unavailable"; readonly service: SequesterServiceID }
	/** A folder has more children, or a file more blocks, than the server takes in one piece: some 50,000, or 20,000. */
	| { readonly kind: "entry_too_large" }
	/** What is stored on this device is damaged. */
	| { readonly kind: "damaged_storage"; readonly detail: string }
	/** What no honest server answers to this program; `status` is what it gave. */
	| { readonly kind: "refused"; readonly status: string };

/** The rule of workspace-data.md §11 that a manifest breaks; `not_there`: the server does not have what it announced. */
export type InvalidManifestReason =
	| "non_existent_key_index"
	| "corrupted_key"
	| "cannot_decrypt"
	| "non_existent_author"
	| "revoked_author"
	| "bad_signature"
	| "malformed"
	| "cleartext_corrupted"
	| "author_no_access_to_realm"
	| "author_role_cannot_write"
	| "older_than_known"
	/** It can be read, but its spans are larger than any block that this program makes: only an empty file is written in. */
	| "blocksize_too_large"
	| "not_there";

/** The rule of workspace-data.md §11 that a block breaks; `not_there`: the server does not have what a manifest lists. */
export type InvalidBlockReason =
	| "non_existent_key_index"
	| "corrupted_key"
	| "cannot_decrypt"
	| "size_mismatch"
	| "hash_digest_mismatch"
	| "not_there";

/**
 * Thrown by whatever works with the files of a workspace, beside `ConnectionError` (the server cannot be reached),
 * `InvalidCertificate` and `FileStorageError` (the disk). What is peculiar to one operation is in its outcome instead.
 */
export class FileFailure extends Error {
	readonly reason: FileFailureReason;

	constructor(reason: FileFailureReason) {
		super(`The files of the workspace: ${reason.kind}`);
		this.name = "FileFailure";
		this.reason = reason;
	}
}

export function isFailure<K extends FileFailureReason["kind"]>(
	error: unknown,
	...kinds: readonly K[]
): error is FileFailure & { readonly reason: Extract<FileFailureReason, { readonly kind: K }> } {
	return error instanceof FileFailure && (kinds as readonly string[]).includes(error.reason.kind);
}
