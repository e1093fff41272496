import { Bytes, Text } from "../../schema/primitives.ts";
import { TOTPOpaqueKeyID } from "../../types/ids.ts";
import { SecretKey } from "../../types/keys.ts";
import { command } from "../command.ts";

export const totp_setup_get_secret = command(
	"totp_setup_get_secret",
	"commands-authenticated-org.md §5.1",
	{},
	{ ok: { totp_secret: Bytes }, already_setup: {} },
);

export const totp_setup_confirm = command(
	"totp_setup_confirm",
	"commands-authenticated-org.md §5.2",
	{ one_time_password: Text },
	{ ok: {}, invalid_one_time_password: {}, already_setup: {} },
);

export const totp_create_opaque_key = command(
	"totp_create_opaque_key",
	"commands-authenticated-org.md §5.3",
	{},
	{ ok: { opaque_key_id: TOTPOpaqueKeyID, opaque_key: SecretKey } },
);
