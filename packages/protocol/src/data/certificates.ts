import { DecodeError } from "../errors.ts";
import { map, nullable, set } from "../schema/containers.ts";
import { Bytes, Index, NonZeroU8, Text } from "../schema/primitives.ts";
import type { Infer, Type } from "../schema/type.ts";
import {
	CertificateSigner,
	RealmArchivingConfiguration,
	SequesterPublicKeyDer,
	SequesterVerifyKeyDer,
} from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import {
	DevicePurpose,
	HashAlgorithm,
	PrivateKeyAlgorithm,
	RealmRole,
	SecretKeyAlgorithm,
	SigningKeyAlgorithm,
	UserProfile,
} from "../types/enums.ts";
import { DeviceID, SequesterServiceID, UserID, VlobID } from "../types/ids.ts";
import { PublicKey, VerifyKey } from "../types/keys.ts";
import { DeviceLabel, HumanHandle } from "../types/names.ts";
import { anyOf, dataType } from "./dataType.ts";

// Common topic (certificates.md §2.1).

/** A user and the key that others encrypt for. `author` is null when the organization root signed it; `human_handle` when redacted. */
export type UserCertificate = Infer<typeof UserCertificate>;
export const UserCertificate = dataType("user_certificate", {
	author: CertificateSigner,
	timestamp: DateTime,
	user_id: UserID,
	human_handle: nullable(HumanHandle),
	public_key: PublicKey,
	algorithm: PrivateKeyAlgorithm,
	profile: UserProfile,
});

/** Certificates made before there were purposes are of standard devices: absent and nil read as `STANDARD`. */
const purpose: Type<DevicePurpose> = {
	shape: { kind: "nullable", of: DevicePurpose },
	write: DevicePurpose.write,
	decode: (wire) => (wire === null ? "STANDARD" : DevicePurpose.decode(wire)),
	absent: "none",
};

/** A device and the key that verifies what it signs. `device_label` is null when redacted. */
export type DeviceCertificate = Infer<typeof DeviceCertificate>;
export const DeviceCertificate = dataType("device_certificate", {
	purpose,
	author: CertificateSigner,
	timestamp: DateTime,
	user_id: UserID,
	device_id: DeviceID,
	device_label: nullable(DeviceLabel),
	verify_key: VerifyKey,
	algorithm: SigningKeyAlgorithm,
});

/** A change of profile. */
export type UserUpdateCertificate = Infer<typeof UserUpdateCertificate>;
export const UserUpdateCertificate = dataType("user_update_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	user_id: UserID,
	new_profile: UserProfile,
});

/** The end of a user, and of all his devices. */
export type RevokedUserCertificate = Infer<typeof RevokedUserCertificate>;
export const RevokedUserCertificate = dataType("revoked_user_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	user_id: UserID,
});

export type CommonCertificate = Infer<typeof CommonCertificate>;
export const CommonCertificate = anyOf(
	UserCertificate,
	DeviceCertificate,
	UserUpdateCertificate,
	RevokedUserCertificate,
);

// Realm topics (certificates.md §2.2).

/** The access of a user to a realm; a null `role` takes it away. */
export type RealmRoleCertificate = Infer<typeof RealmRoleCertificate>;
export const RealmRoleCertificate = dataType("realm_role_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	realm_id: VlobID,
	user_id: UserID,
	role: nullable(RealmRole),
});

/** A new key of a realm. `key_canary` tells a member whether the key that he was given is the one meant. */
export type RealmKeyRotationCertificate = Infer<typeof RealmKeyRotationCertificate>;
export const RealmKeyRotationCertificate = dataType("realm_key_rotation_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	realm_id: VlobID,
	key_index: Index,
	encryption_algorithm: SecretKeyAlgorithm,
	hash_algorithm: HashAlgorithm,
	key_canary: Bytes,
});

/** The name of a realm, encrypted with its key `key_index`. */
export type RealmNameCertificate = Infer<typeof RealmNameCertificate>;
export const RealmNameCertificate = dataType("realm_name_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	realm_id: VlobID,
	key_index: Index,
	encrypted_name: Bytes,
});

export type RealmArchivingCertificate = Infer<typeof RealmArchivingCertificate>;
export const RealmArchivingCertificate = dataType("realm_archiving_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	realm_id: VlobID,
	configuration: RealmArchivingConfiguration,
});

export type RealmCertificate = Infer<typeof RealmCertificate>;
export const RealmCertificate = anyOf(
	RealmRoleCertificate,
	RealmKeyRotationCertificate,
	RealmNameCertificate,
	RealmArchivingCertificate,
);

// Sequester topic (certificates.md §2.3). None has an author: the root signs the first, the authority the others.

/** The key which can give sequester services access to every realm. */
export type SequesterAuthorityCertificate = Infer<typeof SequesterAuthorityCertificate>;
export const SequesterAuthorityCertificate = dataType("sequester_authority_certificate", {
	timestamp: DateTime,
	verify_key_der: SequesterVerifyKeyDer,
});

/** A service that every new realm key is also encrypted for. */
export type SequesterServiceCertificate = Infer<typeof SequesterServiceCertificate>;
export const SequesterServiceCertificate = dataType("sequester_service_certificate", {
	timestamp: DateTime,
	service_id: SequesterServiceID,
	service_label: Text,
	encryption_key_der: SequesterPublicKeyDer,
});

export type SequesterRevokedServiceCertificate = Infer<typeof SequesterRevokedServiceCertificate>;
export const SequesterRevokedServiceCertificate = dataType("sequester_revoked_service_certificate", {
	timestamp: DateTime,
	service_id: SequesterServiceID,
});

/** The two kinds that the sequester authority signs. */
export type SequesterSignedCertificate = Infer<typeof SequesterSignedCertificate>;
export const SequesterSignedCertificate = anyOf(SequesterServiceCertificate, SequesterRevokedServiceCertificate);

// Shamir recovery topic (certificates.md §2.4).

/** What the shares of all the recipients may add up to: each is a distinct non-zero point of GF(2^8). */
const MAX_SHARES = 255;

/** Who can together give `user_id` his data back: shares of a total weight of `threshold`. */
export type ShamirRecoveryBriefCertificate = Infer<typeof ShamirRecoveryBriefCertificate>;
export const ShamirRecoveryBriefCertificate = dataType(
	"shamir_recovery_brief_certificate",
	{
		author: DeviceID,
		timestamp: DateTime,
		user_id: UserID,
		threshold: NonZeroU8,
		per_recipient_shares: map(UserID, NonZeroU8),
	},
	{
		invariants({ threshold, per_recipient_shares }) {
			const total = per_recipient_shares.values().reduce((sum, weight) => sum + weight, 0);
			if (total > MAX_SHARES) throw new DecodeError(`per_recipient_shares: more than ${MAX_SHARES} shares`);
			if (threshold > total) throw new DecodeError("threshold: more than there are shares");
		},
	},
);

/** The shares of one recipient, signed then sealed for him. */
export type ShamirRecoveryShareCertificate = Infer<typeof ShamirRecoveryShareCertificate>;
export const ShamirRecoveryShareCertificate = dataType("shamir_recovery_share_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	user_id: UserID,
	recipient: UserID,
	ciphered_share: Bytes,
});

export type ShamirRecoveryDeletionCertificate = Infer<typeof ShamirRecoveryDeletionCertificate>;
export const ShamirRecoveryDeletionCertificate = dataType("shamir_recovery_deletion_certificate", {
	author: DeviceID,
	timestamp: DateTime,
	setup_to_delete_timestamp: DateTime,
	setup_to_delete_user_id: UserID,
	share_recipients: set(UserID),
});

export type ShamirRecoveryCertificate = Infer<typeof ShamirRecoveryCertificate>;
export const ShamirRecoveryCertificate = anyOf(
	ShamirRecoveryBriefCertificate,
	ShamirRecoveryShareCertificate,
	ShamirRecoveryDeletionCertificate,
);
