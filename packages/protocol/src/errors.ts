/**
 * The one error thrown by every decoder of this package: the input is not what the specification asks for.
 * `path` leads to the offending field, outermost first. The message never contains the refused content, which may be a secret.
 */
export class DecodeError extends Error {
	readonly path: string[] = [];
	readonly #reason: string;

	constructor(reason: string) {
		super(reason);
		this.name = "DecodeError";
		this.#reason = reason;
	}

	/** Runs `decode`, naming `key` as the place where it failed. */
	static within<T>(key: string, decode: () => T): T {
		try {
			return decode();
		} catch (error) {
			if (error instanceof DecodeError) {
				error.path.unshift(key);
				error.message = `${error.path.join(".")}: ${error.#reason}`;
			}
			throw error;
		}
	}
}
