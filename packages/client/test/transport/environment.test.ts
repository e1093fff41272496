import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { NetworkSettingError, useNetworkSettings } from "@parallax/client/node";

// The settings hold for the whole process: here each test adds to what the ones before it set.

/** An authority of these tests alone, which signed itself; its key protects nothing. */
const AUTHORITY = join(import.meta.dirname, "authority", "server.pem");

test("a server is trusted once SSL_CAFILE names the authority that vouches for it", async (t) => {
	const address = `https://localhost:${await listen(t, await tlsServer())}/`;
	await useNetworkSettings({});
	await assert.rejects(fetch(address), ({ cause }: Error) => (cause as { code: string }).code.includes("SELF_SIGNED"));
	await useNetworkSettings({ SSL_CAFILE: AUTHORITY });
	assert.equal(await (await fetch(address)).text(), "hello");
});

test("a bundle of authorities that is missing, or holds none, stops the program rather than be ignored", async () => {
	await using folder = await mkdtempDisposable(join(tmpdir(), "parallax-"));
	const noPem = join(folder.path, "authorities.pem");
	const notACertificate = join(folder.path, "broken.pem");
	await writeFile(noPem, "not a certificate");
	await writeFile(notACertificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	for (const SSL_CAFILE of [noPem, notACertificate, join(folder.path, "missing.pem")]) {
		await assert.rejects(useNetworkSettings({ SSL_CAFILE }), { name: "NetworkSettingError", variable: "SSL_CAFILE" });
	}
});

test("a proxy that is no address is refused, and its password is not repeated", async () => {
	for (const HTTPS_PROXY of ["proxy.example.com:3128", "socks5://me:s3cret@proxy.example.com", "me:s3cret@proxy"]) {
		await assert.rejects(useNetworkSettings({ HTTPS_PROXY }), (error) => {
			assert(error instanceof NetworkSettingError);
			assert.doesNotMatch(error.message, /s3cret/);
			return error.variable === "HTTPS_PROXY";
		});
	}
});

test("requests go through the proxy that the environment names, except where NO_PROXY says not to", async (t) => {
	const server = await tlsServer();
	const port = await listen(t, server);
	const proxy = new TunnelProxy();
	const proxyAddress = `http://127.0.0.1:${await listen(t, proxy.server)}`;

	await useNetworkSettings({ SSL_CAFILE: AUTHORITY, HTTPS_PROXY: proxyAddress });
	assert.equal(await (await fetch(`https://localhost:${port}/`)).text(), "hello");
	assert.deepEqual(proxy.asked, [`localhost:${port}`]);

	await useNetworkSettings({ SSL_CAFILE: AUTHORITY, HTTPS_PROXY: proxyAddress, NO_PROXY: "localhost" });
	assert.equal(await (await fetch(`https://localhost:${port}/`)).text(), "hello");
	assert.deepEqual(proxy.asked, [`localhost:${port}`], "not asked again");
});

async function tlsServer() {
	const cert = await readFile(AUTHORITY);
	const key = await readFile(join(import.meta.dirname, "authority", "server-key.pem"));
	return createHttpsServer({ cert, key }, (_request, response) => response.end("hello"));
}

/** A proxy that opens tunnels, and remembers where to. */
class TunnelProxy {
	readonly asked: string[] = [];
	readonly server = createHttpServer().on("connect", (request: IncomingMessage, client: Socket) => {
		this.asked.push(request.url ?? "");
		const [host = "", port] = request.url?.split(":") ?? [];
		const target = connect(Number(port), host, () => {
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			client.pipe(target).pipe(client);
		});
		for (const socket of [client, target]) socket.on("error", () => {});
	});
}

/** Listens on a free port until the end of the test. */
async function listen(t: TestContext, server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on("connection", (socket: Socket) => sockets.add(socket));
	t.after(async () => {
		for (const socket of sockets) socket.destroy();
		server.close();
		await once(server, "close");
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}
