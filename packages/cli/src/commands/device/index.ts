import type { Group } from "../../arguments/command.ts";
import { changeAuthentication } from "./changeAuthentication.ts";
import { forgetLocal } from "./forgetLocal.ts";
import { list } from "./list.ts";
import { overwriteServerUrl } from "./overwriteServerUrl.ts";

export const device: Group = {
	name: "device",
	summary: "The devices of this computer",
	commands: [list, forgetLocal, changeAuthentication, overwriteServerUrl],
};
