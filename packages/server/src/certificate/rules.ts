import { type Expected, openSigned, SignatureError, UnexpectedValueError } from "@parallax/crypto";
import {
	type DataType,
	DecodeError,
	type DeviceCertificate,
	type DeviceID,
	type DeviceLabel,
	type HumanHandle,
	type UserCertificate,
	type VerifyKey,
} from "@parallax/protocol";

/** A client whose certificates are not as they should be is not told what is wrong with them. */
export type InvalidCertificate = { readonly status: "invalid_certificate" };
export const INVALID_CERTIFICATE: InvalidCertificate = { status: "invalid_certificate" };

/** Who must have signed a certificate; `author` is null for the root key of the organization. */
export interface Signer {
	readonly author: DeviceID | null;
	readonly verifyKey: VerifyKey;
}

/**
 * The content of a certificate that `signer` made, or `undefined` when its signature, its encoding, its type or its author is not as it
 * should be (certificates.md §1).
 */
export function readCertificate<T extends { readonly author: DeviceID | null }>(
	type: DataType<T>,
	signed: Uint8Array,
	{ verifyKey, author }: Signer,
): T | undefined {
	return readSigned(type, signed, verifyKey, { author } as Expected<T>);
}

/** {@link readCertificate} for those whose content names no author. */
export function readSigned<T>(
	type: DataType<T>,
	signed: Uint8Array,
	verifyKey: VerifyKey,
	expected: Expected<T> = {},
): T | undefined {
	try {
		return openSigned(type, signed, verifyKey, expected);
	} catch (error) {
		if (error instanceof SignatureError || error instanceof DecodeError || error instanceof UnexpectedValueError)
			return undefined;
		throw error;
	}
}

/** A certificate and its copy without the name of the person or of the device, each as it was received. */
export interface SignedPair {
	readonly full: Uint8Array;
	readonly redacted: Uint8Array;
}

/** Both variants of one certificate, read. */
export interface Pair<T> {
	readonly full: T;
	readonly redacted: T;
}

/** Both variants by the same signer, or `undefined` when either cannot be accepted; whether they agree is judged apart. */
export function readPair<T extends { readonly author: DeviceID | null }>(
	type: DataType<T>,
	{ full, redacted }: SignedPair,
	signer: Signer,
): Pair<T> | undefined {
	const fullContent = readCertificate(type, full, signer);
	const redactedContent = readCertificate(type, redacted, signer);
	return fullContent && redactedContent && { full: fullContent, redacted: redactedContent };
}

export type NamedUser = UserCertificate & { readonly human_handle: HumanHandle };
export type NamedDevice = DeviceCertificate & { readonly device_label: DeviceLabel };

/** The user of a good pair: the full one names the person, the redacted one does not, all the rest is the same (§1.4). */
export function agreedUser({ full, redacted }: Pair<UserCertificate>): NamedUser | undefined {
	const { human_handle } = full;
	if (human_handle === null || !sameFields({ ...full, human_handle: null }, redacted)) return undefined;
	return { ...full, human_handle };
}

/** The device of a good pair: the full one has a label, the redacted one has none, all the rest is the same (§1.4). */
export function agreedDevice({ full, redacted }: Pair<DeviceCertificate>): NamedDevice | undefined {
	const { device_label } = full;
	if (device_label === null || !sameFields({ ...full, device_label: null }, redacted)) return undefined;
	return { ...full, device_label };
}

/** Of two values of one type: all their fields, so that a field that is declared later is compared from the start. */
function sameFields<T extends object>(a: T, b: T): boolean {
	return (Object.keys(a) as (keyof T)[]).every((field) => sameValue(a[field], b[field]));
}

function sameValue(a: unknown, b: unknown): boolean {
	if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
	return a === b;
}
