import { Bytes, Text } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { AccessToken, TOTPOpaqueKeyID, UserID } from "../../types/ids.ts";
import { SecretKey } from "../../types/keys.ts";
import { command } from "../command.ts";

export const totp_setup_get_secret = command(
	"totp_setup_get_secret",
	"commands-anonymous.md §2.3",
	{ user_id: UserID, token: AccessToken },
	{ ok: { totp_secret: Bytes }, bad_token: {} },
);

export const totp_setup_confirm = command(
	"totp_setup_confirm",
	"commands-anonymous.md §2.4",
	{ user_id: UserID, token: AccessToken, one_time_password: Text },
	{ ok: {}, invalid_one_time_password: {}, bad_token: {} },
);

export const totp_fetch_opaque_key = command(
	"totp_fetch_opaque_key",
	"commands-anonymous.md §2.5",
	{ user_id: UserID, opaque_key_id: TOTPOpaqueKeyID, one_time_password: Text },
	{ ok: { opaque_key: SecretKey }, invalid_one_time_password: {}, throttled: { wait_until: DateTime } },
);
