import { Family } from "../command.ts";
import { ping } from "../shared/ping.ts";
import {
	invite_claimer_cancel_greeting_attempt,
	invite_claimer_start_greeting_attempt,
	invite_claimer_step,
} from "./greeting.ts";
import { invite_info } from "./invitation.ts";
import { invite_shamir_recovery_reveal } from "./shamir.ts";

/** `POST /invited/<OrganizationID>`: for the holder of an invitation token (commands-invited.md §1). */
export const invitedCommands = new Family("invited_cmds", {
	ping,
	invite_info,
	invite_claimer_start_greeting_attempt,
	invite_claimer_cancel_greeting_attempt,
	invite_claimer_step,
	invite_shamir_recovery_reveal,
});
