import {
	type AccessToken,
	authenticatedCommands,
	type EmailAddress,
	type EmailSentStatus,
	InvitationAddr,
	type InviteListItem,
	type LocalDevice,
	ServerAddr,
} from "@parallax/protocol";
import type { AuthenticatedCaller } from "../transport/index.ts";

/** An invitation just made, or the pending one that already was there for the same person. */
export interface NewInvitation {
	readonly token: AccessToken;
	/** The link to give to the guest, in the form that e-mail programs make clickable. */
	readonly link: string;
	/** What became of the e-mail; `null` when none was asked for. */
	readonly email: EmailSentStatus | null;
}

export type InviteUserOutcome =
	| ({ readonly status: "ok" } & NewInvitation)
	| { readonly status: "author_not_allowed" | "claimer_email_already_enrolled" | "unknown_status" };

/** Invites a person by e-mail address; asking again gives the same invitation, and sends the e-mail again. */
export async function inviteUser(
	device: LocalDevice,
	caller: AuthenticatedCaller,
	claimerEmail: EmailAddress,
	sendEmail: boolean,
): Promise<InviteUserOutcome> {
	const reply = await caller.call(authenticatedCommands.commands.invite_new_user, {
		claimer_email: claimerEmail,
		send_email: sendEmail,
	});
	if (reply.status !== "ok") return { status: reply.status };
	return { status: "ok", ...made(device, "USER", reply, sendEmail) };
}

export type InviteDeviceOutcome = ({ readonly status: "ok" } & NewInvitation) | { readonly status: "unknown_status" };

/** Invites another device of one's own. */
export async function inviteDevice(
	device: LocalDevice,
	caller: AuthenticatedCaller,
	sendEmail: boolean,
): Promise<InviteDeviceOutcome> {
	const reply = await caller.call(authenticatedCommands.commands.invite_new_device, { send_email: sendEmail });
	if (reply.status !== "ok") return { status: reply.status };
	return { status: "ok", ...made(device, "DEVICE", reply, sendEmail) };
}

/** Every invitation that this user may greet or claim, oldest first, closed ones included. */
export async function listInvitations(caller: AuthenticatedCaller): Promise<readonly InviteListItem[]> {
	const reply = await caller.call(authenticatedCommands.commands.invite_list, {});
	if (reply.status !== "ok") throw new Error("The server could not list the invitations");
	return reply.invitations;
}

export type CancelInvitationOutcome =
	| "ok"
	| "invitation_not_found"
	| "author_not_allowed"
	| "invitation_completed"
	| "invitation_already_cancelled"
	| "unknown_status";

/** Withdraws an invitation: its link stops working. */
export async function cancelInvitation(
	caller: AuthenticatedCaller,
	token: AccessToken,
): Promise<CancelInvitationOutcome> {
	return (await caller.call(authenticatedCommands.commands.invite_cancel, { token })).status;
}

function made(
	device: LocalDevice,
	type: "USER" | "DEVICE",
	{ token, email_sent }: { readonly token: AccessToken; readonly email_sent: EmailSentStatus },
	sendEmail: boolean,
): NewInvitation {
	const address = new InvitationAddr(ServerAddr.fromUrl(device.server_url), device.organization_id, type, token);
	return { token, link: address.toHttpRedirection(), email: sendEmail ? email_sent : null };
}
