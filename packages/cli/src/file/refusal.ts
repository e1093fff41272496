import type {
	CreateEntryOutcome,
	FileFailure,
	InvalidBlockReason,
	InvalidManifestReason,
	MoveEntryOutcome,
	RemoveEntryOutcome,
} from "@parallax/client";
import { FsPath } from "@parallax/protocol";
import { Failure } from "../failure.ts";
import { refusal } from "../workspace/refusal.ts";

type KindOf<O> = O extends { readonly kind: infer K } ? Exclude<K, "ok"> : never;

/** Why something cannot be done with a path. */
export type PathRefusal =
	| KindOf<CreateEntryOutcome>
	| KindOf<RemoveEntryOutcome>
	| KindOf<MoveEntryOutcome>
	| "entry_not_a_file";

/** What an operation on a path came to, told to a person; the words of the official command line are kept (cli.md §2.3). */
export function pathRefusal(kind: PathRefusal, path: FsPath): Failure {
	const [code, message, next] = PATH_REFUSALS[kind];
	return new Failure(code, message, { causes: [FsPath.format(path)], next });
}

type Words = readonly [code: string, message: string, next: string];

const NOT_FOUND: Words = [
	"entry_not_found",
	"Path doesn't exist",
	"“parallax ls” shows what a folder has, with “--at” what it had at a date",
];
const EXISTS: Words = ["entry_exists", "Path already exists", "Choose another name, or remove what is there first"];
const NO_PARENT: Words = [
	"parent_not_found",
	"The folder that it would be in doesn't exist",
	"Make it with “parallax mkdir --parents”",
];

const PATH_REFUSALS: Readonly<Record<PathRefusal, Words>> = {
	entry_not_found: NOT_FOUND,
	source_not_found: NOT_FOUND,
	entry_exists: EXISTS,
	destination_exists: EXISTS,
	parent_not_found: NO_PARENT,
	destination_not_found: NO_PARENT,
	parent_not_a_folder: ["parent_not_a_folder", "What it would be in is a file", "Choose a path that goes over folders"],
	entry_is_file: ["entry_is_file", "Path points to a file", "Give the path of a folder"],
	entry_is_folder: ["entry_is_folder", "Path points to a folder", "Give the path of a file"],
	entry_not_a_file: ["entry_is_folder", "Path points to a folder", "Give the path of a file"],
	entry_is_not_empty: ["entry_is_not_empty", "The folder is not empty", "Remove what it has first"],
	cannot_remove_root: [
		"cannot_remove_root",
		"Root path cannot be removed",
		"“parallax workspace delete” plans the deletion of a whole workspace",
	],
	cannot_move_root: [
		"cannot_move_root",
		"Root path cannot be moved",
		"“parallax workspace rename” gives a workspace another name",
	],
	into_itself: ["into_itself", "A folder cannot be moved into itself", "Choose a path that is not below it"],
};

/** Why the files of a workspace cannot be worked with (workspace-engine.md §3), told to a person. */
export function fileRefusal({ reason }: FileFailure): Failure {
	switch (reason.kind) {
		case "stopped":
			return new Failure(reason.kind, "The workspace was closed meanwhile", {
				next: "“parallax workspace list” shows whether you are still in it",
			});
		case "read_only":
			return new Failure(reason.kind, "Only have read access on this workspace", {
				next: "Ask an Owner for the role contributor; one that is archived, they make available again",
			});
		case "author_not_allowed":
			return refusal({ status: "author_not_allowed" }, NOT_ALLOWED);
		case "realm_archived":
			return new Failure(reason.kind, "The workspace is archived", {
				causes: ["until then it is read-only for everybody"],
				next: "An Owner makes it available with “parallax workspace archive --available”; what you changed stays here",
			});
		case "not_bootstrapped":
			return refusal({ status: "no_key" }, NOT_ALLOWED);
		case "realm_deleted":
		case "corrupted_key":
			return refusal({ status: reason.kind }, NOT_ALLOWED);
		case "invalid_keys_bundle":
			return new Failure(reason.kind, "The keys of the workspace are damaged", {
				causes: [`the server gave a keys bundle that is not valid: ${reason.detail}`],
				next: "An Owner mends them with “parallax workspace list”; else tell the administrator of the server",
			});
		case "invalid_manifest":
			return new Failure(reason.kind, "What the server gives of an entry is not to be believed", {
				causes: [MANIFEST_REASONS[reason.detail]],
				next: TELL_THE_ADMINISTRATOR,
			});
		case "invalid_block":
			return new Failure(reason.kind, "What the server gives as content is not what was written", {
				causes: [BLOCK_REASONS[reason.detail]],
				next: `“parallax history” shows older versions, which may be whole. ${TELL_THE_ADMINISTRATOR}`,
			});
		case "invalid_history":
			return new Failure(reason.kind, "What the server says of the past contradicts what it said before", {
				causes: [reason.detail.replaceAll("_", " ")],
				next: TELL_THE_ADMINISTRATOR,
			});
		case "store_unavailable":
			return new Failure(reason.kind, "The server cannot reach its own storage of contents", {
				next: "Try again later; its log says more",
			});
		case "timestamp_out_of_ballpark":
			return refusal(
				{ status: reason.kind, server_timestamp: reason.server, client_timestamp: reason.client },
				NOT_ALLOWED,
			);
		case "rejected_by_sequester_service":
			return refusal({ status: reason.kind, service_id: reason.service, reason: reason.reason }, NOT_ALLOWED);
		case "sequester_service_unavailable":
			return refusal({ status: reason.kind, service_id: reason.service }, NOT_ALLOWED);
		case "entry_too_large":
			return new Failure(reason.kind, "It is too large for the server", {
				causes: ["it takes a folder of some 50,000 entries, and a file of some 10 GB"],
				next: "Split the folder, or the file: all of it stays on this device until then",
			});
		case "damaged_storage":
			return new Failure(reason.kind, "What this device keeps of the workspace is damaged", {
				causes: [reason.detail],
				next: "Put back a copy of its data directory, or invite another device: what was sent is on the server",
			});
		case "refused":
			return refusal({ status: reason.kind, reason: reason.status }, NOT_ALLOWED);
	}
}

const NOT_ALLOWED = {
	message: "Author not allowed",
	next: "Your role changed a moment ago: “parallax workspace list” shows it; ask an Owner for another one",
} as const;

const TELL_THE_ADMINISTRATOR =
	"Tell the administrator of the server: it is damaged, or somebody has altered what it keeps";

const MANIFEST_REASONS: Readonly<Record<InvalidManifestReason, string>> = {
	non_existent_key_index: "it is encrypted with a key that the workspace never had",
	corrupted_key: "the key that it is encrypted with is damaged",
	cannot_decrypt: "it cannot be decrypted with the key that it names",
	non_existent_author: "the device that it names as its author is not of the organization",
	revoked_author: "its author had been revoked when it was signed",
	bad_signature: "its author did not sign it",
	malformed: "it was decrypted, and is not the description of a file or a folder",
	cleartext_corrupted: "it is about another entry, another version or another date than the server says",
	author_no_access_to_realm: "its author was not in the workspace when it was signed",
	author_role_cannot_write: "its author could only read when it was signed",
	older_than_known: "it is older than a version that was seen already",
	blocksize_too_large: "it is cut into pieces larger than any program makes",
	not_there: "the server does not have what it announced",
};

const BLOCK_REASONS: Readonly<Record<InvalidBlockReason, string>> = {
	non_existent_key_index: "it is encrypted with a key that the workspace never had",
	corrupted_key: "the key that it is encrypted with is damaged",
	cannot_decrypt: "it cannot be decrypted with the key that it names",
	size_mismatch: "it has another size",
	hash_digest_mismatch: "it has another digest",
	not_there: "the server does not have it",
};
