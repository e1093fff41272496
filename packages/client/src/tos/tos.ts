import { type DateTime, type LocalDevice, tosCommands } from "@parallax/protocol";
import { type Network, tosCaller } from "../transport/index.ts";

/** Where the terms of service of an organization are, by locale. */
export interface TermsOfService {
	readonly updatedOn: DateTime;
	readonly urls: ReadonlyMap<string, string>;
}

/** The terms of the organization, accepted or not; `null` when it has none (commands-invited.md §6). */
export async function termsOfService(network: Network, device: LocalDevice): Promise<TermsOfService | null> {
	const reply = await tosCaller(network, device).call(tosCommands.commands.tos_get, {});
	return reply.status === "ok" ? { updatedOn: reply.updated_on, urls: reply.per_locale_urls } : null;
}

export type AcceptTermsOutcome = "ok" | "no_tos" | "tos_mismatch" | "unknown_status";

/** Accepts the terms as they were at that date: those changed since have to be read first. */
export async function acceptTermsOfService(
	network: Network,
	device: LocalDevice,
	updatedOn: DateTime,
): Promise<AcceptTermsOutcome> {
	return (await tosCaller(network, device).call(tosCommands.commands.tos_accept, { tos_updated_on: updatedOn })).status;
}
