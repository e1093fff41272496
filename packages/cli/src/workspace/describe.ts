import type { WorkspaceInfo, WorkspaceMember } from "@parallax/client";
import { DateTime, type RealmArchivingConfiguration, type RealmRole, UserID } from "@parallax/protocol";
import { type Json, jsonTime } from "../terminal/json.ts";
import { paint, type Text, text } from "../terminal/text.ts";

/** `<id> - <name>: <role>`, then its state when it is not available (cli.md §3.23). */
export function workspaceLine({ id, name, role, archiving, deleted }: WorkspaceInfo): Text {
	return text`${paint("yellow", id)} - ${paint("green", name)}: ${role.toLowerCase()}${state(archiving, deleted)}`;
}

export function workspaceJson({ id, name, archiving, role }: WorkspaceInfo): { readonly [key: string]: Json } {
	return { workspace_id: id, workspace_name: name, workspace_status: archivingJson(archiving), user_role: role };
}

export function memberLine({ id, humanHandle, profile, role }: WorkspaceMember): Text {
	const { label, email } = humanHandle;
	return text`User ${UserID.hyphenated(id)} (${profile}) - ${label} (${email}) has role ${role.toLowerCase()}`;
}

export function memberJson({ id, humanHandle, profile, role }: WorkspaceMember): Json {
	return { user_id: id, human_handle: [humanHandle.email, humanHandle.label], user_profile: profile, user_role: role };
}

export function archivingJson(archiving: RealmArchivingConfiguration): Json {
	if (archiving.type !== "DELETION_PLANNED") return { type: archiving.type };
	return { type: archiving.type, deletion_date: jsonTime(archiving.deletion_date) };
}

export function roleText(role: RealmRole | null): string {
	return role?.toLowerCase() ?? "none";
}

function state(archiving: RealmArchivingConfiguration, deleted: boolean): Text {
	switch (archiving.type) {
		case "AVAILABLE":
			return text``;
		case "ARCHIVED":
			return text` [archived]`;
		case "DELETION_PLANNED": {
			const date = DateTime.format(archiving.deletion_date);
			return deleted ? text` [deleted since ${date}]` : text` [deletion planned: ${date}]`;
		}
	}
}
