import type { Session } from "@parallax/client";
import { DecodeError, RealmRole, type UserID, type VlobID } from "@parallax/protocol";
import { command, required } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import type { Context } from "../../context.ts";
import { withSession } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";
import { findUsers, findWorkspace, userOptions, workspaceOption } from "../../workspace/choose.ts";
import { refusal } from "../../workspace/refusal.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";

export const share = command({
	name: "share",
	summary: "Give users a role in a workspace, or another role, or none",
	examples: [
		"workspace share --device 3f2 --workspace Contracts --email bob@example.com --role contributor",
		"workspace share -d 3f2 -w Contracts -u 5aa1c8f4c4fa4e1c8d3e8d2f0c6b7a99 -r reader",
	],
	options: {
		...unlockOptions,
		...workspaceOption,
		...userOptions,
		role: required("-r, --role <ROLE>", "owner, manager, contributor, reader, or none to take the access away", {
			parse: roleOrNone,
		}),
	},
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			await bringUpToDate(context, session);
			const { id } = await findWorkspace(session, options.workspace);
			const users = await findUsers(session, options);
			const { role } = options;
			if (role === null) return takeAccess(context, session, id, users);
			const { terminal } = context;
			await terminal.step(
				"Sharing workspace",
				async () => {
					for (const user of users) {
						const outcome = await session.workspaces.share(id, user, role);
						if (outcome.status !== "ok") throw refusal(outcome, NOT_ALLOWED);
					}
				},
				text`Workspace has been shared`,
			);
			terminal.showOutcome({ workspace_id: id, user_role: role, user_ids: users });
		}),
});

/** `unshare`, and `share --role none`. */
export async function takeAccess(
	{ terminal }: Context,
	{ workspaces }: Session,
	id: VlobID,
	users: readonly UserID[],
): Promise<void> {
	const rotations = await terminal.step(
		"Unsharing workspace",
		async () => {
			const made: string[] = [];
			for (const user of users) {
				const outcome = await workspaces.unshare(id, user);
				if (outcome.status !== "ok") throw refusal(outcome, NOT_ALLOWED);
				made.push(outcome.rotation.status);
			}
			return made;
		},
		text`Access to the workspace has been taken away`,
	);
	const failed = rotations.find((status) => status !== "ok");
	if (failed !== undefined)
		terminal.notice(
			text`The key of the workspace could not be changed yet: ${failed}. The next command of an Owner tries again`,
		);
	terminal.showOutcome({ workspace_id: id, user_role: null, user_ids: users });
}

const NOT_ALLOWED = {
	message: "Author not allowed",
	next: "Owners give every role; Managers let Contributors and Readers in. “parallax workspace list-users” shows who they are",
} as const;

function roleOrNone(typed: string): RealmRole | null {
	if (typed.toLowerCase() === "none") return null;
	try {
		return RealmRole.decode(typed.toUpperCase());
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		throw new DecodeError("Failed to parse RealmRole: one of owner, manager, contributor, reader, none");
	}
}
