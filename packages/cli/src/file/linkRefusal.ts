import type { LinkOutcome, ReadLinkOutcome } from "@parallax/client";
import { Failure } from "../failure.ts";
import { refusal } from "../workspace/refusal.ts";

export type RefusedLink = Exclude<LinkOutcome | ReadLinkOutcome, { readonly status: "ok" }>;

/** Why a link cannot be made or opened, told to a person. */
export function linkRefusal(outcome: RefusedLink): Failure {
	switch (outcome.status) {
		case "other_organization":
			return new Failure(outcome.status, "The link leads to another organization", {
				next: "Open it with a device of that organization: “parallax device list” shows yours",
			});
		case "key_not_found":
			return new Failure(outcome.status, "The link was made with a key that the workspace does not have", {
				next: "Check that the link is complete; ask whoever gave it for another one",
			});
		case "corrupted_path":
			return new Failure(outcome.status, "The link is damaged", {
				next: "Check that it is complete; ask whoever gave it for another one",
			});
		case "corrupted_key":
			return refusal({ status: outcome.status }, NOT_ALLOWED);
		default:
			return refusal(outcome, NOT_ALLOWED);
	}
}

const NOT_ALLOWED = {
	message: "Author not allowed",
	next: "Ask whoever gave you the link to share the workspace with you",
} as const;
