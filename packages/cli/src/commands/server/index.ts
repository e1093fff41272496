import type { Group } from "../../arguments/command.ts";
import { stats } from "./stats.ts";

export const server: Group = { name: "server", summary: "Look after a server", commands: [stats] };
