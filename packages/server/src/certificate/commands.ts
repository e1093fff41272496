import { type authenticatedCommands, DateTime, type VlobID } from "@parallax/protocol";
import type { AuthenticatedHandler } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { recheckAuthor } from "../organization/gate.ts";
import { commonCacheOf } from "./commonCache.ts";
import {
	readCommon,
	readLastTimestamps,
	readRealm,
	readRealmAccesses,
	readSequester,
	readShamirRecovery,
} from "./store.ts";

/**
 * All of the topics at one instant: a certificate is never served without those that it rests on. A topic that has nothing new is not
 * read, since asking for news when there is none is by far what clients do most (commands-authenticated-data.md §5.3).
 */
const certificate_get: AuthenticatedHandler<typeof authenticatedCommands.commands.certificate_get> = (
	{ database },
	author,
	request,
) =>
	database.snapshot(async (sql) => {
		const { key } = author.organization;
		const { userKey, profile } = await recheckAuthor(sql, author);
		const last = await readLastTimestamps(sql, key);
		const news = (
			topic: DateTime | null,
			after: DateTime | null,
			read: (after: DateTime) => Promise<Uint8Array[]>,
		): Promise<Uint8Array[]> | [] => {
			// No certificate is as old as the epoch: a topic starts there, and only moves forward.
			const from = after ?? DateTime.EPOCH;
			return topic !== null && topic > from ? read(from) : [];
		};
		const common = await news(last.common, request.common_after, (after) =>
			commonCacheOf(database).read(
				{ organization: key, redacted: profile === "OUTSIDER", after, last: last.common ?? after },
				() => readCommon(sql, key, after, profile),
			),
		);
		const sequester = await news(last.sequester, request.sequester_after, (after) => readSequester(sql, key, after));
		const shamir = await news(last.shamir_recovery, request.shamir_recovery_after, (after) =>
			readShamirRecovery(sql, userKey, after),
		);
		const realms = new Map<VlobID, Uint8Array[]>();
		for (const access of await readRealmAccesses(sql, userKey)) {
			const found = await news(access.lastVisible, request.realm_after.get(access.id) ?? null, (after) =>
				readRealm(sql, access, after),
			);
			if (found.length > 0) realms.set(access.id, found);
		}
		return {
			status: "ok",
			common_certificates: common,
			sequester_certificates: sequester,
			shamir_recovery_certificates: shamir,
			realm_certificates: realms,
		};
	});

export const authenticated = { certificate_get } satisfies AuthenticatedHandlers;
