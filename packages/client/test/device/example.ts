import { encrypt, passwordKey, verifyKeyOf } from "@parallax/crypto";
import {
	DateTime,
	type DeviceFilePassword,
	DeviceID,
	DeviceLabel,
	encodeBare,
	HumanHandle,
	LocalDevice,
	OrganizationID,
	PrivateKey,
	SecretKey,
	ServerUrl,
	SigningKey,
	UserID,
	VlobID,
} from "@parallax/protocol";

export const PASSWORD = "P@ssw0rd.";

/** The device of device-files.md §3.7. */
export const DEVICE: LocalDevice = {
	type: "local_device",
	server_url: ServerUrl.parse("https://parsec.invalid/"),
	organization_id: OrganizationID.parse("Org"),
	root_verify_key: verifyKeyOf(new SigningKey(new Uint8Array(32).fill(9))),
	user_id: UserID.parse("a11cec00100000000000000000000000"),
	device_id: DeviceID.parse("de10a11cec0010000000000000000000"),
	device_label: DeviceLabel.parse("dev1"),
	human_handle: HumanHandle.parse("alice@example.com", "Alice"),
	signing_key: new SigningKey(Uint8Array.from({ length: 32 }, (_, i) => i)),
	private_key: new PrivateKey(new Uint8Array(32).fill(1)),
	initial_profile: "ADMIN",
	user_realm_id: VlobID.parse("07".repeat(16)),
	user_realm_key: new SecretKey(new Uint8Array(32).fill(2)),
	local_symkey: new SecretKey(new Uint8Array(32).fill(3)),
};
export const NEW_YEAR = DateTime.parse("2020-01-01T00:00:00Z");

/** A file of that device. The derivation is the cheapest there is, which readers honour as any other. */
export async function cheapFile(over: Partial<DeviceFilePassword> = {}): Promise<DeviceFilePassword> {
	const algorithm = {
		type: "ARGON2ID",
		memlimit_kb: 8,
		opslimit: 1,
		parallelism: 1,
		salt: new Uint8Array(16),
	} as const;
	const { server_url, organization_id, user_id, device_id, human_handle, device_label } = DEVICE;
	return {
		type: "password",
		created_on: NEW_YEAR,
		protected_on: NEW_YEAR,
		...{ server_url, organization_id, user_id, device_id, human_handle, device_label },
		algorithm,
		ciphertext: encrypt(await passwordKey(PASSWORD, algorithm), encodeBare(LocalDevice, DEVICE)),
		totp_opaque_key_id: null,
		...over,
	};
}
