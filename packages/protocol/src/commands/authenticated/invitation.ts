import { list } from "../../schema/containers.ts";
import { Bool } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { EmailSentStatus, InvitationStatus } from "../../types/enums.ts";
import { AccessToken, UserID } from "../../types/ids.ts";
import { EmailAddress } from "../../types/names.ts";
import { command } from "../command.ts";
import { InvitationCreatedBy } from "../shared/invitation.ts";

const newInvitation = { token: AccessToken, email_sent: EmailSentStatus } as const;

export const invite_new_user = command(
	"invite_new_user",
	"commands-authenticated-org.md §3.7",
	{ claimer_email: EmailAddress, send_email: Bool },
	{ ok: newInvitation, author_not_allowed: {}, claimer_email_already_enrolled: {} },
);

export const invite_new_device = command(
	"invite_new_device",
	"commands-authenticated-org.md §3.8",
	{ send_email: Bool },
	{ ok: newInvitation },
);

export const invite_new_shamir_recovery = command(
	"invite_new_shamir_recovery",
	"commands-authenticated-org.md §3.9",
	{ claimer_user_id: UserID, send_email: Bool },
	{ ok: newInvitation, author_not_allowed: {}, user_not_found: {} },
);

export const invite_cancel = command(
	"invite_cancel",
	"commands-authenticated-org.md §3.10",
	{ token: AccessToken },
	{
		ok: {},
		invitation_not_found: {},
		author_not_allowed: {},
		invitation_completed: {},
		invitation_already_cancelled: {},
	},
);

export const invite_complete = command(
	"invite_complete",
	"commands-authenticated-org.md §3.11",
	{ token: AccessToken },
	{
		ok: {},
		invitation_not_found: {},
		author_not_allowed: {},
		invitation_already_completed: {},
		invitation_cancelled: {},
	},
);

const invitation = {
	token: AccessToken,
	created_on: DateTime,
	created_by: InvitationCreatedBy,
	status: InvitationStatus,
} as const;

/** An invitation as those who may greet it see it; closed ones are listed too. */
export type InviteListItem = Infer<typeof InviteListItem>;
export const InviteListItem = union("type", {
	USER: { ...invitation, claimer_email: EmailAddress },
	DEVICE: invitation,
	SHAMIR_RECOVERY: { ...invitation, claimer_user_id: UserID, shamir_recovery_created_on: DateTime },
});

export const invite_list = command(
	"invite_list",
	"commands-authenticated-org.md §3.12",
	{},
	{ ok: { invitations: list(InviteListItem) } },
);
