import type { Group } from "../../arguments/command.ts";
import { accept } from "./accept.ts";
import { config } from "./config.ts";
import { list } from "./list.ts";

export const tos: Group = { name: "tos", summary: "Terms of service", commands: [list, accept, config] };
