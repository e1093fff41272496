import { DecodeError } from "../errors.ts";

/** A URL of one of the forms of types.md §7.1, taken apart. */
export interface ParsedUrl {
	/** `host` of the WHATWG URL: normalized, without a default port, in brackets for IPv6. */
	readonly host: string;
	readonly tls: boolean;
	/** Still percent-encoded, without its first `/` (and, for a redirection, without `redirect/`). */
	readonly path: string;
	readonly query: URLSearchParams;
}

const NATIVE = "parsec3:";
const REDIRECT = "/redirect";

/** @throws DecodeError unless the text is a `parsec3://` URL. */
export function parseNative(text: string): ParsedUrl {
	const raw = URL.parse(text);
	if (raw?.protocol !== NATIVE) throw new DecodeError("not a parsec3:// address");
	const query = raw.searchParams;
	const tls = !noSsl(query);
	// Under a scheme that browsers know, the parser normalizes the host and knows the default port.
	const url = URL.parse(`${tls ? "https:" : "http:"}${raw.href.slice(NATIVE.length)}`);
	if (!url) throw new DecodeError("the address names no valid host and port");
	return { host: url.host, tls, path: url.pathname.slice(1), query };
}

/** @throws DecodeError unless the text is an `http(s)://host/redirect…` URL. */
export function parseRedirection(text: string): ParsedUrl {
	const url = URL.parse(text);
	if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) throw new DecodeError("not a web address");
	if (url.pathname !== REDIRECT && !url.pathname.startsWith(`${REDIRECT}/`)) {
		throw new DecodeError("not a redirection address, whose path starts with /redirect");
	}
	// The scheme alone tells whether there is TLS.
	url.searchParams.delete("no_ssl");
	return {
		host: url.host,
		tls: url.protocol === "https:",
		path: url.pathname.slice(REDIRECT.length + 1),
		query: url.searchParams,
	};
}

/** The redirection form when the text is one, else the native form, whose error is the one reported. */
export function parseEither(text: string): ParsedUrl {
	try {
		return parseRedirection(text);
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		return parseNative(text);
	}
}

/** The value of a parameter that must be given exactly once. */
export function single(query: URLSearchParams, name: string): string {
	const [value, ...others] = query.getAll(name);
	if (value === undefined) throw new DecodeError(`the parameter ${name} is missing`);
	if (others.length > 0) throw new DecodeError(`the parameter ${name} is given twice`);
	return value;
}

function noSsl(query: URLSearchParams): boolean {
	if (!query.has("no_ssl")) return false;
	const value = single(query, "no_ssl").toLowerCase();
	if (value !== "true" && value !== "false") throw new DecodeError("the parameter no_ssl is neither true nor false");
	return value === "true";
}
