import {
	type DateTime,
	type EntryName,
	HumanHandle,
	type LocalDevice,
	type RealmArchivingConfiguration,
	type RealmRole,
	type UserID,
	type UserProfile,
	type VlobID,
} from "@parallax/protocol";
import {
	activeMembers,
	archivingOf,
	type CertificateView,
	lastName,
	profileAt,
	type RealmRecord,
	roleIn,
} from "../certificate/index.ts";
import { placeholderName } from "./name.ts";
import type { RememberedWorkspace } from "./remembered.ts";
import { canTakeOwnership } from "./roles.ts";

/** A workspace as shown to people. Plain data, which a worker may send to its page. */
export interface WorkspaceInfo {
	readonly id: VlobID;
	/** When it is not `nameCertified`: the name that it is to get, the one before, or `Workspace <id>`. */
	readonly name: EntryName;
	/** `name` is what its last certificate says. False while the workspace is being made, and when the name cannot be read. */
	readonly nameCertified: boolean;
	/** Of this user. */
	readonly role: RealmRole;
	readonly archiving: RealmArchivingConfiguration;
	/** The date of its deletion has come: nothing of it is kept here, the server may have destroyed it. */
	readonly deleted: boolean;
	/** Whether this user may write in it: neither a Reader nor archived. */
	readonly writable: boolean;
	/** Nobody owns it any more, and this user may: `Workspaces.takeOwnership`. */
	readonly canTakeOwnership: boolean;
	/** Everybody who is in it, this user included; those whom the organization has revoked are left out. */
	readonly members: ReadonlyMap<UserID, RealmRole>;
	readonly createdOn: DateTime;
	/** The server knows it; `false` until the first attempt that reaches the server. */
	readonly onServer: boolean;
}

export interface WorkspaceMember {
	readonly id: UserID;
	/** Redacted for an External. */
	readonly humanHandle: HumanHandle;
	readonly profile: UserProfile;
	readonly role: RealmRole;
}

/** Every workspace of this user, those deleted included, by name; from what is known here alone (workspace-engine.md §10). */
export async function listWorkspaces(
	view: CertificateView,
	device: LocalDevice,
	remembered: ReadonlyMap<VlobID, RememberedWorkspace>,
	now: DateTime,
): Promise<readonly WorkspaceInfo[]> {
	const workspaces: WorkspaceInfo[] = [];
	for (const id of ownRealms(view, device)) {
		const realm = await view.realm(id);
		const role = roleIn(realm, device.user_id);
		if (role) workspaces.push(await certified(view, device, id, realm, role, remembered.get(id), now));
	}
	for (const local of remembered.values()) {
		if (!view.last.realms.has(local.id) && local.name_certified === null) workspaces.push(onlyHere(device, local, now));
	}
	return workspaces.sort((a, b) => compareByCodePoint(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** The realms that certificates tell of, but the user's own, which is no workspace (workspace-data.md §8). */
export function ownRealms(view: CertificateView, device: LocalDevice): readonly VlobID[] {
	return [...view.last.realms.keys()].filter((id) => id !== device.user_realm_id);
}

/** Whom a workspace is shared with, by role, then by name. */
export async function listMembers(view: CertificateView, realm: RealmRecord): Promise<readonly WorkspaceMember[]> {
	const members: WorkspaceMember[] = [];
	for (const [id, role] of await activeMembers(view, realm)) {
		const user = await view.user(id);
		if (!user) continue;
		const humanHandle = user.certificate.human_handle ?? HumanHandle.redacted(id);
		members.push({ id, humanHandle, profile: profileAt(user), role });
	}
	const seniority = (role: RealmRole) => ROLES.indexOf(role);
	return members.sort(
		(a, b) =>
			seniority(a.role) - seniority(b.role) ||
			compareByCodePoint(a.humanHandle.label, b.humanHandle.label) ||
			(a.id < b.id ? -1 : 1),
	);
}

const ROLES: readonly RealmRole[] = ["OWNER", "MANAGER", "CONTRIBUTOR", "READER"];

async function certified(
	view: CertificateView,
	device: LocalDevice,
	id: VlobID,
	realm: RealmRecord,
	role: RealmRole,
	remembered: RememberedWorkspace | undefined,
	now: DateTime,
): Promise<WorkspaceInfo> {
	const archiving = archivingOf(realm);
	const certificate = lastName(realm);
	return {
		id,
		name: remembered?.name ?? placeholderName(id),
		nameCertified: certificate !== undefined && remembered?.name_certified === certificate.timestamp,
		role,
		archiving,
		deleted: isDeleted(archiving, now),
		writable: role !== "READER" && archiving.type === "AVAILABLE",
		canTakeOwnership: await canTakeOwnership(view, realm, device.user_id),
		members: await activeMembers(view, realm),
		createdOn: realm.certificates[0]?.timestamp ?? now,
		onServer: true,
	};
}

/** Made here, and not yet on the server. */
function onlyHere(
	device: LocalDevice,
	{ id, name, root_to_create }: RememberedWorkspace,
	now: DateTime,
): WorkspaceInfo {
	return {
		...{ id, name, nameCertified: false, role: "OWNER", archiving: { type: "AVAILABLE" } },
		...{ deleted: false, writable: true, canTakeOwnership: false },
		members: new Map([[device.user_id, "OWNER"]]),
		createdOn: root_to_create ?? now,
		onServer: false,
	};
}

/** By the clock of this computer; only another certificate brings the workspace back (workspace-data.md §6). */
export function isDeleted(archiving: RealmArchivingConfiguration, now: DateTime): boolean {
	return archiving.type === "DELETION_PLANNED" && archiving.deletion_date <= now;
}

/** `<` compares halves of characters. */
function compareByCodePoint(a: string, b: string): number {
	const [left, right] = [[...a], [...b]];
	for (let index = 0; index < Math.min(left.length, right.length); index++) {
		const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
