import type { DateTime, UserID, VlobID } from "@parallax/protocol";
import { type CertificateView, keyRotations, revokedAt, roleIn, rolesAt } from "../certificate/index.ts";
import type { WorkspaceAuthor } from "./author.ts";
import type { RealmKeyStore } from "./realmKeyStore.ts";
import { takeRole } from "./roles.ts";
import { nextKeyIndex, type RotationOutcome, rotateKey } from "./rotation.ts";

/** What an Owner owes to a realm, so that those who left read nothing that is written from now on. */
export type RealmNeed =
	| { readonly kind: "nothing" }
	| { readonly kind: "key_rotation" }
	/** `revoked`: members whom the organization has put out; sorted. */
	| { readonly kind: "unshare_then_key_rotation"; readonly revoked: readonly UserID[] };

/** The table of workspace-data.md §2.7. */
export async function needOf(view: CertificateView, realmId: VlobID): Promise<RealmNeed> {
	const realm = await view.realm(realmId);
	const revoked: UserID[] = [];
	for (const member of rolesAt(realm).keys()) {
		const user = await view.user(member);
		if (user && revokedAt(user)) revoked.push(member);
	}
	if (revoked.length > 0) return { kind: "unshare_then_key_rotation", revoked: revoked.sort() };
	const rotated = keyRotations(realm).at(-1)?.timestamp;
	const since = (timestamp: DateTime) => rotated === undefined || timestamp > rotated;
	const left = realm.certificates.some(
		(each) => each.type === "realm_role_certificate" && each.role === null && since(each.timestamp),
	);
	if (left) return { kind: "key_rotation" };
	const { services } = await view.sequester();
	return services.some(({ timestamp }) => since(timestamp)) ? { kind: "key_rotation" } : { kind: "nothing" };
}

/**
 * Does what a realm needs, when this user is its Owner (enrollment.md §8). Several Owners may do it at once. What cannot be done
 * is left to the next occasion; the outcome tells why.
 * @throws ConnectionError, InvalidCertificate
 */
export async function processNeed(
	author: WorkspaceAuthor,
	store: RealmKeyStore,
	realmId: VlobID,
): Promise<RotationOutcome> {
	const { certificates, device } = author;
	const view = await certificates.view();
	const own = roleIn(await view.realm(realmId), device.user_id);
	if (realmId === device.user_realm_id || own !== "OWNER") return { status: "ok" };
	const need = await needOf(view, realmId);
	if (need.kind === "nothing") return { status: "ok" };
	const target = await nextKeyIndex(author, realmId);
	if (need.kind === "unshare_then_key_rotation") {
		for (const user of need.revoked) {
			const taken = await takeRole(author, realmId, user);
			// The user has a role: neither oneself nor a stranger.
			if (taken.status === "recipient_is_oneself" || taken.status === "recipient_not_found") continue;
			if (taken.status !== "ok") return taken;
		}
	}
	return rotateKey(author, store, realmId, target);
}
