import { nullable } from "../../schema/containers.ts";
import { Bytes } from "../../schema/primitives.ts";
import { AccessToken } from "../../types/ids.ts";
import { VerifyKey } from "../../types/keys.ts";
import { command } from "../command.ts";
import { ballparkStatus } from "../shared/timestamps.ts";

export const organization_bootstrap = command(
	"organization_bootstrap",
	"commands-anonymous.md §2.2",
	{
		bootstrap_token: nullable(AccessToken),
		root_verify_key: VerifyKey,
		user_certificate: Bytes,
		device_certificate: Bytes,
		redacted_user_certificate: Bytes,
		redacted_device_certificate: Bytes,
		sequester_authority_certificate: nullable(Bytes),
	},
	{
		ok: {},
		invalid_certificate: {},
		organization_already_bootstrapped: {},
		invalid_bootstrap_token: {},
		...ballparkStatus,
	},
);
