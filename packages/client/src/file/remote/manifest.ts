import {
	DecryptionError,
	decrypt,
	deriveSecretKey,
	encryptSigned,
	openSigned,
	SignatureError,
	UnexpectedValueError,
} from "@parallax/crypto";
import {
	ChildManifest,
	DecodeError,
	type KeyDerivation,
	RootManifest,
	type SigningKey,
	type VerifyKey,
	type VlobID,
	type VlobItem,
} from "@parallax/protocol";
import type { RealmKeys } from "../../workspace/realmKeys.ts";
import type { InvalidManifestReason } from "../failure.ts";
import type { RemoteEntry } from "../merge/entry.ts";
import { type Author, roleAt } from "./authors.ts";
import type { Fetched } from "./remoteFiles.ts";

/**
 * What one item of a reply is worth, by the rules of workspace-data.md §11 in their order. Whether it is the item that was
 * asked for, and newer than what is known, is for whoever asked.
 * @param author what certificates say of the device that the server names; `undefined` when none does.
 */
export function judgeManifest(item: VlobItem, realmId: VlobID, keys: RealmKeys, author: Author | undefined): Fetched {
	const [id, keyIndex, , version, timestamp, blob] = item;
	const invalid = (reason: InvalidManifestReason): Fetched => ({ kind: "invalid", version, reason });
	const found = keys.lookup(keyIndex);
	if (found.status === "key_not_found") return invalid("non_existent_key_index");
	if (found.status === "corrupted_key") return invalid("corrupted_key");
	const signed = decrypted(found.key, id, blob);
	if (!signed) return invalid("cannot_decrypt");
	if (!author || author.since > timestamp) return invalid("non_existent_author");
	if (author.revoked !== null && author.revoked <= timestamp) return invalid("revoked_author");
	const opened = open(item, realmId, signed, author.verifyKey);
	if (typeof opened === "string") return invalid(opened);
	const role = roleAt(author, timestamp);
	if (role === null) return invalid("author_no_access_to_realm");
	if (role === "READER") return invalid("author_role_cannot_write");
	return { kind: "valid", manifest: opened };
}

/** What is uploaded as one version of an entry (workspace-data.md §9.1). */
export function sealManifest(
	manifest: RemoteEntry,
	realmId: VlobID,
	signingKey: SigningKey,
	master: KeyDerivation,
): Uint8Array {
	const key = deriveSecretKey(master, manifest.id);
	if (manifest.id !== realmId) return encryptSigned(ChildManifest, manifest, signingKey, key);
	if (manifest.type !== "folder_manifest") throw new TypeError("The root of a workspace is a folder");
	return encryptSigned(RootManifest, manifest, signingKey, key);
}

function decrypted(master: KeyDerivation, id: VlobID, blob: Uint8Array): Uint8Array | null {
	try {
		return decrypt(deriveSecretKey(master, id), blob);
	} catch (error) {
		if (error instanceof DecryptionError) return null;
		throw error;
	}
}

/** The manifest, signed by its author and the one that the server says that it is; or the rule that it breaks. */
function open(
	[id, , author, version, timestamp]: VlobItem,
	realmId: VlobID,
	signed: Uint8Array,
	verifyKey: VerifyKey,
): RemoteEntry | InvalidManifestReason {
	const expected = { author, timestamp, id, version };
	try {
		const manifest: RemoteEntry =
			id === realmId
				? openSigned(RootManifest, signed, verifyKey, expected)
				: openSigned(ChildManifest, signed, verifyKey, expected);
		// On devices, that is what was never uploaded.
		return manifest.version === 0 ? "malformed" : manifest;
	} catch (error) {
		if (error instanceof SignatureError) return "bad_signature";
		if (error instanceof DecodeError) return "malformed";
		if (error instanceof UnexpectedValueError) return "cleartext_corrupted";
		throw error;
	}
}
