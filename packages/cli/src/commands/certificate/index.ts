import type { Group } from "../../arguments/command.ts";
import { forgetAll } from "./forgetAll.ts";
import { poll } from "./poll.ts";

export const certificate: Group = {
	name: "certificate",
	summary: "What this device knows of the organization",
	commands: [poll, forgetAll],
};
