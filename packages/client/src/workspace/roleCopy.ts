import type { EntryName, LocalDevice, RealmRole, UserID, VlobID } from "@parallax/protocol";
import { type CertificateView, profileAt, revokedAt, roleIn } from "../certificate/index.ts";
import type { WorkspaceInfo } from "./list.ts";
import { isHigher } from "./roles.ts";

/** One role that copying would give; what the person agrees to before it is done. */
export interface RoleCopy {
	readonly workspace: VlobID;
	readonly name: EntryName;
	/** What the target has now. */
	readonly before: RealmRole | null;
	readonly after: RealmRole;
	/** Why it is less than what the source has: the target is External, or oneself only a Manager. */
	readonly capped: "target_is_external" | "author_is_manager" | null;
}

export type RoleCopyPlan =
	/** Empty when the target can already do all that the source can, wherever oneself may share. */
	| { readonly status: "ok"; readonly copies: readonly RoleCopy[] }
	| { readonly status: "target_is_oneself" | "source_is_target" | "user_not_found" | "target_revoked" };

/**
 * What to give to a user so that they can do what another can (web-app.md §14.7), in the workspaces that oneself may share.
 * Nothing is ever lowered or taken. The source may be revoked: their roles stay until somebody takes them.
 */
export async function planRoleCopy(
	view: CertificateView,
	device: LocalDevice,
	workspaces: readonly WorkspaceInfo[],
	source: UserID,
	target: UserID,
): Promise<RoleCopyPlan> {
	if (target === device.user_id) return { status: "target_is_oneself" };
	if (source === target) return { status: "source_is_target" };
	const [from, to] = [await view.user(source), await view.user(target)];
	if (!from || !to) return { status: "user_not_found" };
	if (revokedAt(to)) return { status: "target_revoked" };
	const external = profileAt(to) === "OUTSIDER";
	const copies: RoleCopy[] = [];
	for (const { id, name, role: own } of workspaces) {
		if (own !== "OWNER" && own !== "MANAGER") continue;
		const realm = await view.realm(id);
		const theirs = roleIn(realm, source);
		if (!theirs) continue;
		const governs = theirs === "OWNER" || theirs === "MANAGER";
		const capped = !governs ? null : external ? "target_is_external" : own === "MANAGER" ? "author_is_manager" : null;
		const after = capped ? "CONTRIBUTOR" : theirs;
		const before = roleIn(realm, target) ?? null;
		if (isHigher(after, before)) copies.push({ workspace: id, name, before, after, capped });
	}
	return { status: "ok", copies };
}
