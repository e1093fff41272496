import type { Group } from "../../arguments/command.ts";
import { bootstrap } from "./bootstrap.ts";
import { create } from "./create.ts";
import { stats } from "./stats.ts";
import { status } from "./status.ts";

export const organization: Group = {
	name: "organization",
	summary: "Create and look after organizations",
	commands: [create, bootstrap, status, stats],
};
