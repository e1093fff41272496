import type { ServerEvent, UserProfile } from "@parallax/protocol";
import type { OrganizationInfo, User } from "../core/api.ts";

/** What the server says of an organization at the beginning of each connection. */
export type OrganizationConfig = Extract<ServerEvent, { event: "ORGANIZATION_CONFIG" }>;

interface Sizes {
	readonly total_block_bytes: number | bigint;
	readonly total_metadata_bytes: number | bigint;
}

/** @param sizes `undefined` while the server cannot be asked, and so `config` before the first connection. */
export function organizationInfo(
	users: readonly User[],
	config: OrganizationConfig | undefined,
	sizes: Sizes | undefined,
): OrganizationInfo {
	const active = users.filter(({ revokedOn }) => revokedOn === null);
	const withProfile = (profile: UserProfile) => active.filter((user) => user.profile === profile).length;
	const limit = config?.active_users_limit ?? null;
	return {
		activeUsers: active.length,
		revokedUsers: users.length - active.length,
		frozenUsers: active.some(({ frozen }) => frozen === null) ? null : active.filter(({ frozen }) => frozen).length,
		activeByProfile: {
			ADMIN: withProfile("ADMIN"),
			STANDARD: withProfile("STANDARD"),
			OUTSIDER: withProfile("OUTSIDER"),
		},
		server:
			config && sizes
				? {
						outsidersAllowed: config.user_profile_outsider_allowed,
						activeUsersLimit: limit === null ? null : Number(limit),
						minimumArchivingSeconds: Math.max(0, Number(config.realm_minimum_archiving_period_before_deletion ?? 0)),
						dataBytes: Number(sizes.total_block_bytes),
						metadataBytes: Number(sizes.total_metadata_bytes),
					}
				: null,
	};
}
