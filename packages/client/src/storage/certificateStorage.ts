import type { DateTime, VlobID } from "@parallax/protocol";

/** One certificate as a device keeps it (certificates.md §5). */
export interface CertificateRow {
	/** The discriminant of the certificate, e.g. `user_certificate`. */
	readonly type: string;
	readonly timestamp: DateTime;
	/** What it is looked up by, in the clear; which field is ruled by `certificates.md` §5. */
	readonly filter1: string | null;
	readonly filter2: string | null;
	/** The signed bytes, encrypted with the device's `local_symkey`. */
	readonly blob: Uint8Array;
}

export interface CertificateQuery {
	readonly types: readonly string[];
	readonly filter1?: string;
	readonly filter2?: string;
}

/** The newest timestamp of each topic; `null` when the topic is empty. */
export interface LastTimestamps {
	readonly common: DateTime | null;
	readonly sequester: DateTime | null;
	readonly shamirRecovery: DateTime | null;
	/** Realms with at least one certificate. */
	readonly realms: ReadonlyMap<VlobID, DateTime>;
}

/** What keeps the certificates of one device. Adapters: SQLite (Node), IndexedDB (browser), memory (tests). */
export interface CertificateStorage {
	/** Matching rows, in the order in which they were added. */
	find(query: CertificateQuery): Promise<readonly CertificateRow[]>;
	lastTimestamps(): Promise<LastTimestamps>;
	/** Adds all rows or none, after forgetting everything when `forget` is set; durable once settled. */
	commit(batch: { readonly forget: boolean; readonly rows: readonly CertificateRow[] }): Promise<void>;
	close(): Promise<void>;
}

/** The types of each topic (certificates.md §3). */
export const TOPIC_TYPES = {
	common: ["user_certificate", "device_certificate", "user_update_certificate", "revoked_user_certificate"],
	sequester: [
		"sequester_authority_certificate",
		"sequester_service_certificate",
		"sequester_revoked_service_certificate",
	],
	realm: [
		"realm_role_certificate",
		"realm_key_rotation_certificate",
		"realm_name_certificate",
		"realm_archiving_certificate",
	],
	shamirRecovery: [
		"shamir_recovery_brief_certificate",
		"shamir_recovery_share_certificate",
		"shamir_recovery_deletion_certificate",
	],
} as const;
