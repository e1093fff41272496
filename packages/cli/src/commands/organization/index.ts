import type { Group } from "../../arguments/command.ts";
import { bootstrap } from "./bootstrap.ts";

export const organization: Group = {
	name: "organization",
	summary: "Create and look after organizations",
	commands: [bootstrap],
};
