import type { GreetingEnd } from "@parallax/client";
import { type CancelledGreetingAttemptReason, DateTime } from "@parallax/protocol";
import { Failure, failureOf } from "../failure.ts";

export type Role = "greeter" | "claimer";

const REASONS: Readonly<Record<CancelledGreetingAttemptReason, string>> = {
	MANUALLY_CANCELLED: "manually cancelled",
	INVALID_NONCE_HASH: "invalid nonce hash",
	INVALID_SAS_CODE: "invalid sas code",
	UNDECIPHERABLE_PAYLOAD: "undecipherable payload",
	UNDESERIALIZABLE_PAYLOAD: "undeserializable payload",
	INCONSISTENT_PAYLOAD: "inconsistent payload",
	AUTOMATICALLY_CANCELLED: "automatically cancelled",
};

const AGAIN = "Both run the command again; the invitation is still good";
const SUSPICION =
	"Check by another channel that you talk to the right person, then both run the command again; if the codes differ once more, somebody may be in between: tell the administrators";

/** Why a greeting did not succeed, in the words that scripts know (cli.md §2.3, §3.18). */
export function greetingFailure(end: GreetingEnd, role: Role): Failure {
	switch (end.kind) {
		case "mismatch":
			return new Failure("invalid_sas_code", "Invalid SAS code", {
				causes: [
					end.noticedBy === "me"
						? "the code is not the one that the other program shows; the attempt was cancelled for both"
						: "the other side did not recognize the code that this program shows, and cancelled the attempt",
				],
				next: SUSPICION,
			});
		case "cancelled": {
			const by = end.by === "me" ? role : other(role);
			const on = end.on === null ? "" : ` on ${DateTime.format(end.on)}`;
			return new Failure(
				"greeting_cancelled",
				`Greeting attempt cancelled by ${by} because of ${REASONS[end.reason]}${on}`,
				{ next: AGAIN },
			);
		}
		case "invitation-gone":
			return new Failure(
				"invitation_gone",
				role === "greeter" ? "Invitation already used or cancelled" : "Invitation already used or deleted",
				{ next: "A new invitation is needed" },
			);
		case "invitation-not-found":
			return new Failure("invitation_not_found", "Invitation not found", {
				next: "Check that the token or the link is complete, or ask for a new invitation",
			});
		case "host-not-allowed":
			return role === "greeter"
				? new Failure("not_allowed", "Author not allowed", { next: "Ask an administrator to greet instead" })
				: new Failure("host_not_allowed", "The greeter may no longer let anybody in", {
						next: "Ask another administrator of the organization to greet",
					});
		case "refused":
			return registrationFailure(end.status);
		case "failed":
			return failureOf(end.error);
	}
}

function registrationFailure(status: Extract<GreetingEnd, { kind: "refused" }>["status"]): Failure {
	switch (status) {
		case "author_not_allowed":
			return new Failure("not_allowed", "Author not allowed", { next: "Ask an administrator to greet instead" });
		case "active_users_limit_reached":
			return new Failure("active_users_limit_reached", "The organization has reached its limit of active users", {
				next: "Revoke a user who has left, or ask the administrator of the server to raise the limit",
			});
		case "human_handle_already_taken":
			return new Failure("email_already_taken", "A non-revoked user already exists with this email", {
				next: "Greet again with another address, or revoke the user who has it",
			});
		case "timestamp_out_of_ballpark":
			return new Failure("clock_drift", "The clocks of this computer and of the server differ by too much", {
				next: "Set the right time, then try again",
			});
		case "other":
			return new Failure("refused", "The server refused to register what the claimer asked for", { next: AGAIN });
	}
}

function other(role: Role): Role {
	return role === "greeter" ? "claimer" : "greeter";
}
