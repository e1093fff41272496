import type { SASCode } from "@parallax/crypto";
import type {
	CancelledGreetingAttemptReason,
	DateTime,
	DeviceID,
	DeviceLabel,
	EmailAddress,
	HumanHandle,
	LocalDevice,
	UserID,
	UserProfile,
} from "@parallax/protocol";

/** Why a greeting stopped before its end. Each is final for this greeting; the invitation itself may be greeted again. */
export type GreetingEnd =
	/** The code that the peer read was not among ours, or a wrong one was taken: somebody may be in between. */
	| { readonly kind: "mismatch"; readonly noticedBy: "me" | "peer" }
	/** One of the two gave up, or started again (`AUTOMATICALLY_CANCELLED`), or could not go on. */
	| {
			readonly kind: "cancelled";
			readonly by: "me" | "peer";
			readonly reason: CancelledGreetingAttemptReason;
			readonly on: DateTime | null;
	  }
	/** The invitation was used, or withdrawn, meanwhile. */
	| { readonly kind: "invitation-gone"; readonly how: "finished" | "cancelled" | "unknown" }
	| { readonly kind: "invitation-not-found" }
	/** The host was revoked, or lost the profile that lets them greet. */
	| { readonly kind: "host-not-allowed" }
	/** The server refused to register the new user or device. */
	| { readonly kind: "refused"; readonly status: RegistrationRefusal }
	/** The server could not be reached, or answered something that it should not. */
	| { readonly kind: "failed"; readonly error: Error };

export type RegistrationRefusal =
	| "author_not_allowed"
	| "active_users_limit_reached"
	| "human_handle_already_taken"
	| "timestamp_out_of_ballpark"
	| "other";

/** What every greeting shows until the two know each other. */
type MeetingState =
	/** Until they come, and again after each answer until it reached them. */
	| { readonly step: "waiting-for-peer" }
	/** To be read to the peer, by another channel than the server. */
	| { readonly step: "code-to-read"; readonly code: SASCode }
	/** The one that the peer reads is to be chosen; they are in random order. */
	| { readonly step: "code-to-choose"; readonly choices: readonly SASCode[] }
	/** This side gave up; the peer is being told. */
	| { readonly step: "leaving" }
	| { readonly step: "ended"; readonly end: GreetingEnd };

/** What the guest asks for, as the host first sees it. */
export interface RequestedUser {
	readonly deviceLabel: DeviceLabel;
	readonly humanHandle: HumanHandle;
	/** The address the invitation was made for, when it differs from the one the guest gave: worth a warning. */
	readonly invitedEmail: EmailAddress | null;
}

export interface RequestedDevice {
	readonly deviceLabel: DeviceLabel;
}

/** The host's last word on the new user. */
export interface GrantedUser {
	readonly deviceLabel: DeviceLabel;
	readonly humanHandle: HumanHandle;
	readonly profile: UserProfile;
}

export interface GrantedDevice {
	readonly deviceLabel: DeviceLabel;
}

/** What a host sees, in order (enrollment.md §2.5, §3, §4). */
export type HostState<Requested> =
	| MeetingState
	| { readonly step: "waiting-for-details" }
	| { readonly step: "details-to-confirm"; readonly requested: Requested }
	| { readonly step: "registering" }
	| { readonly step: "waiting-for-acknowledgment" }
	| { readonly step: "finished"; readonly userId: UserID; readonly deviceId: DeviceID };

/** What a guest sees, in order. */
export type GuestState =
	| MeetingState
	| { readonly step: "details-to-give" }
	| { readonly step: "waiting-for-confirmation" }
	/** The device is to be saved at once: its keys exist nowhere else. */
	| { readonly step: "finished"; readonly device: LocalDevice };
