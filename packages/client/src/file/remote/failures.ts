import type { DateTime, SequesterServiceID } from "@parallax/protocol";
import type { NoKeys } from "../../workspace/realmKeyStore.ts";
import { type Refusal, refusalOf } from "../../workspace/refusal.ts";
import { FileFailure } from "../failure.ts";

/** What a reply that its command has no rule for means for the files of a workspace (workspace-data.md §9.2). */
export function failureOf(reply: { readonly status: string }): FileFailure {
	switch (reply.status) {
		case "realm_archived":
		case "store_unavailable":
			return new FileFailure({ kind: reply.status });
		case "vlob_not_found":
			return new FileFailure({ kind: "not_bootstrapped" });
		case "rejected_by_sequester_service": {
			const { service_id, reason } = reply as unknown as {
				readonly service_id: SequesterServiceID;
				readonly reason: string | null;
			};
			return new FileFailure({ kind: reply.status, service: service_id, reason });
		}
		case "sequester_service_unavailable": {
			const { service_id } = reply as unknown as { readonly service_id: SequesterServiceID };
			return new FileFailure({ kind: reply.status, service: service_id });
		}
		default:
			return failureOfRefusal(refusalOf(reply));
	}
}

/** Why the keys of a workspace cannot be had. */
export function failureOfKeys(none: NoKeys): FileFailure {
	switch (none.status) {
		case "no_key":
			return new FileFailure({ kind: "not_bootstrapped" });
		case "invalid_keys_bundle":
			return new FileFailure({ kind: "invalid_keys_bundle", detail: none.reason });
		default:
			return failureOfRefusal(none);
	}
}

/** What no honest server answers to this program. */
export function refusedReply(status: string): FileFailure {
	return new FileFailure({ kind: "refused", status });
}

function failureOfRefusal(refusal: Refusal): FileFailure {
	switch (refusal.status) {
		case "workspace_not_found":
			return new FileFailure({ kind: "not_bootstrapped" });
		case "timestamp_out_of_ballpark": {
			const { server_timestamp, client_timestamp }: Record<"server_timestamp" | "client_timestamp", DateTime> = refusal;
			return new FileFailure({ kind: refusal.status, server: server_timestamp, client: client_timestamp });
		}
		case "refused":
			return refusedReply(refusal.reason);
		default:
			return new FileFailure({ kind: refusal.status });
	}
}
