import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { newId, newSequesterKey, type RsaPrivateKey, sequesterSignObject } from "@parallax/crypto";
import {
	type DateTime,
	SequesterPublicKeyDer,
	SequesterRevokedServiceCertificate,
	SequesterServiceCertificate,
	SequesterServiceID,
	SequesterVerifyKeyDer,
} from "@parallax/protocol";
import { TestOrganization } from "./fixtures.ts";
import type { TestServer } from "./server.ts";

/** Who may let services read the data of an organization. Making keys is slow: one pair does for all tests of a file. */
export class SequesterAuthority {
	readonly key: RsaPrivateKey;

	private constructor(key: RsaPrivateKey) {
		this.key = key;
	}

	static async create(): Promise<SequesterAuthority> {
		return new SequesterAuthority(await newSequesterKey(2048));
	}

	get verifyKey(): SequesterVerifyKeyDer {
		return SequesterVerifyKeyDer.decode(this.key.publicKey.der);
	}

	signService(
		service_id: SequesterServiceID,
		timestamp: DateTime,
		changes: Partial<SequesterServiceCertificate> = {},
	): Promise<Uint8Array> {
		const content: SequesterServiceCertificate = {
			type: "sequester_service_certificate",
			timestamp,
			service_id,
			service_label: `service ${service_id.slice(0, 4)}`,
			encryption_key_der: SequesterPublicKeyDer.decode(this.key.publicKey.der),
			...changes,
		};
		return sequesterSignObject(SequesterServiceCertificate, content, this.key);
	}

	signRevocation(service_id: SequesterServiceID, timestamp: DateTime): Promise<Uint8Array> {
		return sequesterSignObject(
			SequesterRevokedServiceCertificate,
			{ type: "sequester_revoked_service_certificate", timestamp, service_id },
			this.key,
		);
	}
}

export type ServiceConfig = { readonly type: "storage" } | { readonly type: "webhook"; readonly webhook_url: string };
export const STORAGE: ServiceConfig = { type: "storage" };

/** An organization with such an authority, administered as its operator does. */
export class SequesteredOrganization {
	readonly organization: TestOrganization;
	readonly authority: SequesterAuthority;

	private constructor(organization: TestOrganization, authority: SequesterAuthority) {
		this.organization = organization;
		this.authority = authority;
	}

	static async bootstrap(server: TestServer, authority: SequesterAuthority): Promise<SequesteredOrganization> {
		return new SequesteredOrganization(await TestOrganization.bootstrap(server, {}, authority.verifyKey), authority);
	}

	administrate(method: "GET" | "POST" | "PUT", action = "", body?: unknown) {
		const path = `organizations/${this.organization.id}/sequester/services${action}`;
		return this.organization.server.administrate(method, path, body);
	}

	register(certificate: Uint8Array, config: unknown = STORAGE) {
		return this.administrate("POST", "", { service_certificate: certificate.toBase64(), config });
	}

	async addService(config: ServiceConfig = STORAGE): Promise<SequesterServiceID> {
		const id = newId(SequesterServiceID);
		const certificate = await this.authority.signService(id, this.organization.timestamp());
		expect200(await this.register(certificate, config));
		return id;
	}

	/** Gives its date. */
	async revokeService(id: SequesterServiceID): Promise<DateTime> {
		const timestamp = this.organization.timestamp();
		const certificate = await this.authority.signRevocation(id, timestamp);
		const body = { revoked_service_certificate: certificate.toBase64() };
		expect200(await this.administrate("POST", "/revoke", body));
		return timestamp;
	}

	async configure(service_id: SequesterServiceID, config: ServiceConfig): Promise<void> {
		expect200(await this.administrate("PUT", "/config", { service_id, config }));
	}
}

function expect200({ status, body }: { readonly status: number; readonly body: unknown }): void {
	if (status !== 200) throw new Error(`the administration answered ${status} ${JSON.stringify(body)}`);
}

/** What a webhook was asked. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly authorization: string | undefined;
	readonly body: string;
}

/** A program of the operator that is asked about writes. */
export class TestWebhook {
	readonly asked: Asked[] = [];
	/** What becomes of the next question. */
	answer: (response: ServerResponse, asked: Asked) => void = (response) => response.end();
	readonly #server = createServer((request, response) => void this.#hear(request, response));

	static async start(): Promise<TestWebhook> {
		const webhook = new TestWebhook();
		webhook.#server.listen(0, "127.0.0.1");
		await once(webhook.#server, "listening");
		return webhook;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	config(suffix = "/sequester", credentials = ""): ServiceConfig {
		return { type: "webhook", webhook_url: `http://${credentials}127.0.0.1:${this.port}${suffix}` };
	}

	/** Answers so from now on. */
	answers(status: number, body = "", headers: Readonly<Record<string, string>> = {}): void {
		this.answer = (response) => response.writeHead(status, headers).end(body);
	}

	/** Once is enough, twice does no harm. */
	async stop(): Promise<void> {
		if (!this.#server.listening) return;
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, "close");
	}

	async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
		const asked = {
			method: request.method ?? "",
			path: pathname,
			query: Object.fromEntries(searchParams),
			authorization: request.headers.authorization,
			body: Buffer.concat(chunks).toString(),
		};
		this.asked.push(asked);
		this.answer(response, asked);
	}
}
