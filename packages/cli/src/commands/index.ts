import type { Group } from "../arguments/command.ts";
import { device } from "./device/index.ts";
import { invite } from "./invite/index.ts";
import { organization } from "./organization/index.ts";

/** All groups, in the order of the help. */
export const groups: readonly Group[] = [organization, device, invite];
