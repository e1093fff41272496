import { type DateTime, DeviceCertificate, UserCertificate } from "@parallax/protocol";
import {
	agreedDevice,
	agreedUser,
	INVALID_CERTIFICATE,
	type InvalidCertificate,
	type NamedDevice,
	type NamedUser,
	readPair,
	type SignedPair,
	type Signer,
} from "../certificate/rules.ts";
import { type OutOfBallpark, outOfBallpark } from "../certificate/timestamps.ts";

export interface NewUser {
	readonly status: "accepted";
	readonly user: NamedUser;
	readonly device: NamedDevice;
}

/** Checks 3 to 7 of `user_create`, in their order (commands-authenticated-org.md §2.1). */
export function judgeNewUser(
	given: { readonly user: SignedPair; readonly device: SignedPair },
	signer: Signer,
	now: DateTime,
): NewUser | InvalidCertificate | OutOfBallpark {
	const users = readPair(UserCertificate, given.user, signer);
	const devices = readPair(DeviceCertificate, given.device, signer);
	if (!users || !devices) return INVALID_CERTIFICATE;
	if (users.full.timestamp !== devices.full.timestamp) return INVALID_CERTIFICATE;
	const drift = outOfBallpark(now, users.full.timestamp);
	if (drift) return drift;
	if (users.full.user_id !== devices.full.user_id) return INVALID_CERTIFICATE;
	const user = agreedUser(users);
	const device = agreedDevice(devices);
	return user && device ? { status: "accepted", user, device } : INVALID_CERTIFICATE;
}
