import {
	OrganizationBootstrapAddr,
	type OrganizationID,
	type ServerAddr,
	TotpResetAddr,
	type UserID,
} from "@parallax/protocol";
import type { Network } from "../transport/index.ts";

/** A JSON document that the server gives to administrators, relayed as it is. */
export type AdministrationDocument = { readonly [key: string]: unknown };

/** The server refused, or did not answer as the administration API does. `detail` is what it said. */
export class AdministrationError extends Error {
	/** HTTP status; `null` when the server was not reached. */
	readonly status: number | null;
	readonly detail: string | null;
	readonly url: string;

	constructor(status: number | null, detail: string | null, url: string, options?: ErrorOptions) {
		super(
			status === null ? `error sending request for url (${url})` : `HTTP status ${status} for url (${url})`,
			options,
		);
		this.name = "AdministrationError";
		this.status = status;
		this.detail = detail;
		this.url = url;
	}
}

/** What became of the e-mail that brings a TOTP reset link (server.md §4.6). */
export type TotpResetEmail =
	| "NOT_SENT_AS_REQUESTED"
	| "SENT_AS_REQUESTED"
	| "SERVER_UNAVAILABLE"
	| "RECIPIENT_REFUSED"
	| "BAD_SMTP_CONFIG";

export interface TotpReset {
	readonly userId: UserID;
	readonly address: TotpResetAddr;
	readonly userEmail: string;
	readonly email: TotpResetEmail;
}

/**
 * The administration API of a server (server.md §4), for whoever holds its token; no device is needed.
 * Every method throws `AdministrationError`.
 */
export class AdministrationClient {
	readonly #network: Network;
	readonly #server: ServerAddr;
	readonly #token: string;

	constructor(network: Network, server: ServerAddr, token: string) {
		this.#network = network;
		this.#server = server;
		this.#token = token;
	}

	/** Creates an organization, or gives a new link to one that nobody has bootstrapped yet: the former link dies. */
	async createOrganization(id: OrganizationID): Promise<OrganizationBootstrapAddr> {
		const url = "organizations";
		const reply = await this.#json("POST", url, { organization_id: id });
		return this.#parsed(url, () => OrganizationBootstrapAddr.parse(textOf(reply, "bootstrap_url")));
	}

	organizationStatus(id: OrganizationID): Promise<AdministrationDocument> {
		return this.#json("GET", organization(id));
	}

	organizationStatistics(id: OrganizationID): Promise<AdministrationDocument> {
		return this.#json("GET", `${organization(id)}/stats`);
	}

	/** @param terms by locale; `null` removes them. Everybody has to accept new ones, even when they are the same. */
	async setTermsOfService(id: OrganizationID, terms: Readonly<Record<string, string>> | null): Promise<void> {
		await this.#json("PATCH", organization(id), { tos: terms });
	}

	/** One line per organization, as the server writes them. @param until leaves out what happened later */
	async serverStatisticsCsv(until?: string): Promise<string> {
		return (await this.#send("GET", statistics("csv", until))).text;
	}

	serverStatistics(until?: string): Promise<AdministrationDocument> {
		return this.#json("GET", statistics("json", until));
	}

	async resetTotp(
		id: OrganizationID,
		user: { readonly user_id: UserID } | { readonly user_email: string },
		sendEmail: boolean,
	): Promise<TotpReset> {
		const url = `${organization(id)}/users/reset_totp`;
		const reply = await this.#json("POST", url, { ...user, send_email: sendEmail });
		return this.#parsed(url, () => {
			const address = TotpResetAddr.parse(textOf(reply, "totp_reset_url"));
			return {
				userId: address.userId,
				address,
				userEmail: textOf(reply, "user_email"),
				email: textOf(reply, "email_sent_status") as TotpResetEmail,
			};
		});
	}

	async #json(method: string, path: string, body?: unknown): Promise<AdministrationDocument> {
		const { text } = await this.#send(method, path, body);
		return this.#parsed(path, () => {
			const value: unknown = JSON.parse(text);
			if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("expected an object");
			return value as AdministrationDocument;
		});
	}

	async #send(method: string, path: string, body?: unknown): Promise<{ readonly text: string }> {
		const url = this.#url(path);
		const headers = {
			Authorization: `Bearer ${this.#token}`,
			...(body === undefined ? {} : { "Content-Type": "application/json" }),
			...(this.#network.userAgent === null ? {} : { "User-Agent": this.#network.userAgent }),
		};
		const { status, text } = await this.#network
			.fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
			.then(async (response) => ({ status: response.status, text: await response.text() }))
			.catch((cause: unknown) => {
				throw new AdministrationError(null, null, url, { cause });
			});
		if (status < 200 || status > 299) throw new AdministrationError(status, detailOf(text), url);
		return { text };
	}

	#url(path: string): string {
		return `${this.#server.toUrl()}administration/${path}`;
	}

	#parsed<T>(path: string, parse: () => T): T {
		try {
			return parse();
		} catch (cause) {
			throw new AdministrationError(200, "an answer that makes no sense", this.#url(path), { cause });
		}
	}
}

function organization(id: OrganizationID): string {
	return `organizations/${encodeURIComponent(id)}`;
}

function statistics(format: "csv" | "json", until: string | undefined): string {
	const query = new URLSearchParams({ format, ...(until === undefined ? {} : { at: until }) });
	return `stats?${query}`;
}

function textOf(document: AdministrationDocument, key: string): string {
	const value = document[key];
	if (typeof value !== "string") throw new Error(`expected a text in ${key}`);
	return value;
}

/** `{"detail": "…"}`; other forms tell nothing to people. */
function detailOf(text: string): string | null {
	try {
		const { detail } = JSON.parse(text) as { detail?: unknown };
		return typeof detail === "string" ? detail : null;
	} catch {
		return null;
	}
}
