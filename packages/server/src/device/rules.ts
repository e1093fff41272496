import { type DateTime, DeviceCertificate, type UserID } from "@parallax/protocol";
import {
	agreedDevice,
	INVALID_CERTIFICATE,
	type InvalidCertificate,
	type NamedDevice,
	readPair,
	type SignedPair,
	type Signer,
} from "../certificate/rules.ts";
import { type OutOfBallpark, outOfBallpark } from "../certificate/timestamps.ts";

export interface NewDevice {
	readonly status: "accepted";
	readonly device: NamedDevice;
}

/** Checks 2 to 5 of `device_create`, in their order (commands-authenticated-org.md §2.2): `owner` is the user of the author. */
export function judgeNewDevice(
	given: SignedPair,
	signer: Signer,
	owner: UserID,
	now: DateTime,
): NewDevice | InvalidCertificate | OutOfBallpark {
	const devices = readPair(DeviceCertificate, given, signer);
	if (!devices) return INVALID_CERTIFICATE;
	const drift = outOfBallpark(now, devices.full.timestamp);
	if (drift) return drift;
	if (devices.full.user_id !== owner) return INVALID_CERTIFICATE;
	const device = agreedDevice(devices);
	return device ? { status: "accepted", device } : INVALID_CERTIFICATE;
}
