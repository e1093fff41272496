import { list, nullable } from "../../schema/containers.ts";
import { NonZeroU8 } from "../../schema/primitives.ts";
import { struct, union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { OnlineStatus } from "../../types/enums.ts";
import { UserID } from "../../types/ids.ts";
import { EmailAddress, HumanHandle } from "../../types/names.ts";
import { command } from "../command.ts";
import { InvitationCreatedBy } from "../shared/invitation.ts";

/** A user who may greet a user invitation. */
export type UserGreetingAdministrator = Infer<typeof UserGreetingAdministrator>;
export const UserGreetingAdministrator = struct({
	user_id: UserID,
	human_handle: HumanHandle,
	online_status: OnlineStatus,
	last_greeting_attempt_joined_on: nullable(DateTime),
});

/** A user who holds `shares` of a recovery; the revoked ones are listed but can no longer greet. */
export type ShamirRecoveryRecipient = Infer<typeof ShamirRecoveryRecipient>;
export const ShamirRecoveryRecipient = struct({
	user_id: UserID,
	human_handle: HumanHandle,
	shares: NonZeroU8,
	revoked_on: nullable(DateTime),
	online_status: OnlineStatus,
});

/** What the holder of an invitation is told of it. */
export type InviteInfo = Infer<typeof InviteInfo>;
export const InviteInfo = union("type", {
	USER: {
		claimer_email: EmailAddress,
		created_by: InvitationCreatedBy,
		administrators: list(UserGreetingAdministrator),
	},
	DEVICE: { claimer_user_id: UserID, claimer_human_handle: HumanHandle, created_by: InvitationCreatedBy },
	SHAMIR_RECOVERY: {
		claimer_user_id: UserID,
		claimer_human_handle: HumanHandle,
		created_by: InvitationCreatedBy,
		shamir_recovery_created_on: DateTime,
		threshold: NonZeroU8,
		recipients: list(ShamirRecoveryRecipient),
	},
});

export const invite_info = command("invite_info", "commands-invited.md §3", {}, { ok: InviteInfo });
