import { enumeration } from "../schema/struct.ts";
import type { Infer } from "../schema/type.ts";

// Every enumeration of types.md §2.11, in its order.

/** The greatest first. */
export type UserProfile = Infer<typeof UserProfile>;
export const UserProfile = enumeration("UserProfile", "ADMIN", "STANDARD", "OUTSIDER");
/** The greatest first. */
export type RealmRole = Infer<typeof RealmRole>;
export const RealmRole = enumeration("RealmRole", "OWNER", "MANAGER", "CONTRIBUTOR", "READER");
export type DevicePurpose = Infer<typeof DevicePurpose>;
export const DevicePurpose = enumeration(
	"DevicePurpose",
	"STANDARD",
	"SHAMIR_RECOVERY",
	"PASSPHRASE_RECOVERY",
	"REGISTRATION",
);
export type InvitationType = Infer<typeof InvitationType>;
export const InvitationType = enumeration("InvitationType", "USER", "DEVICE", "SHAMIR_RECOVERY");
export type InvitationStatus = Infer<typeof InvitationStatus>;
export const InvitationStatus = enumeration("InvitationStatus", "PENDING", "FINISHED", "CANCELLED");
export type GreeterOrClaimer = Infer<typeof GreeterOrClaimer>;
export const GreeterOrClaimer = enumeration("GreeterOrClaimer", "GREETER", "CLAIMER");
export type CancelledGreetingAttemptReason = Infer<typeof CancelledGreetingAttemptReason>;
export const CancelledGreetingAttemptReason = enumeration(
	"CancelledGreetingAttemptReason",
	"MANUALLY_CANCELLED",
	"INVALID_NONCE_HASH",
	"INVALID_SAS_CODE",
	"UNDECIPHERABLE_PAYLOAD",
	"UNDESERIALIZABLE_PAYLOAD",
	"INCONSISTENT_PAYLOAD",
	"AUTOMATICALLY_CANCELLED",
);
export type PrivateKeyAlgorithm = Infer<typeof PrivateKeyAlgorithm>;
export const PrivateKeyAlgorithm = enumeration("PrivateKeyAlgorithm", "X25519_XSALSA20_POLY1305");
export type SigningKeyAlgorithm = Infer<typeof SigningKeyAlgorithm>;
export const SigningKeyAlgorithm = enumeration("SigningKeyAlgorithm", "ED25519");
export type SecretKeyAlgorithm = Infer<typeof SecretKeyAlgorithm>;
export const SecretKeyAlgorithm = enumeration("SecretKeyAlgorithm", "BLAKE2_XSALSA20_POLY1305");
export type HashAlgorithm = Infer<typeof HashAlgorithm>;
export const HashAlgorithm = enumeration("HashAlgorithm", "SHA256");
export type PkiSignatureAlgorithm = Infer<typeof PkiSignatureAlgorithm>;
export const PkiSignatureAlgorithm = enumeration("PkiSignatureAlgorithm", "RSASSA-PSS-SHA256");
export type PKIEncryptionAlgorithm = Infer<typeof PKIEncryptionAlgorithm>;
export const PKIEncryptionAlgorithm = enumeration("PKIEncryptionAlgorithm", "RSAES-OAEP-SHA256");

/** What became of an e-mail (commands-authenticated-org.md §1.5). */
export type EmailSentStatus = Infer<typeof EmailSentStatus>;
export const EmailSentStatus = enumeration("EmailSentStatus", "SUCCESS", "SERVER_UNAVAILABLE", "RECIPIENT_REFUSED");
/** Whether a greeter is connected (commands-invited.md §3.1). */
export type OnlineStatus = Infer<typeof OnlineStatus>;
export const OnlineStatus = enumeration("OnlineStatus", "ONLINE", "OFFLINE", "UNKNOWN");
