import type { RoleCopy, RoleCopyPlan, Session } from "@parallax/client";
import { argument, command } from "../../arguments/command.ts";
import { email, forceOption, unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { paint, type Text, text } from "../../terminal/text.ts";
import { roleText } from "../../workspace/describe.ts";
import { bringUpToDate } from "../../workspace/upToDate.ts";
import { findUser } from "./find.ts";

export const copyRoles = command({
	name: "copy-roles",
	summary: "Give a user the workspace roles of another, where one may; nothing is lowered or taken",
	examples: [
		"user copy-roles --device 3f2 bob@example.com carol@example.com",
		"user copy-roles -d 3f2 --force --json bob@example.com carol@example.com",
	],
	options: { ...unlockOptions, ...forceOption },
	arguments: [
		argument("<FROM>", "The address of the user whose roles are copied", email),
		argument("<TO>", "The address of the user who gets them", email),
	],
	run: (context, options, [from, to]) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await bringUpToDate(context, session);
			const [source, target] = [await findUser(session, from), await findUser(session, to)];
			const copies = planned(await session.workspaces.planRoleCopy(source.id, target.id));
			if (copies.length === 0) terminal.notice(text`There is no role to copy`);
			for (const copy of copies) terminal.notice(line(copy));
			if (copies.length > 0 && !options.force && terminal.interactive) {
				if (!(await terminal.confirm(`Give these roles to ${to}?`))) return terminal.notice(text`Operation cancelled`);
			}
			const results = await give(session, target.id, copies);
			terminal.showList(
				results,
				({ copy, status }) => text`${copy.name}: ${roleText(copy.after)} (${status})`,
				({ copy, status }) => ({
					workspace_id: copy.workspace,
					workspace_name: copy.name,
					role_before: copy.before,
					role_after: copy.after,
					capped: copy.capped,
					status,
				}),
			);
			const failed = results.filter(({ status }) => status !== "ok").length;
			if (failed > 0) {
				throw new Failure("refused", `${failed} of ${results.length} roles could not be copied`, {
					next: "Run the command again: what was copied stays",
				});
			}
		}),
});

interface Result {
	readonly copy: RoleCopy;
	readonly status: string;
}

async function give(
	session: Session,
	target: Parameters<Session["workspaces"]["copyRoles"]>[0],
	copies: readonly RoleCopy[],
): Promise<readonly Result[]> {
	const results: Result[] = [];
	await session.workspaces.copyRoles(target, copies, (copy, { status }) => results.push({ copy, status }));
	return results;
}

function planned(plan: RoleCopyPlan): readonly RoleCopy[] {
	switch (plan.status) {
		case "ok":
			return plan.copies;
		case "target_is_oneself":
			throw new Failure(plan.status, "Cannot give roles to oneself", { next: "Ask another Owner of the workspaces" });
		case "source_is_target":
			throw new Failure(plan.status, "Both are the same user", { next: "Name two users" });
		case "user_not_found":
		case "target_revoked":
			throw new Failure("user_not_found", "User not found", { next: "“parallax user list” shows the users" });
	}
}

function line({ name, before, after, capped }: RoleCopy): Text {
	const why = {
		target_is_external: " (an External is at most a Contributor)",
		author_is_manager: " (a Manager lets in at most a Contributor)",
	};
	return text`${paint("green", name)}: ${roleText(before)} → ${roleText(after)}${capped ? why[capped] : ""}`;
}
