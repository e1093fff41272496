import type { CreateOrganizationOutcome } from "../../core/api.ts";

export const STEPS = ["organization", "details", "password", "check"] as const;
export type StepName = (typeof STEPS)[number];

/** What was typed so far; kept whatever the server answers. */
export interface Entries {
	readonly organization: string;
	readonly name: string;
	readonly email: string;
}

export type CreationFailure = Exclude<CreateOrganizationOutcome, { readonly status: "ok" }>;
