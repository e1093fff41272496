import { type DeviceToken, parseAccountToken, parseDeviceToken } from "@parallax/crypto";
import { AccessToken, type OrganizationID, type UserID, VerifyKey } from "@parallax/protocol";
import type { Sql } from "../sql/database.ts";
import type { Author, ClientInfo, Invited, OrganizationRef, Services } from "./handlers.ts";
import { HttpRefusal } from "./refusal.ts";
import { VerifiedTokens } from "./verifiedTokens.ts";

/** Window of a token, in seconds, both ends excluded: how much later and how much earlier than now (transport.md §4.2). */
const EARLY = 300;
const LATE = 320;

/** The token of `Authorization: Bearer TOKEN`. @throws HttpRefusal 401 */
export function bearerToken(authorization: string | undefined): string {
	const [scheme, token, ...rest] = (authorization ?? "").trim().split(/\s+/);
	if (scheme?.toLowerCase() !== "bearer" || token === undefined || rest.length > 0) throw new HttpRefusal(401);
	return token;
}

/** @throws HttpRefusal 401 */
export function readDeviceToken(authorization: string | undefined): DeviceToken {
	const token = parseDeviceToken(bearerToken(authorization));
	if (!token) throw new HttpRefusal(401);
	return token;
}

/** @throws HttpRefusal 401 */
export function readInvitationToken(authorization: string | undefined): AccessToken {
	const text = bearerToken(authorization);
	try {
		return AccessToken.parse(text);
	} catch {
		throw new HttpRefusal(401);
	}
}

/** @throws HttpRefusal 401 */
export function requireAccountToken(authorization: string | undefined): void {
	if (!parseAccountToken(bearerToken(authorization))) throw new HttpRefusal(401);
}

interface OrganizationRow {
	readonly key: bigint;
	readonly is_expired: boolean;
	readonly root_verify_key: Uint8Array | null;
}

/** The organization, bootstrapped or not; `undefined` when there is none of this name. @throws HttpRefusal 460 */
export async function findOrganization(sql: Sql, id: OrganizationID): Promise<OrganizationRef | undefined> {
	const row = await sql.one<OrganizationRow>("SELECT key, is_expired FROM organization WHERE id = $1", id);
	if (row?.is_expired) throw new HttpRefusal(460);
	return row && { key: row.key, id };
}

const verifiedTokens = new VerifiedTokens();

interface DeviceRow extends OrganizationRow {
	readonly tos_updated_on: bigint | null;
	readonly verify_key: Uint8Array | null;
	readonly user_id: UserID;
	readonly revoked_on: bigint | null;
	readonly frozen: boolean;
	readonly tos_accepted_on: bigint | null;
}

/**
 * Everything that decides whether a device may speak, in one query at each request: nothing is remembered that could hide an
 * expiry, a revocation, a freeze or new terms (server.md §17). @throws HttpRefusal, in the order of transport.md §5.1.
 */
export async function authenticateDevice(
	{ database, now }: Services,
	id: OrganizationID,
	token: DeviceToken,
	client: ClientInfo,
	terms: "must be accepted" | "may be pending",
): Promise<Author> {
	const row = await database.read((sql) =>
		sql.one<DeviceRow>(
			`SELECT organization.key, organization.is_expired, organization.root_verify_key, organization.tos_updated_on,
				device.verify_key, app_user.id AS user_id, app_user.revoked_on, app_user.frozen, app_user.tos_accepted_on
			FROM organization
			LEFT JOIN device ON device.organization = organization.key AND device.id = $2
			LEFT JOIN app_user ON app_user.key = device.app_user
			WHERE organization.id = $1`,
			id,
			token.id,
		),
	);
	if (!row?.root_verify_key) throw new HttpRefusal(404);
	if (row.is_expired) throw new HttpRefusal(460);
	if (!row.verify_key) throw new HttpRefusal(403);
	if (row.revoked_on !== null) throw new HttpRefusal(461);
	if (row.frozen) throw new HttpRefusal(462);
	const accepted =
		row.tos_updated_on === null || (row.tos_accepted_on !== null && row.tos_accepted_on >= row.tos_updated_on);
	if (!accepted && terms === "must be accepted") throw new HttpRefusal(463);
	const verifyKey = VerifyKey.fromBytes(row.verify_key);
	if (!verifiedTokens.verify(token, verifyKey)) throw new HttpRefusal(403);
	const age = Number(now()) / 1e6 - token.unixSeconds;
	if (age <= -EARLY || age >= LATE) throw new HttpRefusal(498);
	return { organization: { key: row.key, id }, deviceId: token.id, userId: row.user_id, verifyKey, client };
}

interface InvitationRow extends OrganizationRow {
	readonly invitation_key: bigint | null;
	readonly deleted_on: bigint | null;
}

/** @throws HttpRefusal, in the order of transport.md §5.1. */
export async function authenticateInvited(
	{ database }: Services,
	id: OrganizationID,
	token: AccessToken,
	client: ClientInfo,
): Promise<Invited> {
	const row = await database.read((sql) =>
		sql.one<InvitationRow>(
			`SELECT organization.key, organization.is_expired, organization.root_verify_key,
				invitation.key AS invitation_key, invitation.deleted_on
			FROM organization
			LEFT JOIN invitation ON invitation.organization = organization.key AND invitation.token = $2
			WHERE organization.id = $1`,
			id,
			token,
		),
	);
	if (!row?.root_verify_key) throw new HttpRefusal(404);
	if (row.is_expired) throw new HttpRefusal(460);
	if (row.invitation_key === null) throw new HttpRefusal(403);
	if (row.deleted_on !== null) throw new HttpRefusal(410);
	return { organization: { key: row.key, id }, token, invitationKey: row.invitation_key, client };
}
