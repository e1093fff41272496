import { Bytes, Text } from "../schema/primitives.ts";
import { union } from "../schema/struct.ts";
import type { Infer } from "../schema/type.ts";
import { X509CertificateReference } from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import { PKIEncryptionAlgorithm, UserProfile } from "../types/enums.ts";
import { AsyncEnrollmentID, DeviceID, UserID } from "../types/ids.ts";
import { PublicKey, VerifyKey } from "../types/keys.ts";
import { DeviceLabel, HumanHandle, OrganizationID } from "../types/names.ts";
import { dataType } from "./dataType.ts";
import { ServerUrl } from "./serverUrl.ts";

/** What somebody who asks to join wants to become (async-enrollment.md §A.2). */
export type AsyncEnrollmentSubmitPayload = Infer<typeof AsyncEnrollmentSubmitPayload>;
export const AsyncEnrollmentSubmitPayload = dataType("async_enrollment_submit_payload", {
	verify_key: VerifyKey,
	public_key: PublicKey,
	requested_device_label: DeviceLabel,
	requested_human_handle: HumanHandle,
});

/** What he has become. */
export type AsyncEnrollmentAcceptPayload = Infer<typeof AsyncEnrollmentAcceptPayload>;
export const AsyncEnrollmentAcceptPayload = dataType("async_enrollment_accept_payload", {
	user_id: UserID,
	device_id: DeviceID,
	device_label: DeviceLabel,
	human_handle: HumanHandle,
	profile: UserProfile,
	root_verify_key: VerifyKey,
});

/** How the submitter gets back the key of his pending request. */
export type AsyncEnrollmentIdentitySystem = Infer<typeof AsyncEnrollmentIdentitySystem>;
export const AsyncEnrollmentIdentitySystem = union("type", {
	PKI: { encrypted_key: Bytes, certificate_ref: X509CertificateReference, algorithm: PKIEncryptionAlgorithm },
	OPEN_BAO: { openbao_preferred_auth_id: Text, openbao_entity_id: Text, openbao_ciphertext_key_path: Text },
});

/** A pending request as listed before any authentication (async-enrollment.md §A.8). */
export type AsyncEnrollmentLocalPendingCleartextContent = Infer<typeof AsyncEnrollmentLocalPendingCleartextContent>;
export const AsyncEnrollmentLocalPendingCleartextContent = dataType(
	"async_enrollment_local_pending_cleartext_content",
	{
		server_url: ServerUrl,
		organization_id: OrganizationID,
		submitted_on: DateTime,
		enrollment_id: AsyncEnrollmentID,
		requested_device_label: DeviceLabel,
		requested_human_handle: HumanHandle,
		identity_system: AsyncEnrollmentIdentitySystem,
	},
);

/** The file of a pending request: `cleartext_content` is framed on its own, so that its digest can be checked. */
export type AsyncEnrollmentLocalPending = Infer<typeof AsyncEnrollmentLocalPending>;
export const AsyncEnrollmentLocalPending = dataType("async_enrollment_local_pending", {
	cleartext_content: Bytes,
	ciphertext_cleartext_content_digest: Bytes,
	ciphertext_signing_key: Bytes,
	ciphertext_private_key: Bytes,
});
