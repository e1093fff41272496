import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Exchange, type Headers, send } from "./exchange.ts";
import { HttpRefusal } from "./refusal.ts";
import type { Route } from "./router.ts";

/** Names below these carry a hash of their content: nothing else is ever found at the same address (transport.md §10). */
const IMMUTABLE_FOLDERS = ["assets/", "custom/"];
const IMMUTABLE = "max-age=31536000, public, immutable";

/** Kept by browsers, and asked about at each use: a new version is seen at once, an unchanged one costs no body. */
const REVALIDATED = "no-cache";

const DOCUMENT = "index.html";

/**
 * React Aria writes two style elements of its own: how pressed elements take touches, and, on iOS, how a page behind a dialog
 * scrolls. `test/web/contentSecurity.test.ts` fails when their text is no longer the one of these hashes.
 */
export const REACT_ARIA_STYLES = [
	"'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
	"'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
];

const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	// WebAssembly for libsodium, and nothing that is made of text while the page runs.
	"script-src 'self' 'wasm-unsafe-eval'",
	`style-src 'self' ${REACT_ARIA_STYLES.join(" ")}`,
	"img-src 'self' data: blob:",
	"font-src 'self'",
	"connect-src 'self'",
	"worker-src 'self'",
	"manifest-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types parallax",
].join("; ");

/** Of everything below `/client`: links in its addresses hold tokens, and its pages hold keys. */
const SECURITY_HEADERS: Headers = {
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":
		"accelerometer=(), camera=(), clipboard-read=(self), display-capture=(), geolocation=(), gyroscope=(), hid=(), " +
		"magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=()",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	".css": "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".ico": "image/x-icon",
	".js": "text/javascript; charset=utf-8",
	".json": "application/json",
	".png": "image/png",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
	".wasm": "application/wasm",
	".webmanifest": "application/manifest+json",
	".woff2": "font/woff2",
};

/** What these hold is compressed already. */
const COMPRESSED = new Set([".png", ".woff2", ".ico"]);

/** A body of less fits in the packet that tells about it. */
const WORTH_COMPRESSING = 1024;

type Encoding = "br" | "gzip" | "identity";

const compress = {
	gzip: promisify(gzip),
	// The middle of the scale: a build that wants better than a tenth of a second gives the `.br` file itself.
	br: (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
};

/** One file of the application, in memory, and its compressed forms once somebody wanted them. */
class Asset {
	readonly contentType: string;
	readonly compressible: boolean;
	readonly #bytes: Uint8Array;
	readonly #hash: string;
	readonly #compressed = new Map<Encoding, Promise<Uint8Array>>();

	constructor(name: string, bytes: Uint8Array, brotli: Uint8Array | undefined) {
		const extension = extname(name);
		this.contentType = CONTENT_TYPES[extension] ?? "application/octet-stream";
		this.compressible = !COMPRESSED.has(extension) && bytes.length >= WORTH_COMPRESSING;
		this.#bytes = bytes;
		this.#hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
		if (brotli) this.#compressed.set("br", Promise.resolve(brotli));
	}

	/** Of these bytes exactly: each encoding has its own. */
	tag(encoding: Encoding): string {
		return encoding === "identity" ? `"${this.#hash}"` : `"${this.#hash}-${encoding}"`;
	}

	async encoded(encoding: Encoding): Promise<Uint8Array> {
		if (encoding === "identity") return this.#bytes;
		let made = this.#compressed.get(encoding);
		if (!made) {
			made = compress[encoding](this.#bytes);
			this.#compressed.set(encoding, made);
		}
		return made;
	}
}

type Assets = ReadonlyMap<string, Asset>;

/**
 * The web app that the server hosts (transport.md §10). Its files are read once; a request is only ever looked up among them, so
 * that no path leads out of the directory. They are read again when a new build has replaced the document.
 */
export class WebApp {
	readonly #directory: string;
	#assets: Assets;
	/** When the document was written. */
	#version: number;

	private constructor(directory: string, assets: Assets, version: number) {
		this.#directory = directory;
		this.#assets = assets;
		this.#version = version;
	}

	/** @throws when the directory cannot be read, or holds no `index.html`. */
	static async open(directory: string): Promise<WebApp> {
		const { mtimeMs } = await stat(join(directory, DOCUMENT));
		return new WebApp(directory, await readAssets(directory), mtimeMs);
	}

	/** What a browser that opens this server, or a link to it, asks for. */
	get routes(): readonly Route[] {
		const home = async ({ response }: Exchange) => send(response, 301, { Location: "/client/" });
		const file = (exchange: Exchange, path = "") => this.#answer(exchange, path);
		const prepare = setSecurityHeaders;
		return [
			{ path: "/", methods: { GET: home, HEAD: home } },
			{ path: "/client", methods: { GET: home, HEAD: home }, prepare },
			{ path: "/client/*", methods: { GET: file, HEAD: file }, prepare },
		];
	}

	async #answer({ request, response }: Exchange, path: string): Promise<void> {
		const name = decode(path);
		const immutable = IMMUTABLE_FOLDERS.some((folder) => name.startsWith(folder));
		if (!immutable) await this.#readAgainWhenReplaced();
		// Addresses of screens are the document's own business; what a page loads by a name that is gone is not a page.
		const asset = this.#assets.get(name) ?? (immutable ? undefined : this.#assets.get(DOCUMENT));
		if (!asset) throw new HttpRefusal(404, "Not found");
		const encoding = asset.compressible ? chooseEncoding(request.headers["accept-encoding"]) : "identity";
		const tag = asset.tag(encoding);
		if (asset.compressible) response.appendHeader("Vary", "Accept-Encoding");
		const headers = { "Cache-Control": immutable ? IMMUTABLE : REVALIDATED, ETag: tag };
		if (isKnown(request.headers["if-none-match"], tag)) {
			response.writeHead(304, headers).end();
			return;
		}
		send(
			response,
			200,
			{
				...headers,
				"Content-Type": asset.contentType,
				...(encoding !== "identity" && { "Content-Encoding": encoding }),
			},
			await asset.encoded(encoding),
		);
	}

	async #readAgainWhenReplaced(): Promise<void> {
		try {
			const { mtimeMs } = await stat(join(this.#directory, DOCUMENT));
			if (mtimeMs === this.#version) return;
			this.#assets = await readAssets(this.#directory);
			this.#version = mtimeMs;
		} catch {
			// A build is being put in place: the one before is whole, and in memory.
		}
	}
}

async function readAssets(directory: string): Promise<Assets> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const names = entries.filter((entry) => entry.isFile()).map((entry) => nameOf(directory, entry));
	const present = new Set(names);
	const served = names.filter(
		(name) => !name.split("/").some((part) => part.startsWith(".")) && !isSibling(name, present),
	);
	return new Map(
		await Promise.all(
			served.map(async (name) => {
				const brotli = present.has(`${name}.br`) ? await readFile(join(directory, `${name}.br`)) : undefined;
				return [name, new Asset(name, await readFile(join(directory, name)), brotli)] as const;
			}),
		),
	);
}

function nameOf(directory: string, entry: Dirent): string {
	return relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, "/");
}

function isSibling(name: string, present: ReadonlySet<string>): boolean {
	return name.endsWith(".br") && present.has(name.slice(0, -".br".length));
}

function setSecurityHeaders({ request, response, proxies }: Exchange): void {
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
	// Only then: without TLS it would send the page's own requests to a port that does not answer.
	const upgrade = proxies.scheme(request) === "https" ? "; upgrade-insecure-requests" : "";
	response.setHeader("Content-Security-Policy", `${CONTENT_SECURITY_POLICY}${upgrade}`);
}

/** The name of a file, or of none when the path is not UTF-8. */
function decode(path: string): string {
	try {
		return path === "" ? DOCUMENT : decodeURIComponent(path);
	} catch {
		return DOCUMENT;
	}
}

/** The best that is accepted (RFC 9110 §12.5.3); weights only tell what is not. */
function chooseEncoding(header: string | string[] | undefined): Encoding {
	const accepted = new Set(
		String(header ?? "")
			.toLowerCase()
			.split(",")
			.map((item) => item.split(";").map((part) => part.trim()))
			.filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
			.map(([name]) => name),
	);
	return accepted.has("br") ? "br" : accepted.has("gzip") ? "gzip" : "identity";
}

/** Whether an `If-None-Match` names the tag; a proxy may have made it weak. */
function isKnown(header: string | undefined, tag: string): boolean {
	if (header === undefined) return false;
	return header.split(",").some((item) => item.trim() === "*" || item.trim().replace(/^W\//, "") === tag);
}
