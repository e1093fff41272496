import {
	newId,
	newPrivateKey,
	newSecretKey,
	newSigningKey,
	publicKeyOf,
	signObject,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	anonymousCommands,
	type DateTime,
	DeviceCertificate,
	DeviceID,
	type DeviceLabel,
	type HumanHandle,
	type LocalDevice,
	type OrganizationBootstrapAddr,
	SequesterAuthorityCertificate,
	type SequesterVerifyKeyDer,
	UserCertificate,
	UserID,
	VlobID,
} from "@parallax/protocol";
import type { AnonymousCaller } from "../transport/index.ts";

export interface FirstUser {
	readonly humanHandle: HumanHandle;
	readonly deviceLabel: DeviceLabel;
	/** RSA public key of the sequester authority; `null`: the organization is never sequestered. */
	readonly sequesterAuthority: SequesterVerifyKeyDer | null;
}

export type BootstrapOutcome =
	/** The device is to be saved at once: its keys exist nowhere else. */
	| { readonly status: "ok"; readonly device: LocalDevice }
	| {
			readonly status:
				| "organization_already_bootstrapped"
				| "invalid_bootstrap_token"
				| "invalid_certificate"
				| "unknown_status";
	  }
	| {
			readonly status: "timestamp_out_of_ballpark";
			readonly server_timestamp: DateTime;
			readonly client_timestamp: DateTime;
	  };

/**
 * Turns a created organization into a usable one, with its first user as administrator (enrollment.md §1).
 * The root signing key lives only inside this function. Make sure that the device can be saved before calling it.
 */
export async function bootstrapOrganization(
	address: OrganizationBootstrapAddr,
	caller: AnonymousCaller,
	timestamp: DateTime,
	{ humanHandle, deviceLabel, sequesterAuthority }: FirstUser,
): Promise<BootstrapOutcome> {
	const root = newSigningKey();
	const device: LocalDevice = {
		type: "local_device",
		server_url: address.server.toUrl(),
		organization_id: address.organizationId,
		root_verify_key: verifyKeyOf(root),
		user_id: newId(UserID),
		device_id: newId(DeviceID),
		device_label: deviceLabel,
		human_handle: humanHandle,
		signing_key: newSigningKey(),
		private_key: newPrivateKey(),
		initial_profile: "ADMIN",
		user_realm_id: newId(VlobID),
		user_realm_key: newSecretKey(),
		local_symkey: newSecretKey(),
	};
	const user = {
		type: "user_certificate",
		author: null,
		timestamp,
		user_id: device.user_id,
		human_handle: humanHandle,
		public_key: publicKeyOf(device.private_key),
		algorithm: "X25519_XSALSA20_POLY1305",
		profile: "ADMIN",
	} as const;
	const first = {
		type: "device_certificate",
		purpose: "STANDARD",
		author: null,
		timestamp,
		user_id: device.user_id,
		device_id: device.device_id,
		device_label: deviceLabel,
		verify_key: verifyKeyOf(device.signing_key),
		algorithm: "ED25519",
	} as const;
	const reply = await caller.call(anonymousCommands.commands.organization_bootstrap, {
		bootstrap_token: address.token,
		root_verify_key: device.root_verify_key,
		user_certificate: signObject(UserCertificate, user, root),
		device_certificate: signObject(DeviceCertificate, first, root),
		redacted_user_certificate: signObject(UserCertificate, { ...user, human_handle: null }, root),
		redacted_device_certificate: signObject(DeviceCertificate, { ...first, device_label: null }, root),
		sequester_authority_certificate:
			sequesterAuthority &&
			signObject(
				SequesterAuthorityCertificate,
				{ type: "sequester_authority_certificate", timestamp, verify_key_der: sequesterAuthority },
				root,
			),
	});
	root.expose().fill(0);
	return reply.status === "ok" ? { status: "ok", device } : reply;
}
