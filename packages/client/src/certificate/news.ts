import type { DeviceID, UserID, UserProfile, VlobID } from "@parallax/protocol";
import type { CertificateRow } from "../storage/certificateStorage.ts";
import { type CertificateView, profileAt } from "./view.ts";

/**
 * Told after each batch that brought something: which parts of a screen are no longer true. Plain data, which a worker may
 * send to its page.
 */
export interface NewCertificates {
	readonly added: number;
	/** Nothing was known before, or all of it was replaced: everything is to be shown anew. */
	readonly first: boolean;
	readonly newUsers: readonly UserID[];
	/** Those of new users included. */
	readonly newDevices: readonly { readonly userId: UserID; readonly deviceId: DeviceID }[];
	/** Whose profile was changed, with the one that they have now. */
	readonly profiles: ReadonlyMap<UserID, UserProfile>;
	readonly revokedUsers: readonly UserID[];
	/** Whose roles, keys, name or archiving changed. */
	readonly realms: ReadonlySet<VlobID>;
	readonly sequester: boolean;
	readonly shamirRecovery: boolean;
}

/** What the rows of a batch bring, by the columns that they are looked up by; `view` knows all of them already. */
export async function newsOf(
	rows: readonly CertificateRow[],
	view: CertificateView,
	first: boolean,
): Promise<NewCertificates> {
	const newUsers: UserID[] = [];
	const newDevices: { userId: UserID; deviceId: DeviceID }[] = [];
	const revokedUsers: UserID[] = [];
	const profiles = new Map<UserID, UserProfile>();
	const realms = new Set<VlobID>();
	let [sequester, shamirRecovery] = [false, false];
	for (const { type, filter1, filter2 } of rows) {
		switch (type) {
			case "user_certificate":
				newUsers.push(filter1 as UserID);
				break;
			case "device_certificate":
				newDevices.push({ userId: filter2 as UserID, deviceId: filter1 as DeviceID });
				break;
			case "user_update_certificate": {
				const user = await view.user(filter1 as UserID);
				if (user) profiles.set(filter1 as UserID, profileAt(user));
				break;
			}
			case "revoked_user_certificate":
				revokedUsers.push(filter1 as UserID);
				break;
			default:
				if (type.startsWith("realm_")) realms.add(filter1 as VlobID);
				else if (type.startsWith("sequester_")) sequester = true;
				else shamirRecovery = true;
		}
	}
	return {
		...{ added: rows.length, first, newUsers, newDevices, profiles, revokedUsers, realms },
		...{ sequester, shamirRecovery },
	};
}
