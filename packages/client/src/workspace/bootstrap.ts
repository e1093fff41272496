import { signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	type EntryName,
	RealmNameCertificate,
	RealmRoleCertificate,
	type VlobID,
} from "@parallax/protocol";
import { bootstrapOf, roleIn } from "../certificate/index.ts";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import { caughtUp, type WorkspaceAuthor } from "./author.ts";
import { encryptName } from "./name.ts";
import type { NoKeys, RealmKeyStore } from "./realmKeyStore.ts";
import { type Refusal, refusalOf, refused } from "./refusal.ts";
import { type RotationOutcome, rotateKey } from "./rotation.ts";

export type NameOutcome =
	| { readonly status: "ok" }
	/** The last key is not the one that its rotation meant: an Owner must rotate, or heal, first. */
	| { readonly status: "corrupted_key" }
	| NoKeys
	| Refusal;

export type WorkspaceBootstrapOutcome = RotationOutcome | NameOutcome;

/**
 * Makes on the server what of a workspace is missing there: the realm, its first key, its name. Each step may have been taken
 * already, by an earlier attempt that was cut or by another Owner (workspace-data.md §4).
 * @param name none: whoever made the workspace knows it, and it is left to them.
 * @throws ConnectionError, InvalidCertificate
 */
export async function bootstrapWorkspace(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
	name: EntryName | undefined,
): Promise<WorkspaceBootstrapOutcome> {
	for (;;) {
		const realm = await (await author.certificates.view()).realm(realmId);
		const state = bootstrapOf(realm);
		if (state === "bootstrapped" || (state === "keys_done" && !name)) return { status: "ok" };
		if (state !== "local_only" && roleIn(realm, author.device.user_id) !== "OWNER") {
			return { status: "author_not_allowed" };
		}
		const outcome = await step(author, store, realmId, state, name);
		if (outcome.status !== "ok") return outcome;
		if (bootstrapOf(await (await author.certificates.view()).realm(realmId)) === state) return refused(state);
	}
}

function step(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
	state: "local_only" | "created" | "keys_done",
	name: EntryName | undefined,
): Promise<WorkspaceBootstrapOutcome> {
	if (state === "local_only") return createRealm(author, realmId);
	if (state === "created" || !name) return rotateKey(author, store, realmId, 1n);
	return uploadName(author, store, realmId, name, "initial");
}

/** The realm, whose owner is its author. */
async function createRealm(author: WorkspaceAuthor, realm_id: VlobID): Promise<{ readonly status: "ok" } | Refusal> {
	const { device, caller, certificates } = author;
	let timestamp = author.now();
	const reply = await signedUntilAccepted(author, OFFSET.realm, (now) => {
		timestamp = now;
		const { device_id, user_id } = device;
		return caller.call(authenticatedCommands.commands.realm_create, {
			realm_role_certificate: signObject(
				RealmRoleCertificate,
				{ type: "realm_role_certificate", author: device_id, timestamp, realm_id, user_id, role: "OWNER" },
				device.signing_key,
			),
		});
	});
	switch (reply.status) {
		case "ok":
			await certificates.poll({ realms: new Map([[realm_id, timestamp]]) });
			return { status: "ok" };
		case "realm_already_exists":
			await certificates.poll({ realms: new Map([[realm_id, reply.last_realm_certificate_timestamp]]) });
			return { status: "ok" };
		default:
			return refusalOf(reply);
	}
}

/**
 * A name, encrypted with the last key of the realm.
 * @param which `initial`: unless the realm has one already, which is fine too.
 */
export async function uploadName(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realm_id: VlobID,
	name: EntryName,
	which: "initial" | "next",
): Promise<NameOutcome> {
	const { device, caller, certificates } = author;
	for (;;) {
		const seen = await certificates.view();
		const known = await store.get(realm_id);
		if (known.status !== "ok") return known;
		const last = known.keys.last;
		if (last.status !== "ok") return { status: "corrupted_key" };
		let timestamp = author.now();
		const reply = await signedUntilAccepted(author, OFFSET.realm, (now) => {
			timestamp = now;
			const certificate = {
				type: "realm_name_certificate",
				author: device.device_id,
				timestamp,
				realm_id,
				key_index: last.index,
				encrypted_name: encryptName(last.key, name),
			} as const;
			return caller.call(authenticatedCommands.commands.realm_rename, {
				realm_name_certificate: signObject(RealmNameCertificate, certificate, device.signing_key),
				initial_name_or_fail: which === "initial",
			});
		});
		switch (reply.status) {
			case "ok":
				await certificates.poll({ realms: new Map([[realm_id, timestamp]]) });
				return { status: "ok" };
			case "initial_name_already_exists":
				await certificates.poll({ realms: new Map([[realm_id, reply.last_realm_certificate_timestamp]]) });
				return { status: "ok" };
			case "bad_key_index": {
				const required = { realms: new Map([[realm_id, reply.last_realm_certificate_timestamp]]) };
				if (await caughtUp(author, seen, required)) continue;
				return refused(reply.status);
			}
			default:
				return refusalOf(reply);
		}
	}
}
