import type { Group } from "../../arguments/command.ts";
import { archive } from "./archive.ts";
import { bin } from "./bin.ts";
import { create } from "./create.ts";
import { deleteWorkspace } from "./delete.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { info } from "./info.ts";
import { list } from "./list.ts";
import { listUsers } from "./listUsers.ts";
import { rename } from "./rename.ts";
import { share } from "./share.ts";
import { sync } from "./sync.ts";
import { takeOwnership } from "./takeOwnership.ts";
import { unshare } from "./unshare.ts";

export const workspace: Group = {
	name: "workspace",
	summary: "The workspaces that are shared",
	commands: [
		create,
		list,
		listUsers,
		info,
		share,
		unshare,
		rename,
		archive,
		deleteWorkspace,
		bin,
		takeOwnership,
		importCommand,
		exportCommand,
		sync,
	],
};
