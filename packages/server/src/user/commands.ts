import {
	type authenticatedCommands,
	DateTime,
	RevokedUserCertificate,
	UserUpdateCertificate,
} from "@parallax/protocol";
import { INVALID_CERTIFICATE, readCertificate } from "../certificate/rules.ts";
import { notGreater, outOfBallpark } from "../certificate/timestamps.ts";
import { insertDevice } from "../device/store.ts";
import { commonCertificate } from "../events/events.ts";
import type { AuthenticatedHandler, Author } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { admitAuthor, recheckAuthor } from "../organization/gate.ts";
import { advanceTopic } from "../sql/locks.ts";
import { judgeNewUser } from "./rules.ts";
import {
	findTarget,
	insertUser,
	listFrozen,
	readLatestInRealms,
	readObstacles,
	revokeUser,
	updateProfile,
} from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

const signerOf = ({ deviceId, verifyKey }: Author) => ({ author: deviceId, verifyKey });

/*
 * In the three writes signatures are verified before the lock, so that nobody waits for them; what they gave is told after the checks
 * that come before them.
 */

/** commands-authenticated-org.md §2.1 */
const user_create: AuthenticatedHandler<Commands["user_create"]> = async ({ database, now }, author, request) => {
	const signed = {
		user: { full: request.user_certificate, redacted: request.redacted_user_certificate },
		device: { full: request.device_certificate, redacted: request.redacted_device_certificate },
	};
	const judged = judgeNewUser(signed, signerOf(author), now());
	const { key, id } = author.organization;
	return database.write(async (tx) => {
		const { profile, lastCommon, deviceKey } = await admitAuthor(tx, author, "exclusive");
		if (profile !== "ADMIN") return { status: "author_not_allowed" };
		if (judged.status !== "accepted") return judged;
		const { user, device } = judged;
		const late = notGreater(lastCommon, user.timestamp);
		if (late) return late;
		const obstacles = await readObstacles(tx, key, user.human_handle.email, user.user_id, device.device_id);
		if (obstacles.isHandleTaken) return { status: "human_handle_already_taken" };
		if (obstacles.isUsersLimitReached) return { status: "active_users_limit_reached" };
		if (obstacles.isIdTaken) return { status: "user_already_exists" };
		const userKey = await insertUser(tx, key, user, signed.user, deviceKey);
		await Promise.all([
			insertDevice(tx, key, userKey, device, signed.device, deviceKey),
			advanceTopic(tx, key, "common", user.timestamp),
		]);
		tx.emit(commonCertificate(id, user.timestamp));
		return { status: "ok" };
	});
};

/** commands-authenticated-org.md §2.3 */
const user_update: AuthenticatedHandler<Commands["user_update"]> = async ({ database, now }, author, request) => {
	const update = readCertificate(UserUpdateCertificate, request.user_update_certificate, signerOf(author));
	const drift = update && outOfBallpark(now(), update.timestamp);
	const { key, id } = author.organization;
	return database.write(async (tx) => {
		const { profile, lastCommon, deviceKey } = await admitAuthor(tx, author, "exclusive");
		if (profile !== "ADMIN") return { status: "author_not_allowed" };
		if (!update) return INVALID_CERTIFICATE;
		if (drift) return drift;
		const { user_id, new_profile, timestamp } = update;
		if (user_id === author.userId) return INVALID_CERTIFICATE;
		const target = await findTarget(tx, key, user_id);
		if (!target) return { status: "user_not_found" };
		if (target.revoked_on !== null) return { status: "user_revoked" };
		if (target.current_profile === new_profile) return { status: "user_no_changes" };
		const late = notGreater(lastCommon, timestamp);
		if (late) return late;
		const certified = { certificate: request.user_update_certificate, certifier: deviceKey, timestamp };
		await updateProfile(tx, key, target.key, new_profile, certified);
		await advanceTopic(tx, key, "common", timestamp);
		tx.emit(commonCertificate(id, timestamp));
		tx.emit({ kind: "user_updated", organization: id, user: user_id, profile: new_profile });
		return { status: "ok" };
	});
};

/** commands-authenticated-org.md §2.4 */
const user_revoke: AuthenticatedHandler<Commands["user_revoke"]> = async ({ database, now }, author, request) => {
	const revocation = readCertificate(RevokedUserCertificate, request.revoked_user_certificate, signerOf(author));
	const drift = revocation && outOfBallpark(now(), revocation.timestamp);
	const { key, id } = author.organization;
	return database.write(async (tx) => {
		const { profile, lastCommon, deviceKey } = await admitAuthor(tx, author, "exclusive");
		if (profile !== "ADMIN") return { status: "author_not_allowed" };
		if (!revocation) return INVALID_CERTIFICATE;
		if (drift) return drift;
		const { user_id, timestamp } = revocation;
		if (user_id === author.userId) return INVALID_CERTIFICATE;
		const target = await findTarget(tx, key, user_id);
		if (!target) return { status: "user_not_found" };
		if (target.revoked_on !== null)
			return { status: "user_already_revoked", last_common_certificate_timestamp: lastCommon };
		const late = notGreater(DateTime.max(lastCommon, await readLatestInRealms(tx, target.key)), timestamp);
		if (late) return late;
		const certified = { certificate: request.revoked_user_certificate, certifier: deviceKey, timestamp };
		await revokeUser(tx, target.key, certified);
		await advanceTopic(tx, key, "common", timestamp);
		tx.emit(commonCertificate(id, timestamp));
		tx.emit({ kind: "user_revoked_or_frozen", organization: id, user: user_id });
		return { status: "ok" };
	});
};

/** commands-authenticated-org.md §2.5 */
const list_frozen_users: AuthenticatedHandler<Commands["list_frozen_users"]> = ({ database }, author) =>
	database.read(async (sql) => {
		const { profile } = await recheckAuthor(sql, author);
		if (profile !== "ADMIN") return { status: "author_not_allowed" };
		return { status: "ok", frozen_users: await listFrozen(sql, author.organization.key) };
	});

export const authenticated = {
	user_create,
	user_update,
	user_revoke,
	list_frozen_users,
} satisfies AuthenticatedHandlers;
