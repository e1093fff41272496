import { type authenticatedCommands, DateTime, type VlobID } from "@parallax/protocol";
import type { AuthenticatedHandler } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { commonCacheOf } from "./commonCache.ts";
import { type Range, readCommon, readReaderState, readRealm, readSequester, readShamirRecovery } from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

/**
 * All of the topics as they were at one instant: a certificate is never served without those that it rests on. One statement tells where
 * each topic ends for the reader, and what is then read of it goes no further, whatever is added meanwhile. A topic that has nothing new
 * is not read, since asking for news when there is none is by far what clients do most (commands-authenticated-data.md §5.3).
 */
const certificate_get: AuthenticatedHandler<Commands["certificate_get"]> = ({ database }, author, request) =>
	database.read(async (sql) => {
		const { key } = author.organization;
		const { reader, last, realms } = await readReaderState(sql, author);
		const common = newsIn(last.get("common"), request.common_after);
		const sequester = newsIn(last.get("sequester"), request.sequester_after);
		const shamirRecovery = newsIn(last.get("shamir_recovery"), request.shamir_recovery_after);
		const isRedacted = reader.profile === "OUTSIDER";
		const inRealms = new Map<VlobID, Uint8Array[]>();
		for (const { key: realm, id, lastVisible } of realms) {
			const range = newsIn(lastVisible, request.realm_after.get(id));
			const certificates = range ? await readRealm(sql, realm, range) : [];
			if (certificates.length > 0) inRealms.set(id, certificates);
		}
		return {
			status: "ok",
			common_certificates: common
				? await commonCacheOf(database).read({ organization: key, isRedacted, ...common }, () =>
						readCommon(sql, key, common, isRedacted),
					)
				: [],
			sequester_certificates: sequester ? await readSequester(sql, key, sequester) : [],
			shamir_recovery_certificates: shamirRecovery ? await readShamirRecovery(sql, reader.userKey, shamirRecovery) : [],
			realm_certificates: inRealms,
		};
	});

/** What a topic that ends at `last` has for who knows it up to `known`. No certificate is as old as the epoch, where topics start. */
function newsIn(last: DateTime | undefined, known: DateTime | null | undefined): Range | undefined {
	const after = known ?? DateTime.EPOCH;
	return last !== undefined && last > after ? { after, last } : undefined;
}

export const authenticated = { certificate_get } satisfies AuthenticatedHandlers;
