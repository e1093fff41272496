import { CancelledGreetingAttemptReason } from "../../types/enums.ts";
import { GreetingAttemptID, UserID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { attemptCancellation, ClaimerStep, GreeterStep } from "../shared/greeting.ts";

export const invite_claimer_start_greeting_attempt = command(
	"invite_claimer_start_greeting_attempt",
	"commands-invited.md §4.1",
	{ greeter: UserID },
	{
		ok: { greeting_attempt: GreetingAttemptID },
		greeter_not_found: {},
		greeter_revoked: {},
		greeter_not_allowed: {},
	},
);

export const invite_claimer_cancel_greeting_attempt = command(
	"invite_claimer_cancel_greeting_attempt",
	"commands-invited.md §4.2",
	{ greeting_attempt: GreetingAttemptID, reason: CancelledGreetingAttemptReason },
	{
		ok: {},
		greeter_revoked: {},
		greeter_not_allowed: {},
		greeting_attempt_not_found: {},
		greeting_attempt_not_joined: {},
		greeting_attempt_already_cancelled: attemptCancellation,
	},
);

export const invite_claimer_step = command(
	"invite_claimer_step",
	"commands-invited.md §4.3",
	{ greeting_attempt: GreetingAttemptID, claimer_step: ClaimerStep },
	{
		ok: { greeter_step: GreeterStep },
		not_ready: {},
		greeter_revoked: {},
		greeter_not_allowed: {},
		greeting_attempt_not_found: {},
		greeting_attempt_not_joined: {},
		greeting_attempt_cancelled: attemptCancellation,
		step_too_advanced: {},
		step_mismatch: {},
	},
);
