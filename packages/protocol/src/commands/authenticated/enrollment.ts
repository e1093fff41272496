import { list, since } from "../../schema/containers.ts";
import { Bool, Bytes } from "../../schema/primitives.ts";
import { struct } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { EmailSentStatus } from "../../types/enums.ts";
import { AsyncEnrollmentID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { AcceptPayloadSignature, SubmitPayloadSignature } from "../shared/enrollment.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

/** A join request that waits for an answer. Nothing in it was verified by the server. */
export type AsyncEnrollment = Infer<typeof AsyncEnrollment>;
export const AsyncEnrollment = struct({
	enrollment_id: AsyncEnrollmentID,
	submitted_on: DateTime,
	submit_payload: Bytes,
	submit_payload_signature: SubmitPayloadSignature,
});

export const async_enrollment_list = command(
	"async_enrollment_list",
	"commands-authenticated-org.md §6.1",
	{},
	{ ok: { enrollments: list(AsyncEnrollment) }, author_not_allowed: {} },
);

export const async_enrollment_accept = command(
	"async_enrollment_accept",
	"commands-authenticated-org.md §6.2",
	{
		enrollment_id: AsyncEnrollmentID,
		submitter_user_certificate: Bytes,
		submitter_device_certificate: Bytes,
		submitter_redacted_user_certificate: Bytes,
		submitter_redacted_device_certificate: Bytes,
		accept_payload: Bytes,
		accept_payload_signature: AcceptPayloadSignature,
		/** Absent stands for false. */
		send_email: since("5.5", Bool),
	},
	{
		/** `email_sent` absent stands for `SUCCESS`. */
		ok: { email_sent: since("5.5", EmailSentStatus) },
		author_not_allowed: {},
		invalid_certificate: {},
		invalid_accept_payload: {},
		invalid_accept_payload_signature: {},
		submit_and_accept_identity_systems_mismatch: {},
		invalid_der_x509_certificate: {},
		invalid_x509_trustchain: {},
		enrollment_not_found: {},
		enrollment_no_longer_available: {},
		active_users_limit_reached: {},
		user_already_exists: {},
		human_handle_already_taken: {},
		...timestampStatuses,
	},
);

export const async_enrollment_reject = command(
	"async_enrollment_reject",
	"commands-authenticated-org.md §6.3",
	{ enrollment_id: AsyncEnrollmentID },
	{ ok: {}, author_not_allowed: {}, enrollment_not_found: {}, enrollment_no_longer_available: {} },
);
