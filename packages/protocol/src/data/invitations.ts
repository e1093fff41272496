import { list } from "../schema/containers.ts";
import type { Infer } from "../schema/type.ts";
import { ShamirShare } from "../types/composites.ts";
import { UserProfile } from "../types/enums.ts";
import { DeviceID, UserID, VlobID } from "../types/ids.ts";
import { PrivateKey, PublicKey, SecretKey, VerifyKey } from "../types/keys.ts";
import { DeviceLabel, HumanHandle } from "../types/names.ts";
import { dataType } from "./dataType.ts";

// What claimer ("data") and greeter ("confirmation") tell each other, encrypted, once they trust each other (enrollment.md §3-5).

export type InviteUserData = Infer<typeof InviteUserData>;
export const InviteUserData = dataType("invite_user_data", {
	requested_device_label: DeviceLabel,
	requested_human_handle: HumanHandle,
	public_key: PublicKey,
	verify_key: VerifyKey,
});

export type InviteUserConfirmation = Infer<typeof InviteUserConfirmation>;
export const InviteUserConfirmation = dataType("invite_user_confirmation", {
	user_id: UserID,
	device_id: DeviceID,
	device_label: DeviceLabel,
	human_handle: HumanHandle,
	profile: UserProfile,
	root_verify_key: VerifyKey,
});

export type InviteDeviceData = Infer<typeof InviteDeviceData>;
export const InviteDeviceData = dataType("invite_device_data", {
	requested_device_label: DeviceLabel,
	verify_key: VerifyKey,
});

/** Hands over the secrets that all the devices of a user share. */
export type InviteDeviceConfirmation = Infer<typeof InviteDeviceConfirmation>;
export const InviteDeviceConfirmation = dataType("invite_device_confirmation", {
	user_id: UserID,
	device_id: DeviceID,
	device_label: DeviceLabel,
	human_handle: HumanHandle,
	profile: UserProfile,
	private_key: PrivateKey,
	user_realm_id: VlobID,
	user_realm_key: SecretKey,
	root_verify_key: VerifyKey,
});

export type InviteShamirRecoveryData = Infer<typeof InviteShamirRecoveryData>;
export const InviteShamirRecoveryData = dataType("invite_shamir_recovery_data", {});

export type InviteShamirRecoveryConfirmation = Infer<typeof InviteShamirRecoveryConfirmation>;
export const InviteShamirRecoveryConfirmation = dataType("invite_shamir_recovery_confirmation", {
	weighted_share: list(ShamirShare),
});
