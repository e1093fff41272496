import {
	BlockID,
	ChunkID,
	DateTime,
	DeviceID,
	EntryName,
	type FolderManifest,
	HashDigest,
	VlobID,
} from "@parallax/protocol";
import type { LocalFolder } from "../../../src/file/manifest/localFolder.ts";
import type { MergeContext } from "../../../src/file/merge/context.ts";
import { PreventSyncPattern } from "../../../src/file/name/preventSync.ts";

const hex = (text: string) => Buffer.from(text).toString("hex").padStart(32, "0");

/** An id named as the tables of the specification do: `A`, `child`. */
export const vlob = (name: string) => VlobID.parse(hex(name));
export const device = (name: string) => DeviceID.parse(hex(name));
export const block = (name: string) => BlockID.parse(hex(name));
export const at = (second: number) => DateTime.fromMicroseconds(BigInt(second) * 1_000_000n);
export const name = (text: string) => EntryName.parse(text);
export const digest = (fill: number) => HashDigest.fromBytes(new Uint8Array(32).fill(fill));

/** Ids that never repeat. */
export function chunkIds(): () => ChunkID {
	let count = 0;
	return () => ChunkID.parse((++count).toString(16).padStart(32, "0"));
}

export const ME = device("me");
export const OTHER = device("other");
export const BASE_DATE = at(1);
export const LOCAL_DATE = at(2);
export const REMOTE_DATE = at(3);
export const NOW = at(4);

export const TMP = PreventSyncPattern.parse("*.tmp");
export const OLD_TMP = PreventSyncPattern.parse("*.tmp~");
export const CONTEXT: MergeContext = { device: ME, now: NOW, pattern: TMP };

/** Children as the tables write them: `child.txt:A, c.tmp:C`. */
export function children(text: string): Map<EntryName, VlobID> {
	const entries = text === "" ? [] : text.split(", ");
	return new Map(
		entries.map((entry) => {
			const colon = entry.lastIndexOf(":");
			return [name(entry.slice(0, colon)), vlob(entry.slice(colon + 1))] as const;
		}),
	);
}

/** Ids as the tables write them: `A C`. */
export const ids = (text: string) => new Set(text === "" ? [] : text.split(" ").map(vlob));

export function remoteFolder(listed: string, change: Partial<FolderManifest> = {}): FolderManifest {
	return {
		type: "folder_manifest",
		author: OTHER,
		timestamp: BASE_DATE,
		id: vlob("folder"),
		parent: vlob("P"),
		version: 1,
		created: at(0),
		updated: BASE_DATE,
		children: children(listed),
		...change,
	};
}

export interface Confinement {
	readonly local?: string;
	readonly remote?: string;
}

export function localFolder(
	base: FolderManifest,
	listed: string,
	{ local = "", remote = "" }: Confinement = {},
	change: Partial<LocalFolder> = {},
): LocalFolder {
	return {
		type: "local_folder_manifest",
		base,
		parent: base.parent,
		need_sync: true,
		updated: LOCAL_DATE,
		children: children(listed),
		local_confinement_points: ids(local),
		remote_confinement_points: ids(remote),
		speculative: false,
		departed: new Map(),
		...change,
	};
}
