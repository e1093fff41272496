import { constantTimeEqualText } from "@parallax/crypto";
import {
	type AccessToken,
	type DateTime,
	DeviceCertificate,
	SequesterAuthorityCertificate,
	UserCertificate,
	type VerifyKey,
} from "@parallax/protocol";
import {
	agreedDevice,
	agreedUser,
	INVALID_CERTIFICATE,
	type InvalidCertificate,
	type NamedDevice,
	type NamedUser,
	readPair,
	readSigned,
	type SignedPair,
} from "../certificate/rules.ts";
import { type OutOfBallpark, outOfBallpark } from "../certificate/timestamps.ts";

/** What the first client of an organization signs with the root key. */
export interface FirstCertificates {
	readonly rootVerifyKey: VerifyKey;
	readonly user: SignedPair;
	readonly device: SignedPair;
	readonly sequesterAuthority: Uint8Array | null;
}

/** What these certificates say, once nothing speaks against it. */
export interface FirstUser {
	readonly status: "accepted";
	readonly user: NamedUser;
	readonly device: NamedDevice;
	readonly sequesterAuthority: SequesterAuthorityCertificate | null;
}

/** Checks 1 to 12 of `organization_bootstrap`, in their order (commands-anonymous.md §2.2). */
export function judgeFirstCertificates(
	{ rootVerifyKey, ...given }: FirstCertificates,
	now: DateTime,
): FirstUser | InvalidCertificate | OutOfBallpark {
	const root = { author: null, verifyKey: rootVerifyKey };
	const users = readPair(UserCertificate, given.user, root);
	const devices = readPair(DeviceCertificate, given.device, root);
	if (!users || !devices) return INVALID_CERTIFICATE;
	const { timestamp } = users.full;
	if (users.full.profile !== "ADMIN") return INVALID_CERTIFICATE;
	if (timestamp !== devices.full.timestamp) return INVALID_CERTIFICATE;
	if (users.full.user_id !== devices.full.user_id) return INVALID_CERTIFICATE;
	const drift = outOfBallpark(now, timestamp);
	if (drift) return drift;
	const user = agreedUser(users);
	const device = agreedDevice(devices);
	if (!user || !device) return INVALID_CERTIFICATE;
	if (given.sequesterAuthority === null) return { status: "accepted", user, device, sequesterAuthority: null };

	const sequesterAuthority = readSigned(SequesterAuthorityCertificate, given.sequesterAuthority, rootVerifyKey);
	if (!sequesterAuthority) return INVALID_CERTIFICATE;
	const authorityDrift = outOfBallpark(now, sequesterAuthority.timestamp);
	if (authorityDrift) return authorityDrift;
	if (sequesterAuthority.timestamp !== timestamp) return INVALID_CERTIFICATE;
	return { status: "accepted", user, device, sequesterAuthority };
}

/** Whether a bootstrap gives the token that the organization waits for; nil is given when nil is waited for. */
export function isBootstrapToken(expected: AccessToken | null, given: AccessToken | null): boolean {
	if (expected === null || given === null) return expected === given;
	return constantTimeEqualText(expected, given);
}
