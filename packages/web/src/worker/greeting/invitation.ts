import type { InvitedCaller } from "@parallax/client";
import { DateTime, type InviteInfo, invitedCommands } from "@parallax/protocol";
import type { PossibleHost } from "../../core/api.ts";

/** An invitation that a browser can answer. */
export type Invitation = Exclude<InviteInfo, { type: "SHAMIR_RECOVERY" }>;

/** What the server tells of an invitation; `undefined` for one that this application does not answer. @throws ConnectionError */
export async function askInvitation(caller: InvitedCaller): Promise<Invitation | undefined> {
	const reply = await caller.call(invitedCommands.commands.invite_info, {});
	return reply.status === "ok" && reply.type !== "SHAMIR_RECOVERY" ? reply : undefined;
}

/** The address that was invited; of a device, that of its person. */
export function invitedEmail(invitation: Invitation): string {
	return invitation.type === "USER" ? invitation.claimer_email : invitation.claimer_human_handle.email;
}

/** Those who may greet: the one who invited first, then those who waited last. */
export function possibleHosts(invitation: Invitation): readonly PossibleHost[] {
	if (invitation.type === "DEVICE") {
		const { label: name, email } = invitation.claimer_human_handle;
		return [{ id: invitation.claimer_user_id, name, email, invitedYou: true, lastWaitedOn: null }];
	}
	const { created_by, administrators } = invitation;
	const author = created_by.type === "USER" ? created_by.user_id : undefined;
	return administrators
		.map(({ user_id, human_handle, last_greeting_attempt_joined_on: joined }) => ({
			id: user_id,
			name: human_handle.label,
			email: human_handle.email,
			invitedYou: user_id === author,
			lastWaitedOn: joined === null ? null : DateTime.toMilliseconds(joined),
		}))
		.sort((a, b) => Number(b.invitedYou) - Number(a.invitedYou) || (b.lastWaitedOn ?? 0) - (a.lastWaitedOn ?? 0));
}
