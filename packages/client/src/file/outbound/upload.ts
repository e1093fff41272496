import type {
	BlockAccess,
	BlockID,
	DateTime,
	DeviceID,
	FileManifest,
	FolderManifest,
	HashDigest,
} from "@parallax/protocol";
import { onlyBlock } from "../chunk/view.ts";
import { confine, unconfine } from "../manifest/confinement.ts";
import { fileFromRemote, type LocalFile } from "../manifest/localFile.ts";
import { type LocalFolder, unfilteredFolder } from "../manifest/localFolder.ts";
import type { PreventSyncPattern } from "../name/preventSync.ts";

/** Who uploads, and when: the manifest and the request have the same. */
export interface Signature {
	readonly author: DeviceID;
	readonly timestamp: DateTime;
}

/** The next version of a folder for the server: without what stays on this device (workspace-data.md §12.3). */
export function folderToUpload(local: LocalFolder, { author, timestamp }: Signature): FolderManifest {
	const { base, parent, updated, children } = unconfine(local);
	return { ...base, author, timestamp, version: base.version + 1, parent, updated, children };
}

/** A block of `blocksize` zeros, already on the server. */
export interface ZeroBlock {
	readonly id: BlockID;
	readonly digest: HashDigest;
}

/** Beyond these, an uploaded file keeps its holes. */
const MAX_HOLES = 4096n;
const MAX_ZERO_BLOCK = 8n * 1024n * 1024n;

/**
 * How many holes of a file are to be given as blocks of zeros: whole spans before the last block, on which official programs
 * stumble when they write to such a file in turn (workspace-data.md §10.2). One block of zeros stands for all of them. Zero when
 * there are none, or too many.
 */
export function holesToFill({ spans, blocksize }: LocalFile): number {
	const { last } = spans;
	if (!last || blocksize > MAX_ZERO_BLOCK) return 0;
	const holes = last.index + 1n - BigInt(spans.count);
	return holes <= MAX_HOLES ? Number(holes) : 0;
}

/**
 * The blocks of a file, in order: those whose data was not uploaded yet go first to the server, then the manifest.
 * @throws Error unless the file is reshaped.
 */
export function blocksToUpload({ spans }: LocalFile): BlockAccess[] {
	const blocks: BlockAccess[] = [];
	for (const { chunks } of spans) {
		const block = onlyBlock(chunks);
		if (!block) throw new Error("A file is to be reshaped before its upload");
		blocks.push(block);
	}
	return blocks;
}

/**
 * The next version of a file for the server (workspace-data.md §12.3); `zeros` when {@link holesToFill} wants them.
 * @throws Error unless the file is reshaped.
 */
export function fileToUpload(
	local: LocalFile,
	{ author, timestamp }: Signature,
	zeros: ZeroBlock | null,
): FileManifest {
	const { base, parent, updated, size, blocksize, origin } = local;
	const { id, created, version } = base;
	return {
		type: "file_manifest",
		author,
		timestamp,
		id,
		parent,
		version: version + 1,
		created,
		updated,
		size,
		blocksize,
		blocks: zeros ? filled(local, zeros) : blocksToUpload(local),
		// The default one is never written.
		...(origin && origin.type !== "DEFAULT" && { origin }),
	};
}

function filled(local: LocalFile, zeros: ZeroBlock): BlockAccess[] {
	const { blocksize } = local;
	const blocks: BlockAccess[] = [];
	let next = 0n;
	for (const block of blocksToUpload(local)) {
		const index = block.offset / blocksize;
		for (; next < index; next++) blocks.push({ ...zeros, offset: next * blocksize, size: blocksize });
		blocks.push(block);
		next = index + 1n;
	}
	return blocks;
}

/**
 * A file once the server took `uploaded`, made from `sent`. When it changed meanwhile (`current` is another value), only its base
 * moves: the rest is for the next upload, and the next version of the server will not be taken for somebody else's
 * (workspace-engine.md §8).
 */
export function fileAfterUpload(current: LocalFile, sent: LocalFile, uploaded: FileManifest): LocalFile {
	if (current === sent) return fileFromRemote(uploaded);
	if (current.base.version >= uploaded.version) return current;
	const sameContent =
		current.spans === sent.spans && current.size === sent.size && current.blocksize === sent.blocksize;
	// The holes that were filled on the way are no local change.
	return { ...current, base: uploaded, ...(sameContent && { spans: fileFromRemote(uploaded).spans }) };
}

/** The same for a folder. */
export function folderAfterUpload(
	current: LocalFolder,
	sent: LocalFolder,
	uploaded: FolderManifest,
	pattern: PreventSyncPattern,
): LocalFolder {
	if (current === sent) return confine(unfilteredFolder(uploaded), current, pattern, uploaded.timestamp);
	if (current.base.version >= uploaded.version) return current;
	const ours = { ...unconfine(current), base: uploaded, speculative: false };
	return confine(ours, current, pattern, uploaded.timestamp);
}
