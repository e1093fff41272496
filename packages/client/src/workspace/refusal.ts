import type { DateTime, SequesterServiceID } from "@parallax/protocol";

/**
 * What any change of a workspace may come to instead of its own outcomes. A server that cannot be reached throws
 * `ConnectionError`, one that is not to be believed `InvalidCertificate`, as everywhere.
 */
export type Refusal =
	/** Neither this device nor the server knows a workspace of that id. */
	| { readonly status: "workspace_not_found" }
	/** The role of this user does not allow it; it may have changed a moment ago. */
	| { readonly status: "author_not_allowed" }
	/** The server has destroyed the data, for good. */
	| { readonly status: "realm_deleted" }
	/** The clocks of this computer and of the server differ by more than five minutes. */
	| {
			readonly status: "timestamp_out_of_ballpark";
			readonly server_timestamp: DateTime;
			readonly client_timestamp: DateTime;
	  }
	/** What no honest server answers to this program; `reason` is the status that it gave. */
	| { readonly status: "refused"; readonly reason: string };

/** A sequester service of the organization had its say (commands-authenticated-data.md §5.12.3). */
export type SequesterRefusal =
	| {
			readonly status: "rejected_by_sequester_service";
			readonly service_id: SequesterServiceID;
			readonly reason: string | null;
	  }
	| { readonly status: "sequester_service_unavailable"; readonly service_id: SequesterServiceID };

/** What a reply that no rule of its command foresees means for a person. */
export function refusalOf(reply: { readonly status: string }): Refusal {
	switch (reply.status) {
		case "author_not_allowed":
		case "realm_deleted":
			return { status: reply.status };
		case "realm_not_found":
			return { status: "workspace_not_found" };
		case "timestamp_out_of_ballpark": {
			const { server_timestamp, client_timestamp } = reply as unknown as Record<string, DateTime>;
			return { status: reply.status, server_timestamp, client_timestamp } as Refusal;
		}
		case "unknown_status":
			return refused((reply as unknown as { readonly unknown_status: string }).unknown_status);
		default:
			return refused(reply.status);
	}
}

export function refused(reason: string): Extract<Refusal, { readonly status: "refused" }> {
	return { status: "refused", reason };
}
