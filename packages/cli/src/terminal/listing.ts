import { type Format, formatJson, type Json } from "./json.ts";

/** A list that is written while it is made, a page at a time: what is long need not be in memory, nor be written line by line. */
export class Listing<T> {
	readonly #format: Format;
	readonly #write: (characters: string) => void;
	readonly #plain: (item: T) => string;
	readonly #json: (item: T) => Json;
	#empty = true;

	constructor(
		format: Format,
		write: (characters: string) => void,
		plain: (item: T) => string,
		json: (item: T) => Json,
	) {
		this.#format = format;
		this.#write = write;
		this.#plain = plain;
		this.#json = json;
	}

	add(items: readonly T[]): void {
		if (items.length === 0) return;
		this.#write(this.#page(items));
		this.#empty = false;
	}

	/** Nothing can be added any more. */
	end(): void {
		if (this.#format === "plain" || this.#format === "jsonl") return;
		this.#write(this.#empty ? "[]\n" : "\n]\n");
	}

	#page(items: readonly T[]): string {
		const format = this.#format;
		if (format === "plain") return items.map((item) => `${this.#plain(item)}\n`).join("");
		if (format === "jsonl") return items.map((item) => `${formatJson(this.#json(item), format)}\n`).join("");
		const elements = items.map((item) => `  ${formatJson(this.#json(item), format).replaceAll("\n", "\n  ")}`);
		return `${this.#empty ? "[\n" : ",\n"}${elements.join(",\n")}`;
	}
}
