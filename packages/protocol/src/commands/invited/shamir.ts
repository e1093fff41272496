import { Bytes } from "../../schema/primitives.ts";
import { AccessToken } from "../../types/ids.ts";
import { command } from "../command.ts";

export const invite_shamir_recovery_reveal = command(
	"invite_shamir_recovery_reveal",
	"commands-invited.md §5",
	{ reveal_token: AccessToken },
	{ ok: { ciphered_data: Bytes }, bad_invitation_type: {}, bad_reveal_token: {} },
);
