import { DecodeError } from "../errors.ts";
import { list } from "../schema/containers.ts";
import type { Infer } from "../schema/type.ts";
import { ShamirShare } from "../types/composites.ts";
import { DateTime } from "../types/datetime.ts";
import { AccessToken, DeviceID } from "../types/ids.ts";
import { SecretKey } from "../types/keys.ts";
import { dataType } from "./dataType.ts";

/** What is split between the recipients (enrollment.md §5.2). */
export type ShamirRecoverySecret = Infer<typeof ShamirRecoverySecret>;
export const ShamirRecoverySecret = dataType("shamir_recovery_secret", {
	data_key: SecretKey,
	reveal_token: AccessToken,
});

const MAX_SHARES = 255;

/** The shares of one recipient: as many as his weight. */
export type ShamirRecoveryShareData = Infer<typeof ShamirRecoveryShareData>;
export const ShamirRecoveryShareData = dataType(
	"shamir_recovery_share_data",
	{ author: DeviceID, timestamp: DateTime, weighted_share: list(ShamirShare) },
	{
		invariants({ weighted_share }) {
			if (weighted_share.length > MAX_SHARES) throw new DecodeError(`weighted_share: more than ${MAX_SHARES} shares`);
		},
	},
);
