import type { DateTime, VlobID } from "@parallax/protocol";
import type { CertificateView } from "../../certificate/index.ts";
import { caughtUp, type WorkspaceAuthor } from "../../workspace/author.ts";
import type { KeysOutcome } from "../../workspace/realmKeyStore.ts";
import type { KeyLookup, RealmKeys } from "../../workspace/realmKeys.ts";
import { FileFailure } from "../failure.ts";
import { failureOfKeys, refusedReply } from "./failures.ts";

/** Gives the keys of workspaces: `Workspaces` does. */
export interface KeySource {
	/** @throws ConnectionError */
	keys(realmId: VlobID): Promise<KeysOutcome>;
}

/** One workspace on the server: who speaks, of which, with which keys, and knowing which certificates. */
export class RealmAccess {
	readonly id: VlobID;
	readonly author: WorkspaceAuthor;
	readonly #source: KeySource;

	constructor(author: WorkspaceAuthor, source: KeySource, id: VlobID) {
		this.author = author;
		this.#source = source;
		this.id = id;
	}

	/** @throws FileFailure, ConnectionError */
	async keys(): Promise<RealmKeys> {
		const outcome = await this.#source.keys(this.id);
		if (outcome.status !== "ok") throw failureOfKeys(outcome);
		return outcome.keys;
	}

	/** What encrypts. @throws FileFailure, ConnectionError */
	async lastKey(): Promise<Extract<KeyLookup, { readonly status: "ok" }>> {
		const { last } = await this.keys();
		if (last.status !== "ok") throw new FileFailure({ kind: "corrupted_key" });
		return last;
	}

	/**
	 * The certificates that a reply is to be judged by: those it names, asked for once (certificates.md §8).
	 * @throws FileFailure when the server does not give what it says that there is.
	 * @throws ConnectionError, InvalidCertificate
	 */
	async certificatesFor(common: DateTime | null, realm: DateTime): Promise<CertificateView> {
		const { certificates } = this.author;
		const before = await certificates.view();
		if (this.#knows(before, common, realm)) return before;
		await certificates.poll({ ...(common !== null && { common }), realms: new Map([[this.id, realm]]) });
		const after = await certificates.view();
		if (!this.#knows(after, common, realm)) throw refusedReply("invalid_requirements");
		return after;
	}

	/**
	 * After a refusal of the key: whether there is another one to encrypt with than when the request was made.
	 * @throws FileFailure when there is none: the same request would be refused again, and again.
	 */
	async catchUp(seen: CertificateView, { status, last_realm_certificate_timestamp }: BadKeyIndex): Promise<void> {
		if (!(await caughtUp(this.author, seen, { realms: new Map([[this.id, last_realm_certificate_timestamp]]) })))
			throw refusedReply(status);
	}

	#knows({ last }: CertificateView, common: DateTime | null, realm: DateTime): boolean {
		const known = last.realms.get(this.id);
		return (
			known !== undefined && known >= realm && (common === null || (last.common !== null && last.common >= common))
		);
	}
}

interface BadKeyIndex {
	readonly status: "bad_key_index";
	readonly last_realm_certificate_timestamp: DateTime;
}
