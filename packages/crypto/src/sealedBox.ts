import { type PrivateKey, PublicKey } from "@parallax/protocol";
import { sodium } from "#sodium";
import { DecryptionError } from "./errors.ts";
import { BOX_SEAL_OVERHEAD } from "./sodium/sodium.ts";

export function publicKeyOf(key: PrivateKey): PublicKey {
	return PublicKey.fromBytes(sodium.scalarmultBase(key.expose()));
}

/** Anonymous encryption for the owner of `recipient`, 48 bytes longer than `plain` (crypto.md §6.1). */
export function sealFor(recipient: PublicKey, plain: Uint8Array): Uint8Array {
	return sodium.boxSeal(plain, recipient);
}

/** @throws DecryptionError when too short, altered, or for somebody else. */
export function openSealed(key: PrivateKey, sealed: Uint8Array): Uint8Array {
	if (sealed.length < BOX_SEAL_OVERHEAD) throw new DecryptionError("the sealed box is too short");
	const plain = sodium.boxSealOpen(sealed, publicKeyOf(key), key.expose());
	if (!plain) throw new DecryptionError("the sealed box is for another key, or altered");
	return plain;
}
