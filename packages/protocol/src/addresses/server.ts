import { ServerUrl } from "../data/serverUrl.ts";
import { DecodeError } from "../errors.ts";
import { type ParsedUrl, parseEither, parseNative } from "./url.ts";

/** The official server moved: its former name stands for the present one (types.md §7). */
const MOVED = { from: /^saas-v3\.parsec\.cloud(?=:|$)/, to: "app.parsec.cloud" };

/** Where a server is (types.md §8.1). */
export class ServerAddr {
	/** Host and, unless it is the default one, port. */
	readonly host: string;
	readonly tls: boolean;

	/** @param host as a WHATWG URL has it: normalized, without a default port. */
	constructor(host: string, tls: boolean) {
		this.host = host.replace(MOVED.from, MOVED.to);
		this.tls = tls;
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): ServerAddr {
		return ServerAddr.#from(parseEither(text));
	}

	/** From `parsec3://host[:port][?no_ssl=true]` only. @throws DecodeError */
	static parseNative(text: string): ServerAddr {
		return ServerAddr.#from(parseNative(text));
	}

	/** From the form that stored data has. */
	static fromUrl(url: ServerUrl): ServerAddr {
		const { host, protocol } = new URL(url);
		return new ServerAddr(host, protocol === "https:");
	}

	static #from({ host, tls, path }: ParsedUrl): ServerAddr {
		if (path !== "") throw new DecodeError("the address of a server has no path");
		return new ServerAddr(host, tls);
	}

	get hostname(): string {
		return new URL(this.toUrl()).hostname;
	}

	get port(): number {
		const { port } = new URL(this.toUrl());
		return port === "" ? (this.tls ? 443 : 80) : Number(port);
	}

	/** The form that stored data has, and to which routes are appended: `http(s)://host[:port]/`. */
	toUrl(): ServerUrl {
		return ServerUrl.parse(`${this.tls ? "https" : "http"}://${this.host}/`);
	}

	toParsec3(): string {
		return nativeForm(this, "", []);
	}

	toHttpRedirection(): string {
		return redirectionForm(this, "", []);
	}
}

export type Parameters = readonly (readonly [name: string, value: string])[];

export function nativeForm({ host, tls }: ServerAddr, path: string, parameters: Parameters): string {
	return `parsec3://${host}${path}${queryText(tls ? parameters : [["no_ssl", "true"], ...parameters])}`;
}

export function redirectionForm({ host, tls }: ServerAddr, path: string, parameters: Parameters): string {
	return `${tls ? "https" : "http"}://${host}/redirect${path}${queryText(parameters)}`;
}

function queryText(parameters: Parameters): string {
	const text = parameters.map(([name, value]) => `${name}=${value}`).join("&");
	return text === "" ? "" : `?${text}`;
}
