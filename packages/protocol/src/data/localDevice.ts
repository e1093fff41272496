import type { Infer } from "../schema/type.ts";
import { UserProfile } from "../types/enums.ts";
import { DeviceID, UserID, VlobID } from "../types/ids.ts";
import { PrivateKey, SecretKey, SigningKey, VerifyKey } from "../types/keys.ts";
import { DeviceLabel, HumanHandle, OrganizationID } from "../types/names.ts";
import { dataType } from "./dataType.ts";
import { alsoPositional } from "./positional.ts";
import { ServerUrl } from "./serverUrl.ts";

/** All that makes a device: what every device file protects. Bare MessagePack (device-files.md §2). */
export type LocalDevice = Infer<typeof LocalDevice>;
export const LocalDevice = alsoPositional(
	dataType("local_device", {
		server_url: ServerUrl,
		organization_id: OrganizationID,
		/** Trust anchor of all certificates. */
		root_verify_key: VerifyKey,
		user_id: UserID,
		device_id: DeviceID,
		device_label: DeviceLabel,
		human_handle: HumanHandle,
		signing_key: SigningKey,
		/** Shared by all devices of the user. */
		private_key: PrivateKey,
		/** Profile at enrollment: the current one comes from certificates. */
		initial_profile: UserProfile,
		user_realm_id: VlobID,
		/** Shared by all devices of the user. */
		user_realm_key: SecretKey,
		/** Encrypts what this device stores. */
		local_symkey: SecretKey,
	}),
);
