import { DERIVATION, DecryptionError, decrypt, deriveSecretKey, encrypt } from "@parallax/crypto";
import { DecodeError, EntryName, type KeyDerivation, type RealmNameCertificate, type VlobID } from "@parallax/protocol";
import type { RealmKeys } from "./realmKeys.ts";

export type ReadName =
	| { readonly status: "ok"; readonly name: EntryName }
	| { readonly status: "key_not_found" | "corrupted_key" }
	/** It does not decrypt, or is no name that a workspace may have. */
	| { readonly status: "corrupted_name" };

/** As a name certificate holds it (workspace-data.md §3). */
export function encryptName(key: KeyDerivation, name: EntryName): Uint8Array {
	return encrypt(deriveSecretKey(key, DERIVATION.realmName), new TextEncoder().encode(name));
}

/** The name that a certificate gives to a realm. */
export function readName(keys: RealmKeys, { key_index, encrypted_name }: RealmNameCertificate): ReadName {
	const lookup = keys.lookup(key_index);
	if (lookup.status !== "ok") return lookup;
	try {
		const bytes = decrypt(deriveSecretKey(lookup.key, DERIVATION.realmName), encrypted_name);
		return {
			status: "ok",
			name: EntryName.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)),
		};
	} catch (error) {
		// A `TypeError`: these bytes are no UTF-8.
		if (error instanceof DecryptionError || error instanceof DecodeError || error instanceof TypeError)
			return { status: "corrupted_name" };
		throw error;
	}
}

/** What a workspace is called while its name cannot be read (workspace-data.md §3). */
export function placeholderName(id: VlobID): EntryName {
	return EntryName.parse(`Workspace ${id}`);
}
