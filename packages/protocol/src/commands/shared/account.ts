import { DateTime } from "../../types/datetime.ts";

/** The replies of the three commands that send a validation code by e-mail (accounts.md §3). */
export const validationEmailReplies = {
	ok: {},
	email_server_unavailable: {},
	email_recipient_refused: {},
	email_sending_rate_limited: { wait_until: DateTime },
} as const;

/** The statuses of a command that a validation code unlocks (accounts.md §3.1). */
export const validationCodeStatuses = {
	invalid_validation_code: {},
	send_validation_email_required: {},
} as const;
