import type { DeviceID } from "@parallax/protocol";
import type { NamedDevice, SignedPair } from "../certificate/rules.ts";
import type { Sql, Transaction } from "../sql/database.ts";

/** Whether a device of the organization, of any user, has this id. */
export async function isDeviceIdTaken(sql: Sql, organization: bigint, id: DeviceID): Promise<boolean> {
	return (await sql.one("SELECT key FROM device WHERE organization = $1 AND id = $2", organization, id)) !== undefined;
}

/** @param certifier key of the device that signed; null: the root key. */
export async function insertDevice(
	tx: Transaction,
	organization: bigint,
	user: bigint,
	device: NamedDevice,
	signed: SignedPair,
	certifier: bigint | null,
): Promise<void> {
	await tx.run(
		`INSERT INTO device (organization, id, app_user, label, verify_key, certificate, redacted_certificate, certifier, created_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		organization,
		device.device_id,
		user,
		device.device_label,
		device.verify_key,
		signed.full,
		signed.redacted,
		certifier,
		device.timestamp,
	);
}
