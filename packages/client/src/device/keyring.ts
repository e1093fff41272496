/** Where a secret is in a keyring. */
export interface KeyringEntry {
	readonly service: string;
	readonly user: string;
}

/** The keyring cannot be used now; `why` is for people, and tells nothing secret. */
export interface KeyringUnavailable {
	readonly status: "unavailable";
	readonly why: string;
}

export type KeyringRead =
	| { readonly status: "ok"; readonly secret: string }
	| { readonly status: "missing" }
	| KeyringUnavailable;

/**
 * The keyring of the system, which keeps the secrets of a person while they are logged in (device-files.md §3.2).
 * A port: browsers have none. Reading or writing may ask the person to unlock it, in a window of the system.
 */
export interface Keyring {
	read(entry: KeyringEntry): Promise<KeyringRead>;
	write(entry: KeyringEntry, secret: string): Promise<{ readonly status: "ok" } | KeyringUnavailable>;
}
