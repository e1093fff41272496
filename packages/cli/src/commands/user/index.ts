import type { Group } from "../../arguments/command.ts";
import { copyRoles } from "./copyRoles.ts";
import { devices } from "./devices.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";
import { setProfile } from "./setProfile.ts";
import { totpReset } from "./totpReset.ts";

export const user: Group = {
	name: "user",
	summary: "The people of the organization",
	commands: [list, revoke, setProfile, copyRoles, devices, totpReset],
};
