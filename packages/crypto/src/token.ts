import {
	AccountAuthMethodID,
	DecodeError,
	DeviceID,
	type IdType,
	type SecretKey,
	type SigningKey,
	type VerifyKey,
} from "@parallax/protocol";
import { constantTimeEqual } from "./random.ts";
import { mac512 } from "./secretKey.ts";
import { signDetached, verifyDetached } from "./signing.ts";

const DEVICE = "PARSEC-SIGN-ED25519";
const ACCOUNT = "PARSEC-MAC-BLAKE2B";

/** A token whose proof is still to be verified. */
export interface UnverifiedToken<Id> {
	readonly id: Id;
	/** Whole seconds since 1970, as its maker claims. */
	readonly unixSeconds: number;
	/** The bytes that the proof is about, as they stand in the token. */
	readonly signed: Uint8Array;
	readonly proof: Uint8Array;
}

export type DeviceToken = UnverifiedToken<DeviceID>;
export type AccountToken = UnverifiedToken<AccountAuthMethodID>;

function makeToken(header: string, id: string, unixSeconds: number, prove: (signed: Uint8Array) => Uint8Array): string {
	const text = `${header}.${id}.${unixSeconds}`;
	return `${text}.${prove(new TextEncoder().encode(text)).toBase64({ alphabet: "base64url" })}`;
}

function parseToken<I extends string>(header: string, type: IdType<I>, token: string): UnverifiedToken<I> | null {
	const [actualHeader, id = "", seconds = "", proof, ...rest] = token.split(".");
	const unixSeconds = Number(seconds);
	if (actualHeader !== header || proof === undefined || rest.length > 0) return null;
	if (!/^\d+$/.test(seconds) || !Number.isSafeInteger(unixSeconds)) return null;
	try {
		return {
			id: type.parse(id),
			unixSeconds,
			signed: new TextEncoder().encode(token.slice(0, token.lastIndexOf("."))),
			proof: parseBase64Url(proof),
		};
	} catch (error) {
		if (error instanceof DecodeError) return null;
		throw error;
	}
}

/** Padding is mandatory; the standard alphabet is read too (transport.md §4.2). */
function parseBase64Url(text: string): Uint8Array {
	if (!/^[\w+/-]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new DecodeError("not Base64");
	try {
		return Uint8Array.fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"), { lastChunkHandling: "strict" });
	} catch {
		throw new DecodeError("not Base64");
	}
}

/** The bearer token of a device for one request (transport.md §4.2). `unixSeconds` is cut to whole seconds. */
export function makeDeviceToken(device: DeviceID, key: SigningKey, unixSeconds: number): string {
	return makeToken(DEVICE, device, Math.trunc(unixSeconds), (signed) => signDetached(key, signed));
}

/** `null` when it is no device token. */
export function parseDeviceToken(token: string): DeviceToken | null {
	return parseToken(DEVICE, DeviceID, token);
}

/** That the token was made by the device which owns `key`. Its time is for the caller to check. */
export function verifyDeviceToken(token: DeviceToken, key: VerifyKey): boolean {
	return verifyDetached(key, token.signed, token.proof);
}

/** The bearer token of an account for one request (transport.md §4.3). `unixSeconds` is cut to whole seconds. */
export function makeAccountToken(method: AccountAuthMethodID, macKey: SecretKey, unixSeconds: number): string {
	return makeToken(ACCOUNT, method, Math.trunc(unixSeconds), (signed) => mac512(macKey, signed));
}

/** `null` when it is no account token. */
export function parseAccountToken(token: string): AccountToken | null {
	return parseToken(ACCOUNT, AccountAuthMethodID, token);
}

/** That the token was made with `macKey`, compared in constant time. Its time is for the caller to check. */
export function verifyAccountToken(token: AccountToken, macKey: SecretKey): boolean {
	return constantTimeEqual(mac512(macKey, token.signed), token.proof);
}
