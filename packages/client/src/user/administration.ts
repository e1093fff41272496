import { signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	RevokedUserCertificate,
	type UserID,
	type UserProfile,
	UserUpdateCertificate,
} from "@parallax/protocol";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import type { Registrar } from "./registration.ts";

export type RevokeOutcome =
	/** Revoked now, or already before: either way the certificates here tell so. */
	"ok" | "cannot_revoke_oneself" | "user_not_found" | "author_not_allowed" | "timestamp_out_of_ballpark" | "refused";

/** Revokes a user for good, with all their devices (enrollment.md §7.1). */
export async function revokeUser(admin: Registrar, userId: UserID): Promise<RevokeOutcome> {
	if (userId === admin.device.user_id) return "cannot_revoke_oneself";
	const reply = await signedUntilAccepted(admin, OFFSET.user, (timestamp) =>
		admin.caller.call(authenticatedCommands.commands.user_revoke, {
			revoked_user_certificate: signObject(
				RevokedUserCertificate,
				{ type: "revoked_user_certificate", author: admin.device.device_id, timestamp, user_id: userId },
				admin.device.signing_key,
			),
		}),
	);
	switch (reply.status) {
		case "ok":
		case "user_already_revoked":
			await admin.pollCertificates();
			return "ok";
		case "user_not_found":
		case "author_not_allowed":
		case "timestamp_out_of_ballpark":
			return reply.status;
		default:
			return "refused";
	}
}

export type UpdateProfileOutcome =
	| "ok"
	| "cannot_update_oneself"
	| "user_not_found"
	| "user_revoked"
	| "author_not_allowed"
	| "timestamp_out_of_ballpark"
	| "refused";

/** Gives another profile to another user (enrollment.md §7.2). A user who already has it is a success. */
export async function updateProfile(
	admin: Registrar,
	userId: UserID,
	profile: UserProfile,
): Promise<UpdateProfileOutcome> {
	if (userId === admin.device.user_id) return "cannot_update_oneself";
	const reply = await signedUntilAccepted(admin, OFFSET.user, (timestamp) =>
		admin.caller.call(authenticatedCommands.commands.user_update, {
			user_update_certificate: signObject(
				UserUpdateCertificate,
				{
					type: "user_update_certificate",
					author: admin.device.device_id,
					timestamp,
					user_id: userId,
					new_profile: profile,
				},
				admin.device.signing_key,
			),
		}),
	);
	switch (reply.status) {
		case "ok":
		case "user_no_changes":
			await admin.pollCertificates();
			return "ok";
		case "user_not_found":
		case "user_revoked":
		case "author_not_allowed":
		case "timestamp_out_of_ballpark":
			return reply.status;
		default:
			return "refused";
	}
}

export type FrozenUsersOutcome =
	| { readonly status: "ok"; readonly frozenUsers: readonly UserID[] }
	| { readonly status: "author_not_allowed" | "unknown_status" };

/** The users that the server's administrator bars from connecting, for now. */
export async function listFrozenUsers(admin: Registrar): Promise<FrozenUsersOutcome> {
	const reply = await admin.caller.call(authenticatedCommands.commands.list_frozen_users, {});
	return reply.status === "ok" ? { status: "ok", frozenUsers: reply.frozen_users } : { status: reply.status };
}
