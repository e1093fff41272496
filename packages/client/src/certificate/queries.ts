import type {
	DateTime,
	DeviceCertificate,
	DeviceID,
	RealmArchivingConfiguration,
	RealmCertificate,
	RealmKeyRotationCertificate,
	RealmNameCertificate,
	RealmRole,
	SequesterServiceCertificate,
	UserID,
} from "@parallax/protocol";
import { type CertificateView, type RealmRecord, revokedAt, rolesAt, type SequesterRecord } from "./view.ts";

// The queries of certificates.md §6 beyond those of one user, which are beside the records in view.ts.

export type DeviceAt =
	| { readonly status: "found"; readonly certificate: DeviceCertificate }
	/** It signs nothing that is older than `since`. */
	| { readonly status: "exists_but_too_recent"; readonly since: DateTime }
	| { readonly status: "non_existing" };

/** The device that may have signed something at an instant, with the key that tells. */
export async function deviceAt(view: CertificateView, id: DeviceID, at: DateTime): Promise<DeviceAt> {
	const certificate = await view.device(id);
	if (!certificate) return { status: "non_existing" };
	if (certificate.timestamp > at) return { status: "exists_but_too_recent", since: certificate.timestamp };
	return { status: "found", certificate };
}

/** What a user may do in a realm now; `null` when no longer anything, `undefined` when there never was a role. */
export function roleIn({ certificates }: RealmRecord, user: UserID): RealmRole | null | undefined {
	return roleCertificates(certificates).findLast(({ user_id }) => user_id === user)?.role;
}

/** The members to show: those revoked keep their role until someone takes it, and are left out. */
export async function activeMembers(
	view: CertificateView,
	realm: RealmRecord,
): Promise<ReadonlyMap<UserID, RealmRole>> {
	const active = new Map<UserID, RealmRole>();
	for (const [id, role] of rolesAt(realm)) {
		const user = await view.user(id);
		if (user && !revokedAt(user)) active.set(id, role);
	}
	return active;
}

/** The last name of a realm, encrypted; `undefined` before its first. */
export function lastName({ certificates }: RealmRecord): RealmNameCertificate | undefined {
	return certificates.findLast(({ type }) => type === "realm_name_certificate") as RealmNameCertificate | undefined;
}

/**
 * Every key of a realm: the one of index n is at n - 1, and the last is the current one.
 * @throws Error when indexes have a gap, which no server accepts: the storage is damaged.
 */
export function keyRotations({ certificates }: RealmRecord): readonly RealmKeyRotationCertificate[] {
	const rotations = certificates.filter((each) => each.type === "realm_key_rotation_certificate");
	for (const [position, { key_index }] of rotations.entries()) {
		if (key_index !== BigInt(position + 1)) throw new Error("The key rotations of a realm are not in sequence");
	}
	return rotations;
}

export function archivingOf({ certificates }: RealmRecord): RealmArchivingConfiguration {
	const last = certificates.findLast((each) => each.type === "realm_archiving_certificate");
	return last?.configuration ?? { type: "AVAILABLE" };
}

/** How far the making of a realm went; whoever may carries it on from there. */
export type RealmBootstrap = "local_only" | "created" | "keys_done" | "bootstrapped";

export function bootstrapOf(realm: RealmRecord): RealmBootstrap {
	if (lastName(realm)) return "bootstrapped";
	if (realm.certificates.some(({ type }) => type === "realm_key_rotation_certificate")) return "keys_done";
	return roleCertificates(realm.certificates).length > 0 ? "created" : "local_only";
}

/** The services that read what is written from now on; `undefined` when the organization is not sequestered. */
export function activeServices({
	authority,
	services,
}: SequesterRecord): readonly SequesterServiceCertificate[] | undefined {
	if (!authority) return undefined;
	const revoked = new Set(
		services.filter(({ type }) => type === "sequester_revoked_service_certificate").map(({ service_id }) => service_id),
	);
	return services
		.filter((each) => each.type === "sequester_service_certificate")
		.filter(({ service_id }) => !revoked.has(service_id));
}

function roleCertificates(certificates: readonly RealmCertificate[]) {
	return certificates.filter((each) => each.type === "realm_role_certificate");
}
