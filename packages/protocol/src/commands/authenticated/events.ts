import { nullable, since } from "../../schema/containers.ts";
import { Bool, Bytes, Integer, NonZeroInteger, Text, Version } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { ActiveUsersLimit } from "../../types/composites.ts";
import { DateTime } from "../../types/datetime.ts";
import { InvitationStatus } from "../../types/enums.ts";
import { AccessToken, DeviceID, GreetingAttemptID, VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";

const greetingAttempt = { token: AccessToken, greeting_attempt: GreetingAttemptID } as const;

/** What a connected device is told as it happens. A client does not tolerate a variant that it does not know. */
export type ServerEvent = Infer<typeof ServerEvent>;
export const ServerEvent = union("event", {
	PINGED: { ping: Text },
	/** Always the first message of a connection, and never later. */
	ORGANIZATION_CONFIG: {
		user_profile_outsider_allowed: Bool,
		active_users_limit: ActiveUsersLimit,
		/** nil: no keepalive. */
		sse_keepalive_seconds: nullable(NonZeroInteger),
		/** Seconds. A client reads absent or negative as 0. */
		realm_minimum_archiving_period_before_deletion: since("5.5", Integer),
	},
	INVITATION: { token: AccessToken, invitation_status: InvitationStatus },
	GREETING_ATTEMPT_READY: greetingAttempt,
	GREETING_ATTEMPT_CANCELLED: greetingAttempt,
	GREETING_ATTEMPT_JOINED: greetingAttempt,
	/** No longer sent since API 5.4. */
	PKI_ENROLLMENT: {},
	ASYNC_ENROLLMENT: {},
	COMMON_CERTIFICATE: { timestamp: DateTime },
	SEQUESTER_CERTIFICATE: { timestamp: DateTime },
	SHAMIR_RECOVERY_CERTIFICATE: { timestamp: DateTime },
	REALM_CERTIFICATE: { timestamp: DateTime, realm_id: VlobID },
	VLOB: {
		realm_id: VlobID,
		vlob_id: VlobID,
		author: DeviceID,
		timestamp: DateTime,
		version: Version,
		/** nil from 4096 bytes on. */
		blob: nullable(Bytes),
		last_common_certificate_timestamp: DateTime,
		last_realm_certificate_timestamp: DateTime,
	},
});

/** Each message of the event stream is one reply to this command, in base64 (transport.md); a POST of it gets `not_available`. */
export const events_listen = command(
	"events_listen",
	"commands-authenticated-data.md §5.4",
	{},
	{ ok: ServerEvent, not_available: {} },
);
