import { type DeviceToken, verifyDeviceToken } from "@parallax/crypto";
import type { VerifyKey } from "@parallax/protocol";

/** Enough for the devices that send bursts at one time. */
const MAX_KNOWN = 4096;

/**
 * Verifies the signature of device tokens, and remembers those that were right. A token is the same text for all requests that a
 * device sends within a second, so that a burst costs one verification. Only the signature is remembered, which is a pure function of
 * token and key: whether the device still exists, is revoked, frozen or late is asked anew each time.
 */
export class VerifiedTokens {
	readonly #known = new Set<string>();

	verify(token: DeviceToken, key: VerifyKey): boolean {
		const name = `${latin1(token.signed)}.${latin1(token.proof)}.${latin1(key)}`;
		if (this.#known.has(name)) return true;
		if (!verifyDeviceToken(token, key)) return false;
		// A Set keeps the order of insertion: the first is the oldest.
		const [oldest] = this.#known;
		if (this.#known.size >= MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
		this.#known.add(name);
		return true;
	}
}

function latin1(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
