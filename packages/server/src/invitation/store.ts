import type {
	AccessToken,
	DateTime,
	EmailAddress,
	InvitationCreatedBy,
	InvitationType,
	InviteListItem,
	UserID,
	UserProfile,
} from "@parallax/protocol";
import type { CurrentAuthor } from "../organization/gate.ts";
import type { Sql, Transaction } from "../sql/database.ts";
import type { Person } from "./people.ts";
import { type InvitationFate, invitationStatus, type UserTies } from "./rules.ts";

/** Whom an invitation lets in. At most one is pending per target, which indexes hold (001-organizations.sql). */
export type InvitationTarget =
	| { readonly type: "USER"; readonly email: EmailAddress }
	| { readonly type: "DEVICE"; readonly userKey: bigint }
	| { readonly type: "SHAMIR_RECOVERY"; readonly setupKey: bigint };

const TARGET_COLUMNS = { USER: "claimer_email", DEVICE: "claimer_user", SHAMIR_RECOVERY: "shamir_setup" } as const;

function targetValue(target: InvitationTarget): EmailAddress | bigint {
	switch (target.type) {
		case "USER":
			return target.email;
		case "DEVICE":
			return target.userKey;
		case "SHAMIR_RECOVERY":
			return target.setupKey;
	}
}

/** The token of the pending invitation of this target. */
export async function findPending(
	sql: Sql,
	organization: bigint,
	target: InvitationTarget,
): Promise<AccessToken | undefined> {
	const row = await sql.one<{ token: AccessToken }>(
		`SELECT token FROM invitation WHERE organization = $1 AND ${TARGET_COLUMNS[target.type]} = $2 AND deleted_on IS NULL`,
		organization,
		targetValue(target),
	);
	return row?.token;
}

export async function insertInvitation(
	tx: Transaction,
	organization: bigint,
	target: InvitationTarget,
	token: AccessToken,
	creator: CurrentAuthor,
	now: DateTime,
): Promise<void> {
	await tx.run(
		`INSERT INTO invitation (organization, token, type, created_by_device, created_on, ${TARGET_COLUMNS[target.type]})
		VALUES ($1, $2, $3, $4, $5, $6)`,
		organization,
		token,
		target.type,
		creator.deviceKey,
		now,
		targetValue(target),
	);
}

/** Whether somebody who is not revoked has this address. */
export async function isEnrolled(sql: Sql, organization: bigint, email: EmailAddress): Promise<boolean> {
	const row = await sql.one(
		`SELECT app_user.key FROM human JOIN app_user ON app_user.human = human.key
		WHERE human.organization = $1 AND human.email = $2 AND app_user.revoked_on IS NULL`,
		organization,
		email,
	);
	return row !== undefined;
}

export async function findInvitation(sql: Sql, organization: bigint, token: AccessToken): Promise<bigint | undefined> {
	const row = await sql.one<{ key: bigint }>(
		"SELECT key FROM invitation WHERE organization = $1 AND token = $2",
		organization,
		token,
	);
	return row?.key;
}

/** An invitation as it is now. */
export interface Invitation extends InvitationFate {
	readonly key: bigint;
	readonly token: AccessToken;
	readonly target: InvitationTarget;
}

interface InvitationRow {
	readonly token: AccessToken;
	readonly type: InvitationType;
	readonly deleted_reason: InvitationFate["deletedReason"];
	readonly claimer_email: EmailAddress | null;
	readonly claimer_user: bigint | null;
	readonly shamir_setup: bigint | null;
	readonly setup_deleted_on: DateTime | null;
}

/** The invitation of this key, which exists: none is ever removed. */
export async function readInvitation(sql: Sql, key: bigint): Promise<Invitation> {
	const row = await sql.one<InvitationRow>(
		`SELECT invitation.token, invitation.type, invitation.deleted_reason, invitation.claimer_email, invitation.claimer_user,
			invitation.shamir_setup, shamir_setup.deleted_on AS setup_deleted_on
		FROM invitation LEFT JOIN shamir_setup ON shamir_setup.key = invitation.shamir_setup
		WHERE invitation.key = $1`,
		key,
	);
	if (!row) throw new Error("an invitation has vanished");
	return {
		key,
		token: row.token,
		target: readTarget(row),
		deletedReason: row.deleted_reason,
		setupDeleted: row.setup_deleted_on !== null,
	};
}

function readTarget({ type, claimer_email, claimer_user, shamir_setup }: InvitationRow): InvitationTarget {
	if (type === "USER" && claimer_email !== null) return { type, email: claimer_email };
	if (type === "DEVICE" && claimer_user !== null) return { type, userKey: claimer_user };
	if (type === "SHAMIR_RECOVERY" && shamir_setup !== null) return { type, setupKey: shamir_setup };
	throw new Error("an invitation has no target of its type");
}

interface TiesRow {
	readonly current_profile: UserProfile;
	readonly revoked_on: DateTime | null;
	readonly email: EmailAddress;
	readonly recovered_user: bigint | null;
	readonly shares: bigint | null;
}

/** What ties a user, which exists, to an invitation. */
export async function readTies(sql: Sql, { target }: Invitation, userKey: bigint): Promise<UserTies> {
	const row = await sql.one<TiesRow>(
		`SELECT app_user.current_profile, app_user.revoked_on, human.email, shamir_setup.app_user AS recovered_user,
			shamir_share.shares
		FROM app_user
		JOIN human ON human.key = app_user.human
		LEFT JOIN shamir_setup ON shamir_setup.key = $2
		LEFT JOIN shamir_share ON shamir_share.setup = shamir_setup.key AND shamir_share.recipient = app_user.key
		WHERE app_user.key = $1`,
		userKey,
		target.type === "SHAMIR_RECOVERY" ? target.setupKey : null,
	);
	if (!row) throw new Error("a user has vanished");
	const isClaimer = {
		USER: target.type === "USER" && target.email === row.email,
		DEVICE: target.type === "DEVICE" && target.userKey === userKey,
		SHAMIR_RECOVERY: row.recovered_user === userKey,
	}[target.type];
	return {
		profile: row.current_profile,
		isRevoked: row.revoked_on !== null,
		isClaimer,
		isRecipient: row.shares !== null,
	};
}

export async function closeInvitation(
	tx: Transaction,
	key: bigint,
	reason: "FINISHED" | "CANCELLED",
	now: DateTime,
): Promise<void> {
	const changed = await tx.run(
		"UPDATE invitation SET deleted_on = $2, deleted_reason = $3 WHERE key = $1 AND deleted_on IS NULL",
		key,
		now,
		reason,
	);
	if (changed !== 1) throw new Error("an invitation was closed twice");
}

/** The users who hold shares of a setup and are not revoked. */
export async function activeRecipients(sql: Sql, setupKey: bigint): Promise<UserID[]> {
	const rows = await sql.all<{ id: UserID }>(
		`SELECT app_user.id FROM shamir_share JOIN app_user ON app_user.key = shamir_share.recipient
		WHERE shamir_share.setup = $1 AND app_user.revoked_on IS NULL ORDER BY app_user.id`,
		setupKey,
	);
	return rows.map(({ id }) => id);
}

interface ListRow {
	readonly token: AccessToken;
	readonly type: InvitationType;
	readonly created_by_device: bigint | null;
	readonly created_by_service_label: string | null;
	readonly created_on: DateTime;
	readonly deleted_reason: InvitationFate["deletedReason"];
	readonly claimer_email: EmailAddress;
	readonly recovered_user_id: UserID;
	readonly setup_created_on: DateTime;
	readonly setup_deleted_on: DateTime | null;
}

/** Every invitation, closed ones included, that this user may greet, the oldest first (commands-authenticated-org.md §3.12). */
export async function listInvitations(
	sql: Sql,
	organization: bigint,
	user: { readonly userKey: bigint; readonly profile: UserProfile },
): Promise<InviteListItem[]> {
	const rows = await sql.all<ListRow>(
		`WITH visible AS (
			SELECT * FROM invitation WHERE organization = $1 AND type = 'USER' AND CAST($3 AS TEXT) = 'ADMIN'
			UNION ALL
			SELECT * FROM invitation WHERE claimer_user = $2
			UNION ALL
			SELECT invitation.* FROM shamir_share JOIN invitation ON invitation.shamir_setup = shamir_share.setup
			WHERE shamir_share.recipient = $2
		)
		SELECT visible.token, visible.type, visible.created_by_device, visible.created_by_service_label, visible.created_on,
			visible.deleted_reason, visible.claimer_email, recovered.id AS recovered_user_id,
			shamir_setup.created_on AS setup_created_on, shamir_setup.deleted_on AS setup_deleted_on
		FROM visible
		LEFT JOIN shamir_setup ON shamir_setup.key = visible.shamir_setup
		LEFT JOIN app_user recovered ON recovered.key = shamir_setup.app_user
		ORDER BY visible.created_on, visible.key`,
		organization,
		user.userKey,
		user.profile,
	);
	const creators = await readCreators(sql, organization);
	return rows.map((row) => readListItem(row, creators));
}

/** Whoever made an invitation in an organization, by the key of the device: far fewer than invitations, so apart from them. */
async function readCreators(sql: Sql, organization: bigint): Promise<ReadonlyMap<bigint, InvitationCreatedBy>> {
	const rows = await sql.all<Person & { readonly device: bigint }>(
		`SELECT device.key AS device, app_user.id, human.email, human.label
		FROM device JOIN app_user ON app_user.key = device.app_user JOIN human ON human.key = app_user.human
		WHERE device.key IN (SELECT created_by_device FROM invitation WHERE organization = $1)`,
		organization,
	);
	return new Map(
		rows.map(({ device, id, email, label }) => [device, { type: "USER", user_id: id, human_handle: { email, label } }]),
	);
}

function readListItem(row: ListRow, creators: ReadonlyMap<bigint, InvitationCreatedBy>): InviteListItem {
	const common = {
		token: row.token,
		created_on: row.created_on,
		created_by: creatorOf(row, creators),
		status: invitationStatus({ deletedReason: row.deleted_reason, setupDeleted: row.setup_deleted_on !== null }),
	};
	switch (row.type) {
		case "USER":
			return { ...common, type: "USER", claimer_email: row.claimer_email };
		case "DEVICE":
			return { ...common, type: "DEVICE" };
		case "SHAMIR_RECOVERY":
			return {
				...common,
				type: "SHAMIR_RECOVERY",
				claimer_user_id: row.recovered_user_id,
				shamir_recovery_created_on: row.setup_created_on,
			};
	}
}

function creatorOf(
	{ created_by_device, created_by_service_label }: ListRow,
	creators: ReadonlyMap<bigint, InvitationCreatedBy>,
): InvitationCreatedBy {
	if (created_by_service_label !== null) return { type: "EXTERNAL_SERVICE", service_label: created_by_service_label };
	const creator = created_by_device === null ? undefined : creators.get(created_by_device);
	if (!creator) throw new Error("an invitation has no creator");
	return creator;
}
