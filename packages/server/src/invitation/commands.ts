import { newAccessToken } from "@parallax/crypto";
import { type AccessToken, InvitationAddr, type InvitationType } from "@parallax/protocol";
import type { Author, Services } from "../http/handlers.ts";
import type { AuthenticatedHandlers, InvitedHandlers } from "../http/registry.ts";
import type { MailOutcome } from "../mail/mailer.ts";
import { admitAuthor, type CurrentAuthor, recheckAuthor } from "../organization/gate.ts";
import { findActiveSetup, isRecipient } from "../shamir/store.ts";
import type { Transaction } from "../sql/database.ts";
import { holdTopic, lockActivity } from "../sql/locks.ts";
import { emitInvitation } from "./events.ts";
import { lockInvitation, recheckInvited } from "./gate.ts";
import { readInvitationInfo } from "./info.ts";
import { invitationMail } from "./mail.ts";
import { findUser, type Person, readPerson } from "./people.ts";
import { invitationStatus, mayClose } from "./rules.ts";
import {
	closeInvitation,
	findInvitation,
	findPending,
	type InvitationTarget,
	insertInvitation,
	isEnrolled,
	listInvitations,
	readTies,
} from "./store.ts";

/** Gives the pending invitation of this target, made when there is none, and tells its greeters of it in both cases. */
async function invite(
	{ now }: Services,
	tx: Transaction,
	{ organization }: Author,
	creator: CurrentAuthor,
	target: InvitationTarget,
): Promise<AccessToken> {
	await lockActivity(tx, organization.key, "invitation creation");
	let token = await findPending(tx, organization.key, target);
	if (token === undefined) {
		token = newAccessToken();
		await insertInvitation(tx, organization.key, target, token, creator, now());
	}
	await emitInvitation(tx, organization.id, { token, target }, "PENDING");
	return token;
}

/** Once committed: a person who cannot be reached by e-mail is invited all the same (commands-authenticated-org.md §1.5). */
async function sendInvitation(
	{ mailer, config }: Services,
	{ organization, client }: Author,
	type: InvitationType,
	token: AccessToken,
	greeter: Person,
	to: Person["email"],
): Promise<MailOutcome> {
	const link = new InvitationAddr(config.serverAddr, organization.id, type, token).toHttpRedirection();
	return mailer.send(invitationMail({ type, to, greeter, organization: organization.id, link }, client.language));
}

const invite_new_user: AuthenticatedHandlers["invite_new_user"] = async (services, author, request) => {
	const { claimer_email: email, send_email } = request;
	const outcome = await services.database.write(async (tx) => {
		const current = await admitAuthor(tx, author, "shared");
		if (current.profile !== "ADMIN") return { status: "author_not_allowed" } as const;
		if (await isEnrolled(tx, author.organization.key, email))
			return { status: "claimer_email_already_enrolled" } as const;
		const token = await invite(services, tx, author, current, { type: "USER", email });
		return { status: "ok", token, greeter: await readPerson(tx, current.userKey) } as const;
	});
	if (outcome.status !== "ok") return outcome;
	const { token, greeter } = outcome;
	const email_sent = send_email ? await sendInvitation(services, author, "USER", token, greeter, email) : "SUCCESS";
	return { status: "ok", token, email_sent };
};

const invite_new_device: AuthenticatedHandlers["invite_new_device"] = async (services, author, { send_email }) => {
	const { token, self } = await services.database.write(async (tx) => {
		const current = await admitAuthor(tx, author, "shared");
		const token = await invite(services, tx, author, current, { type: "DEVICE", userKey: current.userKey });
		return { token, self: await readPerson(tx, current.userKey) };
	});
	const email_sent = send_email ? await sendInvitation(services, author, "DEVICE", token, self, self.email) : "SUCCESS";
	return { status: "ok", token, email_sent };
};

const invite_new_shamir_recovery: AuthenticatedHandlers["invite_new_shamir_recovery"] = async (
	services,
	author,
	{ claimer_user_id, send_email },
) => {
	const outcome = await services.database.write(async (tx) => {
		const current = await admitAuthor(tx, author, "shared");
		// Keeps the setup from being deleted before its invitation is there.
		await holdTopic(tx, author.organization.key, "shamir_recovery", "shared");
		const claimer = await findUser(tx, author.organization.key, claimer_user_id);
		if (!claimer) return { status: "user_not_found" } as const;
		// One answer for both: who has a setup is known to its recipients only.
		const setupKey = await findActiveSetup(tx, claimer.key);
		if (setupKey === undefined || !(await isRecipient(tx, setupKey, current.userKey)))
			return { status: "author_not_allowed" } as const;
		const token = await invite(services, tx, author, current, { type: "SHAMIR_RECOVERY", setupKey });
		const { email } = await readPerson(tx, claimer.key);
		return { status: "ok", token, email, greeter: await readPerson(tx, current.userKey) } as const;
	});
	if (outcome.status !== "ok") return outcome;
	const { token, email, greeter } = outcome;
	const email_sent = send_email
		? await sendInvitation(services, author, "SHAMIR_RECOVERY", token, greeter, email)
		: "SUCCESS";
	return { status: "ok", token, email_sent };
};

/** What `invite_cancel` and `invite_complete` share: an invitation ends once, by who has the right to. */
async function end(
	{ database, now }: Services,
	author: Author,
	token: AccessToken,
	reason: "FINISHED" | "CANCELLED",
): Promise<"ok" | "not_found" | "finished" | "cancelled" | "not_allowed"> {
	const { organization } = author;
	return database.write(async (tx) => {
		const current = await admitAuthor(tx, author, "shared");
		const key = await findInvitation(tx, organization.key, token);
		if (key === undefined) return "not_found";
		const invitation = await lockInvitation(tx, key);
		const status = invitationStatus(invitation);
		if (status !== "PENDING") return status === "FINISHED" ? "finished" : "cancelled";
		const ties = await readTies(tx, invitation, current.userKey);
		if (!mayClose(invitation.target.type, ties)) return "not_allowed";
		await closeInvitation(tx, key, reason, now());
		await emitInvitation(tx, organization.id, invitation, reason);
		return "ok";
	});
}

const CANCEL_STATUS = {
	ok: "ok",
	not_found: "invitation_not_found",
	finished: "invitation_completed",
	cancelled: "invitation_already_cancelled",
	not_allowed: "author_not_allowed",
} as const;

const COMPLETE_STATUS = {
	ok: "ok",
	not_found: "invitation_not_found",
	finished: "invitation_already_completed",
	cancelled: "invitation_cancelled",
	not_allowed: "author_not_allowed",
} as const;

/** Commands of those who invite (commands-authenticated-org.md §3.7 to 3.12). */
export const authenticated = {
	invite_new_user,
	invite_new_device,
	invite_new_shamir_recovery,
	invite_cancel: async (services, author, { token }) => ({
		status: CANCEL_STATUS[await end(services, author, token, "CANCELLED")],
	}),
	invite_complete: async (services, author, { token }) => ({
		status: COMPLETE_STATUS[await end(services, author, token, "FINISHED")],
	}),
	invite_list: ({ database }, author) =>
		database.read(async (sql) => {
			const current = await recheckAuthor(sql, author);
			return { status: "ok", invitations: await listInvitations(sql, author.organization.key, current) };
		}),
} satisfies AuthenticatedHandlers;

/** Commands of those who are invited (commands-invited.md §2 and 3). */
export const invited = {
	ping: async (_services, _invited, { ping }) => ({ status: "ok", pong: ping }),
	invite_info: ({ database }, invited) =>
		database.snapshot(async (sql) => {
			const invitation = await recheckInvited(sql, invited);
			return { status: "ok", ...(await readInvitationInfo(sql, invited.organization.key, invitation)) };
		}),
} satisfies InvitedHandlers;
