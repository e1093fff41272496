import type { Session } from "@parallax/client";
import type { Context } from "../context.ts";
import { pollFirst } from "../device/open.ts";
import { text } from "../terminal/text.ts";

/**
 * Brings what is new, and does what programs that stay open do in the background: workspaces made here while the server was not
 * reached are made there, and those whose Owner one is get new keys after somebody left (workspace-engine.md §9). What cannot
 * be done is told, and tried again by the next command.
 */
export async function bringUpToDate(context: Context, session: Session): Promise<void> {
	await pollFirst(context, session);
	const unmade = await session.workspaces.bootstrapCreated();
	const unmet = await session.workspaces.processNeeds();
	await session.workspaces.refresh();
	for (const [id, { status }] of unmade)
		context.terminal.notice(text`Workspace ${id} could not be made on the server yet: ${status}`);
	for (const [id, { status }] of unmet)
		context.terminal.notice(text`Workspace ${id} could not be given a new key yet: ${status}`);
}
