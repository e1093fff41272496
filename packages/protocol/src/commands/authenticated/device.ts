import { Bytes } from "../../schema/primitives.ts";
import { command } from "../command.ts";
import { timestampStatuses } from "../shared/timestamps.ts";

export const device_create = command(
	"device_create",
	"commands-authenticated-org.md §2.2",
	{ device_certificate: Bytes, redacted_device_certificate: Bytes },
	{ ok: {}, invalid_certificate: {}, device_already_exists: {}, ...timestampStatuses },
);
