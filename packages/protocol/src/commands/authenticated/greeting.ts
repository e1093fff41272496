import { CancelledGreetingAttemptReason } from "../../types/enums.ts";
import { AccessToken, GreetingAttemptID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { attemptCancellation, ClaimerStep, GreeterStep } from "../shared/greeting.ts";

export const invite_greeter_start_greeting_attempt = command(
	"invite_greeter_start_greeting_attempt",
	"commands-authenticated-org.md §3.13",
	{ token: AccessToken },
	{
		ok: { greeting_attempt: GreetingAttemptID },
		invitation_not_found: {},
		invitation_completed: {},
		invitation_cancelled: {},
		author_not_allowed: {},
	},
);

export const invite_greeter_cancel_greeting_attempt = command(
	"invite_greeter_cancel_greeting_attempt",
	"commands-authenticated-org.md §3.14",
	{ greeting_attempt: GreetingAttemptID, reason: CancelledGreetingAttemptReason },
	{
		ok: {},
		invitation_completed: {},
		invitation_cancelled: {},
		author_not_allowed: {},
		greeting_attempt_not_found: {},
		greeting_attempt_not_joined: {},
		greeting_attempt_already_cancelled: attemptCancellation,
	},
);

export const invite_greeter_step = command(
	"invite_greeter_step",
	"commands-authenticated-org.md §3.15",
	{ greeting_attempt: GreetingAttemptID, greeter_step: GreeterStep },
	{
		ok: { claimer_step: ClaimerStep },
		not_ready: {},
		invitation_completed: {},
		invitation_cancelled: {},
		author_not_allowed: {},
		greeting_attempt_not_found: {},
		greeting_attempt_not_joined: {},
		greeting_attempt_cancelled: attemptCancellation,
		step_too_advanced: {},
		step_mismatch: {},
	},
);
