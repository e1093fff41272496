import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One origin in front of two servers: the application comes from one, all else is asked of the other. */
export class SameOrigin {
	readonly port: number;
	readonly #close: () => Promise<void>;

	private constructor(port: number, close: () => Promise<void>) {
		this.port = port;
		this.#close = close;
	}

	/** @param server told the port of this origin, which it has to give as its own address; gives its own port. */
	static async open(applicationPort: number, server: (port: number) => Promise<number>): Promise<SameOrigin> {
		let serverPort = 0;
		const isApplication = (url = "/") => url === "/" || url.startsWith("/client");
		const proxy = createServer((received, response) =>
			forward(isApplication(received.url) ? applicationPort : serverPort, received, response),
		);
		proxy.listen(0, "127.0.0.1");
		await once(proxy, "listening");
		const { port } = proxy.address() as AddressInfo;
		serverPort = await server(port);
		return new SameOrigin(port, async () => {
			proxy.closeAllConnections();
			proxy.close();
			await once(proxy, "close");
		});
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}/`;
	}

	close(): Promise<void> {
		return this.#close();
	}
}

/** Everything as it is, in both directions, streams included. */
function forward(port: number, received: IncomingMessage, response: ServerResponse): void {
	const { method, url: path, headers } = received;
	const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		response.flushHeaders();
		answer.pipe(response);
	});
	asked.on("error", () => response.destroy());
	response.on("close", () => asked.destroy());
	received.pipe(asked);
}
