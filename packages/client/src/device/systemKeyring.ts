import type { AsyncEntry } from "@napi-rs/keyring";
import type { Keyring, KeyringEntry, KeyringRead, KeyringUnavailable } from "./keyring.ts";

type Library = Pick<typeof import("@napi-rs/keyring"), "AsyncEntry">;

/** As the official programs name it: an item of the default collection (device-files.md §3.2). */
const TARGET = "default";

/** What D-Bus says when a computer is as most servers are, in words for people; any other text is told as it is. */
const WORDS: readonly (readonly [RegExp, string])[] = [
	[/autolaunch/, "no desktop session is open here: there is no D-Bus (DBUS_SESSION_BUS_ADDRESS is not set)"],
	[/not provided by any \.service files/, "no Secret Service is running in this session"],
	[/Did not receive a reply/, "the Secret Service does not answer"],
	[/prompt was dismissed/, "it is locked, and was not unlocked"],
];

/** Never the keyring of the kernel, which forgets everything when the computer stops. */
const SECRET_SERVICE = { linux: { store: "secret-service" } } as const;

/**
 * The Secret Service of Linux desktops (GNOME Keyring, KWallet, KeePassXC), where the official programs keep keys too
 * (docs/decisions/022-keyring.md). Nothing is loaded before it is used, and whatever is missing is told as `unavailable`.
 */
export class SystemKeyring implements Keyring {
	readonly #platform: string;
	readonly #load: () => Promise<Library>;

	/** The parameters are for tests. */
	constructor(platform: string = process.platform, load: () => Promise<Library> = () => import("@napi-rs/keyring")) {
		this.#platform = platform;
		this.#load = load;
	}

	read(entry: KeyringEntry): Promise<KeyringRead> {
		return this.#use(entry, async (item) => {
			const secret = await item.getPassword();
			return secret === null ? { status: "missing" } : { status: "ok", secret };
		});
	}

	write(entry: KeyringEntry, secret: string): Promise<{ readonly status: "ok" } | KeyringUnavailable> {
		return this.#use(entry, async (item) => {
			await item.setPassword(secret);
			return { status: "ok" };
		});
	}

	async #use<T>({ service, user }: KeyringEntry, work: (item: AsyncEntry) => Promise<T>) {
		if (this.#platform !== "linux") return unavailable("only the Secret Service of Linux is supported");
		let library: Library;
		try {
			library = await this.#load();
		} catch {
			return unavailable("its library has no binary for this computer, or was not installed (run npm install)");
		}
		try {
			return await work(library.AsyncEntry.withTarget(TARGET, service, user, SECRET_SERVICE));
		} catch (error) {
			return unavailable(inWords(innermost(error)));
		}
	}
}

function unavailable(why: string): KeyringUnavailable {
	return { status: "unavailable", why };
}

/** The library wraps what D-Bus or the service said in words of its own. */
function innermost(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause === undefined ? error.message : innermost(error.cause);
}

function inWords(said: string): string {
	return WORDS.find(([pattern]) => pattern.test(said))?.[1] ?? said;
}
