import type { SessionStatus as ClientStatus, TermsOfService } from "@parallax/client";
import { DateTime } from "@parallax/protocol";
import type { SessionStatus } from "../core/api.ts";

type PlainKind = Exclude<
	ClientStatus["kind"],
	"offline" | "must-accept-tos" | "clock" | "invalid-certificate" | "failed" | "closed"
>;

/**
 * The status of a session as its page is told.
 * @param terms those of the organization, asked for when they have to be accepted; `null` while they are not known.
 */
export function shownStatus(status: ClientStatus, terms: TermsOfService | null): SessionStatus {
	switch (status.kind) {
		case "offline":
			return { kind: "offline", since: DateTime.toMilliseconds(status.since) };
		case "must-accept-tos":
			return terms ? shownTerms(terms) : { kind: "connecting" };
		case "clock":
			return shownClock(status);
		case "invalid-certificate":
			return { kind: "invalid-certificate", detail: status.reason };
		case "failed":
			return { kind: "failed", detail: status.error.message };
		case "closed":
			return { kind: "logged-out" };
		default:
			return { kind: status.kind satisfies PlainKind };
	}
}

function shownClock({ deviceTime, serverTime }: Extract<ClientStatus, { kind: "clock" }>): SessionStatus {
	// Always there on servers of this protocol; a proxy may remove it.
	if (serverTime === null) return { kind: "failed", detail: "The clocks of this computer and of the server differ" };
	return {
		kind: "clock",
		serverTime: DateTime.toMilliseconds(serverTime),
		deviceTime: DateTime.toMilliseconds(deviceTime),
	};
}

function shownTerms({ updatedOn, urls }: TermsOfService): SessionStatus {
	return { kind: "terms", urls, updatedOn: DateTime.toMilliseconds(updatedOn) };
}
