import type { Archiving, Session } from "@parallax/client";
import { DecodeError } from "@parallax/protocol";
import { command, flag, optional } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import type { Context } from "../../context.ts";
import { withSession } from "../../device/open.ts";
import { UsageError } from "../../failure.ts";
import { text } from "../../terminal/text.ts";
import { findWorkspace, type WorkspaceChoice, workspaceOption } from "../../workspace/choose.ts";
import { archivingJson } from "../../workspace/describe.ts";
import { refusal } from "../../workspace/refusal.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const archive = command({
	name: "archive",
	summary: "Make a workspace read-only, plan its deletion, or make it available again",
	examples: [
		"workspace archive --device 3f2 --workspace Contracts --archived",
		"workspace archive -d 3f2 -w Contracts --available",
	],
	options: {
		...unlockOptions,
		...workspaceOption,
		archived: flag("--archived", "Read-only for everybody"),
		deletionPlannedInSeconds: optional(
			"--deletion-planned-in-seconds <SECONDS>",
			"Read-only, and deleted after that time",
			{
				parse: seconds,
			},
		),
		available: flag("--available", "As before it was archived, or its deletion planned"),
	},
	arguments: [],
	run: (context, options) => {
		const archiving = chosen(options);
		return withSession(context, options, async (session) => {
			await bringUpToDate(context, session);
			await updateArchiving(context, session, options.workspace, archiving);
		});
	},
});

export async function updateArchiving(
	{ terminal }: Context,
	session: Session,
	choice: WorkspaceChoice,
	archiving: Archiving,
): Promise<void> {
	const { id } = await findWorkspace(session, choice, { deletedToo: true });
	await terminal.step(
		"Updating workspace archiving status",
		async () => {
			const outcome = await session.workspaces.archive(id, archiving);
			if (outcome.status !== "ok") throw refusal(outcome, NOT_ALLOWED);
		},
		text`Workspace archiving status has been updated`,
	);
	const updated = await session.workspaces.find(id);
	if (updated) terminal.showOutcome({ workspace_id: id, workspace_status: archivingJson(updated.archiving) });
}

const NOT_ALLOWED = {
	message: "Not allowed",
	next: "Ask an Owner of the workspace; “parallax workspace list-users” shows who they are",
} as const;

function chosen(options: {
	readonly archived: boolean;
	readonly deletionPlannedInSeconds: number | undefined;
	readonly available: boolean;
}): Archiving {
	const { archived, deletionPlannedInSeconds: afterSeconds, available } = options;
	const [archiving, ...others]: Archiving[] = [
		...(archived ? [{ type: "ARCHIVED" } as const] : []),
		...(available ? [{ type: "AVAILABLE" } as const] : []),
		...(afterSeconds === undefined ? [] : [{ type: "DELETION_PLANNED", afterSeconds } as const]),
	];
	if (!archiving || others.length > 0) {
		throw new UsageError(
			"exactly one of '--archived', '--deletion-planned-in-seconds <SECONDS>' and '--available' must be given",
		);
	}
	return archiving;
}

function seconds(typed: string): number {
	const value = Number(typed);
	if (!/^\d+$/.test(typed) || value > 0xffffffff)
		throw new DecodeError(`it must be a number of seconds, from 0 to ${0xffffffff}`);
	return value;
}
