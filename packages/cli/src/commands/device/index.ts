import type { Group } from "../../arguments/command.ts";
import { list } from "./list.ts";

export const device: Group = {
	name: "device",
	summary: "The devices of this computer",
	commands: [list],
};
