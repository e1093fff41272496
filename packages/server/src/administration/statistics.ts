import type { UserProfile } from "@parallax/protocol";
import type { Count, Statistics } from "./store.ts";

const CSV_HEADER =
	"organization_id,data_size,metadata_size,realms,active_users,admin_users_active,admin_users_revoked,standard_users_active,standard_users_revoked,outsider_users_active,outsider_users_revoked";

/** The answer of server.md §4.4. */
export function statisticsJson(statistics: Statistics) {
	const { active, revoked } = total(statistics.usersPerProfile);
	return {
		realms: statistics.realms,
		data_size: statistics.dataSize,
		metadata_size: statistics.metadataSize,
		users: active + revoked,
		active_users: active,
		users_per_profile_detail: statistics.usersPerProfile,
	};
}

/** The table of server.md §4.5: CRLF line ends. Names of organizations hold no character that CSV would have to quote. */
export function statisticsCsv(all: readonly Statistics[]): string {
	const lines = all.map(({ organization, dataSize, metadataSize, realms, usersPerProfile }) => {
		const { ADMIN, STANDARD, OUTSIDER } = usersPerProfile;
		const perProfile = [ADMIN, STANDARD, OUTSIDER].flatMap(({ active, revoked }) => [active, revoked]);
		return [organization, dataSize, metadataSize, realms, total(usersPerProfile).active, ...perProfile].join(",");
	});
	return [CSV_HEADER, ...lines, ""].join("\r\n");
}

function total(perProfile: Readonly<Record<UserProfile, Count>>): Count {
	const counts = Object.values(perProfile);
	return {
		active: counts.reduce((sum, { active }) => sum + active, 0),
		revoked: counts.reduce((sum, { revoked }) => sum + revoked, 0),
	};
}
