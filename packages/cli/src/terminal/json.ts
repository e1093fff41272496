import type { AccessToken, DateTime, DeviceID, UserID } from "@parallax/protocol";
import { DateTime as DateTimes } from "@parallax/protocol";

/** How data are written; the official arrays serve those who parsed them already (cli.md §2.9). */
export type Format = "plain" | "json" | "jsonl" | "json-official";

export type Json = string | number | boolean | null | Encoded | readonly Json[] | { readonly [key: string]: Json };

/** A value that the official command line shows as the raw bytes of its wire form. */
export class Encoded {
	readonly readable: string;
	readonly official: readonly unknown[];

	constructor(readable: string, official: readonly unknown[]) {
		this.readable = readable;
		this.official = official;
	}
}

/** Hex; officially `[2, [16 integers]]`. */
export function jsonId(id: UserID | DeviceID): Encoded {
	return new Encoded(id, [2, [...Uint8Array.fromHex(id)]]);
}

/** Hex; officially 16 integers. */
export function jsonToken(token: AccessToken): Encoded {
	return new Encoded(token, [...Uint8Array.fromHex(token)]);
}

/** RFC 3339; officially `[1, [8 integers]]`. */
export function jsonTime(time: DateTime): Encoded {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setBigInt64(0, time);
	return new Encoded(DateTimes.format(time), [1, [...bytes]]);
}

/** One document, two spaces; one line for `jsonl`. */
export function formatJson(value: Json, format: Exclude<Format, "plain">): string {
	const pick = (_key: string, each: unknown) =>
		each instanceof Encoded ? (format === "json-official" ? each.official : each.readable) : each;
	return JSON.stringify(value, pick, format === "jsonl" ? undefined : 2);
}

/** Keys sorted, at every depth: for documents relayed from the server. */
export function sortedKeys(value: Json): Json {
	if (Array.isArray(value)) return value.map(sortedKeys);
	if (typeof value !== "object" || value === null || value instanceof Encoded) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, each]) => [key, sortedKeys(each)]),
	);
}
