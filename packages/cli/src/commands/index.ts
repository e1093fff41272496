import type { Command, Group } from "../arguments/command.ts";
import { autoComplete } from "./autoComplete.ts";
import { certificate } from "./certificate/index.ts";
import { device } from "./device/index.ts";
import { invite } from "./invite/index.ts";
import { organization } from "./organization/index.ts";
import { server } from "./server/index.ts";
import { tos } from "./tos/index.ts";
import { user } from "./user/index.ts";
import { workspace } from "./workspace/index.ts";

/** All groups, in the order of the help. */
export const groups: readonly Group[] = [server, organization, device, invite, user, workspace, certificate, tos];

/** The commands that belong to no group. */
export const rootCommands: readonly Command[] = [autoComplete];
