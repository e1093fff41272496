import { DecodeError } from "../errors.ts";
import { readString } from "../schema/primitives.ts";
import type { Type } from "../schema/type.ts";
import type { Branded } from "../types/ids.ts";

/** Address of a server as stored data has it: `http(s)://host[:port]/` (types.md §2.12, "ParsecAddr in data"). */
export type ServerUrl = Branded<string, "ServerUrl">;

export const ServerUrl: Type<ServerUrl> & {
	/** A missing slash is added, a default port and a query are dropped. @throws DecodeError */
	parse(text: string): ServerUrl;
} = {
	shape: { kind: "text", name: "ServerUrl" },
	write: (writer, url) => writer.text(url),
	decode: (wire) => ServerUrl.parse(readString(wire)),
	parse(text) {
		const url = URL.parse(text);
		if (!url || (url.protocol !== "http:" && url.protocol !== "https:") || url.pathname !== "/")
			throw new DecodeError("not the address of a server");
		return `${url.protocol}//${url.host}/` as ServerUrl;
	},
};
