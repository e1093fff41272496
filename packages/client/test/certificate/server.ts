import { type AuthenticatedCaller, CertificateStore, MemoryCertificateStorage } from "@parallax/client";
import {
	authenticatedCommands,
	type DateTime,
	decodeReply,
	encodeReply,
	type LocalDevice,
	type RequestOf,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import type { Entry, History } from "./history.ts";

const { certificate_get } = authenticatedCommands.commands;
type Request = RequestOf<typeof certificate_get>;

/**
 * Answers `certificate_get` for one user as a server does: of each topic, what is strictly newer than what the client has,
 * in the flavour of the user's profile. It believes everything that the history holds.
 */
export class CertificateServer {
	readonly #history: History;
	readonly #user: UserID;
	/** What it was asked, in order. */
	readonly requests: Request[] = [];
	/** The user is an OUTSIDER now. */
	redacts = false;
	/** Whether it gives the user the certificates of a realm. */
	seesRealm: (id: VlobID) => boolean = () => true;
	/** Awaited before each answer; a test makes the server slow, or fail, with it. */
	beforeAnswer: () => Promise<void> = async () => {};

	constructor(history: History, { user_id }: LocalDevice) {
		this.#history = history;
		this.#user = user_id;
	}

	/** Through the wire form, as a real reply. */
	readonly caller: AuthenticatedCaller = {
		call: async (command, request) => {
			if ((command as unknown) !== certificate_get) throw new Error(`${command.name} was not expected`);
			this.requests.push(request as Request);
			await this.beforeAnswer();
			return decodeReply(command, encodeReply(certificate_get, this.#answer(request as Request)));
		},
	};

	#answer({ common_after, sequester_after, shamir_recovery_after, realm_after }: Request) {
		const realms = [...this.#history.realms]
			.filter(([id]) => this.seesRealm(id))
			.map(([id, entries]) => [id, this.#since(entries, realm_after.get(id) ?? null)] as const);
		return {
			status: "ok" as const,
			common_certificates: this.#since(this.#history.common, common_after),
			sequester_certificates: this.#since(this.#history.sequester, sequester_after),
			shamir_recovery_certificates: this.#since(this.#history.shamir, shamir_recovery_after),
			realm_certificates: new Map(realms.filter(([, certificates]) => certificates.length > 0)),
		};
	}

	#since(entries: readonly Entry[], after: DateTime | null): Uint8Array[] {
		return entries
			.filter(({ timestamp, audience }) => (after === null || timestamp > after) && (audience?.has(this.#user) ?? true))
			.map(({ full, redacted }) => (this.redacts ? redacted : full));
	}
}

/** A device whose certificates come from a history, kept in memory. */
export function storeOf(history: History, device: LocalDevice) {
	const server = new CertificateServer(history, device);
	const storage = new MemoryCertificateStorage();
	return { server, storage, store: new CertificateStore(storage, device, server.caller) };
}
