import type { ServerAddr } from "@parallax/protocol";

/**
 * Where `GET /redirect/PATH?QUERY` leads (transport.md §9): the same address under `parsec3:`, on the public address of this server,
 * which alone decides of `no_ssl`. `undefined` when the path is not UTF-8.
 */
export function redirectionTarget(server: ServerAddr, path: string, query: string): string | undefined {
	const encodedPath = reencode(path);
	if (encodedPath === undefined) return undefined;
	const given = new URLSearchParams(query);
	const kept = new URLSearchParams();
	for (const name of new Set(given.keys())) {
		if (name !== "no_ssl") for (const value of given.getAll(name)) kept.append(name, value);
	}
	if (!server.tls) kept.append("no_ssl", "true");
	const text = kept.toString();
	return `parsec3://${server.host}/${encodedPath}${text === "" ? "" : `?${text}`}`;
}

/**
 * The screen of the hosted web app that opens this address. Relative, where the official server repeats the `Host` of the request,
 * which anybody may forge.
 */
export function screenOf(target: string): string {
	return `/client/webRedirect?webRedirectUrl=${encodeURIComponent(target).replaceAll("%2F", "/")}`;
}

function reencode(path: string): string | undefined {
	try {
		return encodeURIComponent(decodeURIComponent(path)).replaceAll("%2F", "/").replaceAll("%20", "+");
	} catch {
		return undefined;
	}
}
