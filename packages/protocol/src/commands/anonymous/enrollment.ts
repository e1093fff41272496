import { Bool, Bytes } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { AsyncEnrollmentID } from "../../types/ids.ts";
import { command } from "../command.ts";
import { AcceptPayloadSignature, SubmitPayloadSignature } from "../shared/enrollment.ts";

export const async_enrollment_submit = command(
	"async_enrollment_submit",
	"async-enrollment.md §A.5.1",
	{
		enrollment_id: AsyncEnrollmentID,
		force: Bool,
		submit_payload: Bytes,
		submit_payload_signature: SubmitPayloadSignature,
	},
	{
		ok: { submitted_on: DateTime },
		email_already_submitted: { submitted_on: DateTime },
		email_already_enrolled: {},
		id_already_used: {},
		invalid_submit_payload: {},
		invalid_submit_payload_signature: {},
		invalid_der_x509_certificate: {},
		invalid_x509_trustchain: {},
	},
);

/** What has become of a join request (async-enrollment.md §A.4). */
export type AsyncEnrollmentInfo = Infer<typeof AsyncEnrollmentInfo>;
export const AsyncEnrollmentInfo = union("enrollment_status", {
	SUBMITTED: { submitted_on: DateTime },
	REJECTED: { submitted_on: DateTime, rejected_on: DateTime },
	CANCELLED: { submitted_on: DateTime, cancelled_on: DateTime },
	ACCEPTED: {
		submitted_on: DateTime,
		accepted_on: DateTime,
		accept_payload: Bytes,
		accept_payload_signature: AcceptPayloadSignature,
	},
});

export const async_enrollment_info = command(
	"async_enrollment_info",
	"async-enrollment.md §A.5.2",
	{ enrollment_id: AsyncEnrollmentID },
	{ ok: AsyncEnrollmentInfo, enrollment_not_found: {} },
);

export const async_enrollment_cancel = command(
	"async_enrollment_cancel",
	"async-enrollment.md §A.5.3",
	{ enrollment_id: AsyncEnrollmentID },
	{ ok: {}, enrollment_not_found: {}, enrollment_no_longer_available: {} },
);
