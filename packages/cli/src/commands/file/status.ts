import type { FileFailure, WorkspaceFiles, WorkspaceInfo } from "@parallax/client";
import type { VlobID } from "@parallax/protocol";
import { command, flag } from "../../arguments/command.ts";
import { fileOptions, withDesk } from "../../file/desk.ts";
import { fileRefusal } from "../../file/refusal.ts";
import { pathText } from "../../file/synchronize.ts";
import type { Json } from "../../terminal/json.ts";
import { byteText, countText } from "../../terminal/quantity.ts";
import { paint, type Text, text } from "../../terminal/text.ts";

const { noSync: _, ...options } = fileOptions;

export const status = command({
	name: "status",
	summary: "Show what waits on this device to be sent to the server, and why; nothing is sent",
	examples: ["status --device 3f2", "status -d 3f2 --workspace Contracts --try --json"],
	options: { ...options, try: flag("--try", "Send what can be first, and tell why the rest cannot") },
	arguments: [],
	run: (context, chosen) =>
		withDesk(context, { ...chosen, noSync: true }, [], async (desk) => {
			const { terminal } = context;
			const listing = terminal.listing(waitingLine, waitingJson);
			for (const workspace of await desk.chosenWorkspaces()) {
				const files = await desk.open(workspace.id);
				const failures = chosen.try ? await desk.trySend(files) : new Map<VlobID, FileFailure>();
				const { entries, bytes } = await files.backlog();
				const what = `${countText(entries, "entry waits", "entries wait")}, with ${byteText(bytes)} of content`;
				terminal.notice(text`${paint("green", workspace.name)}: ${entries === 0 ? "nothing waits" : what}`);
				for (const id of await files.pending()) {
					listing.add([await waiting(workspace, files, id, failures.get(id))]);
					if (!terminal.outIsOpen) return;
				}
			}
			listing.end();
		}),
});

interface Waiting {
	readonly workspace: WorkspaceInfo;
	readonly id: VlobID;
	/** Its id when no path leads to it. */
	readonly path: string;
	readonly type: "file" | "folder" | null;
	readonly why: Why;
	/** What was said when it was refused. */
	readonly failure: string | null;
}

/** Why an entry is not on the server. */
type Why = keyof typeof REASONS;

const REASONS = {
	to_send: "to be sent",
	confined: "stays on this device, because of its name or that of a folder above it",
	unreachable: "no path leads to it: it was removed, and is kept here",
	read_only: "cannot be sent: the workspace is read-only for you",
	failed: "could not be sent",
} as const;

async function waiting(
	workspace: WorkspaceInfo,
	files: WorkspaceFiles,
	id: VlobID,
	failure: FileFailure | undefined,
): Promise<Waiting> {
	const [found, path] = [await files.statById(id), await files.pathOf(id)];
	const stat = found.kind === "ok" ? found.stat : null;
	const refusal = failure && fileRefusal(failure);
	return {
		workspace,
		id,
		path: await pathText(files, id),
		type: stat?.type ?? null,
		failure: refusal ? [refusal.message, ...refusal.causes].join(": ") : null,
		why: whyOf({
			failed: failure !== undefined,
			reachable: path !== null,
			confined: stat != null && stat.confinementPoint !== null,
			writable: workspace.writable,
		}),
	};
}

function whyOf(entry: {
	readonly failed: boolean;
	readonly reachable: boolean;
	readonly confined: boolean;
	readonly writable: boolean;
}): Why {
	if (entry.failed) return "failed";
	if (!entry.reachable) return "unreachable";
	if (entry.confined) return "confined";
	return entry.writable ? "to_send" : "read_only";
}

function waitingLine({ workspace, path, why, failure }: Waiting): Text {
	return text`- ${workspace.name}:${path}: ${REASONS[why]}${failure === null ? "" : ` (${failure})`}`;
}

function waitingJson({ workspace, id, path, type, why, failure }: Waiting): Json {
	return {
		workspace_id: workspace.id,
		workspace_name: workspace.name,
		id,
		// As given by an id, when there is none.
		path: path === id ? null : path,
		type,
		reason: why,
		...(failure === null ? {} : { failure }),
	};
}
