import { DateTime } from "@parallax/protocol";

/**
 * Added to what the server asks to exceed, in microseconds, by what is signed: the bigger, the more likely to win a race
 * (certificates.md §7).
 */
export const OFFSET = { manifest: 100_000n, realm: 250_000n, user: 500_000n, archiving: 1_000n } as const;

interface RequireGreaterTimestamp {
	readonly status: "require_greater_timestamp";
	readonly strictly_greater_than: DateTime;
}

/** Signs and sends, again with a later timestamp for as long as the server asks for one (certificates.md §7). */
export async function signedUntilAccepted<Reply extends { readonly status: string }>(
	author: { now(): DateTime },
	offset: bigint,
	send: (timestamp: DateTime) => Promise<Reply>,
): Promise<Exclude<Reply, RequireGreaterTimestamp>> {
	let timestamp = author.now();
	for (;;) {
		const reply = await send(timestamp);
		if (!asksForGreaterTimestamp(reply)) return reply as Exclude<Reply, RequireGreaterTimestamp>;
		timestamp = DateTime.max(author.now(), DateTime.add(reply.strictly_greater_than, offset));
	}
}

function asksForGreaterTimestamp(reply: { readonly status: string }): reply is RequireGreaterTimestamp {
	return reply.status === "require_greater_timestamp";
}
