import type {
	DateTime,
	EmailAddress,
	InvitationCreatedBy,
	InviteInfo,
	ShamirRecoveryRecipient,
	UserGreetingAdministrator,
	UserID,
} from "@parallax/protocol";
import type { Sql } from "../sql/database.ts";
import { type Person, readPerson } from "./people.ts";
import type { Invitation } from "./store.ts";

/** Whether a greeter is connected is not told: it would let anybody with a link watch its hours. */
const online_status = "UNKNOWN";

/** What the holder of an invitation is told of it (commands-invited.md §3). To be read in one snapshot. */
export async function readInvitationInfo(
	sql: Sql,
	organization: bigint,
	{ key, target }: Invitation,
): Promise<InviteInfo> {
	const created_by = await readCreatedBy(sql, key);
	switch (target.type) {
		case "USER":
			return {
				type: "USER",
				claimer_email: target.email,
				created_by,
				administrators: await readAdministrators(sql, organization, key),
			};
		case "DEVICE": {
			const { id, email, label } = await readPerson(sql, target.userKey);
			return { type: "DEVICE", claimer_user_id: id, claimer_human_handle: { email, label }, created_by };
		}
		case "SHAMIR_RECOVERY": {
			const setup = await readSetup(sql, target.setupKey);
			const { id, email, label } = await readPerson(sql, setup.app_user);
			return {
				type: "SHAMIR_RECOVERY",
				claimer_user_id: id,
				claimer_human_handle: { email, label },
				created_by,
				shamir_recovery_created_on: setup.created_on,
				threshold: Number(setup.threshold),
				recipients: await readRecipients(sql, target.setupKey),
			};
		}
	}
}

interface CreatorRow {
	readonly created_by_service_label: string | null;
	readonly id: UserID;
	readonly email: EmailAddress;
	readonly label: string;
}

async function readCreatedBy(sql: Sql, key: bigint): Promise<InvitationCreatedBy> {
	const { created_by_service_label, id, email, label } = required(
		await sql.one<CreatorRow>(
			`SELECT invitation.created_by_service_label, app_user.id, human.email, human.label
			FROM invitation
			LEFT JOIN device ON device.key = invitation.created_by_device
			LEFT JOIN app_user ON app_user.key = device.app_user
			LEFT JOIN human ON human.key = app_user.human
			WHERE invitation.key = $1`,
			key,
		),
	);
	if (created_by_service_label !== null) return { type: "EXTERNAL_SERVICE", service_label: created_by_service_label };
	return { type: "USER", user_id: id, human_handle: { email, label } };
}

interface SetupRow {
	readonly app_user: bigint;
	readonly created_on: DateTime;
	readonly threshold: bigint;
}

async function readSetup(sql: Sql, setupKey: bigint): Promise<SetupRow> {
	return required(
		await sql.one<SetupRow>("SELECT app_user, created_on, threshold FROM shamir_setup WHERE key = $1", setupKey),
	);
}

/** Those who may greet a user invitation; the frozen ones too. */
async function readAdministrators(sql: Sql, organization: bigint, key: bigint): Promise<UserGreetingAdministrator[]> {
	const rows = await sql.all<Person & { readonly joined_on: DateTime | null }>(
		`SELECT app_user.id, human.email, human.label, (
				SELECT MAX(greeting_attempt.greeter_joined) FROM greeting_session
				JOIN greeting_attempt ON greeting_attempt.session = greeting_session.key
				WHERE greeting_session.invitation = $2 AND greeting_session.greeter = app_user.key
			) AS joined_on
		FROM app_user JOIN human ON human.key = app_user.human
		WHERE app_user.organization = $1 AND app_user.revoked_on IS NULL AND app_user.current_profile = 'ADMIN'`,
		organization,
		key,
	);
	return rows.sort(byLabel).map(({ id, email, label, joined_on }) => ({
		user_id: id,
		human_handle: { email, label },
		online_status,
		last_greeting_attempt_joined_on: joined_on,
	}));
}

async function readRecipients(sql: Sql, setupKey: bigint): Promise<ShamirRecoveryRecipient[]> {
	const rows = await sql.all<Person & { readonly shares: bigint; readonly revoked_on: DateTime | null }>(
		`SELECT app_user.id, human.email, human.label, app_user.revoked_on, shamir_share.shares
		FROM shamir_share
		JOIN app_user ON app_user.key = shamir_share.recipient
		JOIN human ON human.key = app_user.human
		WHERE shamir_share.setup = $1`,
		setupKey,
	);
	return rows.sort(byLabel).map(({ id, email, label, shares, revoked_on }) => ({
		user_id: id,
		human_handle: { email, label },
		shares: Number(shares),
		revoked_on,
		online_status,
	}));
}

/** By label, then by address: engines do not collate alike. */
function byLabel(a: Person, b: Person): number {
	const [x, y] = a.label === b.label ? [a.email, b.email] : [a.label, b.label];
	return x < y ? -1 : 1;
}

function required<R>(row: R | undefined): R {
	if (row === undefined) throw new Error("a row that is never removed has vanished");
	return row;
}
