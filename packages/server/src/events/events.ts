import type {
	ServerEvent as ApiEvent,
	DateTime,
	DeviceID,
	OrganizationID,
	UserID,
	UserProfile,
	VlobID,
} from "@parallax/protocol";

/** Who hears a public event, among the connected devices of its organization (transport.md §7.4). */
export type Audience =
	| { readonly kind: "everyone" }
	| { readonly kind: "admins" }
	| { readonly kind: "users"; readonly users: readonly UserID[] }
	| {
			/** Who has a role in the realm now. */
			readonly kind: "members";
			readonly realm: VlobID;
			/** Hears it too, and follows: gains the realm, or loses it after this event. */
			readonly concerned?: { readonly user: UserID; readonly removed: boolean };
			/** The device that made the change does not hear of it. */
			readonly except?: DeviceID;
	  };

/** Told to clients by the event stream. */
export interface PublicEvent {
	readonly kind: "public";
	readonly organization: OrganizationID;
	/** Anything but ORGANIZATION_CONFIG, which is the first message of a connection and not an event. */
	readonly event: Exclude<ApiEvent, { readonly event: "ORGANIZATION_CONFIG" }>;
	readonly audience: Audience;
}

/** Told to the servers only (server.md §10). */
export type InternalEvent = { readonly organization: OrganizationID } & (
	| { readonly kind: "user_updated"; readonly user: UserID; readonly profile: UserProfile }
	| { readonly kind: "user_revoked_or_frozen"; readonly user: UserID }
	| { readonly kind: "organization_expired" }
	| { readonly kind: "tos_updated" }
);

export type ServerEvent = PublicEvent | InternalEvent;

/** A user or device was created, a profile updated, a user revoked. */
export function commonCertificate(organization: OrganizationID, timestamp: DateTime): PublicEvent {
	return {
		kind: "public",
		organization,
		event: { event: "COMMON_CERTIFICATE", timestamp },
		audience: { kind: "everyone" },
	};
}
