import { list, map, nullable } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { VlobID } from "../../types/ids.ts";
import { command } from "../command.ts";

export const certificate_get = command(
	"certificate_get",
	"commands-authenticated-data.md §5.3",
	{
		common_after: nullable(DateTime),
		sequester_after: nullable(DateTime),
		shamir_recovery_after: nullable(DateTime),
		realm_after: map(VlobID, DateTime),
	},
	{
		ok: {
			common_certificates: list(Bytes),
			sequester_certificates: list(Bytes),
			shamir_recovery_certificates: list(Bytes),
			realm_certificates: map(VlobID, list(Bytes)),
		},
	},
);
