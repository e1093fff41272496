import type { KeyringUnavailable } from "@parallax/client";
import { defaultDataDirectory, type KeyringKeyOutcome, keyringKey } from "@parallax/client/node";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";

/** The key that protects all devices of this person by the keyring; it can be kept, or was kept already. */
export function ownKeyringKey({ keyring, environment }: Context): Promise<KeyringKeyOutcome> {
	return keyringKey(keyring, defaultDataDirectory(environment));
}

export function keyringUnavailable({ why }: KeyringUnavailable): Failure {
	return new Failure("keyring_unavailable", "The keyring of the system cannot be used", {
		causes: [why],
		next: "Log in to the desktop, unlock its keyring (GNOME Keyring, KWallet or KeePassXC), then try again",
	});
}
