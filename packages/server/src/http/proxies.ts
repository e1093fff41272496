import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

const LOOPBACK = ["127.0.0.1", "::1"];

/** Which peers may speak for others (transport.md §11). */
export class TrustedProxies {
	readonly #all: boolean;
	readonly #networks = new BlockList();
	readonly #literals = new Set<string>();

	/** Addresses, networks (`10.0.0.0/8`), literals such as the name of a Unix socket, or `*` for everybody. */
	constructor(entries: readonly string[]) {
		this.#all = entries.includes("*");
		for (const entry of entries.flatMap((text) => (text === "localhost" ? LOOPBACK : [text]))) {
			const [address = "", bits] = entry.split("/");
			const family = isIP(address) === 6 ? "ipv6" : "ipv4";
			if (isIP(address) === 0) this.#literals.add(entry);
			else if (bits === undefined) this.#networks.addAddress(address, family);
			else this.#networks.addSubnet(address, Number(bits), family);
		}
	}

	trusts(peer: string): boolean {
		if (this.#all || this.#literals.has(peer)) return true;
		const family = isIP(peer);
		return family !== 0 && this.#networks.check(peer, family === 6 ? "ipv6" : "ipv4");
	}

	/** Who sent this: the peer, or, when trusted proxies forwarded it, the last address that none of them is. */
	clientAddress(request: IncomingMessage): string {
		const peer = plain(request.socket.remoteAddress ?? "");
		const forwarded = request.headers["x-forwarded-for"];
		if (forwarded === undefined || !this.trusts(peer)) return peer;
		const hops = String(forwarded)
			.split(",")
			.map((hop) => hop.trim())
			.filter((hop) => hop !== "");
		return hops.findLast((hop) => !this.trusts(hop)) ?? hops[0] ?? peer;
	}

	scheme(request: IncomingMessage): "http" | "https" {
		const own = "encrypted" in request.socket ? "https" : "http";
		const forwarded = request.headers["x-forwarded-proto"];
		if (forwarded === undefined || !this.trusts(plain(request.socket.remoteAddress ?? ""))) return own;
		const first = String(forwarded).split(",")[0]?.trim();
		return first === "https" || first === "http" ? first : own;
	}
}

/** `::ffff:1.2.3.4` is how an IPv6 socket calls 1.2.3.4. */
function plain(address: string): string {
	return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
