import {
	authenticatedCommands,
	DeviceID,
	encodeReply,
	OrganizationID,
	type ReplyOf,
	UserID,
	UserProfile,
	VlobID,
} from "@parallax/protocol";
import type { Audience, InternalEvent, ServerEvent } from "./events.ts";

const { events_listen } = authenticatedCommands.commands;

/**
 * An event ready to be told: what travels between processes and waits in the cache. `id` is made by the sender and is the id seen by
 * clients, so that they may reconnect to any process.
 */
export type SealedEvent =
	| {
			readonly id: string;
			readonly kind: "public";
			readonly organization: OrganizationID;
			readonly audience: Audience;
			/** Base64 of the `events_listen` reply, made once for all listeners and processes. */
			readonly data: string;
	  }
	| (InternalEvent & { readonly id: string });

export function sealEvent(event: ServerEvent): SealedEvent {
	const id = crypto.randomUUID().replaceAll("-", "");
	if (event.kind !== "public") return { ...event, id };
	const { organization, audience } = event;
	return { id, kind: "public", organization, audience, data: encodeMessage({ status: "ok", ...event.event }) };
}

/** Base64, standard and padded, of one message of the event stream. */
export function encodeMessage(reply: ReplyOf<typeof events_listen>): string {
	return Buffer.from(encodeReply(events_listen, reply)).toString("base64");
}

/** The text that goes through PostgreSQL: under its limit of 8000 bytes, since blobs of 4096 bytes are left out of events. */
export function writeSealedEvent(event: SealedEvent): string {
	return JSON.stringify(event);
}

/** `undefined` when the text is not a sealed event: another program, or a newer version, writes on the channel. */
export function readSealedEvent(text: string): SealedEvent | undefined {
	try {
		return read(JSON.parse(text));
	} catch {
		return undefined;
	}
}

function read(json: Record<string, unknown>): SealedEvent | undefined {
	const id = json["id"];
	if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) return undefined;
	const organization = OrganizationID.parse(String(json["organization"]));
	switch (json["kind"]) {
		case "public":
			if (typeof json["data"] !== "string" || !/^[A-Za-z0-9+/=]+$/.test(json["data"])) return undefined;
			return { id, kind: "public", organization, audience: readAudience(json["audience"]), data: json["data"] };
		case "user_updated":
			return {
				id,
				kind: "user_updated",
				organization,
				user: UserID.parse(String(json["user"])),
				profile: UserProfile.decode(String(json["profile"])),
			};
		case "user_revoked_or_frozen":
			return { id, kind: "user_revoked_or_frozen", organization, user: UserID.parse(String(json["user"])) };
		case "organization_expired":
		case "tos_updated":
			return { id, kind: json["kind"], organization };
		default:
			return undefined;
	}
}

interface AudienceJson {
	readonly kind: string;
	readonly users: readonly string[];
	readonly realm: string;
	readonly concerned?: { readonly user: string; readonly removed: boolean };
	readonly except?: string;
}

function readAudience(json: unknown): Audience {
	const audience = json as AudienceJson;
	switch (audience.kind) {
		case "everyone":
		case "admins":
			return { kind: audience.kind };
		case "users":
			return { kind: "users", users: audience.users.map(UserID.parse) };
		case "members":
			return {
				kind: "members",
				realm: VlobID.parse(audience.realm),
				...(audience.concerned && {
					concerned: { user: UserID.parse(audience.concerned.user), removed: audience.concerned.removed === true },
				}),
				...(audience.except && { except: DeviceID.parse(audience.except) }),
			};
		default:
			throw new TypeError("unknown audience");
	}
}
