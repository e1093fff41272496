import type { Command, Group } from "../arguments/command.ts";
import { autoComplete } from "./autoComplete.ts";
import { certificate } from "./certificate/index.ts";
import { device } from "./device/index.ts";
import { cat } from "./file/cat.ts";
import { cp } from "./file/cp.ts";
import { find } from "./file/find.ts";
import { history } from "./file/history.ts";
import { link } from "./file/link.ts";
import { ls } from "./file/ls.ts";
import { mkdir } from "./file/mkdir.ts";
import { mv } from "./file/mv.ts";
import { open } from "./file/open.ts";
import { restore } from "./file/restore.ts";
import { rm } from "./file/rm.ts";
import { stat } from "./file/stat.ts";
import { status } from "./file/status.ts";
import { watch } from "./file/watch.ts";
import { invite } from "./invite/index.ts";
import { organization } from "./organization/index.ts";
import { server } from "./server/index.ts";
import { tos } from "./tos/index.ts";
import { user } from "./user/index.ts";
import { workspace } from "./workspace/index.ts";

/** All groups, in the order of the help. */
export const groups: readonly Group[] = [server, organization, device, invite, user, workspace, certificate, tos];

/** The commands that belong to no group: about files, then about this program. */
export const rootCommands: readonly Command[] = [
	ls,
	stat,
	find,
	cat,
	mkdir,
	cp,
	mv,
	rm,
	history,
	restore,
	link,
	open,
	status,
	watch,
	autoComplete,
];
