import { Family } from "../command.ts";
import { tos_accept, tos_get } from "./tos.ts";

/** `POST /authenticated/<OrganizationID>/tos`: for a device whose user has terms to accept (commands-invited.md §6). */
export const tosCommands = new Family("tos_cmds", { tos_get, tos_accept });
