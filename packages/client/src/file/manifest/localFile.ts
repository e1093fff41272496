import {
	Bool,
	type ChunkView,
	checkBlocksize,
	DateTime,
	DecodeError,
	type DeviceID,
	dataType,
	FileManifest,
	FileManifestOrigin,
	type Infer,
	list,
	Size,
	SizeLimit,
	ChunkView as StoredChunk,
	since,
	VlobID,
} from "@parallax/protocol";
import { Spans } from "../chunk/spans.ts";
import { chunkOfBlock } from "../chunk/view.ts";

/**
 * A file as this device sees it (workspace-data.md §12.2). It has the fields of the protocol's `LocalFileManifest`, but its
 * content is sparse, in memory and on disk: that one writes an item for each span before the last block.
 */
export interface LocalFile extends Omit<StoredFile, "chunks"> {
	readonly spans: Spans;
}

/** Size of a span of the files that this program makes, as official programs do. */
export const BLOCKSIZE = 524288n;

/** A file that no other device knows yet: version 0, empty. */
export function newFile(id: VlobID, parent: VlobID, author: DeviceID, now: DateTime): LocalFile {
	const base: FileManifest = {
		type: "file_manifest",
		author,
		timestamp: now,
		id,
		parent,
		version: 0,
		created: now,
		updated: now,
		size: 0n,
		blocksize: BLOCKSIZE,
		blocks: [],
	};
	return { ...fileFromRemote(base), need_sync: true };
}

/** As on the server, without any local change (workspace-data.md §12.3). */
export function fileFromRemote(remote: FileManifest): LocalFile {
	const { parent, updated, size, blocksize, blocks, origin } = remote;
	return {
		type: "local_file",
		base: remote,
		parent,
		need_sync: false,
		updated,
		size,
		blocksize,
		...(origin && { origin }),
		spans: Spans.of(blocks.map(chunkOfBlock), blocksize),
	};
}

/** The file, with all that another one holds. */
export function withContentOf({ origin: _, ...file }: LocalFile, other: LocalFile): LocalFile {
	const { size, blocksize, spans, origin } = other;
	return { ...file, size, blocksize, spans, ...(origin && { origin }) };
}

/** How a {@link LocalFile} is stored: its chunks in the order of the file, whose spans follow from `blocksize`. */
export type StoredFile = Infer<typeof StoredFile>;
export const StoredFile = dataType(
	"local_file",
	{
		base: FileManifest,
		parent: VlobID,
		need_sync: Bool,
		updated: DateTime,
		size: Size,
		blocksize: Size,
		chunks: list(StoredChunk),
		origin: since("3.10", FileManifestOrigin),
	},
	{ maxSize: SizeLimit.manifest, invariants: checkStoredFile },
);

export function storeFile({ spans, ...file }: LocalFile): StoredFile {
	return { ...file, chunks: [...spans.chunks()] };
}

export function loadFile({ chunks, ...file }: StoredFile): LocalFile {
	return { ...file, spans: Spans.of(chunks, file.blocksize) };
}

interface Layout {
	readonly base: FileManifest;
	readonly parent: VlobID;
	readonly size: bigint;
	readonly blocksize: bigint;
	readonly chunks: readonly ChunkView[];
}

/** The invariants of workspace-data.md §12.2. */
function checkStoredFile({ base, parent, size, blocksize, chunks }: Layout): void {
	if (base.id === parent) throw new DecodeError("parent: a file is its own parent");
	checkBlocksize(blocksize);
	let end = 0n;
	for (const { start, stop, raw_offset, raw_size } of chunks) {
		if (start >= stop || start < raw_offset || stop > raw_offset + raw_size)
			throw new DecodeError("chunks: a chunk is not a window on its data");
		if (start / blocksize !== (stop - 1n) / blocksize) throw new DecodeError("chunks: a chunk goes over its span");
		if (start < end) throw new DecodeError("chunks: overlap or disorder");
		end = stop;
	}
	if (end > size) throw new DecodeError("chunks: beyond the end of the file");
}
