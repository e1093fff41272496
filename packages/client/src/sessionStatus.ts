import type { DateTime } from "@parallax/protocol";
import { InvalidCertificate, type InvalidCertificateReason, type RefusedCertificate } from "./certificate/index.ts";
import { ConnectionError } from "./transport/index.ts";

/**
 * What a device can do with its server, for a screen to show. What is known stays there to be read in every state. Plain data,
 * which a worker may send to its page.
 */
export type SessionStatus =
	/** The server has not answered yet. */
	| { readonly kind: "connecting" }
	| { readonly kind: "online" }
	/** Tried again by itself. `since`: the first failure in a row. */
	| { readonly kind: "offline"; readonly since: DateTime }
	/** Nothing comes until the person accepts them: `Session.termsOfService`, `Session.acceptTermsOfService`. */
	| { readonly kind: "must-accept-tos" }
	/** For good. */
	| { readonly kind: "revoked" }
	// From here on nothing is tried again before another login (transport.md §8.2).
	| { readonly kind: "frozen" }
	| { readonly kind: "expired" }
	| { readonly kind: "organization-not-found" }
	/** The server does not know this device, or not its key: it may be another server, or an older copy of it. */
	| { readonly kind: "not-recognized" }
	/** The clocks differ by more than five minutes. `serverTime` to the second; `null` when the server did not tell. */
	| { readonly kind: "clock"; readonly deviceTime: DateTime; readonly serverTime: DateTime | null }
	/** This program is too old for the server, or too new. */
	| { readonly kind: "incompatible"; readonly supportedVersions: readonly string[] }
	| { readonly kind: "web-not-allowed" }
	/** The last answer of the server was refused; asked again on the next occasion only (certificates.md §4). */
	| {
			readonly kind: "invalid-certificate";
			readonly reason: InvalidCertificateReason;
			readonly certificate: RefusedCertificate | null;
	  }
	/** The server answers what makes no sense, or the certificates cannot be kept here: `error` tells. */
	| { readonly kind: "failed"; readonly error: Error }
	/** The session is closed. */
	| { readonly kind: "closed" };

/** What it means for a device that a request failed; `now` is the time of this computer. */
export function statusOf(error: unknown, now: DateTime): SessionStatus {
	if (error instanceof InvalidCertificate) {
		return { kind: "invalid-certificate", reason: error.reason, certificate: error.certificate ?? null };
	}
	if (!(error instanceof ConnectionError)) {
		return { kind: "failed", error: error instanceof Error ? error : new Error(String(error)) };
	}
	switch (error.kind) {
		case "offline":
			return { kind: "offline", since: now };
		case "must_accept_tos":
			return { kind: "must-accept-tos" };
		case "user_revoked":
			return { kind: "revoked" };
		case "user_frozen":
			return { kind: "frozen" };
		case "organization_expired":
			return { kind: "expired" };
		case "organization_not_found":
			return { kind: "organization-not-found" };
		case "bad_authentication":
			return { kind: "not-recognized" };
		case "clock_drift":
			return { kind: "clock", deviceTime: now, serverTime: error.serverTime ?? null };
		case "unsupported_api_version":
			return { kind: "incompatible", supportedVersions: error.supportedVersions };
		case "web_client_not_allowed":
			return { kind: "web-not-allowed" };
		default:
			return { kind: "failed", error };
	}
}

/** The status of one session, from what its connection and its certificates tell. */
export class StatusKeeper {
	readonly #now: () => DateTime;
	readonly #listeners = new Set<(status: SessionStatus) => void>();
	#connection: SessionStatus = { kind: "connecting" };
	#refused: SessionStatus | undefined;
	#current: SessionStatus = this.#connection;

	constructor(now: () => DateTime) {
		this.#now = now;
	}

	get current(): SessionStatus {
		return this.#current;
	}

	subscribe(listener: (status: SessionStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	online(): void {
		this.#connected({ kind: "online" });
	}

	failed(error: unknown): void {
		const status = statusOf(error, this.#now());
		// Told by `judged`: the connection itself is well.
		if (status.kind === "invalid-certificate") this.online();
		else if (status.kind !== "offline" || this.#connection.kind !== "offline") this.#connected(status);
	}

	/** The certificates of the last answer were refused, or believed again. */
	judged(refused: InvalidCertificate | undefined): void {
		this.#refused = refused && statusOf(refused, this.#now());
		this.#update();
	}

	/** The last that is told. */
	close(): void {
		this.#connected({ kind: "closed" });
		this.#listeners.clear();
	}

	#connected(status: SessionStatus): void {
		if (this.#connection.kind === "closed") return;
		this.#connection = status;
		this.#update();
	}

	/** A refused certificate shows wherever the connection has nothing worse to tell. */
	#update(): void {
		const { kind } = this.#connection;
		const well = kind === "connecting" || kind === "online" || kind === "offline";
		const next = well && this.#refused ? this.#refused : this.#connection;
		if (next === this.#current || (next.kind === "online" && this.#current.kind === "online")) return;
		this.#current = next;
		for (const listener of [...this.#listeners]) listener(next);
	}
}
