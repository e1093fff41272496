import { timingSafeEqual } from "node:crypto";

/** A secret of the configuration: it does not print (see the note in `protocol/src/types/keys.ts`). */
export class SecretText {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	expose(): string {
		return this.#text;
	}

	/** In constant time for texts of one length; the length itself is not protected. */
	equals(other: string): boolean {
		const [own, theirs] = [Buffer.from(this.#text), Buffer.from(other)];
		return own.length === theirs.length && timingSafeEqual(own, theirs);
	}

	toString(): string {
		return "[secret]";
	}

	toJSON(): string {
		return "[secret]";
	}

	[Symbol.for("nodejs.util.inspect.custom")](): string {
		return "[secret]";
	}
}
