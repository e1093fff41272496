import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setGlobalProxyFromEnv } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable of the environment asks for something that cannot be had: connecting without it would betray the person. */
export class NetworkSettingError extends Error {
	readonly variable: string;

	constructor(variable: string, problem: string, options?: ErrorOptions) {
		super(`${problem} (environment variable ${variable}). Correct it, or unset it, then try again`, options);
		this.name = "NetworkSettingError";
		this.variable = variable;
	}
}

const PROXIES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];

/**
 * Lets every connection of this process go through the proxies and trust the authorities that the environment names
 * (transport.md §8.1): those of the system, and the PEM bundle `SSL_CAFILE`; `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`,
 * in capitals or not. For a program to call once, before its first request: Node keeps these settings per process.
 * @throws NetworkSettingError
 */
export async function useNetworkSettings(environment: Environment): Promise<void> {
	const authorities = environment["SSL_CAFILE"] ? await readBundle(environment["SSL_CAFILE"]) : [];
	setDefaultCACertificates([...getCACertificates("default"), ...getCACertificates("system"), ...authorities]);
	const named = PROXIES.filter((name) => environment[name]);
	for (const name of named) requireProxyAddress(name, environment[name]);
	if (named.length > 0) setGlobalProxyFromEnv({ ...environment });
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Checked here, since Node drops what is no certificate without a word. */
async function readBundle(path: string): Promise<readonly string[]> {
	try {
		const certificates = (await readFile(path, "utf8")).match(PEM_CERTIFICATE) ?? [];
		for (const certificate of certificates) new X509Certificate(certificate);
		if (certificates.length > 0) return certificates;
	} catch (cause) {
		throw new NetworkSettingError("SSL_CAFILE", "The certificate authorities cannot be read", { cause });
	}
	throw new NetworkSettingError("SSL_CAFILE", "The file of certificate authorities holds none in PEM form");
}

/** The address may hold a password: no message repeats it. */
function requireProxyAddress(variable: string, address: string | undefined): void {
	const protocol = URL.parse(address ?? "")?.protocol;
	if (protocol !== "http:" && protocol !== "https:")
		throw new NetworkSettingError(variable, "The proxy must be a full address, such as http://proxy.example.com:3128");
}
