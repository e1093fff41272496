import { authenticatedCommands, type RealmKeyRotationCertificate, type VlobID } from "@parallax/protocol";
import { type CertificateView, keyRotations } from "../certificate/index.ts";
import type { WorkspaceAuthor } from "./author.ts";
import { type InvalidKeysBundle, type OpenedKeysBundle, openKeysBundle, type Rotations } from "./keysBundle.ts";
import type { RealmKeys } from "./realmKeys.ts";
import { type Refusal, refused } from "./refusal.ts";

/** Why the keys of a realm cannot be had now. */
export type NoKeys =
	/** The realm has none yet: its bootstrap is not finished, or its certificates are not here. */
	| { readonly status: "no_key" }
	| InvalidKeysBundle
	| Extract<Refusal, { readonly status: "author_not_allowed" | "realm_deleted" | "refused" }>;

export type KeysOutcome = { readonly status: "ok"; readonly keys: RealmKeys } | NoKeys;

/** The bundle of one index, or why this user has none. */
export type FetchedBundle =
	| OpenedKeysBundle
	/** This user was not a member then. */
	| { readonly status: "access_not_available" }
	| Extract<Refusal, { readonly status: "author_not_allowed" | "realm_deleted" | "refused" }>;

/**
 * The keys of the realms of one device, in memory only: fetched when they are needed, checked, and good until another
 * rotation is known (workspace-data.md §2.4).
 */
export class RealmKeyStore {
	/** Realms whose last bundle could not be used as a whole, the last time that it came. */
	readonly ailing = new Set<VlobID>();
	readonly #author: WorkspaceAuthor;
	readonly #known = new Map<VlobID, { readonly index: number; readonly outcome: Promise<KeysOutcome> }>();

	constructor(author: WorkspaceAuthor) {
		this.#author = author;
	}

	/** @throws ConnectionError */
	async get(realmId: VlobID): Promise<KeysOutcome> {
		const view = await this.#author.certificates.view();
		const rotations = keyRotations(await view.realm(realmId));
		const known = this.#known.get(realmId);
		if (known?.index === rotations.length) return known.outcome;
		const outcome = this.#last(view, rotations);
		const entry = { index: rotations.length, outcome };
		this.#known.set(realmId, entry);
		try {
			const settled = await outcome;
			this.#diagnose(realmId, settled);
			// Whoever got nothing asks again next time: the server may have lied only once.
			if (settled.status !== "ok") this.#forget(realmId, entry);
			return settled;
		} catch (error) {
			this.#forget(realmId, entry);
			throw error;
		}
	}

	/** The bundle of the last of these rotations. */
	async fetch(view: CertificateView, rotations: Rotations): Promise<FetchedBundle> {
		const { realm_id, key_index } = rotations[rotations.length - 1] as RealmKeyRotationCertificate;
		const { caller, device } = this.#author;
		const reply = await caller.call(authenticatedCommands.commands.realm_get_keys_bundle, { realm_id, key_index });
		switch (reply.status) {
			case "ok":
				return openKeysBundle(view, device, rotations, reply);
			case "access_not_available_for_author":
				return { status: "access_not_available" };
			case "author_not_allowed":
			case "realm_deleted":
				return { status: reply.status };
			default:
				return refused(reply.status);
		}
	}

	#forget(realmId: VlobID, entry: object): void {
		if (this.#known.get(realmId) === entry) this.#known.delete(realmId);
	}

	#diagnose(realmId: VlobID, outcome: KeysOutcome): void {
		const ails =
			outcome.status === "invalid_keys_bundle" || (outcome.status === "ok" && outcome.keys.corrupted.size > 0);
		if (ails) this.ailing.add(realmId);
		else if (outcome.status === "ok") this.ailing.delete(realmId);
	}

	async #last(view: CertificateView, rotations: readonly RealmKeyRotationCertificate[]): Promise<KeysOutcome> {
		if (!isNotEmpty(rotations)) return { status: "no_key" };
		const fetched = await this.fetch(view, rotations);
		return fetched.status === "access_not_available" ? { status: "author_not_allowed" } : fetched;
	}
}

export function isNotEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
	return list.length > 0;
}
