import type { DateTime, OrganizationID, SequesterServiceCertificate, SequesterServiceID } from "@parallax/protocol";
import type { Sql, Transaction } from "../sql/database.ts";

/** A service that may read the data of an organization, and is not revoked. */
export interface SequesterService {
	readonly key: bigint;
	readonly id: SequesterServiceID;
	/** nil: it only gets access to keys. */
	readonly webhook_url: string | null;
}

/** Oldest first. `undefined`: the organization is not sequestered. */
export async function listActiveServices(sql: Sql, organization: bigint): Promise<SequesterService[] | undefined> {
	const rows = await sql.all<Omit<SequesterService, "key"> & { readonly key: bigint | null }>(
		`SELECT sequester_service.key, sequester_service.id, sequester_service.webhook_url FROM organization
		LEFT JOIN sequester_service ON sequester_service.organization = organization.key AND sequester_service.revoked_on IS NULL
		WHERE organization.key = $1 AND organization.sequester_authority_verify_key IS NOT NULL
		ORDER BY sequester_service.created_on`,
		organization,
	);
	if (rows.length === 0) return undefined;
	return rows.flatMap(({ key, ...service }) => (key === null ? [] : [{ key, ...service }]));
}

/** What the administration is told of a service. */
export interface RegisteredService {
	readonly id: SequesterServiceID;
	readonly label: string;
	readonly created_on: DateTime;
	readonly revoked_on: DateTime | null;
	readonly webhook_url: string | null;
}

/** All that there ever were, oldest first. */
export function listServices(sql: Sql, organization: bigint): Promise<RegisteredService[]> {
	return sql.all<RegisteredService>(
		"SELECT id, label, created_on, revoked_on, webhook_url FROM sequester_service WHERE organization = $1 ORDER BY created_on",
		organization,
	);
}

export interface OrganizationAuthority {
	readonly key: bigint;
	/** DER; nil: the organization is not sequestered, and never will be. */
	readonly sequester_authority_verify_key: Uint8Array | null;
}

export function findAuthority(sql: Sql, id: OrganizationID): Promise<OrganizationAuthority | undefined> {
	return sql.one("SELECT key, sequester_authority_verify_key FROM organization WHERE id = $1", id);
}

/** `false` when the organization has, or had, a service of this id. */
export async function insertService(
	tx: Transaction,
	organization: bigint,
	{ service_id, service_label, timestamp }: SequesterServiceCertificate,
	certificate: Uint8Array,
	webhookUrl: string | null,
): Promise<boolean> {
	const inserted = await tx.run(
		`INSERT INTO sequester_service (organization, id, label, certificate, created_on, webhook_url)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization, id) DO NOTHING`,
		organization,
		service_id,
		service_label,
		certificate,
		timestamp,
		webhookUrl,
	);
	return inserted === 1;
}

export function findService(
	sql: Sql,
	organization: bigint,
	id: SequesterServiceID,
): Promise<{ readonly key: bigint; readonly revoked_on: DateTime | null } | undefined> {
	return sql.one("SELECT key, revoked_on FROM sequester_service WHERE organization = $1 AND id = $2", organization, id);
}

export async function revokeService(
	tx: Transaction,
	service: bigint,
	timestamp: DateTime,
	certificate: Uint8Array,
): Promise<void> {
	await tx.run(
		"UPDATE sequester_service SET revoked_on = $2, revoked_certificate = $3 WHERE key = $1",
		service,
		timestamp,
		certificate,
	);
}

export async function setWebhook(tx: Transaction, service: bigint, url: string | null): Promise<void> {
	await tx.run("UPDATE sequester_service SET webhook_url = $2 WHERE key = $1", service, url);
}
