import { list, tuple } from "../../schema/containers.ts";
import { InvitationType } from "../../types/enums.ts";
import { AccessToken } from "../../types/ids.ts";
import { OrganizationID } from "../../types/names.ts";
import { command } from "../command.ts";

export const invite_self_list = command(
	"invite_self_list",
	"accounts.md §4.8",
	{},
	{ ok: { invitations: list(tuple(OrganizationID, AccessToken, InvitationType)) } },
);
