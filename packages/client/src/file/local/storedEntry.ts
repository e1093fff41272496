import { DecryptionError, decryptObject, encryptObject } from "@parallax/crypto";
import { anyOf, DecodeError, type SecretKey, type VlobID } from "@parallax/protocol";
import type { EntryRow } from "../../storage/fileStorage.ts";
import { FileFailure } from "../failure.ts";
import { loadFile, StoredFile, storeFile } from "../manifest/localFile.ts";
import { isFolder, isRoot, type LocalEntry, LocalFolder } from "../manifest/localFolder.ts";

const StoredEntry = anyOf(StoredFile, LocalFolder);

/** How an entry is written on the disk: encrypted with the key of the device alone, since nobody else reads it (workspace-data.md §12). */
export function storedEntry(entry: LocalEntry, key: SecretKey): EntryRow {
	const blob = encryptObject(StoredEntry, isFolder(entry) ? entry : storeFile(entry), key);
	return { id: entry.base.id, blob, baseVersion: entry.base.version, needSync: entry.need_sync };
}

/** @throws FileFailure when the row is damaged, or stands in the place of another. */
export function loadEntry(id: VlobID, blob: Uint8Array, key: SecretKey, realmId: VlobID): LocalEntry {
	const stored = decode(id, blob, key);
	const entry = stored.type === "local_file" ? loadFile(stored) : stored;
	if (entry.base.id !== id || isRoot(entry) !== (id === realmId)) throw damaged(id);
	return entry;
}

function decode(id: VlobID, blob: Uint8Array, key: SecretKey) {
	try {
		return decryptObject(StoredEntry, blob, key);
	} catch (error) {
		if (error instanceof DecryptionError || error instanceof DecodeError) throw damaged(id);
		throw error;
	}
}

function damaged(id: VlobID): FileFailure {
	return new FileFailure({ kind: "damaged_storage", detail: `entry ${id}` });
}
