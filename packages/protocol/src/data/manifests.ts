import { DecodeError } from "../errors.ts";
import { list, map, since } from "../schema/containers.ts";
import { Bool, Size, Text, Version } from "../schema/primitives.ts";
import type { Infer } from "../schema/type.ts";
import { BlockAccess, FileManifestOrigin } from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import { DeviceID, VlobID } from "../types/ids.ts";
import { EntryName } from "../types/names.ts";
import { anyOf, dataType, SizeLimit, withInvariants } from "./dataType.ts";

const maxSize = SizeLimit.manifest;

/** Official clients never synchronize it; its realm is private to a user (workspace-data.md §8). */
export type UserManifest = Infer<typeof UserManifest>;
export const UserManifest = dataType(
	"user_manifest",
	{ author: DeviceID, timestamp: DateTime, id: VlobID, version: Version, created: DateTime, updated: DateTime },
	{ maxSize },
);

/** A folder, root or not, before one knows where it stands (workspace-data.md §10.1). */
export type FolderManifest = Infer<typeof FolderManifest>;
export const FolderManifest = dataType(
	"folder_manifest",
	{
		author: DeviceID,
		timestamp: DateTime,
		id: VlobID,
		parent: VlobID,
		version: Version,
		created: DateTime,
		updated: DateTime,
		children: map(EntryName, VlobID),
	},
	{ maxSize },
);

/** Smallest size of a span of a file: smaller ones are undecodable (workspace-data.md §10.2). */
const MIN_BLOCKSIZE = 8n;

/** Content of a file as a sparse list of blocks, `blocksize` bytes of the file having at most one (workspace-data.md §10.2). */
export type FileManifest = Infer<typeof FileManifest>;
export const FileManifest = dataType(
	"file_manifest",
	{
		author: DeviceID,
		timestamp: DateTime,
		id: VlobID,
		parent: VlobID,
		version: Version,
		created: DateTime,
		updated: DateTime,
		size: Size,
		blocksize: Size,
		blocks: list(BlockAccess),
		/** Absent for the default origin, which is never written. */
		origin: since("3.10", FileManifestOrigin),
	},
	{ maxSize, invariants: checkFileManifest },
);

interface FileLayout {
	readonly id: VlobID;
	readonly parent: VlobID;
	readonly size: bigint;
	readonly blocksize: bigint;
	readonly blocks: readonly BlockAccess[];
}

function checkFileManifest({ id, parent, size, blocksize, blocks }: FileLayout): void {
	if (id === parent) throw new DecodeError("parent: a file is its own parent");
	checkBlocksize(blocksize);
	let end = 0n;
	let span = -1n;
	for (const block of blocks) {
		const blockSpan = block.offset / blocksize;
		if (block.offset < end || blockSpan <= span) throw new DecodeError("blocks: overlap or disorder");
		end = block.offset + block.size;
		span = blockSpan;
		if ((end - 1n) / blocksize !== span) throw new DecodeError("blocks: a block goes over its span");
	}
	if (end > size) throw new DecodeError("blocks: beyond the end of the file");
}

/** @throws DecodeError when a file could not be cut in such spans. */
export function checkBlocksize(blocksize: bigint): void {
	if (blocksize < MIN_BLOCKSIZE) throw new DecodeError(`blocksize: below ${MIN_BLOCKSIZE} bytes`);
}

/** The folder at the root of a workspace: the only one that is its own parent. */
export type RootManifest = FolderManifest;
export const RootManifest = withInvariants(FolderManifest, ({ id, parent }) => {
	if (id !== parent) throw new DecodeError("parent: the root of a workspace has one");
});

/** What any vlob of a workspace but its root holds (workspace-data.md §10.3). */
export type ChildManifest = Infer<typeof ChildManifest>;
export const ChildManifest = anyOf(
	FileManifest,
	withInvariants(FolderManifest, ({ id, parent }) => {
		if (id === parent) throw new DecodeError("parent: a folder is its own parent");
	}),
);

/** The key of one kind of access to a shared CryptPad session (workspace-data.md §17). */
export type CryptpadSessionKey = Infer<typeof CryptpadSessionKey>;
export const CryptpadSessionKey = dataType("cryptpad_session_key", {
	author: DeviceID,
	timestamp: DateTime,
	document_id: VlobID,
	can_edit: Bool,
	key: Text,
});
