import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { TestServer, testOptions } from "./support/server.ts";

const PAGE = "<!doctype html><title>Parallax</title>";
const SCRIPT = `console.log(${JSON.stringify("parallax ".repeat(500))});`;
const SECRET = "not part of the application";

/** Sent as it is: `fetch` would resolve dots, decompress, and add headers of its own. */
function ask(url: string, path: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
	return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
		const { hostname, port } = new URL(url);
		const call = request({ hostname, port, path, method, headers }, async (response) => {
			const body = Buffer.concat(await response.toArray());
			resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
		});
		call.once("error", reject);
		call.end();
	});
}

describe("hosting the web app", () => {
	const folder = mkdtempSync(join(tmpdir(), "parallax-web-"));
	const directory = join(folder, "dist");
	let server: TestServer;

	before(async () => {
		mkdirSync(join(directory, "assets"), { recursive: true });
		writeFileSync(join(directory, "index.html"), PAGE);
		writeFileSync(join(directory, "serviceWorker.js"), SCRIPT);
		writeFileSync(join(directory, "manifest.webmanifest"), "{}");
		writeFileSync(join(directory, ".hidden"), SECRET);
		writeFileSync(join(directory, "assets/main-1a2b.js"), SCRIPT);
		writeFileSync(join(directory, "assets/core-3c4d.js"), SCRIPT);
		writeFileSync(join(directory, "assets/core-3c4d.js.br"), brotliCompressSync(SCRIPT));
		writeFileSync(join(directory, "assets/inter.woff2"), Buffer.alloc(5000));
		writeFileSync(join(folder, "secret.txt"), SECRET);
		symlinkSync(join(folder, "secret.txt"), join(directory, "assets/link.txt"));
		server = await TestServer.start({ ...testOptions({ kind: "memory" }), webApp: directory });
	});
	after(async () => {
		await server.stop();
		rmSync(folder, { recursive: true });
	});

	const get = (path: string, headers?: Readonly<Record<string, string>>, method?: string) =>
		ask(server.url, path, headers, method);

	test("the address of the server, typed in a browser, leads to it", async () => {
		for (const path of ["/", "/client"]) {
			const { status, headers } = await get(path);
			assert.deepEqual([status, headers["location"]], [301, "/client/"]);
		}
		const { status, headers, body } = await get("/client/");
		assert.deepEqual([status, headers["content-type"], body.toString()], [200, "text/html; charset=utf-8", PAGE]);
	});

	test("the address of any screen gives the document, asked about at each use", async () => {
		for (const path of [
			"/client/organization/users",
			"/client/webRedirect?webRedirectUrl=x",
			"/client/a.b",
			"/client/%FF",
		]) {
			const { status, headers, body } = await get(path);
			assert.deepEqual([status, headers["cache-control"], body.toString()], [200, "no-cache", PAGE], path);
		}
		const worker = await get("/client/serviceWorker.js");
		assert.deepEqual([worker.headers["cache-control"], worker.body.toString()], ["no-cache", SCRIPT]);
		assert.equal((await get("/client/manifest.webmanifest")).headers["content-type"], "application/manifest+json");
	});

	test("what has a hash in its name is kept for ever, and is never replaced by a page", async () => {
		const { status, headers } = await get("/client/assets/main-1a2b.js");
		assert.equal(status, 200);
		assert.equal(headers["cache-control"], "max-age=31536000, public, immutable");
		assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
		for (const path of ["/client/assets/main-0000.js", "/client/custom/logo.svg", "/client/assets/"]) {
			const gone = await get(path);
			assert.deepEqual([gone.status, gone.headers["cache-control"]], [404, undefined], path);
		}
	});

	test("nothing outside of the directory is given, nor what it hides, by any spelling", async () => {
		for (const path of [
			"/client/../secret.txt",
			"/client/%2e%2e/secret.txt",
			"/client/..%2fsecret.txt",
			"/client/assets/../../secret.txt",
			"/client/assets/..%2f..%2fsecret.txt",
			"/client/assets/%2e%2e%5c..%5csecret.txt",
			`/client/${encodeURIComponent(join(folder, "secret.txt"))}`,
			`/client/${join(folder, "secret.txt")}`,
			"/client/assets/link.txt",
			"/client/.hidden",
			"/client/%00",
		]) {
			const { status, body } = await get(path);
			assert.ok(status === 404 || body.toString() === PAGE, path);
		}
		assert.equal(
			(await get("/client/assets/core-3c4d.js.br")).status,
			404,
			"the compressed form is no file of its own",
		);
	});

	test("text is compressed as the browser accepts, images and fonts are not again", async () => {
		const encoded = async (path: string, accept: string) => {
			const { headers, body } = await get(path, { "Accept-Encoding": accept });
			assert.equal(headers["content-length"], String(body.length));
			return { encoding: headers["content-encoding"], vary: headers["vary"], body };
		};
		const main = "/client/assets/main-1a2b.js";
		const browser = await encoded(main, "gzip, deflate, br, zstd");
		assert.deepEqual([browser.encoding, browser.vary], ["br", "Accept-Encoding"]);
		assert.equal(brotliDecompressSync(browser.body).toString(), SCRIPT);
		const older = await encoded(main, "gzip;q=1.0, br;q=0");
		assert.equal(older.encoding, "gzip");
		assert.equal(gunzipSync(older.body).toString(), SCRIPT);
		const none = await encoded(main, "deflate");
		assert.deepEqual([none.encoding, none.vary, none.body.toString()], [undefined, "Accept-Encoding", SCRIPT]);
		const made = await encoded("/client/assets/core-3c4d.js", "br");
		assert.deepEqual(made.body, readFileSync(join(directory, "assets/core-3c4d.js.br")));
		const font = await encoded("/client/assets/inter.woff2", "br");
		assert.deepEqual([font.encoding, font.vary, font.body.length], [undefined, undefined, 5000]);
	});

	test("a file that the browser has already costs no body", async () => {
		const path = "/client/serviceWorker.js";
		const first = await get(path, { "Accept-Encoding": "br" });
		const tag = String(first.headers["etag"]);
		for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
			const again = await get(path, { "Accept-Encoding": "br", "If-None-Match": known });
			assert.deepEqual([again.status, again.body.length, again.headers["etag"]], [304, 0, tag]);
		}
		const plain = await get(path, { "If-None-Match": tag });
		assert.equal(plain.status, 200, "another encoding is other bytes");
	});

	test("HEAD is GET without the body; nothing else is allowed", async () => {
		const head = await get("/client/", {}, "HEAD");
		assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, String(PAGE.length), 0]);
		assert.equal((await get("/", {}, "HEAD")).status, 301);
		const refused = await get("/client/", {}, "POST");
		assert.deepEqual([refused.status, refused.headers["allow"]], [405, "GET, HEAD"]);
	});

	test("everything is under one strict policy, workers and refusals too", async () => {
		for (const [path, method] of [
			["/client/", "GET"],
			["/client/serviceWorker.js", "GET"],
			["/client/assets/core-3c4d.js", "GET"],
			["/client/assets/gone.js", "GET"],
			["/client/", "POST"],
			["/client", "GET"],
		] as const) {
			const { headers } = await get(path, {}, method);
			const policy = new Map(
				String(headers["content-security-policy"])
					.split("; ")
					.map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
			);
			assert.deepEqual(policy.get("default-src"), ["'none'"], path);
			assert.deepEqual(policy.get("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
			assert.deepEqual(policy.get("connect-src"), ["'self'"]);
			assert.deepEqual(policy.get("require-trusted-types-for"), ["'script'"]);
			for (const directive of ["frame-ancestors", "base-uri", "form-action"])
				assert.deepEqual(policy.get(directive), ["'none'"]);
			assert.ok(!policy.has("upgrade-insecure-requests"));
			const sources = [...policy.values()].flat();
			assert.ok(!sources.some((source) => source.includes("unsafe-inline") || /^https?:|^\*/.test(source)));
			assert.equal(headers["cross-origin-opener-policy"], "same-origin");
			assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
			assert.equal(headers["cross-origin-resource-policy"], "same-origin");
			assert.equal(headers["referrer-policy"], "no-referrer");
			assert.equal(headers["x-content-type-options"], "nosniff");
			assert.match(String(headers["permissions-policy"]), /camera=\(\)/);
		}
		const api = await get("/health");
		assert.equal(api.headers["content-security-policy"], undefined);
	});

	test("over TLS, a request without it is upgraded", async () => {
		const { headers } = await get("/client/", { "X-Forwarded-Proto": "https" });
		assert.match(String(headers["content-security-policy"]), /; upgrade-insecure-requests$/);
	});

	test("a link of an e-mail opens the screen that it is for, on this server whatever the host it was asked under", async () => {
		const { status, headers } = await get("/redirect/Acme?a=claim_user&p=xx&no_ssl=false", { Host: "evil.example" });
		assert.equal(status, 302);
		const location = String(headers["location"]);
		assert.ok(location.startsWith("/client/webRedirect?webRedirectUrl=parsec3%3A//"));
		assert.equal(
			new URL(location, server.url).searchParams.get("webRedirectUrl"),
			`parsec3://${server.address.host}/Acme?a=claim_user&p=xx&no_ssl=true`,
		);
	});

	test("a new build is served without a restart, a half of one is not", async () => {
		const document = join(directory, "index.html");
		writeFileSync(join(directory, "assets/main-9f9f.js"), "new");
		writeFileSync(document, `${PAGE}new`);
		utimesSync(document, 1, 1);
		assert.equal((await get("/client/")).body.toString(), `${PAGE}new`);
		assert.equal((await get("/client/assets/main-9f9f.js")).body.toString(), "new");
		rmSync(document);
		assert.equal((await get("/client/")).body.toString(), `${PAGE}new`);
	});
});

describe("hosting no web app", () => {
	test("the first page says what this is, and links lead to the programs", async () => {
		const server = await TestServer.start(testOptions({ kind: "memory" }));
		assert.equal((await ask(server.url, "/client/")).status, 404);
		const { status, body } = await ask(server.url, "/");
		assert.equal(status, 200);
		assert.match(body.toString(), /A Parallax server runs here/);
		await server.stop();
	});
});
