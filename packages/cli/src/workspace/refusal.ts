import type {
	ArchiveWorkspaceOutcome,
	CreateOutcome,
	LinkOutcome,
	RenameWorkspaceOutcome,
	ShareWorkspaceOutcome,
	TakeWorkspaceOwnershipOutcome,
	UnshareWorkspaceOutcome,
	WorkspaceBootstrapOutcome,
} from "@parallax/client";
import { SequesterServiceID } from "@parallax/protocol";
import { Failure } from "../failure.ts";

type Outcome =
	| ArchiveWorkspaceOutcome
	| CreateOutcome
	| LinkOutcome
	| RenameWorkspaceOutcome
	| ShareWorkspaceOutcome
	| TakeWorkspaceOwnershipOutcome
	| UnshareWorkspaceOutcome
	| WorkspaceBootstrapOutcome;
export type RefusedOutcome = Exclude<Outcome, { readonly status: "ok" }>;

/** Why the person may not do this, in the words of the official command line for that command (cli.md §2.3). */
export interface NotAllowed {
	readonly message: "Author not allowed" | "Not allowed";
	readonly next: string;
}

/** What a refusal tells a person, and what they can do about it. */
export function refusal(outcome: RefusedOutcome, notAllowed: NotAllowed): Failure {
	switch (outcome.status) {
		case "workspace_not_found":
			return workspaceNotFound();
		case "author_not_allowed":
			return new Failure("not_allowed", notAllowed.message, { next: notAllowed.next });
		case "realm_deleted":
			return new Failure(outcome.status, "The workspace has been deleted", {
				causes: ["the server has destroyed its content"],
				next: "Nobody can bring it back: make another with “parallax workspace create”",
			});
		case "timestamp_out_of_ballpark":
			return new Failure("clock_drift", "The clocks of this computer and of the server differ by too much", {
				next: "Set the right time, then try again",
			});
		case "refused":
			return new Failure(outcome.status, "The server refused", {
				causes: [`it answered ${outcome.reason}`],
				next: "Is this program up to date? The log of the server says more",
			});
		case "recipient_is_oneself":
			return new Failure(outcome.status, "Cannot share with oneself", {
				next: "Name another user; nobody changes their own role",
			});
		case "recipient_not_found":
			return new Failure("user_not_found", "Recipient user not found", {
				next: "“parallax user list” shows the users with their ids",
			});
		case "recipient_revoked":
			return new Failure("user_revoked", "Recipient user has been revoked", {
				next: "Invite the person again with “parallax invite user”, then share with their new user",
			});
		case "role_incompatible_with_outsider":
			return new Failure(outcome.status, "An External user cannot be Owner nor Manager", {
				next: "Give the role contributor or reader, or have an administrator change the profile of the user",
			});
		case "no_key":
			return new Failure(outcome.status, "The workspace is not ready", {
				causes: ["whoever made it has not given it a key yet"],
				next: "Try again once the device that made it has reached the server, or ask its Owner",
			});
		case "corrupted_key":
		case "invalid_keys_bundle":
			return new Failure(outcome.status, "The keys of the workspace are damaged", {
				causes:
					outcome.status === "invalid_keys_bundle"
						? [`the server gave a keys bundle that is not valid: ${outcome.reason}`]
						: [],
				next: "An Owner mends them from older ones with “parallax workspace list”; else tell the administrator of the server",
			});
		case "rejected_by_sequester_service":
			return new Failure(outcome.status, "A sequester service of the organization refused", {
				causes: [`${SequesterServiceID.hyphenated(outcome.service_id)}: ${outcome.reason ?? "it gave no reason"}`],
				next: "Ask whoever runs that service",
			});
		case "sequester_service_unavailable":
			return new Failure(outcome.status, "A sequester service of the organization does not answer", {
				causes: [SequesterServiceID.hyphenated(outcome.service_id)],
				next: "Try again later, or ask whoever runs that service",
			});
		case "archiving_period_too_short":
			return new Failure(outcome.status, "Archiving period is too short", {
				next: "Give more time before the deletion: the organization has its minimum, 30 days unless it was changed",
			});
		case "active_owner_already_exists":
			return new Failure(outcome.status, "The workspace has an Owner", {
				next: "Ask them for the role that you need; “parallax workspace list-users” shows who they are",
			});
		case "author_is_outsider":
			return new Failure("not_allowed", "An External user owns no workspace", {
				next: "Ask a member to make it and to share it with you, or an administrator for another profile",
			});
	}
}

export function workspaceNotFound(): Failure {
	return new Failure("workspace_not_found", "Workspace not found", {
		next: "“parallax workspace list” shows yours, with their ids; who removed you from one can tell you so",
	});
}
