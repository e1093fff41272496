import { signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	type DateTime,
	type RealmRole,
	RealmRoleCertificate,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import { type CertificateView, profileAt, type RealmRecord, revokedAt, roleIn, rolesAt } from "../certificate/index.ts";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import { caughtUp, type WorkspaceAuthor } from "./author.ts";
import { accessFor } from "./keysBundle.ts";
import type { NoKeys, RealmKeyStore } from "./realmKeyStore.ts";
import { type Refusal, refusalOf, refused } from "./refusal.ts";

/** The greatest first. */
const SENIORITY: readonly RealmRole[] = ["OWNER", "MANAGER", "CONTRIBUTOR", "READER"];

/** Whether a role allows more than another; `null` allows nothing. */
export function isHigher(role: RealmRole, than: RealmRole | null): boolean {
	return than === null || SENIORITY.indexOf(role) < SENIORITY.indexOf(than);
}

export type ShareOutcome =
	/** The user has that role, whoever gave it. */
	| { readonly status: "ok" }
	| { readonly status: "recipient_is_oneself" }
	| { readonly status: "recipient_not_found" }
	| { readonly status: "recipient_revoked" }
	/** An External is at most a Contributor. */
	| { readonly status: "role_incompatible_with_outsider" }
	| NoKeys
	| Refusal;

/**
 * Gives another user a role in a realm, be it the first or another one, with access to its keys (workspace-data.md §5).
 * @throws ConnectionError, InvalidCertificate
 */
export async function giveRole(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
	recipient: UserID,
	role: RealmRole,
): Promise<ShareOutcome> {
	const { device, caller, certificates } = author;
	if (recipient === device.user_id) return { status: "recipient_is_oneself" };
	// Somebody who has only just joined.
	if (!(await (await certificates.view()).user(recipient))) await certificates.poll();
	for (;;) {
		const seen = await certificates.view();
		const user = await seen.user(recipient);
		if (!user) return { status: "recipient_not_found" };
		const known = await store.get(realmId);
		if (known.status !== "ok") return known;
		const { index, bundleKey } = known.keys;
		const { reply, timestamp } = await signRole(author, realmId, recipient, role, (realm_role_certificate) =>
			caller.call(authenticatedCommands.commands.realm_share, {
				realm_role_certificate,
				recipient_keys_bundle_access: accessFor(user.certificate.public_key, bundleKey),
				key_index: index,
			}),
		);
		switch (reply.status) {
			case "ok":
				await certificates.poll({ realms: new Map([[realmId, timestamp]]) });
				return { status: "ok" };
			case "role_already_granted":
				await certificates.poll({ realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) });
				return { status: "ok" };
			case "bad_key_index": {
				const required = { realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) };
				if (await caughtUp(author, seen, required)) continue;
				return refused(reply.status);
			}
			case "recipient_not_found":
			case "recipient_revoked":
			case "role_incompatible_with_outsider":
				return { status: reply.status };
			default:
				return refusalOf(reply);
		}
	}
}

export type TakeRoleOutcome =
	/** The user has no role any more, whoever took it. What they have read, they keep. */
	| { readonly status: "ok" }
	| { readonly status: "recipient_is_oneself" }
	| { readonly status: "recipient_not_found" }
	| Refusal;

/**
 * Takes from another user, revoked or not, their role in a realm. The key is to be rotated then.
 * @throws ConnectionError, InvalidCertificate
 */
export async function takeRole(author: WorkspaceAuthor, realmId: VlobID, recipient: UserID): Promise<TakeRoleOutcome> {
	const { device, caller, certificates } = author;
	if (recipient === device.user_id) return { status: "recipient_is_oneself" };
	const { reply, timestamp } = await signRole(author, realmId, recipient, null, (realm_role_certificate) =>
		caller.call(authenticatedCommands.commands.realm_unshare, { realm_role_certificate }),
	);
	switch (reply.status) {
		case "ok":
			await certificates.poll({ realms: new Map([[realmId, timestamp]]) });
			return { status: "ok" };
		case "recipient_already_unshared":
			await certificates.poll({ realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) });
			return { status: "ok" };
		case "recipient_not_found":
			return { status: reply.status };
		default:
			return refusalOf(reply);
	}
}

export type TakeOwnershipOutcome =
	| { readonly status: "ok" }
	/** Somebody who is not revoked owns it: ask them. */
	| { readonly status: "active_owner_already_exists" }
	| { readonly status: "author_is_outsider" }
	| Refusal;

/**
 * Makes this user the Owner of a realm that has none any more (workspace-data.md §5).
 * @throws ConnectionError, InvalidCertificate
 */
export async function takeOwnership(author: WorkspaceAuthor, realmId: VlobID): Promise<TakeOwnershipOutcome> {
	const { device, caller, certificates } = author;
	const { reply, timestamp } = await signRole(author, realmId, device.user_id, "OWNER", (realm_role_certificate) =>
		caller.call(authenticatedCommands.commands.realm_self_promote_to_owner, { realm_role_certificate }),
	);
	switch (reply.status) {
		case "ok":
			await certificates.poll({ realms: new Map([[realmId, timestamp]]) });
			return { status: "ok" };
		case "active_owner_already_exists":
			await certificates.poll({ realms: new Map([[realmId, reply.last_realm_certificate_timestamp]]) });
			return { status: reply.status };
		case "author_is_outsider":
			return { status: reply.status };
		default:
			return refusalOf(reply);
	}
}

/**
 * Whether a user may make themselves the Owner of a realm, as far as is known here; the server, which counts Externals of a
 * higher role too, has the last word (commands-authenticated-data.md §3.4).
 */
export async function canTakeOwnership(view: CertificateView, realm: RealmRecord, user: UserID): Promise<boolean> {
	const role = roleIn(realm, user);
	const own = await view.user(user);
	if (!role || role === "OWNER" || !own || profileAt(own) === "OUTSIDER") return false;
	for (const [member, theirs] of rolesAt(realm)) {
		if (!isHigher(theirs, role)) continue;
		const other = await view.user(member);
		if (other && !revokedAt(other) && profileAt(other) !== "OUTSIDER") return false;
	}
	return true;
}

async function signRole<Reply extends { readonly status: string }>(
	author: WorkspaceAuthor,
	realm_id: VlobID,
	user_id: UserID,
	role: RealmRole | null,
	send: (signed: Uint8Array) => Promise<Reply>,
) {
	const { device_id, signing_key } = author.device;
	let timestamp: DateTime = author.now();
	const reply = await signedUntilAccepted(author, OFFSET.realm, (now) => {
		timestamp = now;
		return send(
			signObject(
				RealmRoleCertificate,
				{ type: "realm_role_certificate", author: device_id, timestamp, realm_id, user_id, role },
				signing_key,
			),
		);
	});
	return { reply, timestamp };
}
