import { DecodeError } from "../errors.ts";
import { list, map, nullable, set, since } from "../schema/containers.ts";
import { Bool, NonZeroInteger, Size } from "../schema/primitives.ts";
import { struct, union } from "../schema/struct.ts";
import type { Infer } from "../schema/type.ts";
import { BlockAccess, FileManifestOrigin, RealmArchivingConfiguration } from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import { RealmRole } from "../types/enums.ts";
import { ChunkID, VlobID } from "../types/ids.ts";
import { EntryName } from "../types/names.ts";
import { anyOf, dataType, SizeLimit, withInvariants } from "./dataType.ts";
import { checkBlocksize, FileManifest, FolderManifest, UserManifest } from "./manifests.ts";

const maxSize = SizeLimit.manifest;

/** Whether a value of the workspaces list comes from certificates, or is a guess until they are read. */
export type LocalWorkspaceOrigin = Infer<typeof LocalWorkspaceOrigin>;
export const LocalWorkspaceOrigin = union("type", { CERTIFICATE: { timestamp: DateTime }, PLACEHOLDER: {} });

/** One workspace as last known: it serves offline (workspace-data.md §8). */
export type LocalWorkspaceEntry = Infer<typeof LocalWorkspaceEntry>;
export const LocalWorkspaceEntry = struct({
	id: VlobID,
	name: EntryName,
	name_origin: LocalWorkspaceOrigin,
	role: RealmRole,
	role_origin: LocalWorkspaceOrigin,
	/** Absent: AVAILABLE. */
	archiving_configuration: since("3.9", RealmArchivingConfiguration),
	/** Absent: PLACEHOLDER. */
	archiving_configuration_origin: since("3.9", LocalWorkspaceOrigin),
	/** Absent: false. */
	can_self_promote_to_owner: since("3.9", Bool),
});

export type LocalUserManifest = Infer<typeof LocalUserManifest>;
export const LocalUserManifest = dataType(
	"local_user_manifest",
	{
		base: UserManifest,
		need_sync: Bool,
		updated: DateTime,
		local_workspaces: list(LocalWorkspaceEntry),
		/** Made without knowing what the server has. */
		speculative: Bool,
	},
	{ maxSize },
);

/** A folder, root or not, before one knows where it stands (workspace-data.md §12.1). */
export type LocalFolderManifest = Infer<typeof LocalFolderManifest>;
export const LocalFolderManifest = dataType(
	"local_folder_manifest",
	{
		base: FolderManifest,
		parent: VlobID,
		need_sync: Bool,
		updated: DateTime,
		children: map(EntryName, VlobID),
		local_confinement_points: set(VlobID),
		remote_confinement_points: set(VlobID),
		speculative: Bool,
	},
	{ maxSize },
);

/** The window `[start, stop)` of the file, on data that covers `[raw_offset, raw_offset + raw_size)` (workspace-data.md §12.2). */
export type ChunkView = Infer<typeof ChunkView>;
export const ChunkView = struct({
	id: ChunkID,
	start: Size,
	stop: NonZeroInteger,
	raw_offset: Size,
	raw_size: NonZeroInteger,
	/** Set once the data is a block of the server. */
	access: nullable(BlockAccess),
});

export type LocalFileManifest = Infer<typeof LocalFileManifest>;
export const LocalFileManifest = dataType(
	"local_file_manifest",
	{
		base: FileManifest,
		parent: VlobID,
		need_sync: Bool,
		updated: DateTime,
		size: Size,
		blocksize: Size,
		/** The chunks of each span of `blocksize` bytes, an empty list being a hole. */
		blocks: list(list(ChunkView)),
		/** Absent for the default origin, which is never written. */
		origin: since("3.10", FileManifestOrigin),
	},
	{ maxSize, invariants: checkLocalFileManifest },
);

interface LocalFileLayout {
	readonly base: FileManifest;
	readonly parent: VlobID;
	readonly size: bigint;
	readonly blocksize: bigint;
	readonly blocks: readonly (readonly ChunkView[])[];
}

function checkLocalFileManifest({ base, parent, size, blocksize, blocks }: LocalFileLayout): void {
	if (base.id === parent) throw new DecodeError("parent: a file is its own parent");
	checkBlocksize(blocksize);
	if (blocks.at(-1)?.length === 0) throw new DecodeError("blocks: an empty span at the end");
	let end = 0n;
	for (const [span, chunks] of blocks.entries()) {
		const spanStart = BigInt(span) * blocksize;
		for (const { start, stop, raw_offset, raw_size } of chunks) {
			if (start >= stop || start < raw_offset || stop > raw_offset + raw_size)
				throw new DecodeError("blocks: a chunk is not a window on its data");
			if (start < spanStart || stop > spanStart + blocksize)
				throw new DecodeError("blocks: a chunk goes over its span");
			if (start < end) throw new DecodeError("blocks: overlap or disorder");
			end = stop;
		}
	}
	if (end > size) throw new DecodeError("blocks: beyond the end of the file");
}

/** The root of a workspace: the only folder that is its own parent. */
export type LocalRootManifest = LocalFolderManifest;
export const LocalRootManifest = withInvariants(LocalFolderManifest, ({ base, parent }) => {
	if (base.id !== parent) throw new DecodeError("parent: the root of a workspace has one");
});

export type LocalChildManifest = Infer<typeof LocalChildManifest>;
export const LocalChildManifest = anyOf(
	LocalFileManifest,
	withInvariants(LocalFolderManifest, ({ base, parent }) => {
		if (base.id === parent) throw new DecodeError("parent: a folder is its own parent");
	}),
);
