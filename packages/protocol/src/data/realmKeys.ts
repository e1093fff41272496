import { DecodeError } from "../errors.ts";
import { list } from "../schema/containers.ts";
import type { Infer } from "../schema/type.ts";
import { DateTime } from "../types/datetime.ts";
import { DeviceID, VlobID } from "../types/ids.ts";
import { KeyDerivation, SecretKey } from "../types/keys.ts";
import { dataType } from "./dataType.ts";

/** Every key of a realm, oldest first: the number of keys is the index of the last (workspace-data.md §2.2). */
export type RealmKeysBundle = Infer<typeof RealmKeysBundle>;
export const RealmKeysBundle = dataType(
	"realm_keys_bundle",
	{ author: DeviceID, timestamp: DateTime, realm_id: VlobID, keys: list(KeyDerivation) },
	{
		invariants({ keys }) {
			if (keys.length === 0) throw new DecodeError("keys: none");
		},
	},
);

/** The key that opens one keys bundle, sealed for each member of the realm (workspace-data.md §2.3). */
export type RealmKeysBundleAccess = Infer<typeof RealmKeysBundleAccess>;
export const RealmKeysBundleAccess = dataType("realm_keys_bundle_access", { keys_bundle_key: SecretKey });
