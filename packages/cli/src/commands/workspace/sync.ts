import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { notSynchronized, withDesk } from "../../file/desk.ts";
import { failureLines, send } from "../../file/synchronize.ts";
import { escapeControls, text } from "../../terminal/text.ts";
import { findWorkspace, workspaceOption } from "../../workspace/choose.ts";
import { workspaceNotFound } from "../../workspace/refusal.ts";

export const sync = command({
	name: "sync",
	summary: "Bring what is new in a workspace, and send what waits on this device",
	examples: ["workspace sync --device 3f2 --workspace Contracts", "workspace sync -d 3f2 -w Contracts --json"],
	options: { ...unlockOptions, ...workspaceOption },
	arguments: [],
	run: (context, options) =>
		withDesk(context, { ...options, offline: false, noSync: false, mustReach: true }, [], async ({ session }) => {
			const { id, name } = await findWorkspace(session, options.workspace);
			const files = await session.files(id);
			if (!files) throw workspaceNotFound();
			const label = `Syncing workspace ${escapeControls(name)}`;
			const { failures, waiting } = await send(context, files, label, (report) =>
				report.failures.size > 0 ? "bare" : text`Workspace ${name} has been synced`,
			);
			if (failures.size > 0) throw notSynchronized(await failureLines(files, failures));
			context.terminal.showOutcome({
				workspace_id: id,
				waiting: [...waiting].map(([entry, reason]) => ({ id: entry, reason })),
			});
		}),
});
