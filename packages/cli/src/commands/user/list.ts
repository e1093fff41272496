import type { UserInfo } from "@parallax/client";
import { DateTime, DeviceID, HumanHandle, UserID } from "@parallax/protocol";
import { command, flag } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { type Json, jsonId, jsonTime } from "../../terminal/json.ts";
import { paint, type Text, text } from "../../terminal/text.ts";

export const list = command({
	name: "list",
	summary: "List the users of the organization",
	examples: ["user list --device 3f2", "user list -d 3f2 --skip-revoked --format json"],
	options: { ...unlockOptions, skipRevoked: flag("-s, --skip-revoked", "Leave out the users who are revoked") },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			await pollFirst(context, session);
			const users = (await session.users()).filter((user) => !options.skipRevoked || user.revokedOn === null);
			const { terminal } = context;
			terminal.notice(users.length === 0 ? text`No users found` : text`Found ${paint("green", users.length)} user(s):`);
			terminal.showList(users, line, json);
		}),
});

function line({ id, humanHandle, profile, revokedOn, revokedBy }: UserInfo): Text {
	const who = text`${paint("yellow", UserID.hyphenated(id))} - ${HumanHandle.format(humanHandle)}: ${profile}`;
	if (revokedOn === null || revokedBy === null) return who;
	return text`${who} | revoked on ${DateTime.format(revokedOn)} by ${DeviceID.hyphenated(revokedBy)}`;
}

function json(user: UserInfo): Json {
	return {
		id: jsonId(user.id),
		human_handle: [user.humanHandle.email, user.humanHandle.label],
		current_profile: user.profile,
		created_on: jsonTime(user.createdOn),
		created_by: user.createdBy && jsonId(user.createdBy),
		revoked_on: user.revokedOn === null ? null : jsonTime(user.revokedOn),
		revoked_by: user.revokedBy && jsonId(user.revokedBy),
	};
}
