import type { ActionOutcome, Unreachable } from "../../core/api.ts";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";

type Refusal = Exclude<ActionOutcome, { status: "ok" }>;

/** Why something was not done, as sentences. */
export function useRefusal(): (outcome: Refusal) => string {
	const t = useT();
	const unreachable = useUnreachable();
	return (outcome) => (isUnreachable(outcome) ? unreachable(outcome) : t(`organization.failed.${outcome.status}`));
}

export function isUnreachable(outcome: { readonly status: string }): outcome is Unreachable {
	return (
		outcome.status === "offline" ||
		outcome.status === "clock" ||
		outcome.status === "incompatible" ||
		outcome.status === "failed"
	);
}
