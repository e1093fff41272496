import type { InvitationStatus, InvitationType, UserProfile } from "@parallax/protocol";

/** What decides the status of an invitation. */
export interface InvitationFate {
	/** How it was closed; `null` when it was not. */
	readonly deletedReason: "FINISHED" | "CANCELLED" | null;
	/** Whether it is about a Shamir setup that is deleted. */
	readonly setupDeleted: boolean;
}

/** A pending invitation to recover from a deleted setup is cancelled: computed, never stored (commands-authenticated-org.md §3.1). */
export function invitationStatus({ deletedReason, setupDeleted }: InvitationFate): InvitationStatus {
	return deletedReason ?? (setupDeleted ? "CANCELLED" : "PENDING");
}

/** What ties a user to an invitation. */
export interface UserTies {
	readonly profile: UserProfile;
	readonly isRevoked: boolean;
	/** Whom the invitation lets in: by e-mail address for a user invitation, else by user. */
	readonly isClaimer: boolean;
	/** Whether it holds shares of the setup that the invitation is about. */
	readonly isRecipient: boolean;
}

/** Evaluated at each call, with the current data (commands-authenticated-org.md §3.3). */
export function mayGreet(type: InvitationType, user: UserTies): boolean {
	if (user.isRevoked) return false;
	switch (type) {
		case "USER":
			return user.profile === "ADMIN";
		case "DEVICE":
			return user.isClaimer;
		case "SHAMIR_RECOVERY":
			return user.isRecipient;
	}
}

/** Who may cancel or complete it (commands-authenticated-org.md §3.10). */
export function mayClose(type: InvitationType, user: UserTies): boolean {
	return user.isClaimer || mayGreet(type, user);
}
