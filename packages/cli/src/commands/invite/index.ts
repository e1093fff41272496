import type { Group } from "../../arguments/command.ts";
import { cancel } from "./cancel.ts";
import { claim } from "./claim.ts";
import { device } from "./device.ts";
import { greet } from "./greet.ts";
import { list } from "./list.ts";
import { user } from "./user.ts";

export const invite: Group = {
	name: "invite",
	summary: "Invite people and devices, and let them in",
	commands: [user, device, list, cancel, greet, claim],
};
