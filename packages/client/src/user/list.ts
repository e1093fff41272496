import {
	type DateTime,
	type DeviceCertificate,
	type DeviceID,
	DeviceLabel,
	type DevicePurpose,
	type EmailAddress,
	HumanHandle,
	type UserID,
	type UserProfile,
} from "@parallax/protocol";
import { type CertificateView, profileAt, type UserRecord } from "../certificate/index.ts";

/** A user as shown to people; redacted handles stand for the ids of those whose name may not be seen. */
export interface UserInfo {
	readonly id: UserID;
	readonly humanHandle: HumanHandle;
	readonly profile: UserProfile;
	readonly createdOn: DateTime;
	/** `null`: the organization itself, at its bootstrap. */
	readonly createdBy: DeviceID | null;
	readonly revokedOn: DateTime | null;
	readonly revokedBy: DeviceID | null;
}

export interface DeviceInfo {
	readonly id: DeviceID;
	readonly label: DeviceLabel;
	readonly purpose: DevicePurpose;
	readonly createdOn: DateTime;
	readonly createdBy: DeviceID | null;
}

/** Every user, oldest first. */
export async function listUsers(view: CertificateView): Promise<readonly UserInfo[]> {
	return (await view.users()).map(userInfo);
}

/** The user who has this address now; those revoked no longer have one. */
export async function findActiveUser(view: CertificateView, email: EmailAddress): Promise<UserInfo | undefined> {
	return (await listUsers(view)).find((user) => user.revokedOn === null && user.humanHandle.email === email);
}

/** The devices of a user, oldest first. */
export async function listDevices(view: CertificateView, user: UserID): Promise<readonly DeviceInfo[]> {
	return (await view.devicesOf(user)).map(deviceInfo);
}

function userInfo(record: UserRecord): UserInfo {
	const { certificate, revoked } = record;
	return {
		id: certificate.user_id,
		humanHandle: certificate.human_handle ?? HumanHandle.redacted(certificate.user_id),
		profile: profileAt(record),
		createdOn: certificate.timestamp,
		createdBy: certificate.author,
		revokedOn: revoked?.timestamp ?? null,
		revokedBy: revoked?.author ?? null,
	};
}

function deviceInfo({ device_id, device_label, purpose, timestamp, author }: DeviceCertificate): DeviceInfo {
	return {
		id: device_id,
		label: device_label ?? DeviceLabel.redacted(device_id),
		purpose,
		createdOn: timestamp,
		createdBy: author,
	};
}
