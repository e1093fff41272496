import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { DateTime, type OrganizationID } from "@parallax/protocol";
import { toBase32 } from "./encoding/base32.ts";
import { constantTimeEqualText, randomBytes } from "./random.ts";

const SECRET_SIZE = 20;
const STEP = 30_000_000n;
const SECOND = 1_000_000n;
/** 2^30 s are 34 years: beyond, the wait is the same and the date stays representable. */
const LONGEST_WAIT_EXPONENT = 30;

export function newTotpSecret(): Uint8Array {
	return randomBytes(SECRET_SIZE);
}

function codeOfStep(secret: Uint8Array, step: bigint): string {
	const counter = new Uint8Array(8);
	new DataView(counter.buffer).setBigUint64(0, step);
	const mac = hmac(sha1, secret, counter);
	const offset = (mac[mac.length - 1] ?? 0) & 15;
	const number = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, "0");
}

/** The 6 digits shown at `at`, not before 1970 (crypto.md §12). */
export function totpCode(secret: Uint8Array, at: DateTime): string {
	if (at < 0n) throw new RangeError("no one-time password exists before 1970");
	return codeOfStep(secret, at / STEP);
}

/** Accepts the code of the current 30 s, of those before and of those after. */
export function verifyTotp(secret: Uint8Array, code: string, now: DateTime): boolean {
	if (now < 0n) return false;
	const step = now / STEP;
	let accepted = false;
	for (const candidate of [step - 1n, step, step + 1n])
		if (candidate >= 0n && constantTimeEqualText(codeOfStep(secret, candidate), code)) accepted = true;
	return accepted;
}

/** When the next try is allowed, `null` for at once: 2^(n-1) seconds after the last of n failures in a row. */
export function totpWaitUntil(failedAttempts: number, lastFailedAttempt: DateTime | null): DateTime | null {
	if (failedAttempts < 1 || lastFailedAttempt === null) return null;
	const exponent = Math.min(failedAttempts - 1, LONGEST_WAIT_EXPONENT);
	return DateTime.add(lastFailedAttempt, SECOND << BigInt(exponent));
}

/** What a person types in an authenticator that cannot read the QR code. */
export function totpSecretText(secret: Uint8Array): string {
	return toBase32(secret);
}

/** The content of the QR code. */
export function totpUri(organization: OrganizationID, secret: Uint8Array): string {
	return `otpauth://totp/parsec.cloud:${organization}?secret=${toBase32(secret)}&issuer=parsec.cloud`;
}
