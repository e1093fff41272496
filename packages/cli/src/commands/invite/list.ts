import type { Session, UserInfo } from "@parallax/client";
import { HumanHandle, type InvitationStatus, type InviteListItem, type UserID } from "@parallax/protocol";
import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { type Json, jsonId } from "../../terminal/json.ts";
import { type Color, paint, type Text, text } from "../../terminal/text.ts";

export const list = command({
	name: "list",
	summary: "List the invitations, those used or cancelled included",
	examples: ["invite list --device 3f2", "invite list -d 3f2 --format json"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await pollFirst(context, session);
			const invitations = await terminal.step(
				"Listing invitations",
				() => session.invitations(),
				({ length }) => (length === 0 ? text`No invitation.` : text`${paint("green", length)} invitations found.`),
			);
			const names = await handles(session);
			terminal.showList(
				invitations,
				(invitation) => line(invitation, names),
				(invitation) => json(invitation, names),
			);
		}),
});

type Handles = ReadonlyMap<UserID, HumanHandle>;

async function handles(session: Session): Promise<Handles> {
	return new Map((await session.users()).map(({ id, humanHandle }: UserInfo) => [id, humanHandle]));
}

const COLORS: Readonly<Record<InvitationStatus, Color>> = {
	PENDING: "yellow",
	CANCELLED: "red",
	FINISHED: "green",
};

function line(invitation: InviteListItem, names: Handles): Text {
	const status = paint(COLORS[invitation.status], invitation.status.toLowerCase());
	const start = text`${invitation.token}\t${status}\t`;
	switch (invitation.type) {
		case "USER":
			return text`${start}user (email=${invitation.claimer_email})`;
		case "DEVICE":
			return text`${start}device`;
		case "SHAMIR_RECOVERY": {
			const handle = names.get(invitation.claimer_user_id);
			const who = handle ? HumanHandle.format(handle) : `id=${invitation.claimer_user_id}`;
			return text`${start}shamir recovery (${who})`;
		}
	}
}

function json(invitation: InviteListItem, names: Handles): Json {
	const common = { invitation_token: invitation.token, invitation_status: invitation.status };
	switch (invitation.type) {
		case "USER":
			return { invitation_type: "user", ...common, claimer_email: invitation.claimer_email };
		case "DEVICE":
			return { invitation_type: "device", ...common };
		case "SHAMIR_RECOVERY": {
			const handle = names.get(invitation.claimer_user_id);
			return {
				invitation_type: "shamir",
				...common,
				...(handle ? { claimer_human_handle: [handle.email, handle.label] } : {}),
				claimer_user_id: jsonId(invitation.claimer_user_id),
			};
		}
	}
}
